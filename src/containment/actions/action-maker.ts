import { accountOfArn } from '../../lib/arn.ts';
import type { ActionKind, ApiCall, PlanAction, PolicyDocument } from '../../model/containment.ts';
import type { IamPolicy } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Held, Situation } from '../situation.ts';
import type { World } from '../prove/world.ts';

/** What the planner, or whoever writes a plan by hand, asks an action for. */
export interface Order {
  readonly kind: ActionKind;
  /** ARN of a role, user or provider, an access key id, an instance id, an account id, the name of a trail. */
  readonly target: string;
  readonly reason: string;
  /** Denies what was issued before. */
  readonly cutOff: EpochSeconds;
  /** Only what was issued from then on; null: however old. */
  readonly since: EpochSeconds | null;
  /** `aws:userid` of single sessions. */
  readonly userIds: readonly string[];
  /** Principals that a policy from above denies. */
  readonly arns: readonly string[];
  /** Users of whom it denies the sessions, and not the keys. */
  readonly sessionsOf: readonly string[];
  /** People of Identity Center: their sessions of every permission set, by name. */
  readonly people: readonly string[];
  readonly trust: PolicyDocument | null;
  /** What a trust policy that the attacker wrote is taken back to; null: the one that was read before is put back. */
  readonly trustWithoutHis: PolicyDocument | null;
  /** Another action that this one takes back. */
  readonly lifts: PlanAction | null;
  /** A stop-gap until a cut-off takes its place. */
  readonly isFreeze: boolean;
}

/** What actions look at. */
export interface Scene {
  readonly situation: Situation;
  /** Before the plan: what is merged with, and put back. */
  readonly world: World;
  /** Own policies of a role or user as the actions before this one leave them: what room there is. */
  policiesOf(principalArn: string): readonly IamPolicy[];
  /** Whom a deny covers, of the compromised and of everybody else. */
  coverage(isCovered: (signed: Signed) => boolean, ofPrincipals: readonly string[]): Coverage;
  heldOf(principalArn: string): readonly Held[];
}

/** What a deny can tell callers apart by. */
export interface Signed {
  readonly principalArn: string;
  readonly userId: string | null;
  readonly issuedAt: EpochSeconds | null;
  readonly isLongTerm: boolean;
}

export type Coverage = Pick<PlanAction, 'stops' | 'collateral'>;

/** One kind of action: one file in this folder, one line in the table of `index.ts`. */
export interface ActionMaker {
  readonly kind: ActionKind;
  /** What it does, in one sentence. */
  readonly says: string;
  /** What its target is, for a message. */
  readonly target: 'access-key' | 'user' | 'role' | 'instance' | 'account' | 'provider' | 'trail' | 'action';
  /** Null where it cannot be done: no room for the policy, nothing known of the target. */
  make(order: Order, scene: Scene): PlanAction | null;
}

/** An order with nothing said that its kind does not need. */
export const orderOf = (order: Pick<Order, 'kind' | 'target' | 'reason' | 'cutOff'> & Partial<Order>): Order => ({
  since: null,
  userIds: [],
  arns: [],
  sessionsOf: [],
  people: [],
  trust: null,
  trustWithoutHis: null,
  lifts: null,
  isFreeze: false,
  ...order,
});

/** A freeze from above goes away again, and what is denied for good stays: two policies of one account. */
export const idOf = ({ kind, target, isFreeze }: Pick<Order, 'kind' | 'target' | 'isFreeze'>): string =>
  `${kind}:${target}${kind === 'deny-by-scp' && isFreeze ? '#freeze' : ''}`;

/** A call of IAM, which is global. */
export const iamCall = (accountId: string | null, operation: string, parameters: ApiCall['parameters']): ApiCall => ({
  service: 'iam',
  operation,
  parameters,
  accountId,
  region: null,
});

/** What all actions begin with: no policy, no time, nothing stopped, nobody else hit. Each adds what is its own. */
export const basicsOf = (order: Order, accountId: string | null = accountOfArn(order.target)) => ({
  id: idOf(order),
  kind: order.kind,
  accountId,
  target: order.target,
  policy: null,
  cutOff: null,
  stops: [],
  collateral: { sessions: 0, principals: [] },
  reason: order.reason,
});

/** Whether a token was issued in the time that an order denies; one of unknown time may have been. */
export const issuedFor =
  ({ cutOff, since }: Order) =>
  ({ issuedAt }: Pick<Signed, 'issuedAt'>): boolean =>
    issuedAt === null || (issuedAt < cutOff && issuedAt >= (since ?? 0));

/** An instance among what is held, and calls of EC2 in its account and region. */
export function instanceIn(
  { held: all }: Situation,
  instanceId: string,
): { held: Held | undefined; call: (operation: string, parameters: ApiCall['parameters']) => ApiCall } {
  const held = all.find(({ kind, door }) => kind === 'workload' && door?.id === instanceId);
  const [accountId, region] = [held?.caller.accountId ?? null, held?.door?.region ?? null];
  const call = (operation: string, parameters: ApiCall['parameters']): ApiCall => ({
    service: 'ec2',
    operation,
    parameters,
    accountId,
    region,
  });
  return { held, call };
}
