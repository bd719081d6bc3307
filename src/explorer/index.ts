/** The page over a case: served on this machine, or as the shell of a report. */
export { reportPage } from './server/assets.ts';
export { serve, type Served, type ServeOptions } from './server/serve.ts';
