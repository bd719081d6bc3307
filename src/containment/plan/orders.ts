import type { Order } from '../actions/action-maker.ts';
import { orderOf } from '../actions/action-maker.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { nameOfPrincipal, principalKindOf } from '../principals.ts';
import type { Held, Situation } from '../situation.ts';
import { openForGood } from './closing.ts';
import type { Reached } from './survey.ts';

/** 0: stop re-minting, 1: revoke, 2: clean up. */
export type PhaseNumber = 0 | 1 | 2;

export interface PhasedOrder {
  readonly phase: PhaseNumber;
  readonly order: Order;
  /** Nothing has to be waited for: it goes with the first phase that there is. */
  readonly atOnce?: true;
}

export interface Timing {
  /** Cut-off of each phase. */
  readonly cutOffs: readonly [EpochSeconds, EpochSeconds, EpochSeconds];
  readonly seenUntil: EpochSeconds;
}

/** What orders look at besides the principal that they are about. */
export interface Plight {
  readonly situation: Situation;
  readonly timing: Timing;
  /** Denied from the first phase on, whenever issued, and not to be lifted by the plan: what is minted of them opens nothing. */
  readonly endedForGood: ReadonlySet<string>;
}

export interface Orders {
  readonly orders: readonly PhasedOrder[];
  readonly residual: readonly string[];
}

/** Those of which every session is denied for good. */
export function endedForGood(reached: readonly Reached[], situation: Situation): ReadonlySet<string> {
  const { made, ownAccounts } = situation;
  const ended = reached.filter((each) => {
    const { arn, isMintable, runIn, returning } = each;
    if (!ownAccounts.has(arn.split(':')[4] ?? '')) return false;
    if (made.roleArns.includes(arn) || made.userArns.includes(arn)) return true;
    const kind = principalKindOf(arn);
    if (kind === 'root' || (kind === 'user' && forServices(each).length > 0)) return true;
    if (kind === 'identity-center-role') return isMintable;
    return kind === 'role' && (runIn.length > 0 || returning.length > 0 || openForGood(each, situation).length > 0);
  });
  return new Set(ended.map(({ arn }) => arn));
}

/** What is to be done about one role or user within the attacker's reach. */
export function ordersFor(reached: Reached, plight: Plight): Orders {
  const { situation, timing } = plight;
  const { arn } = reached;
  const account = arn.split(':')[4] ?? '';
  if (!situation.ownAccounts.has(account)) return { orders: [], residual: [outOfReach(arn, account)] };
  switch (principalKindOf(arn)) {
    case 'user':
      return ordersForUser(reached, plight);
    case 'role':
      return ordersForRole(reached, plight);
    case 'identity-center-role':
      return fromAbove(reached, timing, 'Identity Center roles cannot be edited in IAM');
    case 'root':
      return fromAbove(reached, timing, 'nothing inside an account binds its root user');
    case 'service-linked-role':
      return {
        orders: [],
        residual: [
          `${arn} is a service-linked role: its sessions cannot be revoked; disable the feature of the service that uses it`,
        ],
      };
    case 'other':
      return { orders: [], residual: [`${arn}: not a principal that a policy can be put on`] };
  }
}

const outOfReach = (arn: string, account: string): string =>
  `${arn} is in account ${account || 'unknown'}, which is not ours: tell its owner, its sessions live until they expire`;

type Base = Pick<Order, 'target'>;

/** Its sessions mint living ones that no cut-off covers. */
const mintsOn = ({ mintsInto }: Reached, { endedForGood: ended }: Plight): boolean =>
  mintsInto.some((arn) => !ended.has(arn));

function ordersForUser(reached: Reached, plight: Plight): Orders {
  const { arn, held, isMintable, changesIam } = reached;
  const { situation, timing } = plight;
  const mints = mintsOn(reached, plight);
  const base: Base = { target: arn };
  const name = nameOfPrincipal(arn);
  if (situation.made.userArns.includes(arn)) {
    const reason = `user ${name} was made by a compromised credential: nobody else needs it`;
    return {
      orders: [now('deny-user', { ...base, reason }, timing)],
      residual: [`user ${name}, made by the attacker: delete it once its traces are saved`],
    };
  }
  const orders: PhasedOrder[] = doorsOfUser(held, arn, timing);
  const services = forServices(reached).map(({ id }) => id);
  if (services.length > 0) {
    const named = services.join(', ');
    const reason = `${named} of ${name}: made for single services by a compromised credential, so without an issue time that a cut-off could go by`;
    const residual = `user ${name}: delete ${named} (service-specific credentials, SSH keys, signing certificates of the user), and take the deny away then`;
    return { orders: [...orders, now('deny-user', { ...base, reason }, timing)], residual: [residual] };
  }
  const tokens = held.filter(({ kind }) => kind === 'token');
  // Where no session of the user is known to be his, only those can be that he may mint from now on.
  const since = tokens.length === 0 ? timing.seenUntil : null;
  const reason =
    tokens.length === 0
      ? `an active key can mint sessions of ${name} until it is off`
      : `${count(tokens.length)} of ${name} ${tokens.length === 1 ? 'is' : 'are'} compromised, and outlive${tokens.length === 1 ? 's' : ''} the key`;
  if (!isMintable) {
    if (tokens.length > 0) orders.push(now('deny-user-tokens', { ...base, reason }, timing));
  } else {
    if (mints || changesIam) {
      const why = `until its key is off everywhere, new sessions of ${name} can ${mints ? 'assume roles' : 'change IAM'}: none may work`;
      orders.push(early('deny-user', { ...base, reason: why, isFreeze: true }, timing));
    }
    orders.push(later('deny-user-tokens', { ...base, reason, since }, timing));
  }
  return { orders, residual: [] };
}

const forServices = ({ held }: Reached): readonly Held[] => held.filter(({ kind }) => kind === 'service-credential');

function doorsOfUser(held: readonly Held[], arn: string, timing: Timing): PhasedOrder[] {
  const name = nameOfPrincipal(arn);
  return held.flatMap(({ kind, id, madeByAttacker }) => {
    if (kind === 'access-key') {
      const reason = madeByAttacker ? `made for ${name} by a compromised credential` : `compromised key of ${name}`;
      return [early('deactivate-access-key', { target: id, reason }, timing)];
    }
    if (kind !== 'sign-in') return [];
    const reason = `the attacker signs in as ${name}`;
    return [early('disable-login', { target: arn, reason }, timing)];
  });
}

function ordersForRole(reached: Reached, plight: Plight): Orders {
  const { situation, timing } = plight;
  const { arn, held, isMintable, runIn } = reached;
  const name = nameOfPrincipal(arn);
  if (situation.made.roleArns.includes(arn)) {
    const reason = `role ${name} was made by a compromised credential: whom it trusts is the attacker's choice`;
    const residual = `role ${name}, made by the attacker: delete it once its traces are saved`;
    return { orders: [now('deny-role', { target: arn, reason }, timing)], residual: [residual] };
  }
  if (runIn.length > 0) return ordersForRun(name, reached, timing);
  if (reached.returning.length > 0) return ordersForReturning(name, reached, timing);
  const ways = openForGood(reached, situation);
  if (ways.length > 0) {
    const reason = `${ways.map(({ id }) => id).join(', ')} gets in, and the trust policy cannot keep it out`;
    const residual = `role ${name}: end ${ways.map(({ id }) => id).join(', ')} at its own side, and take the deny away then`;
    return { orders: [now('deny-role', { target: arn, reason }, timing)], residual: [residual] };
  }
  const workloads = held.filter(({ kind }) => kind === 'workload');
  const named = userIdsOf(isMintable ? workloads : held);
  const orders: PhasedOrder[] = [];
  if (named !== null && named.length > 0) {
    const reason = sessionReason(name, named.length, workloads);
    orders.push(now('deny-role-session', { target: arn, reason, userIds: named }, timing));
  }
  if (isMintable) orders.push(...cutOffs(reached, new Set(named ?? []), plight));
  else if (named === null) {
    const reason = `sessions of ${name} are compromised, not all of them under a name that is known`;
    orders.push(now('revoke-role-sessions', { target: arn, reason }, timing));
  }
  return { orders, residual: workloadAdvice([...workloads, ...reached.quiet]) };
}

/** Whatever runs as the role is given new sessions, so no cut-off ends it; and which of it is the attacker's is not known. */
function ordersForRun(name: string, { arn, runIn }: Reached, timing: Timing): Orders {
  const where = runIn.join(', ');
  const reason = `the attacker can have ${where} run something as ${name}, and what runs is given new sessions for good`;
  const residual = `role ${name}: look in ${where} for what compromised credentials started or changed, delete it, and take the deny away then`;
  return { orders: [now('deny-role', { target: arn, reason }, timing)], residual: [residual] };
}

const MOST_NAMED = 5;

/** A task, pod or build that ends is followed by one of another name, with what the attacker left in its image or source. */
function ordersForReturning(name: string, { arn, returning }: Reached, timing: Timing): Orders {
  const all = [...new Set(returning.map(({ door }) => door?.id ?? ''))];
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : '';
  const what = `${all.slice(0, MOST_NAMED).join(', ')}${more}`;
  const reason = `${what} is given sessions of ${name}, under another name each time it starts: no name and no cut-off ends them`;
  const residual = `role ${name}: the attacker may still be in ${what}, or in what it is started from; stop and examine both, and take the deny away then`;
  return { orders: [now('deny-role', { target: arn, reason }, timing)], residual: [residual] };
}

/** Something mints sessions of the role until the first phase holds: what it mints carries any name, so time decides. */
function cutOffs(reached: Reached, denied: ReadonlySet<string>, plight: Plight): PhasedOrder[] {
  const { arn, held, changesIam } = reached;
  const { timing } = plight;
  const mints = mintsOn(reached, plight);
  const name = nameOfPrincipal(arn);
  const seen = held.filter(({ kind, userId }) => kind === 'token' && (userId === null || !denied.has(userId)));
  // Where no session of the role is known to be his, only those can be that he may mint from now on.
  const since = seen.length === 0 ? timing.seenUntil : null;
  const reason =
    seen.length === 0
      ? `the attacker can assume ${name} until the first phase holds: only sessions from about now on are denied`
      : `${count(seen.length)} of ${name} ${seen.length === 1 ? 'is' : 'are'} compromised, and more can be minted until the first phase holds`;
  const revoke = later('revoke-role-sessions', { target: arn, reason, since }, timing);
  if (!mints && !changesIam) return [revoke];
  const why = `sessions of ${name} can ${mints ? 'mint others' : 'change IAM'}: none may work, whenever issued, until the cut-off takes this one's place`;
  return [early('deny-role', { target: arn, reason: why, isFreeze: true }, timing), revoke];
}

const sessionReason = (name: string, sessions: number, workloads: readonly Held[]): string =>
  workloads.length === 0
    ? `${count(sessions)} of ${name}: whoever minted ${sessions === 1 ? 'it' : 'them'} is dead, so the name is enough`
    : `sessions of ${name} that ${workloads.map(({ door }) => door?.id).join(', ')} is given: always under one name, new ones too`;

const workloadAdvice = (workloads: readonly Held[]): string[] =>
  workloads.flatMap(({ door }) =>
    door === null
      ? []
      : [`${door.id}: the attacker may still be in it; isolate and examine it before its role is given back`],
  );

/** Null where one is not known. */
function userIdsOf(held: readonly Held[]): string[] | null {
  const ids = held.map(({ userId }) => userId);
  return ids.includes(null) ? null : [...new Set(ids as string[])].toSorted();
}

function fromAbove({ arn, held, isMintable, people }: Reached, timing: Timing, why: string): Orders {
  const account = arn.split(':')[4]!;
  const others = held.filter(({ caller }) => !people.includes(caller.sessionName ?? ''));
  if (people.length > 0 && !isMintable && others.length === 0) {
    const reason =
      'whoever is in the access portal takes any permission set of the person, and what is taken outlives the portal';
    const residual = people.map(
      (person) =>
        `${person}: in Identity Center remove the assignments, end the portal's session, then disable the user, in that order; keep the deny for 12 hours after that`,
    );
    return { orders: [now('deny-by-scp', { target: account, reason, people }, timing)], residual };
  }
  const ids = isMintable || principalKindOf(arn) === 'root' ? null : userIdsOf(held);
  const whom = ids === null ? { arns: [arn] } : { userIds: ids };
  return { orders: [now('deny-by-scp', { target: account, reason: why, ...whom }, timing)], residual: [] };
}

const count = (sessions: number): string => `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`;

type Asked = Base & Pick<Order, 'reason'> & Partial<Order>;

export const early = (kind: Order['kind'], asked: Asked, { cutOffs }: Timing): PhasedOrder => ({
  phase: 0,
  order: orderOf({ kind, cutOff: cutOffs[0], ...asked }),
});

const now = (kind: Order['kind'], asked: Asked, timing: Timing): PhasedOrder => ({
  ...early(kind, asked, timing),
  atOnce: true,
});

const later = (kind: Order['kind'], asked: Asked, { cutOffs }: Timing): PhasedOrder => ({
  phase: 1,
  order: orderOf({ kind, cutOff: cutOffs[1], ...asked }),
});
