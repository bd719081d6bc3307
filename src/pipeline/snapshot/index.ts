export { snapshotText, takeSnapshot } from './take-snapshot.ts';
