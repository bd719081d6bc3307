import { existsSync, statSync } from 'node:fs';
import { startThreads, type Threads } from '../../evidence/index.ts';

export type { Threads } from '../../evidence/index.ts';

interface FirstScan {
  readonly casePath: string;
  readonly sources: readonly string[];
  readonly workers: number;
  readonly since: number | null;
  readonly until: number | null;
  readonly signal: AbortSignal;
}

/**
 * Threads that start while the rest of the program is loaded and the case is opened, where much is sure to be read: a folder
 * or a bucket into a case that is not there yet. Elsewhere the case may know it all, and they would start for nothing: null.
 * This is a door of its own, so that little is loaded before they start.
 */
export function threadsAhead({ casePath, sources, workers, since, until, signal }: FirstScan): Threads | null {
  const isFirst = casePath === ':memory:' || !existsSync(casePath);
  if (!isFirst || workers === 0 || !sources.some(isMany)) return null;
  const range = { ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) };
  return startThreads(range, signal, { most: workers, ahead: workers });
}

function isMany(source: string): boolean {
  if (source.startsWith('s3://')) return true;
  try {
    return statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
