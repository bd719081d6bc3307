import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { gzipped, plainRecords, trailFile } from './records.ts';

export interface SignedFile {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = publicKey.export({ format: 'der', type: 'pkcs1' });
export const fingerprint = createHash('md5').update(der).digest('hex');
/** As `aws cloudtrail list-public-keys` prints it. */
export const publicKeyList = {
  PublicKeyList: [
    { Value: der.toString('base64'), Fingerprint: fingerprint, ValidityStartTime: 0, ValidityEndTime: 4e9 },
  ],
};

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const pad = (value: number): string => String(value).padStart(2, '0');
const day = '2026/10/01';
export const logKey = (hour: number): string =>
  `AWSLogs/111122223333/CloudTrail/us-east-1/${day}/111122223333_CloudTrail_us-east-1_20261001T${pad(hour)}30Z_AbCdEfGhIjKlMnO${hour}.json.gz`;
export const digestKey = (hour: number): string =>
  `AWSLogs/111122223333/CloudTrail-Digest/us-east-1/${day}/111122223333_CloudTrail-Digest_us-east-1_all_us-east-1_20261001T${pad(hour + 1)}0000Z.json.gz`;

interface Previous {
  readonly key: string;
  readonly hash: string;
  readonly signature: string;
}

/** A trail of so many hours: a log file and a digest each, chained and signed as CloudTrail documents it. */
export function trailWithDigests(hours: number): Map<string, SignedFile> {
  const files = new Map<string, SignedFile>();
  let previous: Previous | null = null;
  for (let hour = 0; hour < hours; hour++) {
    const log = trailFile(plainRecords(5, hour * 5));
    files.set(logKey(hour), { bytes: gzipped(log), metadata: {} });
    const key = digestKey(hour);
    const digestEndTime = `2026-10-01T${pad(hour + 1)}:00:00Z`;
    const digest: Buffer = Buffer.from(
      JSON.stringify({
        awsAccountId: '111122223333',
        digestStartTime: `2026-10-01T${pad(hour)}:00:00Z`,
        digestEndTime,
        digestS3Bucket: 'logs',
        digestS3Object: key,
        digestPublicKeyFingerprint: fingerprint,
        digestSignatureAlgorithm: 'SHA256withRSA',
        newestEventTime: null,
        oldestEventTime: null,
        previousDigestS3Bucket: previous === null ? null : 'logs',
        previousDigestS3Object: previous?.key ?? null,
        previousDigestHashValue: previous?.hash ?? null,
        previousDigestHashAlgorithm: previous === null ? null : 'SHA-256',
        previousDigestSignature: previous?.signature ?? null,
        logFiles: [
          { s3Bucket: 'logs', s3Object: logKey(hour), hashValue: sha256(Buffer.from(log)), hashAlgorithm: 'SHA-256' },
        ],
      }),
    );
    const signed: string = [digestEndTime, `logs/${key}`, sha256(digest), previous?.signature ?? 'null'].join('\n');
    const signature: string = sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('hex');
    files.set(key, {
      bytes: gzipped(digest.toString()),
      metadata: { signature, 'signature-algorithm': 'SHA256withRSA' },
    });
    previous = { key, hash: sha256(digest), signature };
  }
  return files;
}

/** The same file with another content. */
export function rewritten(file: SignedFile, change: (text: string) => string): SignedFile {
  return { ...file, bytes: gzipped(change(gunzipSync(file.bytes).toString())) };
}
