import { stat } from 'node:fs/promises';

const EVERY_MS = 1_000;

/**
 * Calls back when the case file has changed and come to rest. By asking, not by file system events: those of a file that
 * a database writes are many, and network drives have none.
 */
export function watchCase(path: string, onChange: () => Promise<void>, signal: AbortSignal): void {
  void watch(path, onChange, signal);
}

async function watch(path: string, onChange: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let seen = await stateOf(path);
  let moving = false;
  while (await pause(signal)) {
    const now = await stateOf(path);
    const changed = now !== seen;
    seen = now;
    if (moving && !changed) {
      moving = false;
      // A scan that is still writing holds the file: the next change, or the next second, comes back to it.
      await onChange().catch(() => (moving = true));
    } else if (changed) moving = true;
  }
}

async function stateOf(path: string): Promise<string> {
  const states = [path, `${path}.wal`].map(async (file) => {
    const found = await stat(file).catch(() => null);
    return found === null ? '' : `${found.mtimeMs} ${found.size}`;
  });
  return (await Promise.all(states)).join(' ');
}

/** False when it is over. */
function pause(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    }, EVERY_MS);
    signal.addEventListener('abort', stop, { once: true });
  });
}
