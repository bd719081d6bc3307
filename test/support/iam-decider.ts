import type { DeciderOf, IamCaller, IamDecision, IamQuestion, IamRole, IamUser } from '../../src/model/iam.ts';

/**
 * A small decider for worlds in which every condition key is known: Allow and Deny, `*` and `?`, a dozen operators. It
 * stands in for the simulator where thousands of worlds are asked about, and knows nothing else.
 */
export const smallDecider: DeciderOf = (snapshot) => {
  const roles = snapshot.accounts.flatMap((account) => account.roles);
  const users = snapshot.accounts.flatMap((account) => account.users);
  const scps = (accountId: string | null): readonly unknown[] =>
    (snapshot.accounts.find((each) => each.accountId === accountId)?.organization?.scps ?? []).flatMap((level) =>
      level.policies.map(({ document }) => document),
    );
  const ownerOf = ({ arn, issuerArn }: IamCaller): IamRole | IamUser | undefined =>
    [...roles, ...users].find((each) => each.arn === (issuerArn ?? arn));

  const decide = (question: IamQuestion): boolean => {
    const { caller, action, resource } = question;
    if (!mayCall(caller, action)) return false;
    const owner = ownerOf(caller);
    const context = contextOf(caller, owner);
    const own = (owner?.policies ?? []).map(({ document }) => document);
    const asked = { action, resource, context };
    if ([...own, ...scps(caller.accountId)].some((document) => hits(document, 'Deny', asked))) return false;
    const allows = own.some((document) => hits(document, 'Allow', asked));
    if (action !== 'sts:AssumeRole') return allows;
    const trust = roles.find(({ arn }) => arn === resource)?.trust;
    if (trusted(trust, 'Deny', caller, context) !== null) return false;
    const how = trusted(trust, 'Allow', caller, context);
    return how === 'direct' || (how === 'account' && allows);
  };
  return {
    decide: (question) => Promise.resolve(said(decide(question))),
    isDead(caller) {
      const owner = ownerOf(caller);
      const context = contextOf(caller, owner);
      const documents = [...(owner?.policies ?? []).map(({ document }) => document), ...scps(caller.accountId)];
      const dead = documents.some((document) =>
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
  };
};

const said = (allowed: boolean): IamDecision => ({
  decision: allowed ? 'allowed' : 'denied',
  unknown: [],
  conditions: [],
});

const mayCall = ({ kind }: IamCaller, action: string): boolean => {
  if (kind === 'federated-user') return !action.startsWith('sts:') && !action.startsWith('iam:');
  if (kind === 'user-session') return !action.startsWith('iam:') && !/^sts:Get(Session|Federation)Token$/.test(action);
  return kind !== 'role-session' || !/^sts:Get(Session|Federation)Token$/.test(action);
};

type Context = ReadonlyMap<string, string>;

function contextOf(caller: IamCaller, owner: IamRole | IamUser | undefined): Context {
  const context = new Map([['aws:PrincipalArn', caller.arn]]);
  if (caller.issuedAt !== null && caller.kind !== 'user-key')
    context.set('aws:TokenIssueTime', String(caller.issuedAt));
  if (owner === undefined) return context;
  const id = 'roleId' in owner ? `${owner.roleId}:${caller.sessionName ?? 'nobody-has-this-name'}` : owner.userId;
  return context.set('aws:userid', caller.kind === 'federated-user' ? `${caller.accountId}:stemma` : id);
}

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: { readonly AWS?: unknown } | '*';
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

function hits(
  document: unknown,
  effect: string,
  asked: { action: string; resource: string; context: Context },
): boolean {
  return statements(document).some(
    (each) =>
      each.Effect === effect &&
      list(each.Action).some((pattern) => like(pattern.toLowerCase(), asked.action.toLowerCase())) &&
      list(each.Resource).some((pattern) => like(pattern, asked.resource) || like(asked.resource, pattern)) &&
      holds(each.Condition, asked.context),
  );
}

function trusted(trust: unknown, effect: string, caller: IamCaller, context: Context): 'direct' | 'account' | null {
  let found: 'direct' | 'account' | null = null;
  for (const each of statements(trust)) {
    if (each.Effect !== effect || !holds(each.Condition, context)) continue;
    for (const principal of each.Principal === '*' ? ['*'] : list(each.Principal?.AWS)) {
      if (principal === '*' || principal === caller.arn) return 'direct';
      if (principal === `arn:aws:iam::${caller.accountId}:root`) found = 'account';
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
