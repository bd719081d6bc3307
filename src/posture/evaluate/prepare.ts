import type { IamCaller, IamPolicyLevel, IamQuestion } from '../../model/iam.ts';
import type { StatementPrincipal } from './compile.ts';
import { relevantStatements, type Relevant } from './relevant.ts';
import { keysOf, statementsOf, type Level, type Trial } from './trial.ts';
import { fittingPrincipals } from './trust.ts';
import type { CallerPolicies, Surroundings } from './caller.ts';

/** A question as far as it is the same for all that callers of one principal, session name and session policy ask. */
export interface Prepared {
  readonly policies: CallerPolicies;
  readonly target: Surroundings['target'];
  readonly trial: Omit<Trial, 'known'>;
  /** What the answer hangs on besides the caller's context: equal texts have equal answers. */
  readonly wording: string;
  readonly keys: readonly string[];
  /** A trust policy names the very session: its session policy does not bound that grant. */
  readonly namesSession: boolean;
}

/** Gathers the statements that can have a say. */
export function prepare(question: IamQuestion, around: Surroundings): Prepared {
  const { caller, action, resource } = question;
  const doubts: string[] = [];
  const trust = trustStatements(question, around, doubts);
  const trial: Prepared['trial'] = {
    principal: principalText(caller, around.resourceAccountId),
    action,
    resource,
    resourceAccountId: around.resourceAccountId ?? caller.accountId ?? '',
    ...callerStatements(question, around, doubts),
    session: sessionStatements(question, doubts),
    rcps: rcpLevels(question, around.rcps, doubts),
    trust: trust === null ? null : trust.statements,
    doubts,
  };
  return {
    policies: around.policies,
    target: around.target,
    trial,
    wording: wordingOf(trial, caller, trust?.forms ?? []),
    keys: keysOf(trial),
    namesSession: trust?.namesSession ?? false,
  };
}

function callerStatements(
  question: IamQuestion,
  { policies: { identity, boundary, scps } }: Surroundings,
  doubts: string[],
): Pick<Trial, 'identity' | 'boundary' | 'scps'> {
  const { caller } = question;
  const gather = (policies: Parameters<typeof relevantStatements>[0], kind: 'identity' | 'scp'): Relevant[] => {
    const { statements, unreadable } = relevantStatements(policies, kind, question);
    doubts.push(...unreadable);
    return unreadable.length === 0 ? [...statements] : [...statements, ...anything(question, unreadable[0]!)];
  };
  if (identity === null) doubts.push(`policies of ${caller.issuerArn ?? caller.arn}`);
  return {
    identity: identity === null ? anything(question, caller.arn) : gather(identity, 'identity'),
    boundary: boundary === null ? null : gather([boundary], 'identity'),
    scps: scps.map(({ id, policies }) => ({ id, statements: gather(policies, 'scp') })),
  };
}

/** Resource control policies only deny: the simulator adds what allows everything. */
function rcpLevels(question: IamQuestion, rcps: readonly IamPolicyLevel[], doubts: string[]): Level[] {
  if (!supportsRcps(question.action)) return [];
  return rcps.map(({ id, policies }) => {
    const { statements, unreadable } = relevantStatements(policies, 'rcp', question);
    doubts.push(...unreadable);
    return {
      id,
      statements: statements.filter(({ statement }) => statement.effect === 'Deny' && !statement.notPrincipals),
    };
  });
}

/** A policy of which nothing is known may allow everything. */
function anything(question: IamQuestion, policy: string): Relevant[] {
  const open = { Version: '2012-10-17', Statement: [{ Sid: 'unknown', Effect: 'Allow', Action: '*', Resource: '*' }] };
  return relevantStatements([{ id: policy, document: open }], 'identity', question).statements.slice();
}

function sessionStatements(question: IamQuestion, doubts: string[]): Relevant[] | null {
  const { caller } = question;
  if (caller.sessionPolicies === null) {
    doubts.push('session policy');
    return null;
  }
  // A federation token without a session policy has no permissions of its user's.
  if (caller.sessionPolicies.length === 0) return caller.kind === 'federated-user' ? [] : null;
  const policies = caller.sessionPolicies.map((document, i) => ({ id: `session policy ${i + 1}`, document }));
  const { statements, unreadable } = relevantStatements(policies, 'identity', question);
  doubts.push(...unreadable);
  return unreadable.length === 0 ? [...statements] : [...statements, ...anything(question, unreadable[0]!)];
}

interface TrustStatements {
  readonly statements: NonNullable<Trial['trust']>;
  /** How each is met: `D` names the caller, `A` its account, `S` a session of it. */
  readonly forms: readonly string[];
  readonly namesSession: boolean;
}

function trustStatements(question: IamQuestion, around: Surroundings, doubts: string[]): TrustStatements | null {
  if (!around.isRole) return null;
  const found: TrustStatements = { statements: [], forms: [], namesSession: false };
  return trustOf(question, around, doubts).reduce((sofar, relevant) => {
    const fitting = fittingPrincipals(relevant.statement, question.caller);
    if (relevant.statement.notPrincipals) {
      // Roles cannot be given such a policy, and what a Deny exempts is read in two ways: it may or may not hold.
      if (fitting.length > 0) return sofar;
      doubts.push(`NotPrincipal in ${relevant.policy}`);
      if (relevant.statement.effect === 'Deny') return sofar;
      return withTrust(sofar, around.resourceAccountId, {
        relevant,
        fitting: [{ principal: { type: 'any', value: '*' }, match: 'direct' }],
      });
    }
    return fitting.length === 0 ? sofar : withTrust(sofar, around.resourceAccountId, { relevant, fitting });
  }, found);
}

function trustOf(question: IamQuestion, { target }: Surroundings, doubts: string[]): readonly Relevant[] {
  const id = `trust policy of ${question.resource}`;
  const read = target === null ? null : relevantStatements([{ id, document: target.trust }], 'trust', question);
  if (read !== null && read.unreadable.length === 0) return read.statements;
  doubts.push(id);
  return [...(read?.statements ?? []), ...openTrust(question, id)];
}

const asAsked = (principal: StatementPrincipal, accountId: string | null): StatementPrincipal =>
  principal.type === 'Federated' ? { ...principal, value: providerArn(principal.value, accountId) } : principal;

function withTrust(
  { statements, forms, namesSession }: TrustStatements,
  accountId: string | null,
  { relevant, fitting }: { readonly relevant: Relevant; readonly fitting: ReturnType<typeof fittingPrincipals> },
): TrustStatements {
  const isSession = ({ principal, match }: (typeof fitting)[number]): boolean =>
    match === 'direct' && principal.value.includes(':assumed-role/');
  return {
    statements: [
      ...statements,
      { relevant, principals: fitting.map(({ principal }) => asAsked(principal, accountId)) },
    ],
    forms: [...forms, [...new Set(fitting.map(({ match }) => match[0]!.toUpperCase()))].sort().join('')],
    namesSession: namesSession || fitting.some(isSession),
  };
}

function openTrust(question: IamQuestion, id: string): readonly Relevant[] {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'unknown', Effect: 'Allow', Principal: '*', Action: '*' }],
  };
  return relevantStatements([{ id, document }], 'trust', question).statements;
}

/** The simulator wants role sessions by the ARN of their session where it is known, by their role's where it is not. */
function principalText({ kind, arn, sessionName }: IamCaller, resourceAccountId: string | null): string {
  if (kind === 'federated-provider') return providerArn(arn, resourceAccountId);
  if (arn === '*') return 'arn:aws:iam::000000000000:user/anyone';
  if (kind !== 'role-session' || sessionName === null) return arn;
  const [, partition, , , accountId, resource] = arn.split(':');
  return `arn:${partition}:sts::${accountId}:assumed-role/${resource!.slice(resource!.lastIndexOf('/') + 1)}/${sessionName}`;
}

/** Providers that AWS has built in have no ARN (`accounts.google.com`); the simulator takes those for another account's. */
const providerArn = (name: string, accountId: string | null): string =>
  name.startsWith('arn:') ? name : `arn:aws:iam::${accountId}:oidc-provider/${name}`;

/** Services whose calls resource control policies can bound, of those that are asked about by name; others are left to them. */
const withRcps = new Set(['sts', 's3', 'kms', 'sqs', 'secretsmanager']);
const supportsRcps = (action: string): boolean => withRcps.has(action.slice(0, action.indexOf(':')).toLowerCase());

function wordingOf(trial: Prepared['trial'], caller: IamCaller, forms: readonly string[]): string {
  const ids = (list: readonly Relevant[] | null): number[] | null =>
    list === null ? null : list.map(({ statement }) => statement.id);
  const exact = [...statementsOf(trial)].every(({ certain }) => certain);
  return JSON.stringify([
    caller.kind,
    caller.sessionName === null,
    trial.action.toLowerCase(),
    caller.accountId === trial.resourceAccountId,
    // Where every resource matches for certain, it does not matter which one it is.
    exact && trial.resource !== '*' ? resourceKind(trial.resource) : trial.resource,
    ids(trial.identity),
    ids(trial.boundary),
    ids(trial.session),
    trial.scps.map(({ statements }) => ids(statements)),
    trial.rcps.map(({ statements }) => ids(statements)),
    trial.trust === null ? null : trial.trust.map(({ relevant }, i) => [relevant.statement.id, forms[i]]),
    trial.doubts.length > 0 ? trial.doubts : null,
  ]);
}

/** The simulator treats service-linked and Identity Center roles, and AWS's own policies, apart. */
function resourceKind(resource: string): string {
  const arn = parseKind(resource);
  return `${arn}${/:role\/aws-(reserved|service-role)\//.exec(resource)?.[0] ?? ''}${resource.includes(':aws:policy/') ? 'aws' : ''}`;
}

const parseKind = (resource: string): string => {
  const [, partition, service, , , rest = ''] = resource.split(':');
  return `${partition}:${service}:${rest.split('/')[0]}:${resource.includes('*') ? resource : ''}`;
};
