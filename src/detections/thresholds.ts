import type { Config } from '../model/config.ts';
import type { Rule, Threshold } from './rule.ts';

/** The value of a rule's threshold: the configured one, else its default. Throws where the rule declares none of that name. */
export function thresholdOf(rule: Pick<Rule, 'id' | 'thresholds'>, name: string, config: Config): number {
  const threshold = rule.thresholds?.find((one) => one.name === name);
  if (threshold === undefined) throw new Error(`${rule.id} declares no threshold ${name}`);
  return config.rules[rule.id]?.thresholds?.[name] ?? threshold.default;
}

/** What is wrong with a value for a threshold, to be read after its name; null where nothing is. */
export function thresholdFault({ unit, least, most, whole }: Threshold, value: number): string | null {
  const isFine = value >= least && (most === undefined || value <= most) && (whole !== true || Number.isInteger(value));
  if (isFine) return null;
  const kind = whole === true ? 'a whole number' : 'a number';
  const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
  return `must be ${kind} ${range} (${unit})`;
}
