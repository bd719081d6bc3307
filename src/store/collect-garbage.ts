import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { once } from '../lib/once.ts';

/**
 * Collects what is dead now. The engine goes by the size of its own heap, in which a typed array of ten megabytes is a few words:
 * where hundreds of megabytes of arrays have just died it may let them lie for long. Some ten milliseconds, and more the more
 * objects live: for the ends of phases that leave much behind.
 */
export function collectGarbage(): void {
  collector()();
}

/** Node gives its collector only to who asks at the start; the engine gives it to every context made after the flag was set. */
const collector = once((): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
});
