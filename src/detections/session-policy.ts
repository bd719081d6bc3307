/** What a session policy document allows, as far as it can be told without the permissions that it narrows. */
export interface SessionPolicyReading {
  /** Some statement allows every action on every resource. */
  readonly everything: boolean;
  /** Clauses for the reader: what looks narrow and is not, or could not be read. */
  readonly notes: readonly string[];
}

/** Reads the session policy of a GetFederationToken or AssumeRole call, a JSON document that the caller wrote. */
export function readSessionPolicy(document: string): SessionPolicyReading {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    return { everything: false, notes: ['the session policy cannot be read'] };
  }
  const notes: string[] = [];
  let everything = false;
  for (const statement of listOf(fieldOf(policy, 'Statement'))) {
    if (fieldOf(statement, 'Effect') !== 'Allow') continue;
    if (!listOf(fieldOf(statement, 'Resource')).includes('*')) continue;
    if (listOf(fieldOf(statement, 'Action')).some(isEveryAction)) everything = true;
    const except = listOf(fieldOf(statement, 'NotAction')).filter((action) => typeof action === 'string');
    if (except.length > 0) notes.push(`the session policy allows everything but ${except.slice(0, 5).join(', ')}`);
  }
  return { everything, notes };
}

function isEveryAction(action: unknown): boolean {
  return typeof action === 'string' && /^\*+(:\*+)?$/.test(action);
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
