import { existsSync, statSync } from 'node:fs';
import { startThreads, type Threads } from '../evidence/index.ts';

interface FirstScan {
  readonly casePath: string;
  readonly sources: readonly string[];
  readonly workers: number;
  readonly range: { readonly since?: number; readonly until?: number };
  readonly signal: AbortSignal;
}

/**
 * Threads that start while the case is opened, where much is sure to be read: a folder or a bucket into a case that is not
 * there yet. Elsewhere the case may know it all, and they would start for nothing: null.
 */
export function threadsAhead({ casePath, sources, workers, range, signal }: FirstScan): Threads | null {
  const isFirst = casePath === ':memory:' || !existsSync(casePath);
  return isFirst && workers > 0 && sources.some(isMany) ? startThreads(range, signal, workers) : null;
}

function isMany(source: string): boolean {
  if (source.startsWith('s3://')) return true;
  try {
    return statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
