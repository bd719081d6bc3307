import { describe, expect, test } from 'vitest';
import { role, roleArn, sessionOf, snapshotOf, trusting, user, userArn } from '../../../test/support/iam.ts';
import { situationAt } from '../../../test/support/situations.ts';
import { UsageError } from '../../lib/errors.ts';
import type { Situation } from '../situation.ts';
import { assumedPlan } from './assumed-plan.ts';

const AS_OF = 1_790_000_000;
const anyone = trusting({ AWS: '*' });
const snapshot = snapshotOf({
  roles: [role('Admin', anyone), role('team/Deploy', anyone), role('Deploy', anyone, { accountId: '444455556666' })],
  users: [user('ci')],
});
const situation = situationAt(AS_OF, { snapshot, ownAccounts: new Set(['111122223333', '444455556666']) });
const targets = (assumed: string, of: Situation = situation): string[] =>
  assumedPlan(of, [assumed]).phases.flatMap(({ actions }) => actions.map(({ target }) => target));

describe('a plan that somebody else made', () => {
  test.each([
    ['deny-role:Admin', roleArn('Admin')],
    [`revoke-role-sessions:${roleArn('Admin')}`, roleArn('Admin')],
    ['deny-user:ci', userArn('ci')],
    ['deactivate-access-key:AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ])('%s names %s', (assumed, target) => {
    expect(targets(assumed)).toEqual([target]);
  });

  test.each([
    ['deny-role:Adnin', 'no role that the case or the snapshot knows; did you mean Admin?'],
    ['deny-role:ci', 'no role that the case or the snapshot knows'],
    ['deny-user:Admin', 'no user that the case or the snapshot knows'],
    [`deny-role:${roleArn('Nobody')}`, 'no role that the case or the snapshot knows'],
    ['deny-role:Deploy', 'several roles have that name'],
    ['deactivate-access-key:Admin', 'not the id of a long-term key'],
    ['deactivate-access-key:ASIAIOSFODNN7EXAMPLE', 'not the id of a long-term key'],
    ['isolate-instance:web', 'not the id of an instance'],
    ['disable-identity-provider:Corp', 'not the ARN of an identity provider'],
    ['deny-roles:Admin', 'not an action; did you mean deny-role?'],
  ])('%s is refused: %s', (assumed, message) => {
    expect(() => targets(assumed)).toThrow(UsageError);
    expect(() => targets(assumed)).toThrow(message);
  });

  test('an ARN is believed where no snapshot shows its account; a name where the case knows it', () => {
    const session = {
      id: 'ASIAIOSFODNN7EXAMPLE',
      kind: 'token',
      caller: sessionOf(roleArn('Seen')),
      userId: null,
      expiresAt: null,
      madeByAttacker: false,
      door: null,
    } as const;
    const blind = situationAt(AS_OF, { held: [session] });
    expect(targets(`deny-role:${roleArn('Any')}`, blind)).toEqual([roleArn('Any')]);
    expect(targets('deny-role:Seen', blind)).toEqual([roleArn('Seen')]);
    expect(() => targets('deny-role:Any', blind)).toThrow(UsageError);
  });
});
