import { UsageError } from '../lib/errors.ts';
import type * as Store from '../store/index.ts';

/** Opens a case. DuckDB is loaded now and not before: the threads of a scan start meanwhile, and not every command needs it. */
export const openCase: typeof Store.openCase = async (path, options) => {
  const store = await import('../store/index.ts');
  return store.openCase(path, options);
};

/** Throws where a case holds no record: whoever looks at it would take that for an all-clear. */
export function requireRecords(casePath: string, { events }: { readonly events: number }): void {
  if (events === 0) throw new UsageError(`nothing was read into the case ${casePath} yet`, 'run stemma scan first');
}

/** Rows of Parquet files, by the same library. */
export const readParquet: typeof Store.readParquet = async function* (paths) {
  const store = await import('../store/index.ts');
  yield* store.readParquet(paths);
};
