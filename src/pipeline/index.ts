export { loadConfig } from './config.ts';
export { review } from './review.ts';
export { scan } from './scan.ts';
