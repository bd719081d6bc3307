/** A statement of a policy document, as far as the checks read it. Unknown parts are kept as they are. */
export interface Statement {
  readonly [part: string]: unknown;
}

export interface Document {
  readonly Version?: unknown;
  readonly Statement: readonly Statement[];
}

/** The statements of a decoded policy document; none for what is no document. */
export function statementsOf(document: unknown): Statement[] {
  if (!isObject(document)) return [];
  const statement = document['Statement'];
  return (Array.isArray(statement) ? statement : [statement]).filter(isObject);
}

/** One text or a list of texts, as policies write them. */
export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** The principals of one kind that a statement names; `*` counts as every AWS principal. */
export function principalsOf(statement: Statement, kind: 'AWS' | 'Service' | 'Federated'): string[] {
  const principal = statement['Principal'];
  if (principal === '*') return kind === 'AWS' ? ['*'] : [];
  return isObject(principal) ? textsOf(principal[kind]) : [];
}

/** Whether the statement's actions take in an action, written in lower case. */
export function coversAction(statement: Statement, action: string): boolean {
  const excluded = textsOf(statement['NotAction']);
  if (excluded.length > 0) return !excluded.some((pattern) => matches(pattern.toLowerCase(), action));
  return textsOf(statement['Action']).some((pattern) => matches(pattern.toLowerCase(), action));
}

export const allows = (statement: Statement, action: string): boolean =>
  statement['Effect'] === 'Allow' && coversAction(statement, action);

export const denies = (statement: Statement, action: string): boolean =>
  statement['Effect'] === 'Deny' && coversAction(statement, action);

/** The condition keys of a statement, in lower case: IAM does not mind their case. */
export function conditionKeys(statement: Statement): Set<string> {
  const condition = statement['Condition'];
  if (!isObject(condition)) return new Set();
  const keys = Object.values(condition).flatMap((keys) => (isObject(keys) ? Object.keys(keys) : []));
  return new Set(keys.map((key) => key.toLowerCase()));
}

/** The statement with one more condition, and all that it had. */
export function withCondition(
  statement: Statement,
  operator: string,
  keys: Readonly<Record<string, unknown>>,
): Statement {
  const condition = isObject(statement['Condition']) ? statement['Condition'] : {};
  const before = isObject(condition[operator]) ? condition[operator] : {};
  return { ...statement, Condition: { ...condition, [operator]: { ...before, ...keys } } };
}

/** The statement for other AWS principals, and no others of its kind or another. */
export function forPrincipals(statement: Statement, arns: readonly string[]): Statement {
  return { ...statement, Principal: { AWS: arns.length === 1 ? arns[0] : [...arns] } };
}

export const documentOf = (statements: readonly Statement[]): Document => ({
  Version: '2012-10-17',
  Statement: statements.map(withoutEmpty),
});

/** Statement ids must be unique in a document; a statement that was split has lost its own. */
export function withUniqueSids(statements: readonly Statement[]): Statement[] {
  const seen = new Set<unknown>();
  return statements.map((statement) => {
    const { Sid, ...rest } = statement;
    if (Sid === undefined || !seen.has(Sid)) {
      seen.add(Sid);
      return statement;
    }
    return rest;
  });
}

/** Characters as IAM counts them: white space outside quotes is free, and JSON without it has none. */
export const sizeOf = (document: object): number => JSON.stringify(document).length;

/** A trust policy longer than this is refused, where nobody has had the quota raised. */
export const TRUST_LIMIT = 2_048;

/** Whether a text matches a pattern of IAM: `*` any text, `?` one character. */
export function matches(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&').replaceAll('?', '.'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

function withoutEmpty(statement: Statement): Statement {
  const { Condition, ...rest } = statement;
  return isObject(Condition) && Object.keys(Condition).length > 0 ? { ...rest, Condition } : rest;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
