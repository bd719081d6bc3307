import { z } from 'zod';
import { parseTime } from '../lib/time.ts';
import type { EpochSeconds } from '../model/lineage.ts';

/**
 * A digest file, as CloudTrail delivers one an hour
 * (userguide/cloudtrail-log-file-validation-digest-file-structure). What is null in the first one of a chain is nullable.
 */
const digestSchema = z.object({
  awsAccountId: z.string(),
  digestStartTime: z.string(),
  digestEndTime: z.string(),
  digestS3Bucket: z.string(),
  digestS3Object: z.string(),
  digestPublicKeyFingerprint: z.string(),
  digestSignatureAlgorithm: z.string(),
  previousDigestS3Bucket: z.string().nullish().default(null),
  previousDigestS3Object: z.string().nullish().default(null),
  previousDigestHashValue: z.string().nullish().default(null),
  previousDigestSignature: z.string().nullish().default(null),
  logFiles: z.array(
    z.object({ s3Bucket: z.string(), s3Object: z.string(), hashValue: z.string(), hashAlgorithm: z.string() }),
  ),
});

export type Digest = z.output<typeof digestSchema>;

/** A digest from its uncompressed bytes; null where they are none. */
export function parseDigest(bytes: Uint8Array): Digest | null {
  try {
    return digestSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return null;
  }
}

export interface DigestKey {
  readonly accountId: string;
  readonly region: string;
  readonly trail: string;
  /** Digests of late deliveries are a chain of their own. */
  readonly backfill: boolean;
}

const digestName =
  /(?:^|[\\/])(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_(.+)_([a-z0-9-]+)_(\d{8}T\d{6}Z)(_backfill)?\.json\.gz$/;

/** What the name of a digest says: ACCT_CloudTrail-Digest_REGION_TRAIL_HOMEREGION_YYYYMMDDTHHmmssZ[_backfill].json.gz */
export function parseDigestName(path: string): DigestKey | null {
  const name = digestName.exec(path);
  if (name === null) return null;
  const [, accountId, region, trail, home, , backfill] = name;
  return { accountId: accountId!, region: region!, trail: `${trail}_${home}`, backfill: backfill !== undefined };
}

/** When the hour of a digest ended, by its name; null for the name of something else. */
export const digestEnd = (path: string): EpochSeconds | null => parseTime(digestName.exec(path)?.[5]);
