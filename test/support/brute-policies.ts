import type { Plan, PlanPhase } from '../../src/model/containment.ts';
import type { KnownSituation } from './containment-worlds.ts';

/**
 * What the brute-force attacker reads: accounts, the calls of a plan, and policies, all once more and in another way than the
 * product does, so that a mistake has to be made twice.
 */
export type Json = { [name: string]: unknown };

export interface State {
  /** Policies by principal and name; a principal that has none here is in an account of others. */
  readonly documents: Map<string, Map<string, Json>>;
  readonly boundaries: ReadonlyMap<string, Json>;
  readonly trusts: Map<string, Json>;
  readonly inactive: Set<string>;
  /** Users whose password is gone. */
  readonly signedOut: Set<string>;
  /** Service control policies of an account, level by level; accounts that none bind are missing. */
  readonly above: Map<string, Json[][]>;
}

export interface Token {
  /**
   * `door`: a person or pipeline at an identity provider or somebody of another account; `planted`: what a service was made to run,
   * and what comes back under another name; `machine`: what is given sessions of one name; `stranger`: one whom the attacker lets
   * into a role; `password` and `service`: of a user, to sign in with and for single services.
   */
  readonly kind:
    'key' | 'session' | 'federated' | 'role' | 'door' | 'planted' | 'machine' | 'stranger' | 'password' | 'service';
  readonly id: string;
  /** User or role whose policies bind it; provider or account of a door. */
  readonly arn: string;
  /** `aws:userid`; of a door at a provider the person. */
  readonly userid: string;
  readonly issued: number | null;
  readonly sessionPolicies: readonly Json[];
  readonly path: readonly string[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : [value as string]);

const accounts = new Map<string, string>();

export function accountIn(arn: string): string {
  const found = accounts.get(arn) ?? arn.split(':')[4]!;
  accounts.set(arn, found);
  return found;
}

export type Calls = PlanPhase['actions'][number]['calls'];
export const callsOf = ({ actions }: PlanPhase): Calls => actions.flatMap(({ calls }) => calls);

export function startingState({ snapshot }: KnownSituation): State {
  const state: State = {
    documents: new Map(),
    boundaries: new Map(),
    trusts: new Map(),
    inactive: new Set(),
    signedOut: new Set(),
    above: new Map(),
  };
  for (const { accountId, roles, users, organization } of snapshot.accounts) {
    for (const { arn, policies, boundary } of [...roles, ...users]) {
      state.documents.set(arn, new Map(policies.map(({ name, document }) => [name, document as Json])));
      if (boundary !== null) (state.boundaries as Map<string, Json>).set(arn, boundary.document as Json);
    }
    for (const { arn, trust } of roles) state.trusts.set(arn, trust as Json);
    if (organization === null || organization.managementAccountId === accountId) continue;
    const levels = (organization.scps ?? []).map(({ policies }) => policies.map(({ document }) => document as Json));
    state.above.set(accountId, levels);
  }
  return state;
}

/** The document that a call of Organizations is about: the call that made it is somewhere in the plan. */
export function policiesFromAbove({ phases }: Pick<Plan, 'phases'>): Map<object, Json> {
  const actions = phases.flatMap((phase) => phase.actions);
  const found = new Map<object, Json>();
  for (const action of actions) {
    for (const call of action.calls) {
      const id = call.parameters['PolicyId'] as { ref: { action: string | null; call: number } } | undefined;
      if (id === undefined) continue;
      const maker = actions.find((each) => each.id === (id.ref.action ?? action.id));
      const made = maker?.calls[id.ref.call]?.parameters['Content'];
      if (made !== undefined) found.set(call, made as unknown as Json);
    }
  }
  return found;
}

export function after(state: State, calls: Calls, fromAbove: ReadonlyMap<object, Json>): State {
  const next: State = {
    documents: new Map([...state.documents].map(([arn, named]) => [arn, new Map(named)])),
    boundaries: state.boundaries,
    trusts: new Map(state.trusts),
    inactive: new Set(state.inactive),
    signedOut: new Set(state.signedOut),
    above: new Map([...state.above].map(([account, levels]) => [account, levels.map((level) => [...level])])),
  };
  for (const call of calls) {
    const { operation, parameters: p, accountId } = call;
    const owner =
      p['RoleName'] === undefined
        ? `arn:aws:iam::${accountId}:user/${text(p['UserName'])}`
        : `arn:aws:iam::${accountId}:role/${text(p['RoleName'])}`;
    if (operation === 'PutRolePolicy' || operation === 'PutUserPolicy')
      next.documents.get(owner)!.set(text(p['PolicyName']), p['PolicyDocument'] as Json);
    else if (operation === 'DeleteRolePolicy' || operation === 'DeleteUserPolicy')
      next.documents.get(owner)!.delete(text(p['PolicyName']));
    else if (operation === 'UpdateAccessKey') next.inactive.add(text(p['AccessKeyId']));
    else if (operation === 'DeleteLoginProfile') next.signedOut.add(owner);
    else if (operation === 'UpdateAssumeRolePolicy') next.trusts.set(owner, p['PolicyDocument'] as Json);
    else if (operation === 'AttachPolicy') next.above.get(text(p['TargetId']))!.at(-1)!.push(fromAbove.get(call)!);
    else if (operation === 'DetachPolicy') {
      const level = next.above.get(text(p['TargetId']))!.at(-1)!;
      const at = level.indexOf(fromAbove.get(call)!);
      if (at >= 0) level.splice(at, 1);
    } else if (operation !== 'CreatePolicy' && operation !== 'DeletePolicy')
      throw new Error(`${operation}: not played here`);
  }
  return next;
}

/** Whether nothing denies it and all that must allow it do: policies of its own, boundary, session policies, every level above. */
export function permits(token: Token, state: State, action: string, resource: string): boolean {
  const own = state.documents.get(token.arn);
  return (
    own !== undefined &&
    !denied(token, state, action, resource) &&
    [...own.values()].some((document) => says('Allow', document, token, action, resource)) &&
    limitsAllow(token, state, action, resource)
  );
}

export function denied(token: Token, state: State, action: string, resource: string): boolean {
  const denies = (document: Json): boolean => says('Deny', document, token, action, resource);
  for (const document of state.documents.get(token.arn)?.values() ?? []) if (denies(document)) return true;
  const boundary = state.boundaries.get(token.arn);
  if (boundary !== undefined && denies(boundary)) return true;
  if (token.sessionPolicies.some(denies)) return true;
  return (state.above.get(accountIn(token.arn)) ?? []).some((level) => level.some(denies));
}

/** What gives nothing and only limits. */
function limitsAllow(token: Token, state: State, action: string, resource: string): boolean {
  const allowedBy = (documents: readonly Json[]): boolean =>
    documents.some((document) => says('Allow', document, token, action, resource));
  const boundary = state.boundaries.get(token.arn);
  if (boundary !== undefined && !allowedBy([boundary])) return false;
  if (token.sessionPolicies.length > 0 && !allowedBy(token.sessionPolicies)) return false;
  return levelsAllow(token, state, action, resource);
}

const levelsAllow = (token: Token, state: State, action: string, resource: string): boolean =>
  (state.above.get(accountIn(token.arn)) ?? []).every((level) =>
    level.some((document) => says('Allow', document, token, action, resource)),
  );

/**
 * Who names a user lets him in whatever his boundary leaves out; who names a role, within what limits it; who names an account, those
 * whom its own policies let; and into another account nobody gets who is not allowed on both sides.
 */
export function letsIn(token: Token, state: State, roleArn: string, trust: Json): boolean {
  if (token.kind === 'door') return admits(token, trust, doorAction(token)) !== null;
  const action = 'sts:AssumeRole';
  if (denied(token, state, action, roleArn)) return false;
  const how = admits(token, trust, action);
  if (how === null) return false;
  if (how === 'account' || accountIn(roleArn) !== accountIn(token.arn)) return permits(token, state, action, roleArn);
  const isUser = token.arn.includes(':user/');
  return isUser ? levelsAllow(token, state, action, roleArn) : limitsAllow(token, state, action, roleArn);
}

function doorAction({ arn }: Token): string {
  if (arn.includes(':saml-provider/')) return 'sts:AssumeRoleWithSAML';
  return arn.includes(':oidc-provider/') ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
}

function admits(token: Token, trust: Json, action: string): 'named' | 'account' | null {
  let how: 'named' | 'account' | null = null;
  for (const each of trust['Statement'] as Json[]) {
    if (!list(each['Action']).includes(action) || !met(each, token)) continue;
    const fit = namedBy(each['Principal'] as Json, token);
    if (fit === null) continue;
    if (each['Effect'] === 'Deny') return null;
    if (how !== 'named') how = fit;
  }
  return how;
}

function namedBy(principal: Json, token: Token): 'named' | 'account' | null {
  if (principal['Federated'] !== undefined) return list(principal['Federated']).includes(token.arn) ? 'named' : null;
  for (const each of list(principal['AWS'] ?? [])) {
    // Whoever is in an account of others may be any of its principals.
    if (token.kind === 'door' ? accountIn(each) === accountIn(token.arn) : each === token.arn) return 'named';
    if (each === `arn:aws:iam::${accountIn(token.arn)}:root`) return 'account';
  }
  return null;
}

/** Whether the trust policy lets a service in. */
export const letsService = (trust: Json, service: string): boolean =>
  (trust['Statement'] as Json[]).some(
    (each) => each['Effect'] === 'Allow' && (each['Principal'] as Json)['Service'] === service,
  );

function says(effect: string, document: Json, token: Token, action: string, resource: string): boolean {
  return (document['Statement'] as Json[]).some(
    (each) =>
      each['Effect'] === effect &&
      list(each['Action']).some((what) => what === '*' || what === action || isOfService(what, action)) &&
      list(each['Resource']).some((what) => what === '*' || what === resource) &&
      met(each, token),
  );
}

const isOfService = (what: string, action: string): boolean =>
  what.endsWith(':*') && action.startsWith(what.slice(0, -1));

function met(statement: Json, token: Token): boolean {
  const condition = (statement['Condition'] ?? {}) as { [operator: string]: { [key: string]: string | string[] } };
  for (const operator in condition) {
    for (const key in condition[operator]) {
      if (!list(condition[operator][key]).some((each) => fits(operator, key, each, token))) return false;
    }
  }
  return true;
}

const wildly = (pattern: string, actual: string): boolean =>
  pattern.endsWith('*') ? actual.startsWith(pattern.slice(0, -1)) : actual === pattern;

function fits(operator: string, key: string, wanted: string, token: Token): boolean {
  if (key.endsWith(':sub')) {
    const isHim = operator === 'StringLike' ? wildly(wanted, token.userid) : token.userid === wanted;
    return token.kind === 'door' && isHim;
  }
  if (key === 'aws:userid') return operator === 'StringLike' ? wildly(wanted, token.userid) : token.userid === wanted;
  if (key === 'aws:PrincipalArn') {
    const arn = token.kind === 'federated' ? `arn:aws:sts::${accountIn(token.arn)}:federated-user/stemma` : token.arn;
    return wildly(wanted, arn);
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
