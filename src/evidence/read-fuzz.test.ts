import { gzipSync } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FileOutcome } from '../model/facts.ts';
import { readFiles } from './read.ts';
import { recordOf, session } from './test-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const records = [
  recordOf('ec2:DescribeInstances', { userIdentity: session }),
  recordOf('sts:AssumeRole', {
    responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE', expiration: 'Mar 1, 2026, 11:00:00 AM' } },
  }),
  recordOf('iam:PutRolePolicy', { requestParameters: { roleName: 'Deploy', policyDocument: '{"Statement":[]}' } }),
  recordOf('ec2:RunInstances', { responseElements: { instancesSet: { items: [{ instanceId: 'i-0' }] } } }),
];
const lookups = { Events: records.map((record) => ({ CloudTrailEvent: JSON.stringify(record) })) };
const seeds = [
  JSON.stringify({ Records: records }),
  records.map((record) => JSON.stringify(record)).join('\n'),
  JSON.stringify(lookups, null, 1),
  JSON.stringify(records),
].flatMap((text) => [Buffer.from(text), gzipSync(text), Buffer.concat([gzipSync(text), gzipSync(text)])]);

/** A sequence that is the same in every run: what fails once fails again. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const pieces = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\0',
  '\n',
  '\\u00',
  'null',
  '1e',
  '\ufeff',
  '\xff',
  '{"Records":[',
].map((text) => Buffer.from(text, 'latin1'));

function mutate(seed: Buffer, dice: (sides: number) => number): Buffer {
  let bytes = Buffer.from(seed);
  for (let i = dice(4); i >= 0; i--) {
    const at = dice(bytes.length + 1);
    const to = Math.min(bytes.length, at + dice(40));
    const kind = dice(6);
    if (kind === 0) bytes = bytes.subarray(0, at);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    else if (kind === 2)
      bytes = Buffer.concat([bytes.subarray(0, at), pieces[dice(pieces.length)]!, bytes.subarray(at)]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    else if (at < bytes.length) bytes[at] = dice(256);
  }
  return bytes;
}

test('no input is an exception, and every input has a sensible outcome', async () => {
  const dice = createDice(20_260_301);
  const files = Array.from({ length: 4000 }, (_, i) => {
    const path = join(folder, `${i}`);
    writeFileSync(path, mutate(seeds[i % seeds.length]!, dice));
    return { source: path, path, size: 0, identity: null };
  });
  const batch = await readFiles(files, {});
  expect(batch.files.map(({ source }) => source)).toEqual(files.map(({ source }) => source));
  expect(batch.files.reduce((sum, { events }) => sum + events, 0)).toBe(batch.events.length);
  const wrong = batch.files.filter((file) => !isSensible(file));
  expect(wrong).toEqual([]);
});

function isSensible({ status, reason, events, unreadable }: FileOutcome): boolean {
  if ((reason === null) !== (status === 'read')) return false;
  if (status === 'partial') return events > 0;
  if (status === 'skipped') return events === 0;
  return unreadable === 0 && (status === 'read' || events === 0);
}
