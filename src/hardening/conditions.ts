import { isObject, textsOf, type Statement } from './statements.ts';

/** One condition of a statement. All of a statement's conditions must hold for it to count. */
export interface Condition {
  /** As the policy writes it: `StringEqualsIfExists`. */
  readonly operator: string;
  /** In lower case, without `ForAnyValue:` and `IfExists`: `stringequals`. */
  readonly kind: string;
  /** It holds too where the request lacks the key. */
  readonly ifExists: boolean;
  readonly name: string;
  /** The name in lower case: IAM does not mind the case of keys. */
  readonly key: string;
  readonly values: readonly string[];
}

export function conditionsOf(statement: Statement): Condition[] {
  const condition = statement['Condition'];
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => ({
      operator,
      kind: operator
        .toLowerCase()
        .replace(/^for(any|all)values?:/, '')
        .replace(/ifexists$/, ''),
      ifExists: /ifexists$|^forallvalues:/i.test(operator),
      name: key,
      key: key.toLowerCase(),
      values: textsOf([values].flat().map((value) => (typeof value === 'boolean' ? String(value) : value))),
    })),
  );
}

/** Keys that every call of AssumeRole has (those of an identity provider: every token that it signs). */
const always = /^aws:(principalarn|userid|principalaccount)$|:sub$/;

/** Whether the statement counts only where the request has the key. */
const isAskedFor = (statement: Statement, key: string): boolean =>
  always.test(key) ||
  conditionsOf(statement).some((one) => one.key === key && one.kind === 'null' && says(one, 'false'));

const says = ({ values }: Condition, value: string): boolean =>
  values.length > 0 && values.every((one) => one.toLowerCase() === value);

/**
 * Conditions by which a key must have one of some values. What only excludes values (`StringNotEquals`), and what holds for
 * whoever comes without the key (`…IfExists`, `ForAllValues:`), keeps nobody out who means to get in.
 */
export function demandsOn(statement: Statement, key: string): Condition[] {
  return conditionsOf(statement).filter(
    (one) =>
      one.key === key.toLowerCase() &&
      /^(string(equals|equalsignorecase|like)|arn(equals|like))$/.test(one.kind) &&
      (!one.ifExists || isAskedFor(statement, one.key)),
  );
}

/** Texts that conditions name for a key, whether or not they insist on one of them. */
export const textsNamed = (statement: Statement, key: string): string[] =>
  conditionsOf(statement).flatMap((one) =>
    one.key === key.toLowerCase() && /^string(?!not)/.test(one.kind)
      ? one.values.filter((value) => !hasPatterns(one) || !/[*?]/.test(value))
      : [],
  );

/** Whether `*` and `?` of a condition's values stand for other characters. */
export const hasPatterns = ({ kind }: Condition): boolean => /like$|^arn/.test(kind);

/** By key, the beginnings of patterns that leave open whom they mean: an organization, a user or role of whatever id. */
const open: Readonly<Record<string, RegExp>> = {
  'aws:principalorgid': /^(o-)?[*?]/,
  'aws:principalorgpaths': /^(o-)?[*?]/,
  'aws:userid': /^(A[A-Z]{3})?[*?]/,
};

/** Whether the statement is only for some values of a key, and not for whichever somebody from outside may choose. */
export function isLimitedBy(statement: Statement, key: string): boolean {
  return demandsOn(statement, key).some(
    (one) => one.values.length > 0 && !one.values.some((value) => isOpenValue(one, value)),
  );
}

function isOpenValue(condition: Condition, value: string): boolean {
  if (condition.key === 'aws:principalarn') return accountIn(condition, value) === null;
  return hasPatterns(condition) && (open[condition.key] ?? /^[*?]+$/).test(value);
}

/**
 * The account that a principal's ARN must be of; null for any. The parts of an ARN are compared one by one by `Arn…`
 * operators, but a star of `StringLike` reaches over colons, and a path of a foreign role may have any text.
 */
function accountIn({ kind }: Condition, value: string): string | null {
  const before = kind.startsWith('arn') ? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/ : /^arn:[^:*?]+:(?:iam|sts)::(\d{12}):/;
  return before.exec(value)?.[1] ?? null;
}

/** Accounts that principals must be of, by their ARN or by account; null where any may come. */
export function accountsDemanded(statement: Statement): ReadonlySet<string> | null {
  const byArn = demandsOn(statement, 'aws:PrincipalArn').map((one) => one.values.map((value) => accountIn(one, value)));
  const byAccount = demandsOn(statement, 'aws:PrincipalAccount').map((one) =>
    one.values.map((value) => (/^\d{12}$/.test(value) ? value : null)),
  );
  const closed = [...byArn, ...byAccount].filter((accounts) => accounts.length > 0 && !accounts.includes(null));
  if (closed.length === 0) return null;
  const [first, ...others] = closed.map((accounts) => new Set(accounts.flatMap((account) => account ?? [])));
  return new Set([...first!].filter((account) => others.every((accounts) => accounts.has(account))));
}

/** Whether a principal must show MFA: `BoolIfExists` does not ask it of a long-term key, whose requests lack the key. */
export function asksForMfa(statement: Statement): boolean {
  return conditionsOf(statement).some((one) => {
    if (one.key === 'aws:multifactorauthpresent')
      return one.kind === 'bool' && says(one, 'true') && (!one.ifExists || isAskedFor(statement, one.key));
    if (one.key !== 'aws:multifactorauthage') return false;
    return one.kind === 'null' ? says(one, 'false') : one.kind.startsWith('numeric') && !one.ifExists;
  });
}

/** Whether a condition keeps out no stranger: it only excludes, holds without the key, or takes any value. */
const isEmpty = (condition: Condition, statement: Statement): boolean =>
  condition.kind === 'null' ||
  condition.kind.includes('not') ||
  (condition.ifExists && !isAskedFor(statement, condition.key)) ||
  (condition.values.length > 0 && condition.values.some((value) => isOpenValue(condition, value)));

/** Conditions that keep no stranger out; null where some other does. */
export function emptyConditions(statement: Statement): readonly Condition[] | null {
  const conditions = conditionsOf(statement);
  return conditions.every((one) => isEmpty(one, statement)) ? conditions : null;
}

/** Whether a Deny is for calls of a session token without MFA: those say that they have none. */
export const deniesWithoutMfa = (statement: Statement): boolean =>
  conditionsOf(statement).some(
    (one) => one.key === 'aws:multifactorauthpresent' && one.kind === 'bool' && says(one, 'false'),
  );

/** Whether a Deny spares what has some values of a key, or has it at all: one that names what it denies spares all the rest. */
export const deniesAllBut = (statement: Statement, key: string): boolean =>
  conditionsOf(statement).some(
    (one) => one.key === key && (one.kind.includes('not') || (one.kind === 'null' && says(one, 'true'))),
  );
