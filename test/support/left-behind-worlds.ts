import type { Held } from '../../src/containment/situation.ts';
import type { IamAccount, IamCaller } from '../../src/model/iam.ts';
import { ACCOUNT, dice, type KnownSituation } from './containment-worlds.ts';
import { wideSituation } from './wide-worlds.ts';

/** The account that the attacker lets into roles: it is in no other trust policy. */
export const STRANGERS = '333344445555';

/**
 * The wide accounts, in which the attacker has left something that he has not used yet: passwords, roles of his own, trust policies
 * that let strangers in, things that run with a role, credentials for single services.
 */
export function leftBehindSituation(seed: number): KnownSituation {
  const plain = wideSituation(seed);
  const roll = dice(seed * 1_299_709 + 7);
  const [first, ...others] = plain.snapshot.accounts;
  const opened = first!.roles.filter(() => roll() < 0.3).map(({ arn }) => arn);
  const account: IamAccount = {
    ...first!,
    roles: first!.roles.map((role) => (opened.includes(role.arn) ? { ...role, trust: letting(role.trust) } : role)),
  };
  const ofHis = opened.filter(() => roll() < 0.3);
  const changes = opened
    .filter((arn) => !ofHis.includes(arn))
    .map((roleArn) => ({
      roleArn,
      before: roll() < 0.5 ? trustIn(first!, roleArn) : null,
      now: trustIn(account, roleArn),
    }));
  const vetted = new Map(changes.map(({ roleArn, before }) => [roleArn, statementsIn(before)]));
  const usersMade = first!.users.filter(() => roll() < 0.1).map(({ arn }) => arn);
  const held = [
    ...plain.held,
    ...first!.users.filter(() => roll() < 0.3).map(({ arn }) => password(arn)),
    ...first!.users.filter(() => roll() < 0.15).map(({ arn }) => serviceCredential(arn)),
    ...opened.map((arn) => door(arn, 'trust', vetted.get(arn) ?? [])),
    ...first!.roles.filter(() => roll() < 0.15).map(({ arn }) => door(arn, 'workload', [])),
  ];
  return {
    ...plain,
    held,
    compromised: held.map(({ id }) => id),
    made: { ...plain.made, roleArns: ofHis, userArns: usersMade, trustChanges: changes },
    snapshot: { ...plain.snapshot, accounts: [account, ...others] },
  };
}

type Statement = Readonly<Record<string, unknown>>;

const statementsIn = (trust: unknown): readonly Statement[] =>
  (trust as { Statement?: Statement[] } | null)?.Statement ?? [];
const trustIn = ({ roles }: IamAccount, arn: string): unknown => roles.find((role) => role.arn === arn)!.trust;

const letting = (trust: unknown): unknown => ({
  Version: '2012-10-17',
  Statement: [
    ...statementsIn(trust),
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${STRANGERS}:root` }, Action: 'sts:AssumeRole' },
  ],
});

const nobody = {
  accountId: ACCOUNT,
  sessionName: null,
  issuedAt: null,
  mfa: null,
  sourceIdentity: null,
  sessionPolicies: [],
};

const left = (id: string, kind: Held['kind'], caller: IamCaller): Held => ({
  id,
  kind,
  caller,
  userId: null,
  expiresAt: null,
  madeByAttacker: true,
  door: null,
});

const password = (arn: string): Held =>
  left(`console sign-in of ${arn}`, 'sign-in', { ...nobody, kind: 'user-session', arn });

const serviceCredential = (arn: string): Held =>
  left(`ACCA${arn.slice(-2)}EXAMPLE`, 'service-credential', { ...nobody, kind: 'user-key', arn });

/** Through which he gets sessions of a role under any name. */
const door = (arn: string, kind: 'trust' | 'workload', vetted: readonly unknown[]): Held => ({
  ...left(`${kind} of ${arn}`, kind, { ...nobody, kind: 'role-session', arn }),
  door: {
    id: kind === 'trust' ? arn : `what runs as ${arn}`,
    originKind: kind,
    subject: null,
    region: null,
    roleArns: [arn],
    vetted,
  },
});
