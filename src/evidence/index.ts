export { factsOf, mergeBatches } from './gather.ts';
