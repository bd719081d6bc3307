export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70 | 129 | 130 | 143;

/** An error that the user can mend: one sentence that names the thing, and a hint what to do. */
export class StemmaError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | null;

  constructor(message: string, details: { exitCode: ExitCode; hint?: string; cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.exitCode = details.exitCode;
    this.hint = details.hint ?? null;
  }
}

/** Wrong options or arguments. */
export class UsageError extends StemmaError {
  constructor(message: string, hint?: string) {
    super(message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
  }
}

/** What was named is not there, or is something else: nobody lacks anything of it. */
export class NotThereError extends StemmaError {}

/** A configuration file that does not say what it should. */
export class ConfigError extends StemmaError {
  /** Each thing that is wrong, a line each: all are told at once. */
  readonly problems: readonly string[];

  constructor(message: string, details: { hint?: string; cause?: unknown; problems?: readonly string[] } = {}) {
    const { problems = [message], ...rest } = details;
    super(message, { exitCode: 2, ...rest });
    this.problems = problems;
  }
}

/** Why a source gave nothing, as the end of a sentence that has named all that were asked. */
export function because(sources: readonly string[], first: { source: string; reason: string } | undefined): string {
  if (first === undefined) return '';
  return sources.length === 1 && first.source === sources[0]
    ? `: ${first.reason}`
    : `: ${first.source}: ${first.reason}`;
}

/** None of the sources gave a single record. */
export class NothingReadError extends StemmaError {
  constructor(message: string, details: { hint?: string; cause?: unknown } = {}) {
    super(message, { exitCode: 3, ...details });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'a file may not become so large here',
  EISDIR: 'a folder is there',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such folder',
  ENOTDIR: 'no such folder',
  ENOSPC: 'no space left on the disk',
};

/** Why the system refused to write a file, in words. */
export function whyNotWritten(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
