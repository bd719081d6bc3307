/** Sources of AWS and paths hold no password; in a key or a file name an @ is a letter as any other. */
const scheme = /^[a-z][a-z0-9+.-]+:\/*/i;
const ofAws = /^(?:s3|athena|lake|cloudtrail):/i;

/**
 * A source as it may be shown, logged and kept: without the user and password that may stand before the host. A password that
 * was not encoded may hold any character, and then the source can be read in no other way: all before the last @ goes.
 */
export function withoutPassword(source: string): string {
  const before = scheme.exec(source)?.[0];
  if (before === undefined) return source;
  const rest = source.slice(before.length);
  return before + rest.replace(ofAws.test(before) ? /^[^/]*@/ : /^.*@/s, '');
}
