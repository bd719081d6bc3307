import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainMints } from './mint-calls.ts';
import { SLOT_COUNT } from './slots.ts';
import { createTally } from './tally/tally.ts';
import { anything, chooser, write } from './test-json.ts';
import { recordOf, session, TOKEN, user } from './test-record.ts';
import { bothWays, readBytes } from './test-read.ts';

const AFTER = 'ASIAAFTEREXAMPLE';
/** A usual record of a mint, for what is not said otherwise. */
const whole = {
  requestParameters: {
    roleArn: 'arn:aws:iam::111122223333:role/Deploy',
    roleSessionName: 'ci-1',
    durationSeconds: 3600,
  },
  responseElements: {
    credentials: { accessKeyId: AFTER, expiration: 'Mar 1, 2026, 11:00:00 AM' },
    assumedRoleUser: {
      assumedRoleId: 'AROAIOSFODNN7EXAMPLE:ci-1',
      arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci-1',
    },
  },
};
const text = fc.constantFrom('a', 'b', 'c', '', null);
const some = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(members, { requiredKeys: [] });
/** What facts read of a mint, as CloudTrail writes it. */
const usual = {
  requestParameters: some({
    externalId: text,
    serialNumber: text,
    sourceIdentity: text,
    principalArn: text,
    providerId: text,
    durationSeconds: fc.constantFrom(900, 3600, 43_200),
  }),
  // A call may answer with the key that it came with.
  key: fc.constantFrom(AFTER, TOKEN),
  responseElements: some({ sourceIdentity: text, subject: text, subjectFromWebIdentityToken: text, provider: text }),
  additionalEventData: some({ SwitchFrom: text, signInSessionArn: text }),
  userIdentity: fc.oneof(
    fc.constantFrom<object>(user, session, { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' }),
    some({
      type: text,
      userName: text,
      identityProvider: text,
      sessionContext: some({ sourceIdentity: text, signInSessionArn: text }),
    }),
  ),
};

/** What may stand in one place instead. */
const odd: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'requestParameters.durationSeconds': fc.constantFrom('3600', 0, -1, 1.5, 3.6e3, 1e30, 4_294_967_295, 4_294_967_296),
  'requestParameters.policy': fc.constantFrom('{"Statement":[]}', null),
  'requestParameters.policyArns': fc.constantFrom<unknown>([{ arn: 'p' }], ['p'], [], null),
  'requestParameters.omitted': fc.constantFrom(true, false, 'true', null),
  'responseElements.omitted': fc.constantFrom(true, false, 'true', null),
  'responseElements.credentials.accessKeyId': fc.constantFrom(TOKEN, 'HIDDEN_DUE_TO_SECURITY_REASONS', '', null),
  'responseElements.credentials.expiration': fc.constantFrom(
    'Mar 1, 2026, 11:00:00\u202fAM',
    'Mar 1, 2026 11:00:00 AM',
    'Feb 30, 2026, 11:00:00 AM',
    '2026-03-01T11:00:00Z',
    '1772362800',
    1_772_362_800,
  ),
  'responseElements.credentialSet': fc.constant([{ credentials: { accessKeyId: 'ASIAOTHEREXAMPLE' } }]),
  'responseElements.federatedUser': fc.constant({ federatedUserId: 'f', arn: 'g' }),
  requestID: fc.oneof(
    fc.uuid().map((id) => id.toUpperCase()),
    fc.constantFrom('N7H3EXAMPLE', '0'.repeat(36), null),
  ),
  sharedEventID: fc.oneof(fc.uuid(), fc.constantFrom('N7H3EXAMPLE', 'A2222222-2222-4222-8222-22222222222F')),
  resources: fc.constant([{ type: 'AWS::IAM::Role', ARN: 'arn:aws:iam::111122223333:role/R' }]),
  omitted: fc.constantFrom(true, null),
};
const places = [
  ...Object.keys(odd),
  ...['roleArn', 'roleSessionName', 'externalId', 'sourceIdentity'].map((name) => `requestParameters.${name}`),
  ...['credentials', 'assumedRoleUser', 'assumedRoleUser.arn', 'subject'].map((name) => `responseElements.${name}`),
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'userIdentity',
  'requestID',
];
const oddity = fc
  .constantFrom(...places)
  .chain((place) => fc.oneof(odd[place] ?? anything, anything).map((value) => ({ path: place.split('.'), value })));

function put(object: object, [name, ...rest]: readonly string[], value: unknown): object {
  const inner: unknown = (object as Record<string, unknown>)[name!];
  if (rest.length === 0) return { ...object, [name!]: value };
  return { ...object, [name!]: put(typeof inner === 'object' && inner !== null ? inner : {}, rest, value) };
}

const mints = fc
  .record({
    call: fc.constantFrom(...plainMints, 'sts:GetSessionToken'),
    fields: fc.record(usual),
    oddities: fc.array(oddity, { maxLength: 1 }),
  })
  .map(({ call, fields: { key, ...fields }, oddities }) => {
    const requestParameters = { ...whole.requestParameters, ...fields.requestParameters };
    const credentials = { ...whole.responseElements.credentials, accessKeyId: key };
    const responseElements = { ...whole.responseElements, ...fields.responseElements, credentials };
    const record: object = recordOf(call, { ...fields, requestParameters, responseElements });
    return oddities.reduce((sum, { path, value }) => put(sum, path, value), record);
  });

test('the byte scanner and JSON.parse read the same of mints, however they are written', () => {
  const files = fc.record({ records: fc.array(mints, { minLength: 1, maxLength: 6 }), seed: fc.option(fc.integer()) });
  fc.assert(
    fc.property(files, ({ records, seed }) => {
      const value = {
        Records: records.map((one, n) => ({ ...one, eventID: `00000000-0000-4000-8000-00000000000${n}` })),
      };
      const { scanned, parsed } = bothWays(seed === null ? JSON.stringify(value) : write(value, chooser(seed)));
      expect(scanned).toEqual(parsed);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['a member twice', '"requestParameters":{"roleArn":"first","roleArn":"last","roleSessionName":"s"}'],
  [
    'a request twice',
    '"requestParameters":{"roleArn":"r","roleSessionName":"s"},"requestParameters":{"roleArn":"last"}',
  ],
  ['an escape', '"requestParameters":{"roleArn":"r","roleSessionName":"\\u0073"}'],
  ['an escape in a name', '"requestParameters":{"role\\u0041rn":"r","roleSessionName":"s"}'],
])('%s is read as JSON.parse reads it', (_, members) => {
  const { requestParameters: _request, ...rest } = recordOf('sts:AssumeRole', whole);
  const record = `{${JSON.stringify(rest).slice(1, -1)},${members}}`;
  const { scanned, parsed } = bothWays(`{"Records":[${record}]}`);
  expect(scanned).toEqual(parsed);
  expect(scanned).toMatchObject({ outcome: { status: 'read', events: 1 } });
});

test.each([...plainMints])('a usual record of %s is read without parsing', (call) => {
  const tally = createTally(new Uint32Array(SLOT_COUNT), {
    learn: () => 0,
    tell: () => expect.unreachable('it was parsed'),
    mint: (_, mint) => mint.some((word) => word !== 0),
    callOf: () => ({ activity: 0, isTold: true, isPlainMint: true }),
  });
  const bytes = Buffer.from(JSON.stringify(recordOf(call, { ...whole, userIdentity: session })));
  expect(tally.load(bytes)).toBe(true);
  expect(tally.scan(0, false, 0)).toBe(bytes.length);
  expect(tally.told).toBe(1);
  tally.finish();
});

test('what a record keeps secret is in no text', () => {
  const { responseElements } = whole;
  const secret = { ...responseElements, credentials: { ...responseElements.credentials, sessionToken: 'T0PSECRET' } };
  const file = JSON.stringify({ Records: [recordOf('sts:AssumeRole', { ...whole, responseElements: secret })] });
  const { batch } = readBytes(file, { scanner: true });
  expect(batch.issuances.length).toBe(1);
  expect(Buffer.from(batch.texts.bytes).toString()).not.toContain('T0PSECRET');
});
