import { judgePlan, makePlan } from '../../src/containment/index.ts';
import type { Door, Held, Situation } from '../../src/containment/situation.ts';
import type { Plan } from '../../src/model/containment.ts';
import type { IamCaller, IamSnapshot } from '../../src/model/iam.ts';
import { createDecider } from '../../src/posture/index.ts';
import { sessionOf } from './iam.ts';
import { situationAt } from './situations.ts';

/** What an attacker holds, for plans that are made and judged with the product's own decider. */
export const AS_OF = 1_790_000_000;

export const holding = (snapshot: IamSnapshot, ...held: Held[]): Situation =>
  situationAt(AS_OF, {
    targets: [{ kind: 'credential', id: held[0]!.id }],
    compromised: held.map(({ id }) => id),
    held,
    ownAccounts: new Set(snapshot.accounts.map(({ accountId }) => accountId)),
    snapshot,
  });

const nobody = { userId: null, expiresAt: null, madeByAttacker: false, door: null };

/** A key or token, by its id. */
export const credentialHeld = (id: string, caller: IamCaller, more: Partial<Held> = {}): Held => ({
  ...nobody,
  id,
  kind: id.startsWith('AKIA') ? 'access-key' : 'token',
  caller,
  ...more,
});

/** A token of a role, a minute old. */
export const tokenHeld = (id: string, role: { arn: string; roleId: string }, sessionName: string): Held => ({
  ...nobody,
  id,
  kind: 'token',
  caller: sessionOf(role.arn, { sessionName, issuedAt: AS_OF - 60, mfa: false }),
  userId: `${role.roleId}:${sessionName}`,
});

const callerOf = (arn: string, kind: IamCaller['kind'], more: Partial<IamCaller>): IamCaller => ({
  ...sessionOf(arn, more),
  kind,
});

/** Somebody for whom a provider vouches. */
export const subjectHeld = (
  originKind: string,
  provider: string,
  subject: string,
  roleArns: readonly string[],
): Held => ({
  ...nobody,
  id: `${originKind} ${provider}#${subject}`,
  kind: 'subject',
  caller: callerOf(provider, 'federated-provider', {}),
  door: { id: provider, originKind, subject, region: null, roleArns },
});

/** Something that runs as a role, in sessions of that name. */
export const workloadHeld = (
  { id, originKind }: Pick<Door, 'id' | 'originKind'>,
  role: { arn: string; roleId: string },
  sessionName: string,
): Held => ({
  ...nobody,
  id: `${originKind} ${id} as ${role.arn}`,
  kind: 'workload',
  caller: sessionOf(role.arn, { sessionName, mfa: false }),
  userId: `${role.roleId}:${sessionName}`,
  door: { id, originKind, subject: null, region: null, roleArns: [role.arn] },
});

export const planFor = async (situation: Situation): Promise<Plan> =>
  judgePlan(await makePlan(situation, createDecider), situation, createDecider);

export const ids = (plan: Plan): string[] => plan.phases.flatMap(({ actions }) => actions.map(({ id }) => id));

/** What is judged of the plan without one of its actions. */
export async function judgedWithout(plan: Plan, gone: string, situation: Situation): Promise<Plan> {
  const phases = plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => id !== gone) }));
  return judgePlan({ ...plan, phases }, situation, createDecider);
}
