import { StemmaError } from '../lib/errors.ts';

interface Explanation {
  readonly pattern: RegExp;
  readonly message: (path: string, match: RegExpExecArray) => string;
  readonly hint: string;
}

const rebuilding = 'name another file with --case; scanning the logs again rebuilds a case';

/** Whatever is at a path where a case should be. */
export const notACase = (path: string): StemmaError =>
  new StemmaError(`${path} is not a case of stemma, or it is damaged`, { exitCode: 2, hint: rebuilding });

/** What DuckDB says, and what a person needs to hear. */
const explanations: readonly Explanation[] = [
  {
    pattern: /Could not set lock on file[\s\S]*?(?:\(PID (\d+)\)|$)/,
    message: (path, [, pid]) =>
      `the case ${path} is in use by ${pid === undefined ? 'another process' : `process ${pid}`}`,
    hint: 'wait until it ends, or scan into another case with --case',
  },
  {
    pattern: /not a valid DuckDB database file|Could not read (?:enough bytes|from file)|checksum|Corrupt database/i,
    message: (path) => notACase(path).message,
    hint: rebuilding,
  },
  {
    pattern: /Trying to read a database file with version number|storage version|newer version of DuckDB/i,
    message: (path) => `the case ${path} was written by a newer stemma`,
    hint: 'update stemma, or scan into another case with --case',
  },
  {
    pattern: /No space left on device|Could not write all bytes|disk is full|ENOSPC|File too large|quota exceeded/i,
    message: (path) => `no space left on the disk of the case ${path}`,
    hint: 'free some space and scan again; what was written before stays in the case',
  },
  {
    pattern: /Permission denied|Read-only file system|EACCES|EPERM|EROFS/i,
    message: (path) => `the case ${path} cannot be opened or written: permission denied`,
    hint: 'name a file in a folder that you may write to with --case',
  },
  {
    pattern: /No such file or directory|ENOENT|ENOTDIR|Cannot open file/i,
    message: (path) => `the case ${path} cannot be opened`,
    hint: 'its folder must exist; name another file with --case',
  },
  {
    pattern: /File name too long|ENAMETOOLONG/i,
    message: (path) => `the path of the case ${path} is too long`,
    hint: 'name another file with --case',
  },
];

/** Turns an error of DuckDB that a user can mend into one that says how; leaves every other one as it is. */
export function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof StemmaError) return error;
  for (const { pattern, message, hint } of explanations) {
    const match = pattern.exec(error.message);
    if (match !== null) return new StemmaError(message(path, match), { exitCode: 2, hint, cause: error });
  }
  return error;
}
