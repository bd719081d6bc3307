// What the commands need that look at a case and read nothing new: they do not wait until what reads logs is loaded.
export { loadConfig } from '../config.ts';
export { expiredSuppressions } from '../suppressions.ts';
export type { Detail } from './recall.ts';
export { review } from './review.ts';
