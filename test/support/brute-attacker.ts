import type { Plan, PlanPhase } from '../../src/model/containment.ts';
import {
  accountIn,
  after,
  callsOf,
  denied,
  letsIn,
  letsService,
  permits,
  policiesFromAbove,
  startingState,
  type Calls,
  type Json,
  type State,
  type Token,
} from './brute-policies.ts';
import type { KnownSituation } from './containment-worlds.ts';
import { NEXT_RUN } from './wide-worlds.ts';
import { STRANGERS } from './left-behind-worlds.ts';

/**
 * An attacker who knows nothing of the prover: he tries every chain of mints up to a depth, in every phase, whichever calls
 * of the phase hold already, at every time that could matter. What he reads policies with is his own, too (`brute-policies.ts`).
 */
export interface WayOut {
  /** ARN of the user or role that acts at the end. */
  readonly arn: string;
  readonly path: readonly string[];
}

/** Every way out of a plan, by chains of at most so many mints. */
export function waysOut(situation: KnownSituation, plan: Pick<Plan, 'phases'>, depth: number): WayOut[] {
  const phases = plan.phases.filter(({ actions }) => actions.length > 0);
  const fromAbove = policiesFromAbove(plan);
  const states = [startingState(situation)];
  for (const phase of phases) states.push(after(states.at(-1)!, callsOf(phase), fromAbove));
  const ends = clockOf(situation, phases);
  const written = timesWritten(situation, phases);
  const names = /aws:userid/.test(JSON.stringify([situation.snapshot, phases]))
    ? ['unheard-of', 's1', 'ops-x']
    : ['unheard-of'];
  const found = new Map<string, WayOut>();
  /** What he has, each by the shortest chain: a shorter chain can do all that a longer one can. */
  const has = new Map<string, Token>();
  for (const token of startingTokens(situation)) has.set(nameOf(token, written), token);
  for (let window = 0; window <= phases.length; window++) {
    const isOver = window === phases.length;
    const worlds = isOver ? [states[window]!] : partial(states[window]!, callsOf(phases[window]!), fromAbove);
    const around = { situation, times: timesIn(ends, window, written), names, window };
    let waiting = [...has.values()];
    while (waiting.length > 0) {
      const next: Token[] = [];
      for (const token of waiting) {
        for (const world of worlds) {
          const wins = (isOver && acts(token, world)) || (window > 0 && changesIam(token, world));
          if (wins && !found.has(token.arn)) found.set(token.arn, { arn: token.arn, path: token.path });
          if (token.path.length > depth) continue;
          for (const minted of mints(token, world, around)) {
            const known = has.get(nameOf(minted, written));
            if (known !== undefined && known.path.length <= minted.path.length) continue;
            has.set(nameOf(minted, written), minted);
            next.push(minted);
          }
        }
      }
      waiting = next;
    }
  }
  return [...found.values()];
}

/** Tokens that no policy can tell apart are one. */
function nameOf({ kind, id, arn, userid, issued, sessionPolicies }: Token, written: readonly number[]): string {
  const bucket =
    issued === null ? '' : written.filter((time) => time < issued).length * 2 + (written.includes(issued) ? 1 : 0);
  const own = kind === 'key' || kind === 'door' ? id : '';
  const limits = sessionPolicies.length === 0 ? '' : JSON.stringify(sessionPolicies);
  return `${kind} ${own} ${arn} ${userid} ${bucket} ${limits}`;
}

const sortOf = ({ kind, madeByAttacker, caller, door }: KnownSituation['held'][number]): Token['kind'] => {
  if (kind === 'sign-in') return 'password';
  if (kind === 'service-credential') return 'service';
  if (kind === 'trust') return 'stranger';
  if (kind === 'workload') return door?.originKind === 'ec2-instance' && !madeByAttacker ? 'machine' : 'planted';
  return sorts[caller.kind] ?? 'door';
};

const sorts: { readonly [kind: string]: Token['kind'] } = {
  'user-key': 'key',
  'user-session': 'session',
  'role-session': 'role',
};

function startingTokens(situation: KnownSituation): Token[] {
  return situation.held.flatMap((held): Token[] => {
    const { arn, issuedAt, sessionPolicies } = held.caller;
    const token: Token = {
      kind: sortOf(held),
      id: held.id,
      arn,
      userid: held.door?.subject ?? held.userId ?? idsOf(situation).get(arn) ?? '',
      issued: issuedAt,
      sessionPolicies: (sessionPolicies ?? []) as Json[],
      path: [held.id],
    };
    const isPipeline = held.door?.originKind === 'web-identity';
    return isPipeline ? [token, { ...token, userid: NEXT_RUN, path: [`${held.id}, next run`] }] : [token];
  });
}

/** When each window ends: once its phase has been waited for; the last one never does. */
function clockOf({ asOf }: KnownSituation, phases: readonly PlanPhase[]): number[] {
  const ends = [asOf];
  for (const { actions, waitSeconds } of phases) {
    ends.push(Math.max(ends.at(-1)!, ...actions.map(({ cutOff }) => cutOff ?? 0)) + waitSeconds + 1);
  }
  return [...ends, ends.at(-1)! + 1_000_000];
}

/** Moments that any policy, old or planned, compares with. */
function timesWritten({ snapshot }: KnownSituation, phases: readonly PlanPhase[]): number[] {
  const told = JSON.stringify([snapshot, phases.map(callsOf)]);
  return [...new Set([...told.matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g)].map(([text]) => Date.parse(text) / 1000))];
}

/** One time of each kind: at the ends of the window, and at, before and after each moment in it. */
function timesIn(ends: readonly number[], window: number, written: readonly number[]): number[] {
  const [from, to] = [ends[window]!, ends[window + 1]!];
  const inside = written.filter((time) => time >= from && time < to);
  return [...new Set([from, ...inside.flatMap((time) => [time, time + 1])])];
}

/** The state with any part of the phase's calls made. */
function partial(state: State, calls: Calls, fromAbove: ReadonlyMap<object, Json>): State[] {
  const made = (some: Calls): State => after(state, some, fromAbove);
  const subsets = calls.length <= 3 ? 2 ** calls.length : 0;
  const all = Array.from({ length: subsets }, (_, bits) => made(calls.filter((_call, i) => (bits >> i) & 1)));
  return subsets > 0
    ? all
    : [state, ...calls.map((call) => made([call])), ...calls.map((_, i) => made(calls.slice(0, i)))];
}

/** What is no token itself, and leads to some. */
const leading: ReadonlySet<Token['kind']> = new Set(['door', 'planted', 'machine', 'stranger', 'password']);

/** Some object of a bucket that is open to everybody: all that is not denied can read it. */
const acts = (token: Token, state: State): boolean =>
  !leading.has(token.kind) &&
  !(token.kind === 'key' && state.inactive.has(token.id)) &&
  !denied(token, state, 's3:GetObject', 'arn:aws:s3:::open-to-all/x');

const writes = ['iam:DeleteRolePolicy', 'iam:PutUserPolicy', 'iam:CreateAccessKey', 'iam:UpdateAssumeRolePolicy'];

function changesIam(token: Token, state: State): boolean {
  if (token.kind !== 'role' && token.kind !== 'key') return false;
  if (token.kind === 'key' && state.inactive.has(token.id)) return false;
  return writes.some((action) => permits(token, state, action, 'any'));
}

interface Around {
  readonly situation: KnownSituation;
  readonly times: readonly number[];
  readonly names: readonly string[];
  readonly window: number;
}

function* mints(token: Token, state: State, around: Around): Generator<Token> {
  const { situation, times, window } = around;
  if (token.kind === 'key' && state.inactive.has(token.id)) return;
  if (token.kind === 'service') return;
  if (token.kind === 'stranger' && !JSON.stringify(state.trusts.get(token.arn)).includes(STRANGERS)) return;
  if (token.kind === 'planted' || token.kind === 'stranger')
    return yield* sessions(token, token.arn, { ...around, what: 'is given them' });
  const told = (what: string, issued: number): readonly string[] => [
    ...token.path,
    `${what} in window ${window} at ${issued}`,
  ];
  if (token.kind === 'machine') {
    for (const issued of times) yield { ...token, kind: 'role', id: '', issued, path: told('is given one', issued) };
    return;
  }
  if (token.kind === 'password') {
    if (state.signedOut.has(token.arn)) return;
    for (const issued of times) yield { ...token, kind: 'session', issued, path: told('a sign-in', issued) };
    return;
  }
  if (token.kind === 'key') {
    for (const issued of times) yield { ...token, kind: 'session', issued, path: told('GetSessionToken', issued) };
    const action = 'sts:GetFederationToken';
    if (permits(token, state, action, 'any')) {
      const userid = `${accountIn(token.arn)}:stemma`;
      for (const issued of times) yield { ...token, kind: 'federated', userid, issued, path: told(action, issued) };
    }
  }
  if (token.kind !== 'door') yield* startedByServices(token, state, window);
  if (token.kind === 'federated' || (token.kind === 'role' && !idsOf(situation).has(token.arn))) return;
  for (const [arn, trust] of state.trusts)
    if (letsIn(token, state, arn, trust)) yield* sessions(token, arn, { ...around, what: `AssumeRole ${arn}` });
}

/** Of a role, at every time and under every name that matter. */
function* sessions(
  by: Token,
  arn: string,
  { situation, times, names, window, what }: Around & { what: string },
): Generator<Token> {
  const id = idsOf(situation).get(arn)!;
  for (const issued of times) {
    for (const name of names) {
      const path = [...by.path, `${what} as ${name} in window ${window} at ${issued}`];
      yield { kind: 'role', id: '', arn, userid: `${id}:${name}`, issued, sessionPolicies: [], path };
    }
  }
}

/** What a service can be made to run, with which permissions; the first two with any role that may be passed. */
const services = [
  { service: 'ec2.amazonaws.com', calls: ['ec2:RunInstances'], passes: true },
  { service: 'lambda.amazonaws.com', calls: ['lambda:CreateFunction', 'lambda:InvokeFunction'], passes: true },
  { service: 'lambda.amazonaws.com', calls: ['lambda:UpdateFunctionCode'], passes: false },
];

/** Who opens every role by its trust policy has no need of services, and what he made is not in the plan's power. */
function* startedByServices(token: Token, state: State, window: number): Generator<Token> {
  const opensRoles = token.kind === 'role' || token.kind === 'key';
  if (opensRoles && permits(token, state, 'iam:UpdateAssumeRolePolicy', 'any')) return;
  for (const { service, calls, passes } of services) {
    if (!calls.every((call) => permits(token, state, call, 'any'))) continue;
    for (const [arn, trust] of state.trusts) {
      if (accountIn(arn) !== accountIn(token.arn) || !letsService(trust, service)) continue;
      if (passes && !permits(token, state, 'iam:PassRole', arn)) continue;
      const path = [...token.path, `${calls.join(' and ')} as ${arn} in window ${window}`];
      yield { kind: 'planted', id: '', arn, userid: '', issued: null, sessionPolicies: [], path };
    }
  }
}

const known = new WeakMap<KnownSituation, Map<string, string>>();

function idsOf(situation: KnownSituation): Map<string, string> {
  const ids = known.get(situation) ?? idsIn(situation);
  known.set(situation, ids);
  return ids;
}

const idsIn = ({ snapshot }: KnownSituation): Map<string, string> =>
  new Map(
    snapshot.accounts.flatMap(({ roles, users }) => [
      ...roles.map(({ arn, roleId }) => [arn, roleId] as const),
      ...users.map(({ arn, userId }) => [arn, userId] as const),
    ]),
  );
