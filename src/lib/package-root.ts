/**
 * The folder of the package: what is shipped beside the code is found from here, from `src/`, from `dist/` and from the
 * bundle in `dist/bin/`, all of which keep this module two folders below it.
 */
export const packageRoot = new URL('../../', import.meta.url);
