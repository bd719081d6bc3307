import { parseTime } from '../lib/time.ts';
import { isObject, type JsonObject, listIn } from './extract-fields.ts';

/** A statement that denies everything: to all sessions (`cutOff` null), or to those issued before a time. */
export interface Deny {
  readonly cutOff: number | null;
}

/** The widest deny of everything in a policy document: one without a condition, else the one with the latest time. */
export function denyOf(policy: JsonObject | null): Deny | null {
  if (policy === null) return null;
  const statements = isObject(policy['Statement']) ? [policy['Statement']] : listIn(policy, 'Statement');
  const denies = statements
    .filter(isObject)
    .filter(deniesEverything)
    .map((statement) => denyUnder(statement['Condition']))
    .filter((deny) => deny !== null);
  if (denies.length === 0) return null;
  if (denies.some((deny) => deny.cutOff === null)) return { cutOff: null };
  return { cutOff: Math.max(...denies.map((deny) => deny.cutOff ?? 0)) };
}

function deniesEverything(statement: JsonObject): boolean {
  if (statement['Effect'] !== 'Deny') return false;
  return holds(statement['Action'], ['*', '*:*']) && holds(statement['Resource'], ['*']);
}

/** Whether a text, or one of a list of texts, is one of the words. */
function holds(value: unknown, words: readonly string[]): boolean {
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  return texts.some((text) => typeof text === 'string' && words.includes(text));
}

const BEFORE = /^Date(?:LessThan|LessThanEquals)(?:IfExists)?$/i;

/** Null for a condition on anything but the time of issue: such a deny spares sessions that we cannot tell. */
function denyUnder(condition: unknown): Deny | null {
  if (condition === undefined || condition === null) return { cutOff: null };
  if (!isObject(condition)) return null;
  const operators = Object.entries(condition);
  if (operators.length === 0) return { cutOff: null };
  const [operator, keys] = operators[0]!;
  if (operators.length > 1 || !BEFORE.test(operator) || !isObject(keys)) return null;
  const latest = latestIssueTime(keys);
  return latest === 0 ? null : { cutOff: /Equals/i.test(operator) ? latest + 1 : latest };
}

/** Any of several values is enough for the condition, so the latest decides. 0 where the condition is on more or other keys. */
function latestIssueTime(keys: JsonObject): number {
  const [key, value] = Object.entries(keys)[0] ?? [];
  if (Object.keys(keys).length !== 1 || key?.toLowerCase() !== 'aws:tokenissuetime') return 0;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return Math.max(0, ...values.map((text) => parseTime(text) ?? 0));
}
