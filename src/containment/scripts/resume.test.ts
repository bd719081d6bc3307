import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeAws, type FakeAws } from '../../../test/support/fake-aws.ts';
import { account, allow, deny, policy, role, trusting, user } from '../../../test/support/iam.ts';
import { deactivate, denyRole, planOf } from '../../../test/support/plans.ts';
import { situationAt } from '../../../test/support/situations.ts';
import type { Plan, PlanAction } from '../../model/containment.ts';
import { orderOf, type Order } from '../actions/action-maker.ts';
import { actions } from '../actions/index.ts';
import { nothingMade } from '../situation.ts';
import { sceneOf } from '../plan/scene.ts';
import { scripts } from './index.ts';

const run = promisify(execFile);
const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Deploy`;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'stemma-resume-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Of an account in an organization, with a role on which no inline policy fits. */
const scene = sceneOf(
  situationAt(1_790_000_000, {
    snapshot: {
      accounts: [
        account(ACCOUNT, {
          roles: [
            role('Deploy', trusting({ AWS: '*' }), {
              policies: [policy('long', allow('s3:GetObject', 'a'.repeat(10_200)))],
            }),
          ],
          users: [
            user('ci', {
              policies: [policy('reads', allow('s3:GetObject')), policy('denies', deny('iam:*'))],
              mfaDevices: [`arn:aws:iam::${ACCOUNT}:mfa/ci`],
            }),
          ],
          organization: { organizationId: 'o-example', managementAccountId: '999900001111', scps: [], rcps: [] },
        }),
      ],
      problems: [],
    },
  }),
);

const made = (kind: PlanAction['kind'], target: string, more: Partial<Order> = {}, within = scene): PlanAction => {
  const order = orderOf({ kind, target, reason: 'tried', cutOff: 1_790_000_060, ...more });
  return actions.find((maker) => maker.kind === kind)!.make(order, within)!;
};

const managed = made('deny-role', ROLE);
const freeze = made('deny-by-scp', ACCOUNT, { arns: [ROLE], isFreeze: true });
const lift = made('lift-freeze', freeze.id, { lifts: freeze });
const login = made('disable-login', `arn:aws:iam::${ACCOUNT}:user/ci`);
const provider = made('disable-identity-provider', `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`);

interface Outcome {
  readonly code: number;
  readonly told: string;
}

/** With `--run`. */
async function bash(plan: Plan, fake: FakeAws, suffix: '' | '.rollback' = ''): Promise<Outcome> {
  const file = join(folder, `contain${suffix}.sh`);
  await writeFile(file, scripts['aws-cli'](plan, { version: '0' }).find((one) => one.suffix === suffix)!.text);
  const env = {
    PATH: `${folder}:${process.env['PATH']}`,
    SKIP_WAIT: 'yes',
    PROFILE_999900001111: '999900001111',
    ...fake.env,
  };
  return run('bash', [file, '--run'], { cwd: folder, env }).then(
    ({ stdout }) => ({ code: 0, told: stdout }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, told: stdout + stderr }),
  );
}

test('a managed policy is there in this test, or it would show nothing', () => {
  expect(managed.calls.map(({ operation }) => operation)).toEqual(['CreatePolicy', 'AttachRolePolicy']);
});

describe('a script that is stopped goes on where it was, and what it did is taken back whole', () => {
  const plan = planOf(deactivate, managed, freeze, denyRole, lift);
  const there = ['user ci', 'role Deploy'];
  const whole = [
    'update-access-key',
    'create-policy',
    'attach-role-policy',
    'create-policy',
    'attach-policy',
    'put-role-policy',
    'detach-policy',
    'delete-policy',
  ];
  const seconds = [2, 4, 7];
  const stops = whole.flatMap((verb, position) =>
    (['throttled', 'lost'] as const)
      .filter((how) => how === 'lost' || seconds.includes(position))
      .map((how) => ({ verb, position, how })),
  );

  test.each(stops)('at call $position, $verb, $how', async ({ position, how }) => {
    const fake = await fakeAws(folder, there);
    await fake.failAt(position, how);
    expect(await bash(plan, fake)).not.toMatchObject({ code: 0 });
    expect(await bash(plan, fake)).toMatchObject({ code: 0 });
    // Nothing is made twice, but for what changes nothing the second time.
    const twice = how === 'lost' && /^(update-|put-|attach-role-)/.test(whole[position]!) ? [whole[position]!] : [];
    expect((await fake.changes()).toSorted()).toEqual([...whole, ...twice].toSorted());
    expect(await bash(plan, fake, '.rollback')).toMatchObject({ code: 0 });
    expect(await fake.state()).toEqual(there.toSorted());
  });

  test.each(stops)(
    'and stopped for good at call $position, $verb, $how, it is taken back',
    async ({ position, how }) => {
      const fake = await fakeAws(folder, there);
      await fake.failAt(position, how);
      await bash(plan, fake);
      expect(await bash(plan, fake, '.rollback')).toMatchObject({ code: 0 });
      // A service control policy whose id nobody heard of is attached to nothing.
      const unheard = how === 'lost' && position === 3 ? [`scp p-StemmaFreeze-${ACCOUNT}`] : [];
      expect(await fake.state()).toEqual([...there, ...unheard].toSorted());
    },
  );
});

test.each([
  ['whole', null],
  ['in part', 4],
] as const)('carried out %s and taken back, a script does all of it again, and takes that back', async (_, stop) => {
  const plan = planOf(deactivate, managed, freeze, denyRole, lift);
  const there = ['user ci', 'role Deploy'];
  const fake = await fakeAws(folder, there);
  if (stop !== null) await fake.failAt(stop, 'throttled');
  expect((await bash(plan, fake)).code === 0).toBe(stop === null);
  expect(await bash(plan, fake, '.rollback')).toMatchObject({ code: 0 });
  expect(await fake.state()).toEqual(there.toSorted());
  const before = (await fake.changes()).length;
  expect(await bash(plan, fake)).toMatchObject({ code: 0 });
  expect((await fake.changes()).slice(before)).toEqual([
    'update-access-key',
    'create-policy',
    'attach-role-policy',
    'create-policy',
    'attach-policy',
    'put-role-policy',
    'detach-policy',
    'delete-policy',
  ]);
  expect(await bash(plan, fake, '.rollback')).toMatchObject({ code: 0 });
  expect(await fake.state()).toEqual(there.toSorted());
});

test('where another plan was carried out, a script does nothing before it is given a folder of its own', async () => {
  const fake = await fakeAws(folder, ['user ci', 'role Deploy', 'role Other']);
  expect(await bash(planOf(denyRole), fake)).toMatchObject({ code: 0 });
  const second = planOf(managed);
  for (const suffix of ['', '.rollback'] as const) {
    const refused = await bash(second, fake, suffix);
    expect(refused.code).not.toBe(0);
    expect(refused.told).toContain('IMAGES');
  }
  expect(await fake.changes()).toEqual(['put-role-policy']);
  const elsewhere = { ...fake, env: { ...fake.env, IMAGES: 'second' } };
  expect(await bash(second, elsewhere)).toMatchObject({ code: 0 });
  expect(await fake.changes()).toEqual(['put-role-policy', 'create-policy', 'attach-role-policy']);
});

test('what an earlier plan put since the snapshot is not written over', async () => {
  const fake = await fakeAws(folder, ['role Deploy', 'inline role Deploy StemmaContainment']);
  const plan = planOf(denyRole, { ...denyRole, id: 'again' });
  for (let tried = 0; tried < 2; tried++) {
    const refused = await bash(plan, fake);
    expect(refused.code).not.toBe(0);
    expect(refused.told).toContain('take a new snapshot');
  }
  expect(await fake.changes()).toEqual([]);
  const willing = { ...fake, env: { ...fake.env, OVERWRITE: 'yes' } };
  expect(await bash(plan, willing)).toMatchObject({ code: 0 });
  expect(await fake.changes()).toEqual(['put-role-policy', 'put-role-policy']);
  // The plan that is made anew needs no other folder, as nothing of the first was begun.
  const known = { ...denyRole, rollback: denyRole.calls };
  await rm(join(folder, 'stemma-before'), { recursive: true });
  await bash(plan, fake);
  expect(await bash(planOf(known), fake)).toMatchObject({ code: 0 });
});

test('carried out to its end, a plan with a freeze from above is taken back without freezing again', async () => {
  const fake = await fakeAws(folder, []);
  const plan = planOf(freeze, lift);
  expect(await bash(plan, fake)).toMatchObject({ code: 0 });
  expect(await bash(plan, fake, '.rollback')).toMatchObject({ code: 0 });
  expect(await fake.state()).toEqual([]);
  expect(lift.rollback).toEqual([]);
});

test('a policy of that name that somebody else made is not taken for the own one', async () => {
  const name = 'StemmaContainment-StemmaDenyAll-Role-Deploy';
  const fake = await fakeAws(folder, [`policy arn:aws:iam::${ACCOUNT}:policy/${name}`]);
  expect(await bash(planOf(managed), fake)).not.toMatchObject({ code: 0 });
  expect(await bash(planOf(managed), fake)).not.toMatchObject({ code: 0 });
  expect(await fake.changes()).toEqual([]);
});

test.each([
  ['a password', login, 'password ci', 'delete-login-profile'],
  ['an identity provider', provider, `provider ${provider.target}`, 'delete-saml-provider'],
])('%s that is gone already is done, and stops nothing', async (_, action, thing, verb) => {
  for (const [there, changed] of [
    [[], ['update-access-key']],
    [[thing], [verb, 'update-access-key']],
  ] as const) {
    await rm(join(folder, 'stemma-before'), { recursive: true, force: true });
    const fake = await fakeAws(folder, there);
    expect(await bash(planOf(action, deactivate), fake)).toMatchObject({ code: 0 });
    expect(await fake.changes()).toEqual(changed);
    expect(await readdir(join(folder, 'stemma-before'))).toContain('02.done');
    expect(await bash(planOf(action, deactivate), fake, '.rollback')).toMatchObject({ code: 0 });
    // What was not there before is not made; a password is lost for good.
    expect(await fake.state()).toEqual(action === provider ? there : []);
  }
});

test('a provider that the attacker made or changed stays shut when its plan is taken back, and the script says why', async () => {
  const { target } = provider;
  const his = sceneOf(situationAt(1_790_000_000, { made: { ...nothingMade, providerArns: [target] } }));
  const plan = planOf(made('disable-identity-provider', target, {}, his), deactivate);
  const fake = await fakeAws(folder, [`provider ${target}`]);
  expect(await bash(plan, fake)).toMatchObject({ code: 0 });
  const back = await bash(plan, fake, '.rollback');
  expect(back).toMatchObject({ code: 0 });
  expect(back.told).toMatch(/not taken back \(it stays deleted/);
  expect(await fake.state()).toEqual([]);
});

describe('a user is deleted with all that IAM wants gone first, whatever the snapshot knew of', () => {
  const device = `arn:aws:iam::${ACCOUNT}:mfa/ci`;
  const deletion = made('delete-user', `arn:aws:iam::${ACCOUNT}:user/ci`);
  const there = [
    'user ci',
    'password ci',
    'access-key ci AKIAONE',
    'access-key ci AKIATWO',
    `mfa-device ci ${device}`,
    `virtual ${device}`,
    'ssh-public-key ci APKAEXAMPLE',
    'signing-certificate ci CERTEXAMPLE',
    'service-specific-credential ci ACCAEXAMPLE',
    'group ci staff',
    'group ci -admins',
    'inline user ci reads',
    'inline user ci denies',
    'attached arn:aws:iam::aws:policy/ReadOnlyAccess to user ci',
  ];

  test('credentials first, then what only allows, and what denies last before the user itself', async () => {
    const fake = await fakeAws(folder, there);
    expect(await bash(planOf(deletion, deactivate), fake)).toMatchObject({ code: 0 });
    expect(await fake.state()).toEqual([]);
    const verbs = (await fake.changes()).slice(0, -1);
    const first = (verb: string): number => verbs.indexOf(verb);
    const last = (verb: string): number => verbs.lastIndexOf(verb);
    const ofRights = ['remove-user-from-group', 'detach-user-policy', 'delete-user-policy'];
    const ofCredentials = [...new Set(verbs)].filter((verb) => ![...ofRights, 'delete-user'].includes(verb));
    expect(ofCredentials).toHaveLength(7);
    expect(Math.max(...ofCredentials.map(last))).toBeLessThan(Math.min(...ofRights.map(first)));
    expect(verbs.at(-1)).toBe('delete-user');
    // The policy that denies goes after all others: the snapshot tells it from what only allows.
    expect(verbs.filter((verb) => verb === 'delete-user-policy')).toHaveLength(2);
    const explicit = deletion.calls.filter(({ each, operation }) => each === undefined && operation.endsWith('Policy'));
    expect(explicit.map(({ parameters }) => parameters['PolicyName'])).toEqual(['reads']);
  });

  // Either way at each of them: each is half a dozen programs, and what differs is tried on the calls above.
  const places = Array.from({ length: 14 }, (_, at) => ({ at, how: at % 2 === 0 ? 'throttled' : 'lost' }) as const);
  test.each(places)('stopped at its call $at, $how, it goes on', async ({ at, how }) => {
    const fake = await fakeAws(folder, there);
    await fake.failAt(at, how);
    expect(await bash(planOf(deletion), fake)).not.toMatchObject({ code: 0 });
    expect(await bash(planOf(deletion), fake)).toMatchObject({ code: 0 });
    expect(await fake.state()).toEqual([]);
  });
});
