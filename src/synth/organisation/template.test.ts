import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { buildRecord } from '../records/record.ts';
import { functionCalls, infrastructureCalls, instanceCalls, personCalls, pipelineCalls, taskCalls } from './calls.ts';
import { compile, fill, filling, SCRATCH_BYTES } from './template.ts';

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

test.each(calls.map((call) => [call.eventSource, call.eventName, call] as const))(
  'a filled template of %s %s is the record that the builder writes',
  (_source, _name, call) => {
    const identity = { type: 'Root', arn: 'é' };
    const into = new Uint8Array(SCRATCH_BYTES);
    const length = fill(compile(call, place), filling(identity, client.ip), {
      at: 1_791_158_400,
      random: createRandom(1),
      into,
    });
    const text = new TextDecoder('utf8', { fatal: true }).decode(into.subarray(0, length));
    expect(text).not.toMatch(/@\w+@|255\.255/);
    const { eventID, requestID, ...record } = JSON.parse(text) as Record<string, unknown>;
    expect(eventID).toMatch(uuid);
    expect(requestID).toMatch(uuid);
    expect(eventID).not.toBe(requestID);
    const envelope = { at: 1_791_158_400, eventID: '', requestID: '', identity, client };
    const { awsRegion, recipientAccountId } = { awsRegion: place.region, recipientAccountId: place.account };
    const built = buildRecord({ ...envelope, awsRegion, recipientAccountId }, call) as Record<string, unknown>;
    expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(built));
    for (const field of ['userIdentity', 'eventTime', 'sourceIPAddress', 'userAgent', 'tlsDetails', 'eventName']) {
      expect(record[field]).toEqual(built[field]);
    }
  },
);
