export { loadConfig } from './config.ts';
export { checkConfig } from './config-check.ts';
export { initConfig } from './config-init.ts';
export { checkTitles, harden } from './harden.ts';
export { parseQuestion } from './explain.ts';
export { expiredSuppressions, type SuppressionState } from './suppressions.ts';
export { review } from './review.ts';
export { scan } from './scan.ts';
export { writeBeside, writeTrail } from './synth.ts';
