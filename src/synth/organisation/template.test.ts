import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { buildRecord } from '../records/record.ts';
import { functionCalls, infrastructureCalls, instanceCalls, personCalls, pipelineCalls, taskCalls } from './calls.ts';
import { compile, draft, filling, refit, write } from './template.ts';

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
    const into = new Uint8Array(1 << 16);
    const start = 3;
    // Another caller's, made this one's in place; one whose address is longer does not fit.
    const made = draft(compile(call, place), filling({ type: 'Rood', arn: 'è' }, '192.0.2.9'));
    expect(refit(made, filling(identity, client.ip))).toBe(true);
    expect(refit(made, filling(identity, '198.51.100.7'))).toBe(false);
    // The call before, on another day: nothing of it is left.
    write(made, { at: 1_791_000_000, random: createRandom(2), into, start });
    const end = write(made, { at: 1_791_158_399, random: createRandom(1), into, start });
    const text = new TextDecoder('utf8', { fatal: true }).decode(into.subarray(start, end));
    expect(text).not.toMatch(/@\w+@|255\.255|\0/);
    const { eventID, requestID, ...record } = JSON.parse(text) as Record<string, unknown>;
    expect(eventID).toMatch(uuid);
    expect(requestID).toMatch(call.eventSource === 's3.amazonaws.com' ? /^[0-9A-F]{16}$/ : uuid);
    expect(eventID).not.toBe(requestID);
    const envelope = { at: 1_791_158_399, eventID: '', requestID: '', identity, client };
    const { awsRegion, recipientAccountId } = { awsRegion: place.region, recipientAccountId: place.account };
    const built = buildRecord({ ...envelope, awsRegion, recipientAccountId }, call) as Record<string, unknown>;
    expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(built));
    for (const field of ['userIdentity', 'eventTime', 'sourceIPAddress', 'userAgent', 'tlsDetails', 'eventName']) {
      expect(record[field]).toEqual(built[field]);
    }
  },
);
