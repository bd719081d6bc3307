import { nameOf } from '../sources/index.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { Chain, ReadDigest } from './chains.ts';
import { digestEnd } from './digest.ts';
import { isSigned, type KeyRing } from './signature.ts';
import type { FileVerdict } from './verdict.ts';

export interface JudgedDigest {
  readonly read: ReadDigest;
  readonly verdict: FileVerdict;
}

/**
 * Judges the digests of a chain, newest first: a digest that is vouched for says what the one before it must be, and what
 * signature that one has. So a folder, which keeps no signatures, can be verified but for its newest digest.
 */
export function judgeDigests(
  { digests }: Chain,
  { keys, since }: { keys: KeyRing; since: EpochSeconds | null },
): { judged: JudgedDigest[]; missing: FileVerdict[] } {
  const judged: JudgedDigest[] = [];
  const missing: FileVerdict[] = [];
  const present = new Set(digests.map(({ digest }) => nameOf(digest.digestS3Object)));
  let successor: JudgedDigest | null = null;
  for (const [back, read] of digests.toReversed().entries()) {
    const verdict = judgeOne(read, {
      successor: follows(read, successor) ? successor : null,
      isNewest: back === 0,
      keys,
    });
    successor = { read, verdict };
    judged.unshift(successor);
    const { previousDigestS3Object: previous, previousDigestS3Bucket: bucket } = read.digest;
    // The oldest digest that is here has one before it that is elsewhere, or expired: nobody took it away. One of before the
    // time that is asked for was not looked for.
    const isWanted = since === null ? back < digests.length - 1 : (digestEnd(previous ?? '') ?? 0) > since;
    if (previous !== null && !present.has(nameOf(previous)) && isWanted && verdict.state === 'valid') {
      const reason = 'the digest after it names it, and it is not there';
      missing.push({ kind: 'digest', source: `s3://${bucket}/${previous}`, state: 'missing', reason, atEdge: false });
    }
  }
  return { judged, missing };
}

function follows({ digest }: ReadDigest, successor: JudgedDigest | null): boolean {
  const previous = successor?.read.digest.previousDigestS3Object ?? null;
  return previous !== null && nameOf(previous) === nameOf(digest.digestS3Object);
}

interface Beside {
  readonly successor: JudgedDigest | null;
  readonly isNewest: boolean;
  readonly keys: KeyRing;
}

function judgeOne(read: ReadDigest, beside: Beside): FileVerdict {
  const { file, digest, hash } = read;
  const { successor } = beside;
  const named = `${digest.digestS3Bucket}/${digest.digestS3Object}`;
  const isElsewhere = file.location === null ? nameOf(file.source) !== nameOf(named) : file.location !== named;
  const said = ((): Said => {
    if (isElsewhere) return { state: 'forged', reason: `it says that it lies at s3://${named}` };
    const isOther = successor?.verdict.state === 'valid' && successor.read.digest.previousDigestHashValue !== hash;
    if (isOther) return { state: 'modified', reason: 'its content is not what the digest after it says' };
    return judgeSignature(read, beside);
  })();
  return { kind: 'digest', source: file.source, atEdge: false, ...said };
}

type Said = Pick<FileVerdict, 'state' | 'reason'> & { readonly atEdge?: boolean };

function judgeSignature(read: ReadDigest, { successor, isNewest, keys }: Beside): Said {
  const { file, digest, bytes } = read;
  const signature = read.signature ?? successor?.read.digest.previousDigestSignature ?? null;
  if (signature === null) {
    const reason = 'its signature is kept by S3 alone, and no later digest repeats it';
    return { state: 'unsigned', reason, atEdge: isNewest && file.location === null };
  }
  const key = keys.get(digest.digestPublicKeyFingerprint);
  // The digest after it has said what its content is.
  if (key === undefined && successor?.verdict.state === 'valid') return { state: 'valid', reason: null };
  if (key === undefined) {
    return { state: 'unsigned', reason: `no public key with the fingerprint ${digest.digestPublicKeyFingerprint}` };
  }
  if (isSigned(digest, bytes, { signature, key })) return { state: 'valid', reason: null };
  return { state: 'forged', reason: 'its signature is not that of CloudTrail' };
}
