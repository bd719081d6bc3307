import type { AwsConnection } from '../connection.ts';
import { pages } from '../pages.ts';

export interface CloudTrailKey {
  readonly fingerprint: string;
  /** DER of a PKCS#1 RSAPublicKey. */
  readonly value: Uint8Array;
}

/** The public keys with which CloudTrail signed in a region between two times (seconds). Throws what the SDK throws. */
export async function listPublicKeys(
  aws: AwsConnection,
  { region, from, to }: { region: string; from: number; to: number },
): Promise<CloudTrailKey[]> {
  const { CloudTrailClient, ListPublicKeysCommand } = await import('@aws-sdk/client-cloudtrail');
  const client = new CloudTrailClient(await aws.clientConfig(region));
  const range = { StartTime: new Date(from * 1000), EndTime: new Date(to * 1000) };
  const ask = (NextToken: string | undefined) =>
    client.send(new ListPublicKeysCommand({ ...range, ...(NextToken && { NextToken }) }));
  const keys: CloudTrailKey[] = [];
  for await (const { PublicKeyList = [] } of pages(ask, ({ NextToken }) => NextToken)) {
    for (const { Fingerprint, Value } of PublicKeyList) {
      if (Fingerprint !== undefined && Value !== undefined) keys.push({ fingerprint: Fingerprint, value: Value });
    }
  }
  return keys;
}
