import { describe, expect, test } from 'vitest';
import { AS_OF, credentialHeld, holding, ids, judgedWithout, planFor } from '../../test/support/held.ts';
import {
  ACCOUNT,
  allow,
  keyOf,
  policy,
  role,
  roleArn,
  sessionOf,
  snapshotOf,
  trusting,
  user,
  userArn,
} from '../../test/support/iam.ts';
import type { IamRole } from '../model/iam.ts';
import type { Held } from './situation.ts';

/** What no policy can tell apart is judged once. These look alike, and are not. */
const reads = policy('reads', allow('s3:*'));

describe('federation tokens of one name, which two users asked for', () => {
  const federates = policy('federates', allow(['s3:*', 'sts:GetFederationToken']));
  const snapshot = snapshotOf({
    users: [user('ann', { policies: [federates] }), user('bob', { policies: [federates] })],
  });
  const federated = (id: string, issuer: string): Held => {
    const more = { sessionName: 'backup', issuedAt: AS_OF - 60, mfa: false };
    const session = sessionOf(`arn:aws:sts::${ACCOUNT}:federated-user/backup`, more);
    const caller = { ...session, kind: 'federated-user', issuerArn: userArn(issuer) } as const;
    return credentialHeld(id, caller, { userId: `${ACCOUNT}:backup` });
  };

  test('each is ended by its own user', async () => {
    const situation = holding(snapshot, federated('ASIAANNEXAMPLE', 'ann'), federated('ASIABOBEXAMPLE', 'bob'));
    const plan = await planFor(situation);
    expect(ids(plan)).toEqual([`deny-user-tokens:${userArn('ann')}`, `deny-user-tokens:${userArn('bob')}`]);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    for (const [name, left] of [
      ['ann', 'ASIAANNEXAMPLE'],
      ['bob', 'ASIABOBEXAMPLE'],
    ] as const) {
      const { proof } = await judgedWithout(plan, `deny-user-tokens:${userArn(name)}`, situation);
      expect(proof).toMatchObject({ result: 'survives', remaining: [{ credential: left }] });
    }
  });

  test('those that keys of both can still mint are both told', async () => {
    const keys = (['ann', 'bob'] as const).map((name) => credentialHeld(`AKIA${name}EXAMPLE`, keyOf(userArn(name))));
    const situation = holding(snapshot, ...keys);
    const plan = await planFor(situation);
    const { proof } = await judgedWithout(plan, `deny-user-tokens:${userArn('bob')}`, situation);
    const left = proof!.remaining.map(({ credential }) => credential);
    expect(left).toContain(`new federated session of ${userArn('bob')}`);
  });
});

describe('sessions of one role with another source identity', () => {
  const session = (id: string, { arn, roleId }: IamRole, identity: string | null): Held => {
    const more = { sessionName: id, issuedAt: AS_OF - 60, mfa: false, sourceIdentity: identity };
    return credentialHeld(id, sessionOf(arn, more), { userId: `${roleId}:${id}` });
  };
  const trusted = (Action: readonly string[], by = roleArn('Ops')): unknown => trusting({ AWS: by }, { Action });

  test('who carries none needs no permission to hand it on', async () => {
    const ops = role('Ops', trusting({ Service: 'ec2.amazonaws.com' }), {
      policies: [policy('p', allow('sts:AssumeRole'))],
    });
    const snapshot = snapshotOf({ roles: [ops, role('Admin', trusted(['sts:AssumeRole']), { policies: [reads] })] });
    const [bound, free] = [session('ASIABOUNDEXAMPLE', ops, 'alice'), session('ASIAFREEEXAMPLE', ops, null)];
    for (const held of [
      [bound, free],
      [free, bound],
    ]) {
      const plan = await planFor(holding(snapshot, ...held));
      expect(ids(plan)).toContain(`revoke-role-sessions:${roleArn('Admin')}`);
      expect(plan.proof).toMatchObject({ result: 'evicted' });
    }
    expect(ids(await planFor(holding(snapshot, bound)))).toEqual([`deny-role-session:${ops.arn}`]);
  });

  test('a policy may name a role by it', async () => {
    const calls = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
    const own = policy('own', allow(calls, `arn:aws:iam::${ACCOUNT}:role/\${aws:SourceIdentity}`));
    const ops = role('Ops', trusting({ Service: 'ec2.amazonaws.com' }), { policies: [own] });
    const snapshot = snapshotOf({
      roles: [ops, role('bob', trusted(calls, `arn:aws:iam::${ACCOUNT}:root`), { policies: [reads] })],
    });
    const [ann, bob] = [session('ASIAANNEXAMPLE', ops, 'ann'), session('ASIABOBEXAMPLE', ops, 'bob')];
    const plan = await planFor(holding(snapshot, ann, bob));
    expect(ids(plan)).toContain(`revoke-role-sessions:${roleArn('bob')}`);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(await planFor(holding(snapshot, ann)))).toEqual([`deny-role-session:${ops.arn}`]);
  });
});
