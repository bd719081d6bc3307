import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { Digest } from './digest.ts';

/** A key that CloudTrail signed with, as ListPublicKeys gives it. */
export interface PublicKey {
  readonly fingerprint: string;
  /** DER of a PKCS#1 RSAPublicKey. */
  readonly value: Uint8Array;
}

export type KeyRing = ReadonlyMap<string, KeyObject>;

/** Keys by fingerprint. What is no RSA key is left out: a digest signed with it stays unsigned to us. */
export function createKeyRing(keys: readonly PublicKey[]): KeyRing {
  const ring = new Map<string, KeyObject>();
  for (const { fingerprint, value } of keys) {
    try {
      ring.set(fingerprint, createPublicKey({ key: Buffer.from(value), format: 'der', type: 'pkcs1' }));
    } catch {
      continue;
    }
  }
  return ring;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Whether a signature (hexadecimal) is CloudTrail's for a digest of these uncompressed bytes. The place that the digest
 * names is part of what is signed (userguide/cloudtrail-log-file-custom-validation).
 */
export function isSigned(
  digest: Digest,
  bytes: Uint8Array,
  { signature, key }: { signature: string; key: KeyObject },
): boolean {
  if (!/^([0-9a-f]{2})+$/i.test(signature)) return false;
  const signed = [
    digest.digestEndTime,
    `${digest.digestS3Bucket}/${digest.digestS3Object}`,
    sha256(bytes),
    digest.previousDigestSignature ?? 'null',
  ].join('\n');
  return verify('RSA-SHA256', Buffer.from(signed), key, Buffer.from(signature, 'hex'));
}
