import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordOf, session, user } from './test-record.ts';
import { expectSame, factsIn, readBytes } from './test-read.ts';

/** JSON.parse is the oracle: whatever the byte scanner takes, it takes as parsing would. */
const texts = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('', 'true', 'us-east-1', '"accessKeyId":"AKIAEXAMPLE"', '\\', 'é', '\u2028', '{"a":1}'),
  },
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: texts },
  fc.constantFrom(null, true, false, 0, -1.5e300, 1e-7, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);
const identities = fc.oneof(
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

/** Fields that a record may have, in any mixture: usual values, unusual ones, and look-alikes below depth 1. */
const odd = fc.record(
  {
    eventTime: anything,
    eventSource: anything,
    eventName: anything,
    eventID: fc.oneof(anything, fc.uuid()),
    awsRegion: anything,
    userAgent: anything,
    errorCode: anything,
    errorMessage: anything,
    sessionCredentialFromConsole: fc.oneof(anything, fc.constantFrom('true', 'false', true)),
    vpcEndpointId: anything,
    vpcEndpointAccountId: anything,
    eventType: fc.oneof(
      anything,
      fc.constantFrom('AwsApiCall', 'AwsVpceEvent', 'AwsCloudTrailInsight', 'AwsAggregatedEvent'),
    ),
    eventCategory: fc.oneof(
      anything,
      fc.constantFrom('Management', 'Data', 'NetworkActivity', 'Insight', 'Aggregated'),
    ),
    insightDetails: fc.constantFrom({}, null),
    Records: anything,
    CloudTrailEvent: anything,
    additionalEventData: anything,
  },
  { requiredKeys: [] },
);
const record = fc
  .record({
    call: fc.constantFrom(...calls),
    userIdentity: identities,
    n: fc.nat(6),
    odd: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, odd),
    requestParameters: fc.oneof(
      anything,
      fc.constant({ userIdentity: user, accessKeyId: 'ASIAEXAMPLE', eventName: 'Nested', errorCode: 'No' }),
    ),
    responseElements: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      anything,
      fc.constantFrom(
        { credentials: { accessKeyId: 'ASIAEXAMPLE' } },
        { credentialSet: [{}] },
        { a: { credentials: {} } },
      ),
    ),
  })
  .map(({ call, n, odd: extra, ...fields }) =>
    recordOf(call, { ...fields, eventID: `00000000-0000-4000-8000-00000000000${n}`, ...extra }),
  );

/** Writes a value with all the freedom that JSON leaves: escapes, white space, order of members, members twice. */
function write(value: unknown, choose: (choices: number) => number): string {
  const space = (): string => (choose(12) === 0 ? [' ', '\n', '\t', '\r\n  '][choose(4)]! : '');
  const string = (text: string): string => {
    const written = JSON.stringify(text);
    if (choose(14) !== 0) return written;
    return `"${[...text].map((c) => (choose(3) === 0 && c.length === 1 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : JSON.stringify(c).slice(1, -1))).join('')}"`;
  };
  const visit = (one: unknown): string => {
    if (typeof one === 'string') return string(one);
    if (Array.isArray(one)) return `[${space()}${one.map((item) => visit(item) + space()).join(`,${space()}`)}]`;
    if (typeof one !== 'object' || one === null) return JSON.stringify(one) ?? 'null';
    const members = Object.entries(one).map(
      ([name, item]) => `${string(name)}${space()}:${space()}${visit(item)}${space()}`,
    );
    if (choose(20) === 0) members.push(...members.slice(0, 3).reverse());
    if (choose(8) === 0) members.reverse();
    return `{${space()}${members.join(`,${space()}`)}}`;
  };
  return visit(value);
}

function chooser(seed: number): (choices: number) => number {
  let state = seed >>> 0;
  return (choices) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * choices);
  };
}

const files = fc
  .record({ records: fc.array(record, { maxLength: 12 }), repeats: fc.integer({ min: 1, max: 3 }), seed: fc.integer() })
  .map(({ records, repeats, seed }) => {
    const all = Array.from({ length: repeats }, () => records).flat();
    return seed % 2 === 0 ? JSON.stringify({ Records: all }) : write({ Records: all }, chooser(seed));
  });

test('the byte scanner and JSON.parse give the same facts, however a record is written', () => {
  fc.assert(
    fc.property(files, (file) => void expectSame(file)),
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
      expectSame(bytes);
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

test('plain calls are taken without parsing, mints and changes are parsed', () => {
  const plain = Array.from({ length: 5 }, () => recordOf('ec2:DescribeInstances', { userIdentity: session }));
  const others = [recordOf('sts:AssumeRole'), recordOf('iam:CreateUser'), recordOf('ec2:RunInstances')];
  expect(expectSame(JSON.stringify({ Records: [...plain, ...others] })).plain).toBe(5);
});

test.each([
  ['an escape in a name', '"\\u0075serAgent":"x"'],
  ['a name twice', '"userAgent":"first","userAgent":"second"'],
  [
    'an identity twice',
    '"userIdentity":{"accessKeyId":"AKIAFIRSTEXAMPLE"},"userIdentity":{"accessKeyId":"AKIALASTEXAMPLE"}',
  ],
  ['a number for a text', '"userAgent":7'],
  ['a list for an identity', '"userIdentity":[]'],
])('%s is read as JSON.parse reads it', (_, members) => {
  const record = `{"eventTime":"2026-03-01T10:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","eventID":"22222222-2222-4222-8222-222222222222",${members}}`;
  expect(expectSame(`{"Records":[${record}]}`).outcome).toEqual({
    status: 'read',
    reason: null,
    events: 1,
    unreadable: 0,
  });
});
