/**
 * Puts every text inside a value through `clean`. Renderers do this to whole rows, where they enter, so that no field
 * that is added later can be forgotten.
 */
export function cleanTexts<T>(value: T, clean: (text: string) => string): T {
  return walk(value, clean) as T;
}

function walk(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, clean));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key in value) result[key] = walk((value as Record<string, unknown>)[key], clean);
  return result;
}
