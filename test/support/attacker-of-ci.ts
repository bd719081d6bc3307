import { createDecider } from '../../src/posture/index.ts';
import { judgePlan, makePlan } from '../../src/containment/index.ts';
import { describeSituation } from '../../src/containment/closure/describe-situation.ts';
import type { Situation } from '../../src/containment/situation.ts';
import type { Plan } from '../../src/model/containment.ts';
import type { IamSnapshot } from '../../src/model/iam.ts';
import { allow, policy, snapshotOf, user as iamUser } from './iam.ts';
import { clock, lineageOf, record, user, type Json } from './raw-records.ts';

/** An attacker with the key of _ci_, what he did with it, and the plan against him. */
export const KEY = 'AKIACIEXAMPLE';
export const attacker = user('ci', KEY);
export const responder = user('sec', 'AKIASECEXAMPLE');
export const bySec = { userIdentity: responder };

/** A call of IAM at a clock time, by the attacker where nobody else is named. */
export const iam = (at: string, eventName: string, requestParameters: Json, more: Json = {}): Json =>
  record({ at, userIdentity: attacker, eventSource: 'iam.amazonaws.com', eventName, requestParameters, ...more });

/** The account of _ci_, with more in it. */
export const account = (more: Parameters<typeof snapshotOf>[0] = {}): IamSnapshot =>
  snapshotOf({
    roles: [...(more.roles ?? [])],
    users: [iamUser('ci', { policies: [policy('iam', allow('iam:*'))] }), iamUser('sec'), ...(more.users ?? [])],
  });

export const admin = { policies: [policy('all', allow('*'))] };

export interface Told {
  readonly plan: Plan;
  readonly situation: Situation;
}

export async function planAgainst(records: readonly Json[], snapshot: IamSnapshot, asOf = '12:00:00'): Promise<Told> {
  const used = record({ at: '10:00:00', userIdentity: attacker });
  const lineage = lineageOf([used, ...records], asOf);
  const situation = describeSituation(lineage, {
    targets: [{ kind: 'credential', id: KEY }],
    seeds: { credentials: [lineage.find(KEY)], origins: [] },
    snapshot,
    accounts: ['111122223333'],
    newest: clock(asOf),
    unread: [],
  });
  return { situation, plan: await judgePlan(await makePlan(situation, createDecider), situation, createDecider) };
}

export const ids = ({ phases }: Plan): string[] => phases.flatMap(({ actions }) => actions.map(({ id }) => id));

/** Whether a plan has an action, is proven, and would not be without it. */
export async function needOf(action: string, { plan, situation }: Told) {
  const phases = plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => id !== action) }));
  const { proof } = await judgePlan({ ...plan, phases }, situation, createDecider);
  return {
    isPlanned: ids(plan).includes(action),
    result: plan.proof!.result,
    isProvenWithout: proof!.result === 'evicted',
  };
}

export const needed = { isPlanned: true, result: 'evicted', isProvenWithout: false };
