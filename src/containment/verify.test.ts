import { expect, test } from 'vitest';
import { factsOf } from '../evidence/index.ts';
import { buildLineage } from '../lineage/index.ts';
import type { Lineage } from '../model/lineage.ts';
import { createWorld, type Credential, type World } from '../synth/index.ts';
import { stillActing } from './verify.ts';

const list = (credential: Credential, at: number): void => credential.call('s3.amazonaws.com', 'ListBuckets', { at });

function after(tell: (world: World, key: Credential, since: number) => void): ReturnType<typeof stillActing> {
  const world = createWorld({ seed: 4, start: '2026-03-01' });
  const since = world.on(0, '12:00');
  const key = world.accessKey(world.user('ci'));
  list(key, world.on(0, '09:00'));
  tell(world, key, since);
  const lineage: Lineage = buildLineage(factsOf(world.records()), { asOf: world.on(0, '20:00') });
  return stillActing(lineage, { compromised: [key.accessKeyId], since });
}

test('a lineage that is silent since the plan has nothing that acts', () => {
  expect(after((world, key) => list(key, world.on(0, '11:00')))).toEqual([]);
});

test('a token that acts afterwards is named, with what it did', () => {
  const [token] = after((world, key) => {
    const session = key.assumeRole(world.role('Deploy'), { at: world.on(0, '10:00') });
    list(session, world.on(0, '12:30'));
  });
  expect(token).toMatchObject({ calls: 1, services: ['s3.amazonaws.com'], isNew: false });
});

test('a token that was minted afterwards is new, and so is its parent seen to act', () => {
  const acting = after((world, key) => {
    const session = key.assumeRole(world.role('Deploy'), { at: world.on(0, '12:30') });
    list(session, world.on(0, '12:31'));
  });
  expect(acting.map(({ isNew }) => isNew)).toEqual([false, true]);
});

test.each([
  [
    'a call that was denied',
    (key: Credential, world: World) => key.tryToAssume(world.role('Deploy'), { at: world.on(0, '13:00') }),
  ],
  [
    'GetCallerIdentity, which nobody can be denied,',
    (key: Credential, world: World) => key.call('sts.amazonaws.com', 'GetCallerIdentity', { at: world.on(0, '13:00') }),
  ],
])('%s is no sign of life', (_, act) => {
  expect(after((world, key) => act(key, world))).toEqual([]);
});
