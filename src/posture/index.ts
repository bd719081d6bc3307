export { createDecider } from './evaluate/decider.ts';
export { readSnapshot } from './read/read-snapshot.ts';
