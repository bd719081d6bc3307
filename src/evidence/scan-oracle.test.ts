import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBatch } from './batch.ts';
import { anything, chooser, flag, short, some, write } from './test-json.ts';
import { TEN, recordOf, session, user } from './test-record.ts';
import { bothWays, factsIn, readBytes } from './test-read.ts';

/** JSON.parse is the oracle: whatever the byte scanner takes, it takes as parsing would. */
/** Whatever facts read of an identity, and some that they do not. */
const wholeIdentity = some({
  type: short,
  principalId: short,
  arn: short,
  accountId: short,
  userName: short,
  invokedBy: short,
  accessKeyId: fc.constantFrom('ASIAEXAMPLE', 'HIDDEN_DUE_TO_SECURITY_REASONS', 'H', ''),
  identityProvider: short,
  sessionContext: some({
    attributes: some({
      creationDate: fc.constantFrom('2026-03-01T09:00:00Z', '2026-02-28T23:59:59Z', '2026-02-30T00:00:00Z', '0'),
      mfaAuthenticated: flag,
    }),
    sessionIssuer: some({ type: short, principalId: short, arn: short, accountId: short, userName: short }),
    webIdFederationData: some({ federatedProvider: short, attributes: fc.constant({ 'a:aud': 'b' }) }),
    ec2RoleDelivery: fc.constantFrom('1.0', '2.0'),
    sourceIdentity: short,
    assumedRoot: flag,
    signInSessionArn: short,
  }),
  inScopeOf: some({ sourceArn: short, credentialsIssuedTo: short, issuerType: short, sourceAccount: short }),
  onBehalfOf: some({ userId: short, identityStoreArn: short }),
  invokedByDelegate: some({ accountId: short }),
});
const identities = fc.oneof(
  { weight: 4, arbitrary: wholeIdentity },
  {
    weight: 5,
    arbitrary: fc.constantFrom<unknown>(user, session, { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }),
  },
  fc.record(
    { type: anything, principalId: anything, accessKeyId: anything, sessionContext: anything, invokedBy: anything },
    { requiredKeys: [] },
  ),
  anything,
);
const calls = ['ec2:DescribeInstances', 's3:GetObject', 'sts:AssumeRole', 'iam:CreateUser', 'ec2:RunInstances', 'x:Y'];

const someText = fc.constantFrom('a', 'b', 'AccessDenied', '', null);
/** Fields that a record may have beside or instead of the usual ones: few at a time, or nothing is taken unparsed. */
const oddFields: Record<string, fc.Arbitrary<unknown>> = {
  eventTime: fc.oneof(anything, fc.constantFrom('Mar 1, 2026, 10:00:00 AM', '2026-13-01T10:00:00Z', 1_772_359_200)),
  eventSource: anything,
  eventName: anything,
  eventID: fc.oneof(anything, fc.uuid(), fc.constantFrom('A2222222-2222-4222-8222-22222222222F', '0'.repeat(36))),
  awsRegion: anything,
  userAgent: fc.oneof(anything, someText),
  errorCode: fc.oneof(anything, someText),
  errorMessage: fc.oneof(anything, someText),
  sessionCredentialFromConsole: fc.oneof(anything, fc.constantFrom('true', 'false', true, 'TRUE')),
  vpcEndpointId: fc.oneof(anything, someText),
  vpcEndpointAccountId: anything,
  eventType: fc.constantFrom('AwsApiCall', 'AwsVpceEvent', 'AwsCloudTrailInsight', 'AwsAggregatedEvent', null),
  eventCategory: fc.constantFrom('Management', 'Data', 'NetworkActivity', 'Insight', 'Aggregated', null),
  insightDetails: fc.constantFrom({}, null),
  Records: fc.constantFrom([], [{ eventName: 'Nested', eventSource: 'x' }], 'text', null),
  Events: fc.constantFrom([], [{ CloudTrailEvent: '{}' }], [{}], null),
  CloudTrailEvent: fc.constantFrom('{}', '', null, 1),
  digestS3Object: fc.constantFrom('object', 1),
  logFiles: fc.constantFrom([], 1),
  additionalEventData: anything,
};
const odd = fc
  .uniqueArray(fc.constantFrom(...Object.keys(oddFields)), { maxLength: 2 })
  .chain((names) => fc.tuple(...names.map((name) => oddFields[name]!.map((value) => [name, value] as const))))
  .map((members) => Object.fromEntries(members));
const record = fc
  .record({
    call: fc.constantFrom(...calls),
    userIdentity: identities,
    n: fc.nat(6),
    odd: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 2, arbitrary: odd }),
    requestParameters: fc.oneof(
      anything,
      fc.constant({ userIdentity: user, accessKeyId: 'ASIAEXAMPLE', eventName: 'Nested', errorCode: 'No' }),
    ),
    responseElements: fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      anything,
      fc.constantFrom(
        { credentials: { accessKeyId: 'ASIAEXAMPLE' } },
        { credentialSet: [{ credentials: { accessKeyId: 'ASIAEXAMPLE' } }] },
        { roleCredentials: { accessKeyId: 'ASIAEXAMPLE' } },
        { a: { credentials: { accessKeyId: 'ASIAEXAMPLE' } } },
      ),
    ),
  })
  .map(({ call, n, odd: extra, ...fields }) =>
    recordOf(call, { ...fields, eventID: `00000000-0000-4000-8000-00000000000${n}`, ...extra }),
  );

/** One order of members for all records of a file, so that what the scanner remembers of one has a chance to mislead it. */
function ordered(value: object, choose: (choices: number) => number): object {
  const order = new Map(Object.keys(value).map((name) => [name, choose(1000)]));
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => order.get(a)! - order.get(b)!));
}

const files = fc
  .record({ records: fc.array(record, { maxLength: 8 }), style: fc.nat(3), seed: fc.integer() })
  .map(({ records, style, seed }) => {
    // Every record twice, the second time with another error: equal bytes around what differs.
    const all = records.flatMap((one) => [one, { ...one, errorCode: 'AccessDenied' }, one]);
    if (style === 0) return JSON.stringify({ Records: all });
    if (style === 1) return write({ Records: all }, chooser(seed));
    return JSON.stringify({ Records: all.map((one) => ordered(one, chooser(seed))) });
  });

test('the byte scanner and JSON.parse give the same facts, however a record is written', () => {
  fc.assert(
    fc.property(files, (file) => {
      const { scanned, parsed } = bothWays(file);
      expect(scanned).toEqual(parsed);
    }),
    { numRuns: 400 },
  );
});

test('the byte scanner and JSON.parse give the same facts of damaged files', () => {
  const damage = fc.array(
    fc.record({ at: fc.nat(), byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('"\\{}[],:\n\0eE0-'))) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(files, damage, (file, hits) => {
      const bytes = Buffer.from(file);
      for (const { at, byte } of hits) bytes[at % bytes.length] = byte;
      const { scanned, parsed } = bothWays(bytes);
      expect(scanned).toEqual(parsed);
    }),
    { numRuns: 400 },
  );
});

test('where a window ends changes nothing', () => {
  fc.assert(
    fc.property(files, fc.integer({ min: 1, max: 3000 }), (file, windowBytes) => {
      const whole = readBytes(file, { scanner: true });
      const cut = readBytes(file, { scanner: true, windowBytes });
      expect(cut.outcome).toEqual(whole.outcome);
      expect(factsIn(cut)).toEqual(factsIn(whole));
    }),
    { numRuns: 200 },
  );
});

test('plain calls are taken without parsing, mints and changes are parsed, unless they failed', () => {
  const plain = Array.from({ length: 5 }, () => recordOf('ec2:DescribeInstances', { userIdentity: session }));
  const others = [recordOf('sts:AssumeRole'), recordOf('iam:CreateUser'), recordOf('ec2:RunInstances')];
  const failed = others.map((one) => ({ ...one, errorCode: 'AccessDenied' }));
  const file = JSON.stringify({ Records: [...plain, ...others, ...failed, ...others] });
  expect(readBytes(file, { scanner: true })).toMatchObject({ plain: 8, told: 6 });
});

test.each([
  ['an escape in a name', '"\\u0075serAgent":"x"'],
  ['a name twice', '"userAgent":"first","userAgent":"second"'],
  [
    'an identity twice',
    '"userIdentity":{"accessKeyId":"AKIAFIRSTEXAMPLE"},"userIdentity":{"accessKeyId":"AKIALASTEXAMPLE"}',
  ],
  ['a name twice, null at last', '"userAgent":"first","userAgent":null'],
  ['an error taken back', '"errorCode":"AccessDenied","errorCode":null'],
  ['a number for a text', '"userAgent":7'],
  ['a list for an identity', '"userIdentity":[]'],
])('%s is read as JSON.parse reads it', (_, members) => {
  const identity = members.includes('userIdentity') ? '' : `"userIdentity":${JSON.stringify(session)},`;
  const record = `{${identity}"eventTime":"2026-03-01T10:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","eventID":"22222222-2222-4222-8222-222222222222",${members}}`;
  const { scanned, parsed } = bothWays(`{"Records":[${record}]}`);
  expect(scanned).toEqual(parsed);
  expect(scanned).toMatchObject({ outcome: { status: 'read', events: 1, unreadable: 0 } });
});

test('a record with a list of records inside is read as JSON.parse reads it', () => {
  const inner = recordOf('ec2:DescribeInstances', { userIdentity: session });
  const outer = recordOf('ec2:DescribeInstances', { Records: [inner] });
  const { scanned, parsed } = bothWays(JSON.stringify({ Records: [outer] }));
  expect(scanned).toEqual(parsed);
});

test('a record without an identity has none, whoever called before it', () => {
  const plain = (fields: object): object => recordOf('ec2:DescribeInstances', { ...fields });
  const { userIdentity: _, ...nobody } = plain({}) as Record<string, unknown>;
  const records = [nobody, plain({ userIdentity: session }), nobody, plain({ userIdentity: null })];
  const numbered = [...records, plain({ userIdentity: user }), plain({ userIdentity: session })].map((one, n) => ({
    ...one,
    eventID: `00000000-0000-4000-8000-00000000000${n}`,
  }));
  const { scanned, parsed } = bothWays(JSON.stringify({ Records: numbered }));
  expect(scanned).toEqual(parsed);
  expect(readBytes(JSON.stringify({ Records: numbered }), { scanner: true }).batch.identities.length).toBe(2);
});

test('an identity that was met outside the time range first is listed when it comes inside', () => {
  const batch = createBatch({ since: TEN });
  const times = ['2026-03-01T09:59:59Z', '2026-03-01T10:00:00Z'];
  for (const eventTime of times) {
    const record = JSON.stringify(recordOf('ec2:DescribeInstances', { userIdentity: session, eventTime }));
    expect(batch.load(Buffer.from(record))).toBe(true);
    expect(batch.scan(0, false, 0)).toBe(record.length);
  }
  expect(batch.finish().identities.length).toBe(1);
});
