import { client, network, userAgent } from '../networks.ts';
import type { Credential } from '../world/credential.ts';
import { createWorld } from '../world/world.ts';
import type { World, WorldOptions } from '../world/world.ts';
import { readObject } from './everyday.ts';
import { ACCOUNT, FIRST_DAY, OTHER_ACCOUNT, THIRD_ACCOUNT } from './told.ts';
import type { Told } from './told.ts';

const attacker = client(network.attacker, userAgent.botoAttacker);
const idOf = (credential: Credential): string => credential.accessKeyId;

function stolenKey(
  seed: number,
  options: Partial<WorldOptions> = {},
): { readonly world: World; readonly key: Credential } {
  const world = createWorld({ seed, start: FIRST_DAY, ...options });
  return { world, key: world.accessKey(world.user('build'), attacker) };
}

/** Two roles that trust each other mint each other's tokens in turn. */
export function rolesInTurn(seed: number): Told {
  const { world, key } = stolenKey(seed);
  const roles = [world.role('Left'), world.role('Right')];
  const chain = [key.assumeRole(roles[0]!, { at: world.on(0, '10:00'), sessionName: 'x1' })];
  for (let turn = 1; turn < 10; turn++) {
    const at = world.on(0, '10:00') + turn * 3000;
    chain.push(chain.at(-1)!.assumeRole(roles[turn % 2]!, { at, sessionName: 'x1' }));
  }
  world.attack({
    name: 'two roles in turn',
    findings: [
      { rule: 'token-chain', severity: 'high', credential: idOf(chain[0]!) },
      { rule: 'refresh-loop', severity: 'critical', credential: idOf(chain.at(-1)!) },
    ],
    compromised: [key, ...chain].map(idOf),
  });
  return { world, asOf: world.on(0, '18:00'), config: {} };
}

/** From one account into the next and the next; each border is two records under one shared event id. */
export function threeAccounts(seed: number): Told {
  const { world, key } = stolenKey(seed);
  const first = key.assumeRole(world.role('Hub'), { at: world.on(0, '10:00'), sessionName: 'hop' });
  const second = first.assumeRole(world.role('Spoke', { accountId: OTHER_ACCOUNT }), {
    at: world.on(0, '10:00:01'),
    sessionName: 'hop',
  });
  const third = second.assumeRole(world.role('Vault', { accountId: THIRD_ACCOUNT }), {
    at: world.on(0, '10:00:02'),
    sessionName: 'hop',
  });
  readObject(third, 'crown-jewels', world.on(0, '10:05'));
  const chain = [first, second, third];
  world.attack({
    name: 'cross-account chain',
    findings: [{ rule: 'token-chain', severity: 'high', credential: idOf(third) }],
    compromised: [key, ...chain].map(idOf),
  });
  const knownAccounts = [ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT];
  return { world, asOf: world.on(0, '10:30'), config: { knownAccounts } };
}

/** The chain leaves for an account that nobody here knows and whose trail nobody has. */
export function toUnknownAccount(seed: number): Told {
  const { world, key } = stolenKey(seed, { loggedAccounts: [ACCOUNT] });
  const first = key.assumeRole(world.role('Hub'), { at: world.on(0, '10:00'), sessionName: 'hop' });
  const out = first.assumeRole(world.role('Drop', { accountId: '999988887777' }), {
    at: world.on(0, '10:20'),
    sessionName: 'hop',
  });
  world.attack({
    name: 'chain to an unknown account',
    findings: [
      { rule: 'token-chain', severity: 'high', credential: idOf(out) },
      { rule: 'external-chain', severity: 'medium', credential: idOf(out) },
    ],
    compromised: [key, first, out].map(idOf),
  });
  return { world, asOf: world.on(0, '10:40'), config: { knownAccounts: [ACCOUNT] } };
}

/** Somebody from an account that nobody here knows assumes a role. */
export function fromUnknownAccount(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY, loggedAccounts: [ACCOUNT] });
  const key = world.accessKey(world.user('stranger', '999988887777'), attacker);
  const token = key.assumeRole(world.role('Partner'), { at: world.on(0, '10:00'), sessionName: 'visit' });
  readObject(token, 'shared', world.on(0, '10:05'));
  world.attack({
    name: 'role assumed from an unknown account',
    findings: [{ rule: 'external-chain', severity: 'medium', credential: idOf(token) }],
    compromised: [idOf(token)],
  });
  return { world, asOf: world.on(0, '10:40'), config: { knownAccounts: [ACCOUNT] } };
}

/** Eleven days of a refresh every fifteen minutes: 1,056 generations in one chain. */
export function longChain(seed: number): Told {
  const { world, key } = stolenKey(seed);
  const role = world.role('Admin');
  const chain = [key.assumeRole(role, { at: world.on(0, '00:00'), sessionName: 'juggle', durationSeconds: 3600 })];
  for (let generation = 1; generation < 1056; generation++) {
    const at = world.on(0, '00:00') + generation * 900;
    chain.push(chain.at(-1)!.assumeRole(role, { at, sessionName: 'juggle', durationSeconds: 3600 }));
  }
  world.attack({
    name: 'chain of 1,056 generations',
    findings: [
      { rule: 'token-chain', severity: 'high', credential: idOf(chain.at(-1)!) },
      { rule: 'refresh-loop', severity: 'critical', credential: idOf(chain.at(-1)!) },
    ],
    compromised: [key, ...chain].map(idOf),
  });
  return { world, asOf: world.on(10, '23:50'), config: {} };
}

/** Session names that break hand-made parsers: all of them are allowed. */
export function hostileSessionNames(seed: number): Told {
  const { world, key } = stolenKey(seed);
  const names = ['a,x', 'a,b=c', '=cmd+1', '+1@evil.example', '-2-3', 'x=y,z={}'.replace('{}', '.')];
  const chain: Credential[] = [];
  for (const [index, sessionName] of names.entries()) {
    const at = world.on(0, '10:00') + index * 600;
    chain.push((chain.at(-1) ?? key).assumeRole(world.role(`Step${index}`), { at, sessionName }));
  }
  world.attack({
    name: 'hostile session names',
    findings: [{ rule: 'token-chain', severity: 'high', credential: idOf(chain.at(-1)!) }],
    compromised: [key, ...chain].map(idOf),
  });
  return { world, asOf: world.on(0, '11:00'), config: {} };
}

/** The same chain with the expiration written in another way. */
export function expirationsWritten(style: NonNullable<WorldOptions['expirationStyle']>): (seed: number) => Told {
  return (seed) => {
    const { world, key } = stolenKey(seed, { expirationStyle: style });
    const first = key.assumeRole(world.role('A'), { at: world.on(0, '00:10'), sessionName: 's', durationSeconds: 900 });
    const second = first.assumeRole(world.role('B'), { at: world.on(0, '00:20'), sessionName: 's' });
    const third = second.assumeRole(world.role('C'), { at: world.on(0, '01:15'), sessionName: 's' });
    world.attack({
      name: `expirations in the style ${style}`,
      findings: [{ rule: 'token-chain', severity: 'high', credential: idOf(third) }],
      compromised: [key, first, second, third].map(idOf),
    });
    return { world, asOf: world.on(0, '01:30'), config: {} };
  };
}

/** A role of another account that has the name of one of ours; ours is used by nobody but its own people. */
export function foreignNamesake(seed: number): Told {
  const { world, key } = stolenKey(seed);
  const at = world.on(0, '10:00');
  const ours = world.saml('dana@example.com', world.role('Admin'), { at });
  readObject(ours, 'reports', at + 60);
  const theirs = world.role('Admin', { accountId: OTHER_ACCOUNT });
  const first = key.assumeRole(theirs, { at: at + 5, sessionName: 'dana@example.com' });
  const second = first.assumeRole(world.role('Reader', { accountId: OTHER_ACCOUNT }), { at: at + 9, sessionName: 'r' });
  world.attack({
    name: 'foreign role with a local namesake',
    findings: [{ rule: 'token-chain', severity: 'high', credential: idOf(second) }],
    compromised: [key, first, second].map(idOf),
  });
  return { world, asOf: at + 600, config: { knownAccounts: [ACCOUNT, OTHER_ACCOUNT] } };
}

/** The chain began before the trail: what is seen first is a token that mints. */
export function chainFromBeforeTheTrail(seed: number): Told {
  const { world, key } = stolenKey(seed, { logsFrom: '2026-10-06T00:00:00Z' });
  const role = world.role('Admin');
  const chain = [key.assumeRole(role, { at: world.on(0, '22:00'), sessionName: 'j' })];
  for (let generation = 1; generation < 6; generation++) {
    const at = world.on(0, '22:00') + generation * 3300;
    chain.push(chain.at(-1)!.assumeRole(role, { at, sessionName: 'j' }));
  }
  world.attack({
    name: 'chain from before the trail',
    findings: [{ rule: 'refresh-loop', severity: 'critical', credential: idOf(chain.at(-1)!) }],
    compromised: [key, ...chain].map(idOf),
  });
  return { world, asOf: world.on(1, '03:00'), config: {} };
}
