import type * as Store from '../store/index.ts';

/** Opens a case. DuckDB is loaded now and not before: the threads of a scan start meanwhile, and not every command needs it. */
export const openCase: typeof Store.openCase = async (path, options) => {
  const store = await import('../store/index.ts');
  return store.openCase(path, options);
};

/** Rows of Parquet files, by the same library. */
export const readParquet: typeof Store.readParquet = async function* (paths) {
  const store = await import('../store/index.ts');
  yield* store.readParquet(paths);
};
