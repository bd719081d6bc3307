import { NothingReadError } from '../lib/errors.ts';
import { parseTime } from '../lib/time.ts';
import type { FileVerdict } from '../integrity/index.ts';
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

export async function findUnverified(
  sources: readonly string[],
  request: VerifyOptions & Pick<VerifyRequest, 'aws' | 'since' | 'until' | 'signal'>,
): Promise<Unverified> {
  const found = await Promise.all(sources.map((source) => ofSource(source, request)));
  return { skipped: found.flatMap(({ skipped }) => skipped), gaps: found.flatMap(({ gaps }) => gaps) };
}

const DELIVERED_WITHIN = 86_400;

async function ofSource(source: string, request: Parameters<typeof findUnverified>[1]): Promise<Unverified> {
  if (!/^s3:/i.test(source) && (source === '-' || /^[a-z][a-z0-9+.-]+:/i.test(source))) {
    const reason = `${source}: nothing of it can be verified: only log files have digests`;
    return { skipped: [], gaps: [{ account: null, region: null, from: null, to: null, reason }] };
  }
  try {
    // The last records of a time are delivered after it.
    const until = request.until === null ? null : request.until + DELIVERED_WITHIN;
    const { files, unread } = await verify({ ...request, until, source });
    return { skipped: [...unread, ...files.filter(isSuspect).map(skippedOf)], gaps: files.flatMap(gapOf) };
  } catch (error) {
    // No digests: nothing vouches for any file, and the scan goes on.
    if (error instanceof NothingReadError)
      return { skipped: [{ source, reason: `not verified: ${error.message}` }], gaps: [] };
    throw error;
  }
}

const isSuspect = ({ state, atEdge }: FileVerdict): boolean => state !== 'valid' && !atEdge;

function skippedOf({ source, state, reason }: FileVerdict): Skipped {
  return { source, reason: `not verified, ${state}: ${reason ?? ''}` };
}

/** Says of which account, region and time the evidence is that nothing vouches for. */
function gapOf({ kind, source, state, reason }: FileVerdict): Gap[] {
  const name = /(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4})Z_/.exec(source);
  if (kind !== 'log' || state === 'valid' || name === null) return [];
  const [, account, region, delivered] = name as unknown as [string, string, string, string];
  const what = state === 'missing' ? 'a file was taken away' : `evidence rests on a file that is ${state}`;
  return [
    { account, region, from: null, to: parseTime(`${delivered}00Z`), reason: `${what}: ${reason ?? ''}: ${source}` },
  ];
}
