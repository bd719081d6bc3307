import { formatTime, parseTime } from '../../lib/time.ts';
import { Fault } from './fault.ts';

export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const operators =
  /^(ForAllValues:|ForAnyValue:)?((String(Not)?(Equals|EqualsIgnoreCase|Like))|(Numeric|Date)(Not)?Equals|(Numeric|Date)(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^Null$/i;

export interface ReadConditions {
  readonly conditions: Conditions;
  /** Keys of conditions that the simulator reads otherwise than AWS does, or may: they are not among the conditions. */
  readonly doubtful: readonly string[];
}

/** The conditions of a statement, their values as texts; `literal` says what a text means in the document's version. */
export function readConditions(raw: unknown, literal: (text: string) => string): ReadConditions {
  if (raw === undefined) return { conditions: {}, doubtful: [] };
  const conditions: Record<string, Record<string, string[]>> = {};
  const doubtful = new Set<string>();
  for (const [operator, keys] of Object.entries(objectOf(raw, 'Condition'))) {
    for (const [key, values] of Object.entries(objectOf(keys, operator))) {
      const read = scalars(values, key).map((value) => valueFor(operator, literal(value)));
      // The statement is judged without what cannot be judged.
      if (!operators.test(operator) || read.includes(null)) doubtful.add(key);
      else (conditions[operator] ??= {})[key] = read as string[];
    }
  }
  return { conditions, doubtful: [...doubtful] };
}

function objectOf(raw: unknown, name: string): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Fault(`${name}: is no object`);
  return raw as Record<string, unknown>;
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The value as the simulator reads it rightly; null where it would not, or where that is not known. */
function valueFor(operator: string, value: string): string | null {
  if (/date/i.test(operator) && !value.includes('${')) {
    if (isoTime.test(value)) return value;
    const time = /^\d{4}-\d\d-\d\d$/.test(value) ? parseTime(`${value}T00:00:00Z`) : parseTime(value);
    return time === null ? null : formatTime(time);
  }
  if (/arn/i.test(operator) && !value.includes('${') && value.split(':').length < 6) return null;
  return value;
}

function scalars(raw: unknown, name: string): string[] {
  const list: unknown[] = Array.isArray(raw) ? raw : [raw];
  return list.map((value) => {
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return String(value);
    throw new Fault(`Condition ${name}: is no text`);
  });
}

/** Names of variables in a text, in lower case, without the escapes `${*}`, `${?}`, `${$}`. */
export function variablesIn(text: string): string[] {
  if (!text.includes('${')) return [];
  return Array.from(text.matchAll(/\$\{([^}]*)\}/g), ([, inside]) =>
    inside!.split(',')[0]!.trim().toLowerCase(),
  ).filter((name) => name !== '*' && name !== '?' && name !== '$');
}

/** Context keys in lower case that conditions or variables name. */
export function keysNamed(conditions: Conditions, resources: readonly string[]): string[] {
  const keys = new Set<string>();
  for (const byKey of Object.values(conditions)) {
    for (const [key, values] of Object.entries(byKey)) {
      keys.add(key.toLowerCase());
      for (const value of values) for (const name of variablesIn(value)) keys.add(name);
    }
  }
  for (const resource of resources) for (const name of variablesIn(resource)) keys.add(name);
  return [...keys];
}

function* comparisons(
  conditions: Conditions,
  wanted: string,
): Generator<[operator: string, values: readonly string[]]> {
  for (const [operator, byKey] of Object.entries(conditions)) {
    for (const [key, values] of Object.entries(byKey)) if (key.toLowerCase() === wanted) yield [operator, values];
  }
}

/** Times that `aws:TokenIssueTime` is compared with, epoch milliseconds. */
export function tokenTimesOf(conditions: Conditions): number[] {
  return Array.from(comparisons(conditions, 'aws:tokenissuetime'), ([, values]) => values)
    .flat()
    .map((value) => Date.parse(value))
    .filter((time) => !Number.isNaN(time));
}

/** Texts that `aws:userid` is compared with; null where it is compared in a way that is not a comparison of texts. */
export function userIdsOf(
  conditions: Conditions,
): readonly { readonly operator: string; readonly values: readonly string[] }[] | null {
  const compared: { operator: string; values: readonly string[] }[] = [];
  for (const [operator, values] of comparisons(conditions, 'aws:userid')) {
    const plain = /^(String(Not)?(Equals|EqualsIgnoreCase|Like))(IfExists)?$/i.test(operator);
    if (!plain || values.some((value) => value.includes('${'))) return null;
    compared.push({ operator, values });
  }
  return compared;
}
