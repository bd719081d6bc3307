import { gzipSync } from 'node:zlib';

/** A few plain records, for tests that care for files and processes and not for what the records say. */
export function plainRecords(count: number, from = 0): object[] {
  return Array.from({ length: count }, (_, i) => ({
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAQWERTYUIOPASDFG11',
      arn: 'arn:aws:iam::111122223333:user/alice',
      accountId: '111122223333',
      accessKeyId: 'AKIAQWERTYUIOEXAMPLE',
      userName: 'alice',
    },
    eventTime: new Date(Date.UTC(2026, 9, 1) + (from + i) * 1000).toISOString().replace('.000', ''),
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.32.0',
    requestParameters: null,
    responseElements: null,
    requestID: `R${from + i}`,
    eventID: `00000000-0000-4000-8000-${String(from + i).padStart(12, '0')}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
  }));
}

export const trailFile = (records: readonly object[]): string => JSON.stringify({ Records: records });

export const gzipped = (text: string): Buffer => gzipSync(text);
