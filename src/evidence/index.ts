export { factsOf, mergeBatches } from './gather.ts';
export { readEvidence } from './pool.ts';
