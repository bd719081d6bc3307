import { describe, expect, test } from 'vitest';
import { createRandom, createWorld, shuffled } from '../../src/synth/index.ts';
import type { CloudTrailRecord, World } from '../../src/synth/index.ts';
import { factsOf } from '../../src/evidence/index.ts';
import { buildLineage } from '../../src/lineage/index.ts';
import { judge, tokensOf } from './judge.ts';

const start = '2026-10-05T00:00:00Z';

/** A chain of role tokens, one an hour, and the records that minted them. */
function chainOf(length: number): { world: World; ids: string[]; records: CloudTrailRecord[] } {
  const world = createWorld({ seed: 77, start });
  const role = world.role('Loop');
  const chain = [
    world.accessKey(world.user('mallory')).assumeRole(role, { at: world.on(0, '01:00'), sessionName: 'l' }),
  ];
  for (let hour = 2; hour <= length; hour++) {
    chain.push(chain.at(-1)!.assumeRole(role, { at: world.on(0, `${hour}:00`), sessionName: 'l' }));
  }
  return { world, ids: chain.map((token) => token.accessKeyId), records: world.records() };
}

/** The same record as if another key had signed it. */
function signedBy(record: CloudTrailRecord, accessKeyId: string): CloudTrailRecord {
  return { ...record, userIdentity: { ...record.userIdentity, accessKeyId } };
}

const parentsOf = (records: readonly CloudTrailRecord[], asOf: number): Record<string, string | null> => {
  const tokens = tokensOf(buildLineage(factsOf(records), { asOf })) as { accessKeyId: string; parent: string | null }[];
  return Object.fromEntries(tokens.map(({ accessKeyId, parent }) => [accessKeyId, parent]));
};

describe('parents in a cycle', () => {
  test.each([1, 2, 3, 7])('of %d tokens: the one issued first loses its parent', (length) => {
    const { world, ids, records } = chainOf(length);
    const cycle = [signedBy(records[0]!, ids.at(-1)!), ...records.slice(1)];
    const expected = Object.fromEntries(ids.map((id, index) => [id, ids[index - 1] ?? null]));
    for (const seed of [1, 2, 3]) {
      expect(parentsOf(shuffled(cycle, createRandom(seed)), world.on(1, '00:00'))).toEqual(expected);
    }
  });

  test('do not keep the rules from finding the loop', () => {
    const { world, ids, records } = chainOf(7);
    const cycle = [signedBy(records[0]!, ids.at(-1)!), ...records.slice(1)];
    const told = {
      asOf: world.on(0, '07:30'),
      config: {},
      world: { records: () => cycle, truth: () => world.truth() },
    };
    expect(judge(told).findings.map(({ rule }) => rule)).toContain('refresh-loop');
  });
});

test('an issuance whose response was too large to be logged mints nothing that could be named', () => {
  const { world, records } = chainOf(2);
  const omitted = records.map((record) => ({ ...record, responseElements: { omitted: true } }));
  const parents = parentsOf(omitted, world.on(1, '00:00'));
  // The key, and the token that signed the second call; what that call minted is not in the trail.
  expect(Object.values(parents)).toEqual([null, null]);
});

test('no session token that went in comes out in any fact or finding', () => {
  const { world, records } = chainOf(5);
  const told = { asOf: world.on(0, '05:30'), config: {}, world };
  const facts = factsOf(records);
  const texts = Array.from({ length: facts.texts.size }, (_, code) => facts.texts.get(code + 1));
  expect(JSON.stringify(records)).toContain('EXAMPLESECRET');
  expect(JSON.stringify([texts, judge(told).findings])).not.toContain('EXAMPLESECRET');
});
