/** `*` stands for any text, `?` for one character. */
export type Matcher = (text: string) => boolean;

const compiled = new Map<string, Matcher>();
const MOST_KEPT = 50_000;

/** Compiles an IAM pattern once, however many policies have it. */
export function patternMatcher(pattern: string, options: { ignoreCase?: boolean } = {}): Matcher {
  const key = options.ignoreCase ? `i${pattern}` : `c${pattern}`;
  let matcher = compiled.get(key);
  if (matcher === undefined) {
    if (compiled.size >= MOST_KEPT) compiled.clear();
    matcher = options.ignoreCase ? ignoringCase(pattern) : matcherOf(pattern);
    compiled.set(key, matcher);
  }
  return matcher;
}

function ignoringCase(pattern: string): Matcher {
  const lower = matcherOf(pattern.toLowerCase());
  return (text) => lower(text.toLowerCase());
}

function matcherOf(pattern: string): Matcher {
  if (pattern === '*') return () => true;
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  const star = pattern.indexOf('*');
  if (star === pattern.length - 1 && !pattern.includes('?')) {
    const start = pattern.slice(0, star);
    return (text) => text.startsWith(start);
  }
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

export type ResourceMatch = 'yes' | 'maybe' | 'no';

/**
 * Whether a resource pattern without variables matches an ARN: `maybe` where AWS and a plain reading of the pattern could
 * differ (a wildcard that reaches over colons, an ARN that is too short).
 */
export function matchResource(pattern: string, resource: string): ResourceMatch {
  if (pattern === '*' || pattern === resource) return 'yes';
  if (resource.includes('*')) return 'maybe';
  const wanted = splitArn(pattern);
  if (wanted === null) return patternMatcher(pattern)(resource) || pattern.includes('*') ? 'maybe' : 'no';
  const given = splitArn(resource);
  if (given === null) return 'maybe';
  if (wanted.every((part, i) => patternMatcher(part)(given[i]!))) return 'yes';
  return patternMatcher(pattern)(resource) ? 'maybe' : 'no';
}

function splitArn(text: string): string[] | null {
  const parts = text.split(':');
  return parts.length < 6 ? null : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
