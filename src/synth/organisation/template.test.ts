import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { buildRecord } from '../records/record.ts';
import { callerOf } from './batch.ts';
import { functionCalls, infrastructureCalls, instanceCalls, personCalls, pipelineCalls, taskCalls } from './calls.ts';
import { outline } from './template.ts';
import { createTrail } from './trail.ts';

const client = { ip: '192.0.2.7', userAgent: 'agent "quoted" \\ \u00e9' };
const place = { region: 'eu-west-1', account: '111122223333', client };
const calls = [
  ...instanceCalls('i-0123456789abcdef0'),
  ...functionCalls,
  ...taskCalls,
  ...pipelineCalls,
  ...personCalls,
  ...infrastructureCalls,
];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const at = 1_791_158_399;

function written(call: (typeof calls)[number]): Record<string, unknown>[] {
  const trail = createTrail({ random: createRandom(1), organizationId: null, late: 0, duplicates: 0 });
  const number = trail.template(outline(call, place));
  const stream = trail.stream(place.account, place.region);
  // Another caller's before it, its own behind it: nothing of them is in it.
  stream.put(at, { by: callerOf({ type: 'Root' }, '198.51.100.77'), calls: [number] });
  stream.put(at, { by: callerOf({ type: 'Root', arn: 'é' }, client.ip), calls: [number, number, number] });
  return [...trail.deliver(Infinity)]
    .flatMap(({ bytes }) => {
      const text = new TextDecoder('utf8', { fatal: true }).decode(bytes);
      return (JSON.parse(text) as { Records: Record<string, unknown>[] }).Records;
    })
    .filter(({ sourceIPAddress }) => sourceIPAddress === client.ip);
}

test.each(calls.map((call) => [call.eventSource, call.eventName, call] as const))(
  'a filled template of %s %s is the record that the builder writes',
  (_source, _name, call) => {
    const records = written(call);
    const ids = records.flatMap(({ eventID, requestID }) => [eventID, requestID]);
    expect(new Set(ids).size).toBe(6);
    const identity = { type: 'Root', arn: 'é' };
    const envelope = { at, eventID: '', requestID: '', identity, client };
    const { awsRegion, recipientAccountId } = { awsRegion: place.region, recipientAccountId: place.account };
    const built = buildRecord({ ...envelope, awsRegion, recipientAccountId }, call) as Record<string, unknown>;
    for (const record of records) {
      expect(record['eventID']).toMatch(uuid);
      expect(record['requestID']).toMatch(call.eventSource === 's3.amazonaws.com' ? /^[0-9A-F]{16}$/ : uuid);
      expect(Object.keys(record)).toEqual(Object.keys(built));
      for (const field of ['userIdentity', 'eventTime', 'sourceIPAddress', 'userAgent', 'tlsDetails', 'eventName']) {
        expect(record[field]).toEqual(built[field]);
      }
      expect(JSON.stringify(record)).toMatch(marked(built));
    }
  },
);

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** A record as text in which each hole of the call may hold what it is for. */
function marked(built: Record<string, unknown>): RegExp {
  const text = escaped(JSON.stringify({ ...built, eventID: '@uuid@', requestID: '@any@' }))
    .replaceAll('"@bytes@"', String.raw`[1-9]\d{5}`)
    .replaceAll('@any@', '[^"]+')
    .replaceAll('@item@', String.raw`[1-9]\d{7}`)
    .replaceAll('@uuid@', uuid.source.slice(1, -1))
    .replaceAll('@opaque@', '[A-Za-z0-9+/]{75}=')
    .replace('@hex@', '(?<hex>[0-9a-f]{16})')
    .replaceAll('@hex@', String.raw`\k<hex>`);
  return new RegExp(`^${text}$`);
}
