import { expect, test } from 'vitest';
import type { CloudTrailRecord } from '../records/record.ts';
import { generateOrganisation } from './generate.ts';
import { writeFile } from './write-file.ts';

const recordsOf = (bytes: Uint8Array): CloudTrailRecord[] =>
  (JSON.parse(new TextDecoder().decode(bytes)) as { Records: CloudTrailRecord[] }).Records;

test('a plan that went to another thread gives the same bytes, as many as it says, in whatever memory', () => {
  for (const { plan, templates, bytes } of generateOrganisation({ seed: 1, events: 2000, days: 1 })) {
    const sent = structuredClone({ plan, templates });
    const memory = new Uint8Array(plan.size + 30).fill(0x40);
    const room = memory.subarray(7, plan.size + 20);
    expect(writeFile(sent.plan, sent.templates, room)).toBe(plan.size);
    expect(Buffer.compare(room.subarray(0, plan.size), bytes)).toBe(0);
    expect([...memory.subarray(0, 7), ...memory.subarray(plan.size + 7)].every((byte) => byte === 0x40)).toBe(true);
    expect(bytes.length).toBe(plan.size);
  }
});

test('a record that comes in two files is the same in both, and no two records share an id', () => {
  const seen = new Map<string, { text: string; times: number }>();
  for (const { bytes } of generateOrganisation({ seed: 2, events: 2000, days: 1, duplicates: 1 })) {
    for (const record of recordsOf(bytes)) {
      const text = JSON.stringify(record);
      const before = seen.get(record.eventID);
      expect(before?.text ?? text).toBe(text);
      seen.set(record.eventID, { text, times: (before?.times ?? 0) + 1 });
    }
  }
  expect(seen.size).toBeGreaterThanOrEqual(2000);
  expect([...seen.values()].every(({ times }) => times === 2)).toBe(true);
});
