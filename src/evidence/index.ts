export { arraysOf } from './batch-arrays.ts';
export { callTables } from './call-tables.ts';
export { gatherRows } from './gather-rows.ts';
export { factsOf, mergeBatches } from './gather.ts';
export { readEvidence } from './pool.ts';
export { startThreads, type Threads } from './pool-threads.ts';
