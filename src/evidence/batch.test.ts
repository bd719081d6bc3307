import { expect, test } from 'vitest';
import { readRows } from '../lib/tables.ts';
import { unpackTexts } from '../lib/text-pool.ts';
import { identityColumns, useColumns } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { IDENTITY_WORDS, SLOT } from './slots.ts';
import { ACCOUNT, type Fields, KEY, recordOf, rowsOf, session, TEN, TOKEN, user } from './test-record.ts';

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const at = (seconds: number): string => new Date((TEN + seconds) * 1000).toISOString();
const get = (n: number, fields: Fields = {}): Fields => recordOf('s3:GetObject', { eventID: id(n), ...fields });

test('the slots of an identity are the columns of identities, in their order', () => {
  const names = Object.entries(SLOT).sort(([, a], [, b]) => a - b);
  expect(names.slice(0, IDENTITY_WORDS).map(([name]) => name)).toEqual(Object.keys(identityColumns));
});

test('what credentials were issued to outranks the resource that made them be issued', () => {
  const inScopeOf = { sourceArn: 'arn:aws:lambda:us-east-1:1:function:source', credentialsIssuedTo: 'arn:function' };
  const [named] = rowsOf('identities', get(1, { userIdentity: { ...session, inScopeOf } }));
  const only = { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: 'arn:function' };
  const [bare] = rowsOf('identities', get(1, { userIdentity: { ...session, inScopeOf: only } }));
  expect([named?.inScopeOfArn, bare?.inScopeOfArn]).toEqual(['arn:function', 'arn:function']);
});

test('an identity has all that is known of a session and its issuer', () => {
  const identity = {
    ...session,
    inScopeOf: { sourceArn: 'arn:aws:lambda:us-east-1:1:function:f', issuerType: 'AWS::Lambda::Function' },
    onBehalfOf: { userId: 'u-1' },
    invokedByDelegate: { accountId: '444455556666' },
    sessionContext: {
      ...session.sessionContext,
      webIdFederationData: { federatedProvider: 'accounts.google.com' },
      sourceIdentity: 'alice',
      ec2RoleDelivery: '2.0',
      assumedRoot: 'true',
      signInSessionArn: 'arn:signin',
    },
  };
  expect(rowsOf('identities', get(1, { userIdentity: identity }))).toEqual([
    {
      accessKeyId: TOKEN,
      type: 'AssumedRole',
      principalId: session.principalId,
      arn: session.arn,
      accountId: ACCOUNT,
      userName: null,
      sessionCreatedAt: TEN,
      mfaAuthenticated: false,
      issuerType: 'Role',
      issuerPrincipalId: 'AROAIOSFODNN7EXAMPLE',
      issuerArn: `arn:aws:iam::${ACCOUNT}:role/path/Deploy`,
      issuerAccountId: ACCOUNT,
      issuerUserName: 'Deploy',
      ec2RoleDelivery: '2.0',
      inScopeOfArn: 'arn:aws:lambda:us-east-1:1:function:f',
      inScopeOfType: 'AWS::Lambda::Function',
      federatedProvider: 'accounts.google.com',
      sourceIdentity: 'alice',
      assumedRoot: true,
      signInSessionArn: 'arn:signin',
      onBehalfOf: 'u-1',
      delegateAccountId: '444455556666',
    },
  ]);
});

test('calls of one key by one client of one service in one hour are one use', () => {
  const records = [
    get(2, { eventTime: at(20), errorCode: 'AccessDenied' }),
    get(3, { eventTime: at(10) }),
    get(4, { eventTime: at(30) }),
  ];
  expect(rowsOf('uses', ...records)).toMatchObject([
    {
      accessKeyId: KEY,
      principalId: user.principalId,
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.32.0',
      eventSource: 's3.amazonaws.com',
      activity: 'data',
      first: TEN + 10,
      last: TEN + 30,
      count: 3,
      errors: 1,
      firstEventID: id(3),
      firstEventName: 'GetObject',
      lastEventID: id(4),
    },
  ]);
});

test('of calls in one second the smaller eventID is the first', () => {
  const [row] = rowsOf('uses', get(9), get(5), recordOf('s3:SelectObjectContent', { eventID: id(1) }));
  expect(row).toMatchObject({ firstEventID: id(1), firstEventName: 'SelectObjectContent', lastEventID: id(9) });
});

test.each<[string, Fields]>([
  ['hour', { eventTime: at(3600) }],
  ['address', { sourceIPAddress: '203.0.113.9' }],
  ['user agent', { userAgent: 'Boto3' }],
  ['service', { eventSource: 'sqs.amazonaws.com' }],
  ['Region', { awsRegion: 'eu-west-1' }],
  ['activity', { eventName: 'ListBuckets' }],
  ['key', { userIdentity: { ...user, accessKeyId: 'AKIAQWERTYUIOPEXAMPL' } }],
  ['session', { userIdentity: { ...user, sessionContext: { attributes: { creationDate: at(0) } } } }],
  ['service in between', { userIdentity: { ...user, invokedBy: 'athena.amazonaws.com' } }],
  ['VPC endpoint', { vpcEndpointId: 'vpce-1' }],
  ['console', { sessionCredentialFromConsole: 'true' }],
])('another %s is another use', (_, fields) => {
  expect(rowsOf('uses', get(1), get(2, fields))).toHaveLength(2);
});

test('calls whose key is hidden are uses of their session, calls without either are of nobody, all are volume', () => {
  const { accessKeyId: _, ...hidden } = session;
  const records = [
    get(1, { userIdentity: hidden }),
    get(2, { userIdentity: { ...session, accessKeyId: '' } }),
    get(3, { userIdentity: { ...session, accessKeyId: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }),
    get(4, { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } }),
    get(5, { userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId: '444455556666' } }),
    get(6, { userIdentity: null }),
  ];
  expect(rowsOf('uses', ...records)).toMatchObject([
    { accessKeyId: null, principalId: session.principalId, sessionCreatedAt: TEN, count: 3 },
  ]);
  expect(rowsOf('volumes', ...records)).toMatchObject([
    { recipientAccountId: ACCOUNT, awsRegion: 'us-east-1', events: 6 },
  ]);
});

test('the call that mints is a use of its signer', () => {
  const minting = recordOf('sts:AssumeRole', { responseElements: { credentials: { accessKeyId: TOKEN } } });
  expect(rowsOf('uses', minting)).toMatchObject([{ accessKeyId: KEY, activity: 'mint', count: 1, errors: 0 }]);
});

test('a key inside the request or the response is no signer', () => {
  const record = recordOf('iam:UpdateAccessKey', {
    userIdentity: session,
    requestParameters: { accessKeyId: KEY, userIdentity: user },
    responseElements: { accessKeyId: KEY },
  });
  expect(rowsOf('uses', record).map((row) => row.accessKeyId)).toEqual([TOKEN]);
});

test.each<[string, unknown]>([
  ['null', null],
  ['a text', '{}'],
  ['a list', []],
  ['an empty object', {}],
  ['no time', recordOf('s3:GetObject', { eventTime: undefined })],
  ['a time that is none', recordOf('s3:GetObject', { eventTime: 'yesterday' })],
  ['a number for a time', recordOf('s3:GetObject', { eventTime: 1 })],
  ['no source', recordOf('s3:GetObject', { eventSource: null })],
  ['a name of the wrong type', recordOf('s3:GetObject', { eventName: 7 })],
])('%s cannot be understood, and adds nothing', (_, record) => {
  const batch = createBatch();
  expect(batch.addRecord(record, 0)).toBe(false);
  expect(batch.length).toBe(0);
  expect(batch.finish().volumes.length).toBe(0);
});

test('fields of a wrong type are fields that are not there', () => {
  const record = recordOf('s3:GetObject', {
    userIdentity: { type: 7, principalId: {}, accessKeyId: TOKEN, sessionContext: [], inScopeOf: 'x', onBehalfOf: 1 },
    awsRegion: 3,
    userAgent: ['x'],
    sourceIPAddress: { ip: '192.0.2.1' },
    recipientAccountId: 111122223333,
    sessionCredentialFromConsole: 1,
  });
  expect(rowsOf('uses', record)).toMatchObject([
    {
      accessKeyId: TOKEN,
      principalId: null,
      awsRegion: null,
      userAgent: null,
      sourceIPAddress: null,
      fromConsole: null,
    },
  ]);
});

test.each([undefined, null, 7, 'not-a-uuid', '11111111-1111-4111-8111-11111111111'])(
  'without a usable eventID (%j) equal records are one event, with an id of their content',
  (eventID) => {
    const nameless = (fields: Fields = {}): Fields => get(0, { eventID, ...fields });
    const reordered = Object.fromEntries(Object.entries(nameless()).toReversed());
    const rows = rowsOf('uses', nameless(), reordered, nameless({ requestID: 'another' }));
    expect(rows).toMatchObject([{ count: 2 }]);
    expect(rows[0]?.firstEventID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
  },
);

test('a record nested deeper than any stack is still counted', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  const policy = JSON.parse('{"Statement":'.repeat(50_000) + '1' + '}'.repeat(50_000)) as unknown;
  const records = [
    get(0, { eventID: undefined, requestParameters: { deep } }),
    recordOf('iam:PutRolePolicy', { eventID: id(1), requestParameters: { roleName: 'r', policyDocument: policy } }),
  ];
  const batch = createBatch();
  for (const record of records) expect(batch.addRecord(record, 0)).toBe(true);
});

test('the event log tells each event’s rows, file, hour and failure', () => {
  const batch = createBatch();
  batch.addRecord(get(1), 3);
  batch.addRecord(get(2, { userIdentity: null, errorCode: 'X' }), 4);
  batch.addRecord(get(3, { userAgent: 'Boto3', errorCode: 'X' }), 4);
  const { events, uses, texts } = batch.finish();
  expect(events.length).toBe(3);
  expect([...events.file]).toEqual([3, 4, 4]);
  expect([...events.useRow]).toEqual([1, 0, 2]);
  expect([...events.failed]).toEqual([0, 1, 1]);
  expect([...events.eventTime]).toEqual([TEN, TEN, TEN]);
  expect(readRows(useColumns, uses, unpackTexts(texts)).map((row) => row.errors)).toEqual([0, 1]);
});

test('one event in two recipient accounts is two events, whatever its ids look like', () => {
  const identities = new Set<string>();
  for (const account of [ACCOUNT, '444455556666', undefined]) {
    const batch = createBatch();
    for (let n = 0; n < 1000; n++) batch.addRecord(get(n, { recipientAccountId: account }), 0);
    const { identity } = batch.finish().events;
    for (let i = 0; i < 1000; i++) identities.add(`${identity[i * 2]} ${identity[i * 2 + 1]}`);
  }
  expect(identities.size).toBe(3000);
});
