import { expect, test } from 'vitest';
import { AS_OF, credentialHeld, holding } from '../../../test/support/held.ts';
import {
  allow,
  keyOf,
  policy,
  role,
  roleArn,
  sessionOf,
  snapshotOf,
  tokenOf,
  trusting,
  user,
  userArn,
} from '../../../test/support/iam.ts';
import { createDecider } from '../../posture/index.ts';
import type { Held } from '../situation.ts';
import { makePlan } from './make-plan.ts';

const HOUR = 3600;
/** Of the second phase: two margins of a minute, and five minutes until the first phase holds. */
const CUT_OFF = AS_OF + 420;

const snapshot = snapshotOf({
  roles: [
    role('First', trusting({ AWS: userArn('ci') })),
    role('Chained', trusting({ AWS: roleArn('Chaining') })),
    role('Chaining', trusting({ Service: 'lambda.amazonaws.com' }), {
      policies: [policy('chains', allow('sts:AssumeRole', roleArn('Chained')))],
    }),
  ],
  users: [user('ci'), user('other')],
});

async function keptUntil(...held: Held[]): Promise<number | null> {
  const { phases } = await makePlan(holding(snapshot, ...held), createDecider);
  const told = phases.at(-1)!.checks.find((check) => check.startsWith('Keep the denies until '));
  return told === undefined ? null : Date.parse(told.split(/[ ,]+/)[4]!) / 1000;
}

const chaining = (more: Partial<Held> = {}): Held =>
  credentialHeld(
    'ASIACHAININGEXAMPLE0',
    { ...sessionOf(roleArn('Chaining')), sessionName: 's', issuedAt: AS_OF - 60 },
    more,
  );

test.each([
  [
    'GetSessionToken of a key that is active until the first phase holds: 36 hours from then',
    [credentialHeld('AKIAIOSFODNN7EXAMPLE', keyOf(userArn('ci')))],
    CUT_OFF + 36 * HOUR,
  ],
  [
    'a session of a user that assumes a role: 12 hours, whatever the maximum of the role, as a console may be opened by URL',
    [
      credentialHeld('ASIAIOSFODNN7EXAMPLE', tokenOf(userArn('ci'), { issuedAt: AS_OF - 60, mfa: false }), {
        expiresAt: AS_OF + HOUR,
      }),
    ],
    CUT_OFF + 12 * HOUR,
  ],
  ['a chain: one hour', [chaining({ expiresAt: AS_OF + 600 })], CUT_OFF + HOUR],
  [
    'a known token that lives longer than what can be minted',
    [chaining({ expiresAt: AS_OF + 9 * HOUR })],
    AS_OF + 9 * HOUR,
  ],
  [
    'a token that mints nothing: its own end',
    [
      credentialHeld('ASIAOTHERN7EXAMPLE00', tokenOf(userArn('other'), { issuedAt: AS_OF - 60 }), {
        expiresAt: AS_OF + HOUR,
      }),
    ],
    AS_OF + HOUR,
  ],
  [
    'one whose end is not known: the longest that there is, from its issuance on',
    [credentialHeld('ASIAOTHERN7EXAMPLE00', tokenOf(userArn('other'), { issuedAt: AS_OF - HOUR }))],
    AS_OF + 35 * HOUR,
  ],
])('the denies are to be kept for %s', async (_, held, until) => {
  expect(await keptUntil(...held)).toBe(until);
});
