import { parseTime } from './time.ts';

/** Times of issue: from one moment on, and before another. */
export interface IssuedIn {
  readonly from: number;
  readonly to: number;
}

/** Whom a policy document denies everything that they ask for. */
export interface Denied {
  /** Long-term keys: their calls carry no time of issue. */
  readonly keys: boolean;
  /** Sessions by their time of issue: apart from each other, in the order of time. */
  readonly issued: readonly IssuedIn[];
  /** Whoever `aws:userid` says this of, whenever issued. */
  readonly userIds: readonly string[];
}

export const WHENEVER: IssuedIn = { from: 0, to: Number.POSITIVE_INFINITY };
export const NOBODY: Denied = { keys: false, issued: [], userIds: [] };
export const EVERYBODY: Denied = { keys: true, issued: [WHENEVER], userIds: [] };

/**
 * Reads the denies of everything in a document: without a condition, by time of issue (from, until, or that there is one),
 * or of named sessions. A deny on any other condition spares callers that we cannot tell, so it counts for none.
 */
export function deniedBy(document: unknown): Denied {
  const found = statementsOf(document)
    .filter(deniesEverything)
    .map((statement) => deniedUnder(statement['Condition']));
  return {
    keys: found.some(({ keys }) => keys),
    issued: unionOf(found.flatMap(({ issued }) => issued)),
    userIds: [...new Set(found.flatMap(({ userIds }) => userIds))],
  };
}

export const deniesNobody = ({ keys, issued, userIds }: Denied): boolean =>
  !keys && issued.length === 0 && userIds.length === 0;

/** Whether sessions are denied whenever they were issued. */
export const deniesAllSessions = ({ issued }: Denied): boolean =>
  issued.length === 1 && issued[0]!.from === WHENEVER.from && issued[0]!.to === WHENEVER.to;

/** Whom both deny. Where one denies sessions by name and the other by time, only who is denied whenever issued is sure to be. */
export function deniedByBoth(one: Denied, other: Denied): Denied {
  const named = (by: Denied, beside: Denied): readonly string[] =>
    deniesAllSessions(beside) ? by.userIds : by.userIds.filter((id) => beside.userIds.includes(id));
  return {
    keys: one.keys && other.keys,
    issued: one.issued.flatMap((a) =>
      other.issued
        .map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }))
        .filter(({ from, to }) => from < to),
    ),
    userIds: [...new Set([...named(one, other), ...named(other, one)])],
  };
}

function statementsOf(document: unknown): PolicyPart[] {
  if (!isObject(document)) return [];
  const statements = document['Statement'];
  return (Array.isArray(statements) ? statements : [statements]).filter(isObject);
}

type PolicyPart = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is PolicyPart {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function deniesEverything(statement: PolicyPart): boolean {
  if (statement['Effect'] !== 'Deny') return false;
  return holds(statement['Action'], ['*', '*:*']) && holds(statement['Resource'], ['*']);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Whether a text, or one of a list of texts, is one of the words. */
function holds(value: unknown, words: readonly string[]): boolean {
  return listOf(value).some((text) => typeof text === 'string' && words.includes(text));
}

function deniedUnder(condition: unknown): Denied {
  if (condition === undefined || condition === null) return EVERYBODY;
  if (!isObject(condition)) return NOBODY;
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.entries(keys).map(([key, value]) => testOf(operator, key.toLowerCase(), value)) : [null],
  );
  // All of them have to hold.
  return tests.reduce<Denied>((all, test) => (test === null ? NOBODY : deniedByBoth(all, test)), EVERYBODY);
}

/** Of whom one key of a condition is true; null where nobody can tell. */
function testOf(operator: string, key: string, value: unknown): Denied | null {
  if (key === 'aws:tokenissuetime') return testOfIssueTime(operator, value);
  if (key !== 'aws:userid' || !/^String(?:Equals|Like)$/i.test(operator)) return null;
  // A wildcard may stand for anybody.
  const named = listOf(value).filter((text) => typeof text === 'string' && !/[*?]/.test(text));
  return { ...NOBODY, userIds: named as string[] };
}

const BY_TIME = /^Date(LessThan|GreaterThan)(Equals)?(IfExists)?$/i;

/** Any of several values is enough, so the widest decides. Without a time of issue only `IfExists` is true. */
function testOfIssueTime(operator: string, value: unknown): Denied | null {
  if (/^Null$/i.test(operator))
    return listOf(value).every((text) => String(text) === 'false') ? { ...EVERYBODY, keys: false } : null;
  const [, direction, orEqual, ifExists] = BY_TIME.exec(operator) ?? [];
  const times = listOf(value).flatMap((text) => parseTime(text) ?? []);
  if (direction === undefined || times.length === 0) return null;
  const isBefore = direction.toLowerCase() === 'lessthan';
  const next = (time: number, isNext: boolean): number => time + (isNext ? 1 : 0);
  const span = isBefore
    ? { ...WHENEVER, to: next(Math.max(...times), orEqual !== undefined) }
    : { ...WHENEVER, from: next(Math.min(...times), orEqual === undefined) };
  return { ...NOBODY, keys: ifExists !== undefined, issued: [span] };
}

function unionOf(spans: readonly IssuedIn[]): IssuedIn[] {
  const union: IssuedIn[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last === undefined || last.to < span.from) union.push(span);
    else union[union.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return union;
}
