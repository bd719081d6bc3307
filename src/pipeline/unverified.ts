import { NothingReadError } from '../lib/errors.ts';
import { deliveredAt, type FileVerdict, NO_SUCH_NAME } from '../integrity/index.ts';
import type { Gap, Skipped } from '../model/coverage.ts';
import { verify, type VerifyRequest } from './verify.ts';

export interface VerifyOptions {
  /** Output of `aws cloudtrail list-public-keys`; null asks AWS. */
  readonly publicKeys: string | null;
}

/** What of the sources is not as CloudTrail delivered it, in the words of a report's coverage. */
export interface Unverified {
  readonly skipped: readonly Skipped[];
  readonly gaps: readonly Gap[];
}

/** A source as it was named, and the files that it offers. */
export interface Offered<F> {
  readonly spec: string;
  readonly files: readonly F[];
}

/** `strangers`: what is no log file by its name, and would be evidence all the same, should records be found in it. */
export async function findUnverified<F extends Pick<FileVerdict, 'source'>>(
  sources: readonly Offered<F>[],
  request: VerifyOptions & Pick<VerifyRequest, 'aws' | 'since' | 'until' | 'signal'>,
): Promise<Unverified & { readonly strangers: readonly F[] }> {
  const found = await Promise.all(
    sources.map(async ({ spec, files }) => ({ files, ...(await ofSource(spec, request)) })),
  );
  return {
    skipped: found.flatMap(({ skipped }) => skipped),
    gaps: found.flatMap(({ gaps }) => gaps),
    strangers: found.flatMap(({ files, judged }) =>
      judged === null ? [] : files.filter(({ source }) => !judged.has(source) && deliveredAt(source) === null),
    ),
  };
}

/** What is told of strangers in which records were found. */
export function unverifiedStrangers(strangers: readonly Pick<FileVerdict, 'source'>[]): Unverified {
  const verdicts = strangers.map(({ source }): FileVerdict => {
    return { kind: 'log', source, state: 'unsigned', reason: NO_SUCH_NAME, atEdge: false };
  });
  return { skipped: verdicts.map(skippedOf), gaps: verdicts.flatMap(gapOf) };
}

const DELIVERED_WITHIN = 86_400;

/** `judged`: files of which more is said here; null where nothing is said of any. */
async function ofSource(
  source: string,
  request: Parameters<typeof findUnverified>[1],
): Promise<Unverified & { readonly judged: ReadonlySet<string> | null }> {
  if (!/^s3:/i.test(source) && (source === '-' || /^[a-z][a-z0-9+.-]+:/i.test(source))) {
    const reason = `${source}: nothing of it can be verified: only log files have digests`;
    return { skipped: [], gaps: [{ account: null, region: null, from: null, to: null, reason }], judged: null };
  }
  try {
    // The last records of a time are delivered after it.
    const until = request.until === null ? null : request.until + DELIVERED_WITHIN;
    const { files, unread } = await verify({ ...request, until, source });
    const judged = new Set(files.map((file) => file.source));
    return { skipped: [...unread, ...files.filter(isSuspect).map(skippedOf)], gaps: files.flatMap(gapOf), judged };
  } catch (error) {
    // No digests: nothing vouches for any file, and the scan goes on.
    if (error instanceof NothingReadError)
      return { skipped: [{ source, reason: `not verified: ${error.message}` }], gaps: [], judged: null };
    throw error;
  }
}

const isSuspect = ({ state, atEdge }: FileVerdict): boolean => state !== 'valid' && !atEdge;

function skippedOf({ source, state, reason }: FileVerdict): Skipped {
  return { source, reason: `not verified, ${state}: ${reason ?? ''}` };
}

/** Says of which account, region and time the evidence is that nothing vouches for. */
function gapOf({ kind, source, state, reason }: FileVerdict): Gap[] {
  if (kind !== 'log' || state === 'valid') return [];
  const [, account = null, region = null] = /(\d{12})_CloudTrail_([a-z0-9-]+)_\d{8}T\d{4}Z_/.exec(source) ?? [];
  const what = state === 'missing' ? 'a file was taken away' : `evidence rests on a file that is ${state}`;
  return [{ account, region, from: null, to: deliveredAt(source), reason: `${what}: ${reason ?? ''}: ${source}` }];
}
