import type { Conditions } from './conditions.ts';
import type { Known } from './context.ts';

export interface Settled {
  /** What is left for the simulator to judge. */
  readonly conditions: Conditions;
  /** Keys of conditions that cannot be judged: they are not among the conditions. */
  readonly doubtful: readonly string[];
}

/**
 * The conditions of a statement as far as what is known settles them before the simulator, which takes a variable for its
 * own text where the key that it is compared with is unknown, and knows no key that is there with a value of which nothing
 * is known. Null: no such request meets them.
 */
export function settle(conditions: Conditions, known: Known): Settled | null {
  const left: Record<string, Record<string, readonly string[]>> = {};
  const doubtful = new Set<string>();
  for (const [operator, byKey] of Object.entries(conditions)) {
    for (const [key, values] of Object.entries(byKey)) {
      const one = /^null$/i.test(operator) ? settlePresence(key, values, known) : settleValues(operator, values, known);
      if (one === null) return null;
      for (const name of one.doubtful) doubtful.add(name);
      if (one.values !== null) (left[operator] ??= {})[key] = one.values;
    }
  }
  return { conditions: left, doubtful: [...doubtful] };
}

interface SettledValues {
  /** Null: the condition is met, or cannot be judged. */
  readonly values: readonly string[] | null;
  readonly doubtful: readonly string[];
}

function settlePresence(key: string, values: readonly string[], known: Known): SettledValues | null {
  if (!known.present.has(key.toLowerCase())) return { values, doubtful: [] };
  return values.some((value) => value.toLowerCase() === 'false') ? { values: null, doubtful: [] } : null;
}

/** Comparisons that hold only where one of the values fits: one that names nobody fits nothing. */
const wantsOne = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/i;

/**
 * A variable whose key the request lacks has no value, and "might cause the entire statement to be invalid" (IAM policy
 * elements: Variables and tags): what would hold all the same, because it is negative or lists other values, is in doubt.
 */
function settleValues(operator: string, values: readonly string[], known: Known): SettledValues | null {
  if (!values.some((value) => value.includes('${'))) return { values, doubtful: [] };
  const missing = new Set<string>();
  const left = values.flatMap((value) => {
    const without = missingIn(value, known);
    for (const name of without) missing.add(name);
    return without.length === 0 ? [filledIn(value, known)] : [];
  });
  if (missing.size === 0) return { values: left, doubtful: [] };
  if (!wantsOne.test(operator)) return { values: null, doubtful: [...missing] };
  return left.length === 0 ? null : { values: left, doubtful: [...missing] };
}

const variable = /\$\{([^},]*)(,[^}]*)?\}/g;

/** Variables without a default whose key the request is known to lack. */
function missingIn(value: string, known: Known): string[] {
  return Array.from(value.matchAll(variable), ([, name, fallback]) =>
    fallback === undefined ? keyOf(name!) : '',
  ).filter((key) => key !== '' && known.has(key) && !known.values.has(key));
}

/** The value with what its variables stand for, where that is plain text: a star in it would match anything. */
function filledIn(value: string, known: Known): string {
  return value.replaceAll(variable, (text, name: string, fallback: string | undefined) => {
    const key = keyOf(name);
    const values = known.values.get(key) ?? (known.has(key) ? defaultIn(fallback) : []);
    return values.length === 1 && /^[\w+=,.@:/ -]+$/.test(values[0]!) ? values[0]! : text;
  });
}

/** `, 'text'` as it follows the name of a key that the request may lack. */
const defaultIn = (fallback = ''): string[] => [...fallback.matchAll(/^,\s*'(.*)'\s*$/g)].map(([, text]) => text!);

const keyOf = (name: string): string => name.trim().toLowerCase();
