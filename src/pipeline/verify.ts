import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { awsFailure, connectAws, listPublicKeys } from '../aws/index.ts';
import { because, ConfigError, NothingReadError } from '../lib/errors.ts';
import { verifyTrail, type KeysOf, type Verdict } from '../integrity/index.ts';
import { withoutPassword } from '../lib/without-password.ts';
import type { AwsOptions } from '../model/aws.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { openTrailPlace } from '../sources/index.ts';

export type { Verdict };

export interface VerifyRequest {
  /** `s3://bucket/prefix` or a folder. */
  readonly source: string;
  readonly aws: AwsOptions;
  /** Output of `aws cloudtrail list-public-keys`, in place of asking; null asks. */
  readonly publicKeys: string | null;
  /** Of files that were delivered in this time; null without bound. */
  readonly since: EpochSeconds | null;
  readonly until: EpochSeconds | null;
  readonly signal: AbortSignal;
}

/** Verifies the log files of a place by its digests. Throws where there is none: nothing could be said of any file. */
export async function verify(request: VerifyRequest): Promise<Verdict> {
  const keysOf = request.publicKeys === null ? askedKeys(request.aws) : await keysInFile(request.publicKeys);
  const verdict = await verifyTrail(await openTrailPlace(request.source, request), keysOf, request);
  const first = verdict.unread[0];
  if (verdict.chains.length > 0) return verdict;
  const source = withoutPassword(request.source);
  const time = request.since === null && request.until === null ? '' : ' of that time';
  throw new NothingReadError(`no digest file${time} in ${source}${because([source], first)}`, {
    hint:
      first?.hint ??
      'name the folder above CloudTrail and CloudTrail-Digest; stemma trails says whether a trail writes digests',
  });
}

function askedKeys(options: AwsOptions): KeysOf {
  const aws = connectAws(options);
  return async (region, from, to) => {
    try {
      return { keys: await listPublicKeys(aws, { region, from, to }), problem: null };
    } catch (error) {
      const { reason } = awsFailure(error, { action: 'cloudtrail:ListPublicKeys' });
      return { keys: [], problem: `${reason}; --public-keys takes them from a file` };
    }
  };
}

const keyFileSchema = z.object({
  PublicKeyList: z.array(z.object({ Fingerprint: z.string(), Value: z.base64() })),
});

async function keysInFile(path: string): Promise<KeysOf> {
  try {
    const { PublicKeyList } = keyFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const keys = PublicKeyList.map(({ Fingerprint, Value }) => ({
      fingerprint: Fingerprint,
      value: new Uint8Array(Buffer.from(Value, 'base64')),
    }));
    return async () => ({ keys, problem: null });
  } catch (cause) {
    const hint = '--public-keys takes what "aws cloudtrail list-public-keys" prints';
    throw new ConfigError(`${path}: no file of public keys`, { hint, cause });
  }
}
