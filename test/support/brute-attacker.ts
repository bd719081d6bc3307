import type { Plan, PlanPhase } from '../../src/model/containment.ts';
import type { KnownSituation } from './containment-worlds.ts';

/**
 * An attacker who knows nothing of the prover: he tries every chain of mints up to a depth, in every phase, whichever calls
 * of the phase hold already, at every time that could matter. The accounts are read and the policies judged here once more,
 * in another way, so that a mistake has to be made twice.
 */
export interface WayOut {
  /** ARN of the user or role that acts at the end. */
  readonly arn: string;
  readonly path: readonly string[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

type Json = { [name: string]: unknown };

interface State {
  readonly documents: Map<string, Map<string, Json>>;
  readonly trusts: Map<string, Json>;
  readonly inactive: Set<string>;
}

interface Token {
  readonly kind: 'key' | 'session' | 'federated' | 'role';
  readonly id: string;
  /** User or role whose policies bind it. */
  readonly arn: string;
  readonly userid: string;
  readonly issued: number | null;
  readonly path: readonly string[];
}

/** Every way out of a plan, by chains of at most so many mints. */
export function waysOut(situation: KnownSituation, plan: Pick<Plan, 'phases'>, depth: number): WayOut[] {
  const phases = plan.phases.filter(({ actions }) => actions.length > 0);
  const states = [startingState(situation)];
  for (const phase of phases) states.push(after(states.at(-1)!, callsOf(phase)));
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
    const worlds = isOver ? [states[window]!] : partial(states[window]!, phases[window]!);
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
function nameOf({ kind, id, arn, userid, issued }: Token, written: readonly number[]): string {
  const bucket =
    issued === null ? '' : written.filter((time) => time < issued).length * 2 + (written.includes(issued) ? 1 : 0);
  return `${kind} ${kind === 'key' ? id : ''} ${arn} ${userid} ${bucket}`;
}

function startingTokens(situation: KnownSituation): Token[] {
  return situation.held.map((held): Token => {
    const { kind, arn, issuedAt } = held.caller;
    const sort = kind === 'user-key' ? 'key' : kind === 'user-session' ? 'session' : 'role';
    return {
      kind: sort,
      id: held.id,
      arn,
      userid: held.userId ?? idsOf(situation).get(arn)!,
      issued: issuedAt,
      path: [held.id],
    };
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

const callsOf = ({ actions }: PlanPhase) => actions.flatMap(({ calls }) => calls);

/** The state with any part of the phase's calls made. */
function partial(state: State, phase: PlanPhase): State[] {
  const calls = callsOf(phase);
  const subsets = calls.length <= 3 ? 2 ** calls.length : 0;
  const all = Array.from({ length: subsets }, (_, bits) =>
    after(
      state,
      calls.filter((_call, i) => (bits >> i) & 1),
    ),
  );
  return subsets > 0
    ? all
    : [state, ...calls.map((call) => after(state, [call])), ...calls.map((_, i) => after(state, calls.slice(0, i)))];
}

function startingState({ snapshot }: KnownSituation): State {
  const documents = new Map<string, Map<string, Json>>();
  const trusts = new Map<string, Json>();
  for (const { roles, users } of snapshot.accounts) {
    for (const { arn, policies } of [...roles, ...users])
      documents.set(arn, new Map(policies.map(({ name, document }) => [name, document as Json])));
    for (const { arn, trust } of roles) trusts.set(arn, trust as Json);
  }
  return { documents, trusts, inactive: new Set() };
}

function after(state: State, calls: ReturnType<typeof callsOf>): State {
  const next: State = {
    documents: new Map([...state.documents].map(([arn, named]) => [arn, new Map(named)])),
    trusts: new Map(state.trusts),
    inactive: new Set(state.inactive),
  };
  for (const { operation, parameters: p, accountId } of calls) {
    const owner =
      p['RoleName'] === undefined
        ? `arn:aws:iam::${accountId}:user/${text(p['UserName'])}`
        : `arn:aws:iam::${accountId}:role/${text(p['RoleName'])}`;
    if (operation === 'PutRolePolicy' || operation === 'PutUserPolicy')
      next.documents.get(owner)!.set(text(p['PolicyName']), p['PolicyDocument'] as Json);
    else if (operation === 'DeleteRolePolicy' || operation === 'DeleteUserPolicy')
      next.documents.get(owner)!.delete(text(p['PolicyName']));
    else if (operation === 'UpdateAccessKey') next.inactive.add(text(p['AccessKeyId']));
    else if (operation === 'UpdateAssumeRolePolicy') next.trusts.set(owner, p['PolicyDocument'] as Json);
    else throw new Error(`${operation}: not played here`);
  }
  return next;
}

/** Some object of a bucket that is open to everybody: all that is not denied can read it. */
const acts = (token: Token, state: State): boolean =>
  !(token.kind === 'key' && state.inactive.has(token.id)) &&
  !says('Deny', token, state, 's3:GetObject', 'arn:aws:s3:::open-to-all/x');

const writes = ['iam:DeleteRolePolicy', 'iam:PutUserPolicy', 'iam:CreateAccessKey', 'iam:UpdateAssumeRolePolicy'];

function changesIam(token: Token, state: State): boolean {
  if (token.kind === 'session' || token.kind === 'federated' || (token.kind === 'key' && state.inactive.has(token.id)))
    return false;
  return writes.some(
    (action) => says('Allow', token, state, action, 'any') && !says('Deny', token, state, action, 'any'),
  );
}

interface Around {
  readonly situation: KnownSituation;
  readonly times: readonly number[];
  readonly names: readonly string[];
  readonly window: number;
}

function* mints(token: Token, state: State, { situation, times, names, window }: Around): Generator<Token> {
  if (token.kind === 'federated' || (token.kind === 'key' && state.inactive.has(token.id))) return;
  const told = (what: string, issued: number): readonly string[] => [
    ...token.path,
    `${what} in window ${window} at ${issued}`,
  ];
  if (token.kind === 'key') {
    for (const issued of times) yield { ...token, kind: 'session', issued, path: told('GetSessionToken', issued) };
    const action = 'sts:GetFederationToken';
    if (says('Allow', token, state, action, 'any') && !says('Deny', token, state, action, 'any')) {
      for (const issued of times)
        yield { ...token, kind: 'federated', userid: '111122223333:stemma', issued, path: told(action, issued) };
    }
  }
  for (const [arn, trust] of state.trusts) {
    if (!letsIn(token, state, arn, trust)) continue;
    const id = idsOf(situation).get(arn)!;
    for (const issued of times) {
      for (const name of names) {
        yield {
          kind: 'role',
          id: '',
          arn,
          userid: `${id}:${name}`,
          issued,
          path: told(`AssumeRole ${arn} as ${name}`, issued),
        };
      }
    }
  }
}

/** Trust by name is enough; trust in the account asks for an Allow as well. */
function letsIn(token: Token, state: State, roleArn: string, trust: Json): boolean {
  if (says('Deny', token, state, 'sts:AssumeRole', roleArn)) return false;
  const matching = (trust['Statement'] as Json[]).filter((each) => {
    const named = (each['Principal'] as Json)['AWS'];
    return (named === token.arn || named === 'arn:aws:iam::111122223333:root') && met(each, token);
  });
  if (matching.some((each) => each['Effect'] === 'Deny')) return false;
  return matching.some(
    (each) =>
      (each['Principal'] as Json)['AWS'] === token.arn || says('Allow', token, state, 'sts:AssumeRole', roleArn),
  );
}

function says(effect: string, token: Token, state: State, action: string, resource: string): boolean {
  return [...state.documents.get(token.arn)!.values()].some((document) =>
    (document['Statement'] as Json[]).some((each) => {
      const what = each['Action'] as string;
      const fits = what === '*' || what === action || (what.endsWith(':*') && action.startsWith(what.slice(0, -1)));
      return (
        each['Effect'] === effect &&
        fits &&
        (each['Resource'] === '*' || each['Resource'] === resource) &&
        met(each, token)
      );
    }),
  );
}

function met(statement: Json, token: Token): boolean {
  const condition = (statement['Condition'] ?? {}) as { [operator: string]: { [key: string]: string | string[] } };
  for (const operator in condition) {
    for (const key in condition[operator]) {
      const wanted = [condition[operator][key]!].flat();
      if (!wanted.some((each) => fits(operator, key, each, token))) return false;
    }
  }
  return true;
}

function fits(operator: string, key: string, wanted: string, token: Token): boolean {
  if (key === 'aws:userid') {
    const isPrefix = operator === 'StringLike' && wanted.endsWith('*');
    return isPrefix ? token.userid.startsWith(wanted.slice(0, -1)) : token.userid === wanted;
  }
  if (key !== 'aws:TokenIssueTime') throw new Error(`${key}: not a key of these worlds`);
  const issued = token.kind === 'key' ? null : token.issued;
  if (operator === 'Null') return (wanted === 'true') === (issued === null);
  const time = Date.parse(wanted) / 1000;
  if (issued === null) return false;
  if (operator === 'DateLessThan') return issued < time;
  if (operator === 'DateGreaterThan') return issued > time;
  if (operator === 'DateGreaterThanEquals') return issued >= time;
  throw new Error(`${operator}: not an operator of these worlds`);
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
