import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createWorld, deliver } from './index.ts';
import type { CloudTrailRecord, DeliveredFile, World } from './index.ts';

const busyDay = (): World => {
  const world = createWorld({ seed: 5, start: '2026-10-05T00:00:00Z' });
  const key = world.accessKey(world.user('alice'));
  for (let hour = 0; hour < 20; hour++) {
    const at = world.on(0, `${hour}:00`);
    const region = hour % 2 === 0 ? 'us-east-1' : 'eu-west-1';
    key.assumeRole(world.role('Remote', { accountId: '444455556666' }), { at, region });
  }
  return world;
};
const recordsIn = (file: DeliveredFile): CloudTrailRecord[] =>
  (JSON.parse(new TextDecoder().decode(gunzipSync(file.bytes))) as { Records: CloudTrailRecord[] }).Records;
const options = { seed: 9, gzip: (bytes: Uint8Array) => gzipSync(bytes) };

test('each record lies in a file of its account and region, once', () => {
  const records = busyDay().records();
  const files = deliver(records, options);
  for (const file of files) {
    expect(file.path).toMatch(
      /^AWSLogs\/\d{12}\/CloudTrail\/[\w-]+\/2026\/10\/0\d\/\d{12}_CloudTrail_[\w-]+_202610\d\dT\d{4}Z_[\da-f]{16}\.json\.gz$/,
    );
    for (const record of recordsIn(file)) {
      expect(file.path).toContain(`/${record.recipientAccountId}/CloudTrail/${record.awsRegion}/`);
    }
  }
  const delivered = files.flatMap(recordsIn).map((record) => record.eventID);
  expect(delivered.toSorted()).toEqual(records.map((record) => record.eventID).toSorted());
});

test('an organisation trail has its id in the key', () => {
  const [file] = deliver(busyDay().records(), { ...options, organizationId: 'o-exampleorg1', prefix: 'logs/' });
  expect(file!.path).toMatch(/^logs\/AWSLogs\/o-exampleorg1\/\d{12}\/CloudTrail\//);
});

test('a duplicated record comes a second time under the same event id', () => {
  const records = busyDay().records();
  const twice = deliver(records, { ...options, duplicates: 1, late: 0.5 }).flatMap(recordsIn);
  expect(twice).toHaveLength(2 * records.length);
  expect(new Set(twice.map((record) => record.eventID)).size).toBe(records.length);
});

test('the same seed delivers the same bytes', () => {
  const again = (): DeliveredFile[] => deliver(busyDay().records(), { ...options, late: 0.2, duplicates: 0.2 });
  expect(again()).toEqual(again());
});
