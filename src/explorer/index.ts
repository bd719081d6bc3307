/** The page over a case: served on this machine. */
export { serve } from './server/serve.ts';
