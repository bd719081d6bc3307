import { describe, expect, test } from 'vitest';
import { failures, judgeWorld, tallyBy } from '../../bench/accuracy/count.mjs';
import { createWorld } from '../../src/synth/index.ts';
import type { Truth } from '../../src/synth/index.ts';

/** A key that somebody stole, with the token that it minted; and a key with a token of somebody honest. */
function tinyWorld(): { truth: Truth; stolen: string; own: string } {
  const world = createWorld({ seed: 5, start: '2026-10-05T00:00:00Z' });
  const [at, sessionName] = [world.on(0, '10:00'), 'build'];
  const key = world.accessKey(world.user('mallory'));
  const token = key.assumeRole(world.role('Admin'), { at, sessionName });
  const own = world.accessKey(world.user('alice')).assumeRole(world.role('Reader'), { at, sessionName });
  world.attack({
    name: 'theft',
    findings: [{ rule: 'token-chain', severity: 'high', credential: token.accessKeyId }],
    compromised: [key.accessKeyId, token.accessKeyId],
  });
  return { truth: world.truth(), stolen: token.accessKeyId, own: own.accessKeyId };
}

const { truth, stolen, own } = tinyWorld();
const found = { rule: 'token-chain', severity: 'high', credentials: [stolen] } as const;
const judge = (...alerts: Parameters<typeof judgeWorld>[0]['alerts']) => [judgeWorld({ world: 'tiny', truth, alerts })];
const tally = (worlds: ReturnType<typeof judge>, field: 'rule' | 'severity' = 'rule') =>
  tallyBy(field, worlds).map((row) => ({ ...row, benign: row.benign.size, principals: row.principals.size }));

test('a planted finding that is found is neither a miss nor a false alarm', () => {
  const worlds = judge(found);
  const counts = { planted: 1, found: 1, raised: 1, right: 1, benign: 0, principals: 0 };
  expect(tally(worlds)).toEqual([{ name: 'token-chain', ...counts }]);
  expect(tally(worlds, 'severity')).toEqual([{ name: 'high', ...counts }]);
  expect(failures(worlds)).toEqual([]);
});

describe('a planted finding is a miss', () => {
  const row = { name: 'token-chain', planted: 1, found: 0 };

  test('where nothing is raised, and the attack is unseen', () => {
    const worlds = judge();
    expect(tally(worlds)).toMatchObject([{ ...row, raised: 0 }]);
    expect(failures(worlds).map((line) => line.split(':')[0])).toEqual(['missed', 'unseen']);
  });

  test.each([
    ['under another rule', { ...found, rule: 'refresh-loop' }],
    ['with another severity', { ...found, severity: 'low' as const }],
    ['for the key above it alone', { ...found, credentials: [truth.attacks[0]!.compromised[0]!] }],
  ])('where it is raised %s; the attack is seen all the same', (_, alert) => {
    const worlds = judge(alert);
    expect(tally(worlds)).toContainEqual(expect.objectContaining(row));
    expect(failures(worlds)).toEqual([expect.stringContaining('missed: token-chain (high) for theft, in tiny')]);
    expect(worlds[0]!.attacks[0]!.by).toEqual(new Set([alert.rule]));
  });
});

describe('an alert is false', () => {
  test('where it names a benign credential, and a failure from medium up', () => {
    const worlds = judge(found, { rule: 'dormant-token', severity: 'medium', credentials: [own] });
    const counts = { raised: 1, right: 0, benign: 1, principals: 1 };
    expect(tally(worlds)).toContainEqual({ name: 'dormant-token', planted: 0, found: 0, ...counts });
    expect(failures(worlds)).toEqual([expect.stringContaining('false: dormant-token (medium)')]);
  });

  test('where it names a benign credential beside a stolen one', () => {
    const worlds = judge({ ...found, credentials: [stolen, own] });
    expect(tally(worlds)).toMatchObject([{ found: 1, raised: 1, right: 0, benign: 1 }]);
    expect(failures(worlds)).toEqual([expect.stringContaining('1 benign of the 2 credentials')]);
  });

  test('and no failure below medium', () => {
    const worlds = judge(found, { rule: 'public-credentials', severity: 'low', credentials: [own] });
    expect(tally(worlds)).toContainEqual(expect.objectContaining({ name: 'public-credentials', right: 0 }));
    expect(failures(worlds)).toEqual([]);
  });
});

test('alerts that say the same are counted, each of them', () => {
  expect(tally(judge(found, found, found))).toMatchObject([{ planted: 1, found: 1, raised: 3, right: 3 }]);
});
