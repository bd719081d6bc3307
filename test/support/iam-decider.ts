import type { DeciderOf, IamCaller, IamDecision, IamQuestion, IamRole, IamUser } from '../../src/model/iam.ts';

/**
 * A small decider for worlds in which every condition key is known: Allow and Deny, `*` and `?`, a dozen operators. It
 * stands in for the simulator where thousands of worlds are asked about, and knows nothing else.
 */
export const smallDecider: DeciderOf = (snapshot) => {
  const roles = snapshot.accounts.flatMap((account) => account.roles);
  const users = snapshot.accounts.flatMap((account) => account.users);
  const ownerOf = ({ arn, issuerArn }: IamCaller): IamRole | IamUser | undefined =>
    [...roles, ...users].find((each) => each.arn === (issuerArn ?? arn));

  const limitsOf = (caller: IamCaller): Limits => {
    const owner = ownerOf(caller);
    const account = snapshot.accounts.find((each) => each.accountId === caller.accountId);
    const isBound = account?.organization?.managementAccountId !== caller.accountId;
    const levels = isBound ? (account?.organization?.scps ?? []) : [];
    return {
      identity: (owner?.policies ?? []).map(({ document }) => document),
      boundary: owner?.boundary === null || owner === undefined ? null : owner.boundary.document,
      session: caller.sessionPolicies ?? [],
      levels: levels.map(({ policies }) => policies.map(({ document }) => document)),
    };
  };

  const decide = (question: IamQuestion): boolean => {
    const { caller, action, resource } = question;
    if (!mayCall(caller, action)) return false;
    const context = contextOf(caller, ownerOf(caller), question.context);
    const asked = { action, resource, context };
    const limits = limitsOf(caller);
    if (documentsIn(limits).some((document) => hits(document, 'Deny', asked))) return false;
    const isStranger = caller.kind === 'account' || caller.kind === 'federated-provider' || caller.kind === 'service';
    if (!action.startsWith('sts:AssumeRole')) return !isStranger && allowsAll(limits, asked);
    const role = roles.find(({ arn }) => arn === resource);
    const how = trustOf(role?.trust, { caller, action, context });
    if (how === null || isStranger) return how !== null;
    if (how === 'account' || role?.accountId !== caller.accountId) return allowsAll(limits, asked);
    // A boundary does not take back what another policy gives to a user by name.
    const isUser = caller.kind === 'user-key' || caller.kind === 'user-session';
    return isUser ? limits.levels.every((level) => someAllows(level, asked)) : notLimited(limits, asked);
  };

  return {
    decide: (question) => Promise.resolve(said(decide(question))),
    isDead(caller) {
      const context = contextOf(caller, ownerOf(caller));
      const dead = documentsIn(limitsOf(caller)).some((document) =>
        statements(document).some(
          (each) =>
            each.Effect === 'Deny' &&
            list(each.Action).includes('*') &&
            list(each.Resource).includes('*') &&
            holds(each.Condition, context),
        ),
      );
      return Promise.resolve(said(!dead));
    },
    mayAssume: () => roles.map(({ arn }) => arn),
    mayRunAs(caller) {
      const runs = ways.flatMap(({ service, calls, passes }) => {
        if (!calls.every((action) => decide({ caller, action, resource: '*' }))) return [];
        const asService = { ...caller, kind: 'service', arn: service, accountId: null } as const;
        return roles
          .filter(({ accountId, arn }) => {
            if (accountId !== caller.accountId) return false;
            if (!decide({ caller: asService, action: 'sts:AssumeRole', resource: arn })) return false;
            return !passes || decide({ caller, action: 'iam:PassRole', resource: arn });
          })
          .map(({ arn }) => ({ roleArn: arn, service, by: calls.join(', '), decision: said(true) }));
      });
      return Promise.resolve(runs);
    },
  };
};

/** Three of the many ways to have something run with a role: by passing it twice, and once in what runs already. */
const ways: readonly { readonly service: string; readonly calls: readonly string[]; readonly passes: boolean }[] = [
  { service: 'lambda.amazonaws.com', calls: ['lambda:CreateFunction', 'lambda:InvokeFunction'], passes: true },
  { service: 'ec2.amazonaws.com', calls: ['ec2:RunInstances'], passes: true },
  { service: 'lambda.amazonaws.com', calls: ['lambda:UpdateFunctionCode'], passes: false },
];

interface Limits {
  readonly identity: readonly unknown[];
  readonly boundary: unknown;
  readonly session: readonly unknown[];
  readonly levels: readonly (readonly unknown[])[];
}

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

const documentsIn = ({ identity, boundary, session, levels }: Limits): readonly unknown[] => [
  ...identity,
  ...(boundary === null ? [] : [boundary]),
  ...session,
  ...levels.flat(),
];

const someAllows = (documents: readonly unknown[], asked: Asked): boolean =>
  documents.some((document) => hits(document, 'Allow', asked));

const notLimited = ({ boundary, session, levels }: Limits, asked: Asked): boolean =>
  (boundary === null || someAllows([boundary], asked)) &&
  (session.length === 0 || someAllows(session, asked)) &&
  levels.every((level) => someAllows(level, asked));

const allowsAll = (limits: Limits, asked: Asked): boolean =>
  someAllows(limits.identity, asked) && notLimited(limits, asked);

const said = (allowed: boolean): IamDecision => ({
  decision: allowed ? 'allowed' : 'denied',
  unknown: [],
  conditions: [],
});

const mayCall = ({ kind }: IamCaller, action: string): boolean => {
  const callsIam = action.startsWith('iam:') && action !== 'iam:PassRole';
  if (kind === 'federated-user') return !action.startsWith('sts:') && !callsIam;
  if (kind === 'user-session') return !callsIam && !/^sts:Get(Session|Federation)Token$/.test(action);
  return kind !== 'role-session' || !/^sts:Get(Session|Federation)Token$/.test(action);
};

type Context = ReadonlyMap<string, string>;

function contextOf(
  caller: IamCaller,
  owner: IamRole | IamUser | undefined,
  told: IamQuestion['context'] = {},
): Context {
  const context = new Map([['aws:PrincipalArn', caller.arn]]);
  for (const [key, value] of Object.entries(told)) context.set(key, String(value));
  if (caller.issuedAt !== null && caller.kind !== 'user-key')
    context.set('aws:TokenIssueTime', String(caller.issuedAt));
  if (owner === undefined || caller.kind === 'service') return context;
  const id = 'roleId' in owner ? `${owner.roleId}:${caller.sessionName ?? 'nobody-has-this-name'}` : owner.userId;
  return context.set('aws:userid', caller.kind === 'federated-user' ? `${caller.accountId}:stemma` : id);
}

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: Readonly<Record<string, unknown>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const statements = (document: unknown): readonly Statement[] => (document as { Statement: Statement[] }).Statement;
const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);
const patterns = new Map<string, RegExp>();

function like(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (!/[*?]/.test(pattern)) return false;
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    patterns.set(pattern, (compiled = new RegExp(`^${source}$`)));
  }
  return compiled.test(text);
}

function hits(document: unknown, effect: string, asked: Asked): boolean {
  return statements(document).some(
    (each) =>
      each.Effect === effect &&
      list(each.Action).some((pattern) => like(pattern.toLowerCase(), asked.action.toLowerCase())) &&
      list(each.Resource).some((pattern) => like(pattern, asked.resource) || like(asked.resource, pattern)) &&
      holds(each.Condition, asked.context),
  );
}

interface Entry {
  readonly caller: IamCaller;
  readonly action: string;
  readonly context: Context;
}

/** How a trust policy lets somebody in; null where it does not. */
function trustOf(trust: unknown, entry: Entry): 'direct' | 'account' | null {
  if (trust === undefined || trusted(trust, 'Deny', entry) !== null) return null;
  return trusted(trust, 'Allow', entry);
}

function trusted(trust: unknown, effect: string, { caller, action, context }: Entry): 'direct' | 'account' | null {
  const kinds: Partial<Record<IamCaller['kind'], string>> = { service: 'Service', 'federated-provider': 'Federated' };
  let found: 'direct' | 'account' | null = null;
  for (const each of statements(trust)) {
    if (each.Effect !== effect || !list(each.Action).includes(action) || !holds(each.Condition, context)) continue;
    const named = each.Principal?.[kinds[caller.kind] ?? 'AWS'];
    for (const principal of named === undefined ? [] : list(named)) {
      if (principal === caller.arn) return 'direct';
      if (caller.accountId !== null && principal === `arn:aws:iam::${caller.accountId}:root`) found = 'account';
    }
  }
  return found;
}

function holds(condition: Statement['Condition'], context: Context): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      list(values).some((value) => compare(operator, context.get(key) ?? null, value)),
    ),
  );
}

function compare(operator: string, actual: string | null, value: string): boolean {
  if (operator === 'Null') return (actual === null) === (value === 'true');
  if (actual === null) return false;
  const time = Date.parse(value) / 1000;
  switch (operator) {
    case 'StringEquals':
      return actual === value;
    case 'StringLike':
    case 'ArnLike':
      return like(value, actual);
    case 'DateLessThan':
      return Number(actual) < time;
    case 'DateGreaterThan':
      return Number(actual) > time;
    case 'DateGreaterThanEquals':
      return Number(actual) >= time;
    default:
      throw new Error(`${operator}: not an operator of these worlds`);
  }
}
