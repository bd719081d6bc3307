import type { IamPolicy } from '../../model/iam.ts';
import { compileDocument, type DocumentKind, type Statement } from './compile.ts';
import { variablesIn } from './conditions.ts';
import { matchResource } from './pattern.ts';

/** A statement that may have a say in a question, and the policy it stands in. */
export interface Relevant {
  readonly statement: Statement;
  /** For people: ARN of the managed policy, `<owner>#<inline name>`, `trust policy of …`. */
  readonly policy: string;
  /** Whether the resource matches whatever the resource is exactly; else the answer holds for this resource alone. */
  readonly certain: boolean;
}

export interface RelevantPolicies {
  readonly statements: readonly Relevant[];
  /** Policies whose text is missing or faulty: they could allow or deny anything. */
  readonly unreadable: readonly string[];
}

/** The statements of some policies that name the action and may name the resource. */
export function relevantStatements(
  policies: readonly Pick<IamPolicy, 'id' | 'document'>[],
  kind: DocumentKind,
  question: { readonly action: string; readonly resource: string },
): RelevantPolicies {
  const { named, unreadable } = namingAction(policies, kind, question.action);
  const statements: Relevant[] = [];
  for (const { statement, policy } of named) {
    const match = resourceMatchOf(statement, question.resource);
    if (match !== 'no') statements.push({ statement, policy, certain: match === 'yes' });
  }
  return { statements, unreadable };
}

interface Naming {
  readonly named: readonly { readonly statement: Statement; readonly policy: string }[];
  readonly unreadable: readonly string[];
}

/** By list of policies, as principals have them: the same list is asked about once for each of a thousand roles. */
const namingByList = new WeakMap<object, Map<string, Naming>>();

function namingAction(
  policies: readonly Pick<IamPolicy, 'id' | 'document'>[],
  kind: DocumentKind,
  action: string,
): Naming {
  let byAction = namingByList.get(policies);
  if (byAction === undefined) namingByList.set(policies, (byAction = new Map()));
  const key = `${kind} ${action}`;
  let naming = byAction.get(key);
  if (naming === undefined) byAction.set(key, (naming = readNaming(policies, kind, action)));
  return naming;
}

function readNaming(
  policies: readonly Pick<IamPolicy, 'id' | 'document'>[],
  kind: DocumentKind,
  action: string,
): Naming {
  const named: { statement: Statement; policy: string }[] = [];
  const unreadable: string[] = [];
  for (const { id, document } of policies) {
    const compiled = compileDocument(document, kind);
    if (compiled.faults.length > 0) unreadable.push(id);
    for (const statement of compiled.statements) {
      if (statement.matchesAction(action)) named.push({ statement, policy: id });
    }
  }
  return { named, unreadable };
}

/** `no` only where no context makes the statement match. */
function resourceMatchOf({ resources, notResources }: Statement, resource: string): 'yes' | 'maybe' | 'no' {
  if (resources === null) return 'yes';
  let match: 'yes' | 'maybe' | 'no' = 'no';
  for (const pattern of resources) {
    const varies = pattern.includes('${');
    const one = matchResource(varies ? pattern.replaceAll(/\$\{[^}]*\}/g, '*') : pattern, resource);
    if (one === 'yes' && !varies) {
      match = 'yes';
      break;
    }
    if (one !== 'no') match = 'maybe';
  }
  if (!notResources) return match;
  return match === 'yes' ? 'no' : match === 'no' ? 'yes' : 'maybe';
}

/** Whether a resource pattern has a variable that is not among the known keys. */
export function hasUnknownVariable(pattern: string, isKnown: (key: string) => boolean): boolean {
  return variablesIn(pattern).some((name) => !isKnown(name));
}
