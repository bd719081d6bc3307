import { keysNamed, readConditions, tokenTimesOf, userIdsOf, type Conditions } from './conditions.ts';
import { Fault } from './fault.ts';
import { patternMatcher, type Matcher } from './pattern.ts';

export type Effect = 'Allow' | 'Deny';

export interface StatementPrincipal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | 'any';
  readonly value: string;
}

/** One statement, spelled in one way whatever way the document had, and only with what AWS reads. */
export interface Statement {
  /** The same number for the same text, in whatever document: answers are kept by it. */
  readonly id: number;
  readonly effect: Effect;
  /** For people: the `Sid`, else the position. */
  readonly label: string;
  readonly actions: readonly string[];
  readonly notActions: boolean;
  readonly matchesAction: Matcher;
  /** Null in a trust policy. */
  readonly resources: readonly string[] | null;
  readonly notResources: boolean;
  /** Null in a policy of an identity. */
  readonly principals: readonly StatementPrincipal[] | null;
  readonly notPrincipals: boolean;
  readonly conditions: Conditions;
  /** Context keys in lower case that conditions or variables name. */
  readonly keys: readonly string[];
  /** Conditions that the simulator reads otherwise than AWS does, or may: the statement is judged without them, and doubted. */
  readonly doubtful: readonly string[];
  /** Values that `aws:TokenIssueTime` is compared with, epoch milliseconds. */
  readonly tokenTimes: readonly number[];
  /** Each value that `aws:userid` is compared with; null where it is compared in a way that is not a comparison of texts. */
  readonly userIds: readonly { readonly operator: string; readonly values: readonly string[] }[] | null;
}

/** A document that AWS could not have taken, or that is cut off, is a fault: nothing is known of what it says. */
export interface CompiledDocument {
  readonly statements: readonly Statement[];
  readonly faults: readonly string[];
}

export type DocumentKind = 'identity' | 'trust' | 'scp' | 'rcp';

const compiledByKind: Record<DocumentKind, WeakMap<object, CompiledDocument>> = {
  identity: new WeakMap(),
  trust: new WeakMap(),
  scp: new WeakMap(),
  rcp: new WeakMap(),
};

/** Compiles a decoded policy document; by object, so that documents shared between snapshots are read once. */
export function compileDocument(document: unknown, kind: DocumentKind): CompiledDocument {
  if (typeof document !== 'object' || document === null) return { statements: [], faults: ['is no policy document'] };
  const kept = compiledByKind[kind];
  let compiled = kept.get(document);
  if (compiled === undefined) {
    compiled = compile(document as Record<string, unknown>, kind);
    kept.set(document, compiled);
  }
  return compiled;
}

function compile(document: Record<string, unknown>, kind: DocumentKind): CompiledDocument {
  const raw = document['Statement'];
  if (raw === undefined || raw === null) return { statements: [], faults: ['has no Statement'] };
  const list: unknown[] = Array.isArray(raw) ? raw : [raw];
  const version = document['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    return { statements: [], faults: [`Version: ${JSON.stringify(version)} is none`] };
  }
  const statements: Statement[] = [];
  const faults: string[] = [];
  list.forEach((statement, index) => {
    try {
      // Before 2012 `${…}` was plain text.
      statements.push(readStatement(statement, { kind, index, variables: version === '2012-10-17' }));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(`statement ${index + 1}: ${error.message}`);
    }
  });
  return { statements, faults };
}

interface Place {
  readonly kind: DocumentKind;
  readonly index: number;
  readonly variables: boolean;
}

function readStatement(raw: unknown, place: Place): Statement {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Fault('is no object');
  const given = raw as Record<string, unknown>;
  const effect = given['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new Fault(`Effect: ${JSON.stringify(effect)} is none`);
  const action = readActions(given);
  const resource = place.kind === 'trust' ? { resources: null, notResources: false } : readResources(given, place);
  const principal = readPrincipals(given, place);
  const { conditions, doubtful } = readConditions(given['Condition'], (text) => literal(text, place));
  const spelled: Pick<
    Statement,
    'effect' | 'actions' | 'notActions' | 'resources' | 'notResources' | 'principals' | 'notPrincipals' | 'conditions'
  > = {
    effect,
    ...action,
    ...resource,
    ...principal,
    conditions,
  };
  return {
    ...spelled,
    id: idOf(JSON.stringify([spelled, doubtful])),
    label: typeof given['Sid'] === 'string' && given['Sid'] !== '' ? given['Sid'] : `${place.index + 1}`,
    matchesAction: actionMatcher(action),
    keys: keysNamed(conditions, resource.resources ?? []),
    doubtful,
    tokenTimes: tokenTimesOf(conditions),
    userIds: userIdsOf(conditions),
  };
}

const ids = new Map<string, number>();

function idOf(text: string): number {
  let id = ids.get(text);
  if (id === undefined) {
    id = ids.size;
    ids.set(text, id);
  }
  return id;
}

function readActions(given: Record<string, unknown>): Pick<Statement, 'actions' | 'notActions'> {
  const notActions = given['Action'] === undefined;
  const actions = texts(notActions ? given['NotAction'] : given['Action'], notActions ? 'NotAction' : 'Action');
  if (!notActions && given['NotAction'] !== undefined) throw new Fault('has both Action and NotAction');
  for (const action of actions) {
    if (!/^(\*+|[\w*?-]+:[\w*?-]*)$/.test(action)) throw new Fault(`Action: ${JSON.stringify(action)} is none`);
  }
  return { actions: actions.map((action) => (/^\*+(:\*+)?$/.test(action) ? '*' : action)), notActions };
}

function actionMatcher({ actions, notActions }: Pick<Statement, 'actions' | 'notActions'>): Matcher {
  const matchers = actions.map((action) => patternMatcher(action, { ignoreCase: true }));
  return (action) => matchers.some((matches) => matches(action)) !== notActions;
}

function readResources(given: Record<string, unknown>, place: Place): Pick<Statement, 'resources' | 'notResources'> {
  const notResources = given['Resource'] === undefined;
  const resources = texts(
    notResources ? given['NotResource'] : given['Resource'],
    notResources ? 'NotResource' : 'Resource',
  );
  return { resources: resources.map((resource) => literal(resource, place)), notResources };
}

function readPrincipals(
  given: Record<string, unknown>,
  { kind }: Place,
): Pick<Statement, 'principals' | 'notPrincipals'> {
  const has = given['Principal'] !== undefined || given['NotPrincipal'] !== undefined;
  if (kind === 'identity' || kind === 'scp') {
    if (has) throw new Fault('has a Principal, which a policy of an identity has not');
    return { principals: null, notPrincipals: false };
  }
  if (!has) throw new Fault('has no Principal');
  const notPrincipals = given['Principal'] === undefined;
  const raw = notPrincipals ? given['NotPrincipal'] : given['Principal'];
  return { principals: principalsOf(raw), notPrincipals };
}

const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;

function principalsOf(raw: unknown): StatementPrincipal[] {
  if (raw === '*') return [{ type: 'any', value: '*' }];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Fault('Principal: is none');
  return Object.entries(raw).flatMap(([type, values]) => {
    const known = principalTypes.find((one) => one === type);
    if (known === undefined) throw new Fault(`Principal: ${JSON.stringify(type)} is no kind of principal`);
    return texts(values, 'Principal').map((value): StatementPrincipal =>
      known === 'AWS' && value === '*' ? { type: 'any', value } : { type: known, value },
    );
  });
}

/** In a document of before 2012 the text `${…}` means itself. */
const literal = (text: string, { variables }: Place): string => (variables ? text : text.replaceAll('${', '${$}{'));

function texts(raw: unknown, name: string): string[] {
  const list: unknown[] = Array.isArray(raw) ? raw : [raw];
  return list.map((text) => {
    if (typeof text !== 'string') throw new Fault(`${name}: ${raw === undefined ? 'is missing' : 'is no text'}`);
    return text;
  });
}
