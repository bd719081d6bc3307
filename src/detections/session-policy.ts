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
    const resources = textsIn(statement, 'Resource');
    const isEverywhere = resources.some((resource) => /^\*+$/.test(resource));
    const isAnyAction = textsIn(statement, 'Action').some(isEveryAction);
    if (isAnyAction && isEverywhere) everything = true;
    const where = isEverywhere ? '' : placesOf(resources, textsIn(statement, 'NotResource'));
    const what = isAnyAction ? 'every action' : exceptionsOf(textsIn(statement, 'NotAction'));
    if (where === null || what === null || (isAnyAction && where === '')) continue;
    notes.push(`the session policy allows ${what}${where}`);
  }
  return { everything, notes };
}

/** All fields are wildcards, or left out: IAM puts `*` for fields that are missing (IAM user guide, "Resource", incomplete ARNs). */
const WIDE_ARN = /^arn(?::[^:]*(?:(?::\*?){0,3}|(?::\*?){3}:\*+))?$/;

/** Of resources that look narrow, how wide they are; null where they are as narrow as they look. */
function placesOf(resources: readonly string[], but: readonly string[]): string | null {
  if (but.length > 0) return ` on every resource but ${some(but)}`;
  const wide = resources.filter((resource) => WIDE_ARN.test(resource));
  return wide.length === 0 ? null : ` on ${some(wide)}`;
}

const exceptionsOf = (but: readonly string[]): string | null =>
  but.length === 0 ? null : `everything but ${some(but)}`;

const some = (texts: readonly string[]): string => texts.slice(0, 5).join(', ');

function textsIn(statement: unknown, name: string): string[] {
  return listOf(fieldOf(statement, name)).filter((one) => typeof one === 'string');
}

function isEveryAction(action: string): boolean {
  return /^\*+(:\*+)?$/.test(action);
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
