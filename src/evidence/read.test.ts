import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { unpackTexts } from '../lib/text-pool.ts';
import type { FileOutcome } from '../model/facts.ts';
import { readFiles } from './read.ts';
import { recordOf, session, TEN } from './test-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
/** Distinct plain records. */
const records = (howMany: number): object[] =>
  Array.from({ length: howMany }, (_, i) =>
    recordOf('ec2:DescribeInstances', {
      userIdentity: session,
      eventID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    }),
  );
const three = records(3);
const json = JSON.stringify({ Records: three });
const mint = recordOf('sts:AssumeRole', { responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE' } } });
const insight = {
  eventVersion: '1.09',
  eventTime: 'x',
  eventType: 'AwsCloudTrailInsight',
  eventCategory: 'Insight',
  insightDetails: {},
};
const lookup = (list: object[]): object => ({
  Events: list.map((record) => ({ EventId: 'e', EventTime: 1, CloudTrailEvent: JSON.stringify(record) })),
});

async function outcomeOf(
  bytes: string | Buffer,
  name = 'file.json',
): Promise<Omit<FileOutcome, 'source' | 'identity'>> {
  const path = join(folder, `${count++}-${name}`);
  writeFileSync(path, bytes);
  return outcomeAt(path);
}

async function outcomeAt(path: string): Promise<Omit<FileOutcome, 'source' | 'identity'>> {
  const batch = await readFiles([{ source: path, path, size: 0, identity: 'id' }], {});
  const { source, identity, ...outcome } = batch.files[0]!;
  expect({ source, identity, events: batch.events.length }).toEqual({
    source: path,
    identity: 'id',
    events: outcome.events,
  });
  return outcome;
}

const read = (events: number): object => ({ status: 'read', reason: null, events, unreadable: 0 });

test.each<[string, string | Buffer, number]>([
  ['a list of Records', json, 3],
  ['a list of Records after another member', JSON.stringify({ version: 1, Records: three }), 3],
  ['an indented file', JSON.stringify({ Records: three }, null, 2), 3],
  ['a bare list', JSON.stringify(three), 3],
  ['one record', JSON.stringify(three[0]), 1],
  ['a record a line', three.map((one) => JSON.stringify(one)).join('\n'), 3],
  ['a record a line, CRLF and blank lines', three.map((one) => `${JSON.stringify(one)}\r\n\r\n`).join(''), 3],
  ['a list of Records a line', `${json}\n${JSON.stringify({ Records: [mint] })}\n`, 4],
  ['files joined without anything between', `${json}${JSON.stringify([mint])}`, 4],
  ['an answer of LookupEvents', JSON.stringify(lookup(three)), 3],
  ['an answer of LookupEvents with a token first', JSON.stringify({ NextToken: 't', ...lookup(three) }), 3],
  [
    'answers of LookupEvents, one after another',
    `${JSON.stringify(lookup(three), null, 4)}\n${JSON.stringify(lookup([mint]))}`,
    4,
  ],
  ['events of LookupEvents without their wrapper', JSON.stringify((lookup(three) as { Events: object[] }).Events), 3],
  ['slurped files', JSON.stringify([{ Records: three }, { Records: [mint] }]), 4],
  ['no records', '{"Records":[]}', 0],
  ['Insights among records', JSON.stringify({ Records: [insight, ...three, insight] }), 3],
  ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json)]), 3],
  ['U+2028 inside a text', JSON.stringify({ Records: [{ ...three[0], userAgent: 'a\u2028b' }] }), 1],
  ['a lone surrogate', json.replace('aws-cli', '\\ud800aws-cli'), 3],
  [
    'network activity',
    JSON.stringify({ Records: [{ ...three[0], eventType: 'AwsVpceEvent', eventCategory: 'NetworkActivity' }] }),
    1,
  ],
])('%s is read', async (_, bytes, events) => {
  expect(await outcomeOf(bytes)).toEqual(read(events));
  expect(await outcomeOf(gzipSync(bytes), 'no-matter-what.txt')).toEqual(read(events));
});

const text = JSON.stringify;
const texts = three.map((one) => text(one));
const logEvents = texts.map((message, i) => ({ id: String(i), timestamp: 1_793_534_400_000 + i, message }));
const lines = (objects: readonly object[]): string => objects.map((one) => `${text(one)}\n`).join('');

test.each<[string, string]>([
  [
    'EventBridge',
    lines(
      three.map((detail) => ({
        version: '0',
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.ec2',
        detail,
      })),
    ),
  ],
  [
    'a subscription of CloudWatch Logs, through Firehose',
    [logEvents.slice(0, 1), logEvents.slice(1)]
      .map((some) => text({ messageType: 'DATA_MESSAGE', logGroup: 'CloudTrail/logs', logEvents: some }))
      .join(''),
  ],
  [
    'what tests the destination of a subscription',
    `${text({ messageType: 'CONTROL_MESSAGE', logEvents: [{ id: '', timestamp: 1, message: 'CWL CONTROL MESSAGE: x' }] })}${lines(three)}`,
  ],
  ['aws logs filter-log-events', text({ events: logEvents, searchedLogStreams: [] })],
  ['events of aws logs without their list', text(logEvents)],
  [
    'aws logs get-query-results',
    text({
      results: texts.map((value) => [
        { field: '@timestamp', value: 'x' },
        { field: '@message', value },
      ]),
    }),
  ],
  [
    'aws cloudtrail get-query-results',
    text({ QueryStatus: 'FINISHED', QueryResultRows: texts.map((eventJson) => [{ eventName: 'x' }, { eventJson }]) }),
  ],
  ['documents of Elasticsearch', lines(three.map((_source) => ({ _index: 'i', _id: 'a', _source })))],
  [
    'a search in Elasticsearch, by what its integration keeps',
    text({
      took: 1,
      hits: {
        total: 3,
        hits: texts.map((original) => ({ _source: { event: { original }, aws: { cloudtrail: {} } } })),
      },
    }),
  ],
  ['an export of Splunk', lines(texts.map((_raw) => ({ preview: false, result: { _raw, host: 'h' } })))],
  ['aws cloudtrail lookup-events, of which one field was asked', text(texts)],
  ['the same as a line each', texts.map((one) => `${text(one)}\n`).join('')],
  ['an export of CloudWatch Logs to S3', texts.map((one) => `2026-10-01T12:00:00.000Z ${one}\n`).join('')],
  [
    'aws logs filter-log-events of more than is parsed at once',
    text({
      searchedLogStreams: [],
      events: [...logEvents, ...Array.from({ length: 17 }, () => ({ timestamp: 1, message: 'x'.repeat(1 << 20) }))],
    }),
  ],
  ['results of Splunk', text({ init_offset: 0, results: texts.map((_raw) => ({ _raw })) })],
  ['an archive of Datadog', lines(three.map((attributes) => ({ _id: 'a', source: 'cloudtrail', attributes })))],
  ['a search in Datadog', text({ data: three.map((attributes) => ({ id: 'a', attributes: { attributes } })) })],
])('records are read as they are wrapped by %s', async (_, wrapped) => {
  expect(await outcomeOf(wrapped)).toEqual(read(3));
  expect(await volumesOf(wrapped)).toEqual(await volumesOf(json));
});

/** What was read of which account and region, and when. */
async function volumesOf(content: string): Promise<object[]> {
  const path = join(folder, `${count++}.json`);
  writeFileSync(path, content);
  const { texts: packed, volumes } = await readFiles([{ source: path, path, size: 0, identity: 'id' }], {});
  const pool = unpackTexts(packed);
  const { recipientAccountId, awsRegion, first, last, events } = volumes.columns;
  return Array.from({ length: volumes.length }, (_, row) => ({
    account: pool.get(recipientAccountId[row]!),
    region: pool.get(awsRegion[row]!),
    times: [first[row], last[row]],
    events: events[row],
  }));
}

test.each<[string, (record: string) => string]>([
  ['an export of CloudWatch Logs', (record) => `2026-10-01T12:00:00.000Z ${record}\n`],
  ['texts', (record) => `${text(record)}\n`],
])('a damaged line of %s takes no other with it', async (_, line) => {
  const [one, two, last] = texts as [string, string, string];
  const damaged = line(two).replace('eventName', 'event\u0001Name');
  expect(await outcomeOf(line(one) + damaged + line(last))).toMatchObject({ status: 'partial', events: 2 });
});

test('an event of EventBridge has the account of its wrapper', async () => {
  const { recipientAccountId: _, ...detail } = mint as { recipientAccountId: string };
  const event = { 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.sts', account: '444455556666', detail };
  expect(await volumesOf(text(event))).toMatchObject([{ account: '444455556666', events: 1 }]);
});

test.each<[string, object, string]>([
  ['OCSF', { class_uid: 6003, metadata: { product: { name: 'CloudTrail' } } }, 'OCSF (Security Lake)'],
  ['ECS without the record', { _source: { aws: { cloudtrail: { event_version: '1.08' } } } }, 'without event.original'],
  ['Lake without the record', { QueryResultRows: [[{ eventName: 'AssumeRole' }]] }, 'without the column eventJson'],
])('%s is not read, and says what to do', async (_, wrapped, reason) => {
  const outcome = await outcomeOf(text(wrapped));
  expect(outcome).toMatchObject({ status: 'skipped', events: 0, unreadable: 1 });
  expect(outcome.reason).toContain(reason);
});

test.each<[string, object]>([
  ['an event that anybody may send', { 'detail-type': 'x', source: 'aws.sts', detail: mint }],
  ['an event that says to be of another source', { 'detail-type': 'x via CloudTrail', source: 'mine', detail: mint }],
  ['a log of an application', { level: 'info', message: text(mint) }],
  ['wrappers without an end', { _source: { _source: { _source: { _source: { _source: mint } } } } }],
])('no record is taken out of %s', async (_, wrapped) => {
  expect(await outcomeOf(text(wrapped))).toEqual({
    status: 'foreign',
    reason: 'other JSON, not CloudTrail',
    events: 0,
    unreadable: 0,
  });
});

test('a file named .gz that is plain JSON is read', async () => {
  expect(await outcomeOf(json, 'file.json.gz')).toEqual(read(3));
});

test('all members of a gzip file are read, zeros after them are padding', async () => {
  const members = Buffer.concat([gzipSync(`${json}\n`), gzipSync(JSON.stringify([mint])), Buffer.alloc(100)]);
  expect(await outcomeOf(members)).toEqual(read(4));
});

const digest = {
  awsAccountId: '111122223333',
  digestS3Object: 'key',
  digestEndTime: '2026-03-01T10:00:00Z',
  logFiles: [],
};

test.each<[string, string | Buffer, string]>([
  ['a digest file', JSON.stringify(digest), 'CloudTrail digest file'],
  ['Insights', JSON.stringify({ Records: [insight] }), 'CloudTrail Insights events'],
  [
    'aggregated events',
    JSON.stringify({ eventCategory: 'Aggregated', eventSource: 's3.amazonaws.com', awsRegion: 'us-east-1' }),
    'CloudTrail aggregated events',
  ],
  ['other JSON', '{"name":"stemma","version":"1.0.0"}', 'other JSON, not CloudTrail'],
  ['somebody else’s Events', '{"Events":[{"name":"click"}]}', 'other JSON, not CloudTrail'],
  ['an empty file', '', 'empty file'],
  ['white space', ' \n', 'other JSON, not CloudTrail'],
])('%s is foreign', async (_, bytes, reason) => {
  expect(await outcomeOf(bytes)).toEqual({ status: 'foreign', reason, events: 0, unreadable: 0 });
});

test('readable text that is not named like a log is somebody else’s', async () => {
  const note = { status: 'foreign', reason: 'not JSON', events: 0, unreadable: 0 };
  expect(await outcomeOf('MIT License\n', 'LICENSE')).toEqual(note);
  expect(await outcomeOf('# Notes\n', 'README.md')).toEqual(note);
  expect(await outcomeOf('SELECT eventTime,eventSource\nFROM logs\n', 'query.sql')).toEqual(note);
  expect(await outcomeOf('# Notes\n', 'trail.log')).toEqual({ ...note, status: 'skipped' });
});

test('a table of records that was exported as text is told, however it is named', async () => {
  const reason = 'a table of CloudTrail as text; export the records as JSON';
  const told = { status: 'skipped', reason, events: 0, unreadable: 0 };
  expect(await outcomeOf('eventTime,eventSource,eventName\r\n', 'results.csv')).toEqual(told);
  expect(await outcomeOf(`"_time","_raw"\n"x","{""eventVersion"":""1.08""}"\n`, 'export.csv')).toEqual(told);
});

test.each<[string, Buffer, string]>([
  ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), 'binary, not JSON'],
  ['text', Buffer.from('eventTime,eventName\n'), 'not JSON'],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${json}`, 'utf16le'), 'UTF-16 text; convert it to UTF-8'],
  ['UTF-16 without', Buffer.from(json, 'utf16le'), 'UTF-16 text; convert it to UTF-8'],
  ['a zip archive', Buffer.from('PK\u0003\u0004rest'), 'a zip archive; unpack it'],
  [
    'a tar archive',
    Buffer.concat([Buffer.from('a.json'.padEnd(257, '\0')), Buffer.from('ustar\u000000'), Buffer.alloc(512)]),
    'a tar archive; unpack it',
  ],
  [
    'a table of records as text',
    Buffer.from('"eventTime","eventSource","eventName"\n'),
    'a table of CloudTrail as text; export the records as JSON',
  ],
  ['gzipped text', gzipSync('hello'), 'not JSON'],
  ['the head of a gzip file', gzipSync(json).subarray(0, 6), 'gzip data is cut off'],
])('%s is skipped', async (_, bytes, reason) => {
  expect(await outcomeOf(bytes)).toEqual({ status: 'skipped', reason, events: 0, unreadable: 0 });
});

const many = JSON.stringify({ Records: records(2000).map((one, i) => ({ ...one, requestID: `${i * 7919}` })) });
const packed = gzipSync(many);
const partial = (events: number, reason: string, unreadable = 0): object => ({
  status: 'partial',
  reason,
  events,
  unreadable,
});

test('everything before the cut of a gzip file is read', async () => {
  const { events, ...outcome } = await outcomeOf(packed.subarray(0, packed.length >>> 1));
  expect(outcome).toEqual({ status: 'partial', reason: 'JSON is cut off; gzip data is cut off', unreadable: 0 });
  expect(events).toBeGreaterThan(500);
  expect(await outcomeOf(packed.subarray(0, -4))).toEqual(partial(2000, 'gzip data is cut off'));
});

test('what comes before the damage of a gzip file is read', async () => {
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, packed.length >>> 1, (packed.length >>> 1) + 64);
  const { events, status } = await outcomeOf(damaged);
  expect(status).toBe('partial');
  expect(events).toBeGreaterThan(500);
});

test('a wrong checksum or length is told, the records count', async () => {
  const checksum = Buffer.from(packed);
  checksum[packed.length - 8]! ^= 1;
  expect(await outcomeOf(checksum)).toEqual(partial(2000, 'gzip checksum does not match'));
  const length = Buffer.from(packed);
  length.writeUInt32LE(0xffff_ffff, packed.length - 4);
  expect(await outcomeOf(length)).toEqual(partial(2000, 'gzip length does not match'));
});

test('bytes after the gzip data are told', async () => {
  expect(await outcomeOf(Buffer.concat([packed, Buffer.from('hello')]))).toEqual(
    partial(2000, 'bytes after the gzip data are not gzip'),
  );
});

test('a hundred bytes that claim to be four gigabytes are read for what they are', async () => {
  const small = gzipSync(JSON.stringify([mint]));
  small.writeUInt32LE(0xffff_fff0, small.length - 4);
  expect(await outcomeOf(small)).toEqual(partial(1, 'gzip length does not match'));
});

const [one, two] = three.map((record) => JSON.stringify(record)) as [string, string];

test.each<[string, string | Buffer, number, string, number]>([
  ['JSON that is cut in a record', `{"Records":[${one},${two.slice(0, 300)}`, 1, 'JSON is cut off', 0],
  ['JSON that is cut behind a record', `{"Records":[${one}`, 1, 'JSON is cut off', 0],
  [
    'a record with a syntax error',
    `{"Records":[${one},{"a":,"b":{"c":[1]}},${two}]}`,
    2,
    'a record is not valid JSON',
    1,
  ],
  [
    'three records with a syntax error',
    `{"Records":[${one},{"a":},{"b":},{"c":},${two}]}`,
    2,
    'a record is not valid JSON (3 times)',
    3,
  ],
  ['a missing comma', `{"Records":[${one} ${two}]}`, 1, 'JSON syntax error between records', 0],
  ['a line with a syntax error', `${one}\n{"a":"b,\n${two}\n`, 2, 'a record is not valid JSON', 1],
  ['a line of text', `${one}\nhello\n${two}\n`, 2, 'text between the records is not JSON', 1],
  ['a number among the records', `{"Records":[${one},7,${two}]}`, 2, 'an element of the list is not a record', 1],
  [
    'a record without a time',
    `{"Records":[${one},{"eventName":"A","eventSource":"b"}]}`,
    1,
    'a record lacks what every CloudTrail record has',
    1,
  ],
  [
    'a raw line feed in a text',
    `{"Records":[${one.replace('aws-cli', 'aws\ncli')},${two}]}`,
    1,
    'a record is not valid JSON',
    1,
  ],
  ['a NUL in a text', `{"Records":[${one.replace('aws-cli', 'aws\0cli')},${two}]}`, 1, 'a record is not valid JSON', 1],
  ['NULs at the end', `${json}\0\0\0`, 3, 'NUL bytes after the JSON', 0],
  [
    'invalid UTF-8',
    Buffer.from(json.replace('aws-cli', 'aws-\xff'), 'latin1'),
    3,
    'invalid UTF-8, read with replacements',
    0,
  ],
  [
    'a LookupEvents string that is no JSON',
    JSON.stringify({ Events: [...(lookup(three) as { Events: object[] }).Events, { CloudTrailEvent: '{' }] }),
    3,
    'a record is not valid JSON',
    1,
  ],
])('%s costs no other record', async (_, bytes, events, reason, unreadable) => {
  expect(await outcomeOf(bytes)).toEqual(partial(events, reason, unreadable));
});

test('nesting of a hundred thousand levels is only a record', async () => {
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const record = one.replace('"requestParameters":null', `"requestParameters":${deep}`);
  expect(await outcomeOf(`{"Records":[${record},${two}]}`)).toEqual(read(2));
  expect(await outcomeOf(`{"Records":[${one},${deep.slice(0, 50_000)}`)).toEqual(partial(1, 'JSON is cut off'));
});

test('a record of more than 16 MB is left out, in a file of more than a window', async () => {
  const huge = one.replace('aws-cli', 'x'.repeat(40 << 20));
  const reason = 'a record of more than 16 MB';
  expect(await outcomeOf(`{"Records":[${one},${huge},${two}]}`)).toEqual(partial(2, reason, 1));
  expect(await outcomeOf(gzipSync(`${one}\n${huge}\n${two}\n`, { level: 1 }))).toEqual(partial(2, reason, 1));
});

test('a file of more than a window is read in windows, packed or not', async () => {
  const padding = 'x'.repeat(4000);
  const long = JSON.stringify({
    Records: records(10_000).map((record) => ({ ...record, requestParameters: { padding } })),
  });
  expect(long.length).toBeGreaterThan(33 << 20);
  expect(await outcomeOf(long)).toEqual(read(10_000));
  expect(await outcomeOf(gzipSync(long, { level: 1 }))).toEqual(read(10_000));
});

test('what cannot be opened is skipped, in words', async () => {
  mkdirSync(join(folder, 'a-folder'));
  expect(await outcomeAt(join(folder, 'a-folder'))).toMatchObject({ status: 'skipped', reason: 'is a folder' });
  expect(await outcomeAt(join(folder, 'gone'))).toMatchObject({ status: 'skipped', reason: 'no longer there' });
});

test('records outside the time range are as if they were not there', async () => {
  const path = join(folder, 'range.json');
  const at = (seconds: number, record: object): object => ({
    ...record,
    eventTime: new Date((TEN + seconds) * 1000).toISOString(),
  });
  const times = [-1, 0, 1, 2].flatMap((seconds, i) => [
    at(seconds, { ...three[0], eventID: `00000000-0000-4000-8000-10000000000${i}` }),
    at(seconds, { ...mint, eventID: `00000000-0000-4000-8000-20000000000${i}` }),
  ]);
  writeFileSync(path, JSON.stringify({ Records: times }));
  const file = { source: path, path, size: 0, identity: null };
  const batch = await readFiles([file], { since: TEN, until: TEN + 2 });
  expect(batch.files[0]).toMatchObject({ status: 'read', events: 4, unreadable: 0 });
  expect(batch.issuances.length).toBe(2);
  expect([...batch.volumes.columns.events].reduce((sum, events) => sum + events, 0)).toBe(4);
  const none = await readFiles([file], { until: TEN - 100 });
  expect(none.files[0]).toMatchObject({ status: 'read', events: 0 });
});

test.each<[string, (size: number) => number]>([
  ['as large as listed', (size) => size],
  ['larger than listed', (size) => size - 100],
  ['much larger than listed', () => 1],
  ['smaller than listed', (size) => size + 100],
  ['much smaller than listed', (size) => size * 1000],
])('a file that is %s is read whole', async (_, listed) => {
  for (const [name, bytes] of [
    ['listed.json', Buffer.from(json)],
    ['listed.json.gz', gzipSync(json)],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const { files } = await readFiles([{ source: path, path, size: listed(bytes.length), identity: null }], {});
    expect(files).toMatchObject([read(3)]);
  }
});

test('a folder that was a file when it was listed is told', async () => {
  const { files } = await readFiles([{ source: folder, path: folder, size: 4096, identity: null }], {});
  expect(files).toMatchObject([{ status: 'skipped', reason: 'is a folder' }]);
});
