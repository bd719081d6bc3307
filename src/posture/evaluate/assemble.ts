import type { Simulation } from '@cloud-copilot/iam-simulate';
import type { Known } from './context.ts';
import type { Statement, StatementPrincipal } from './compile.ts';
import { variablesIn } from './conditions.ts';
import { hasUnknownVariable, type Relevant } from './relevant.ts';
import { settle } from './settle.ts';
import { keysOf, type Group, type Level, type Trial } from './trial.ts';

/** Where the statement of a policy name that we gave stands. */
export type Places = ReadonlyMap<
  string,
  { readonly relevant: Relevant; readonly group: Group; readonly level: number; readonly at: number }
>;

export interface Assembled {
  readonly simulation: Simulation;
  readonly places: Places;
  /** Keys that a statement was judged without, by statement. */
  readonly doubts: ReadonlyMap<Relevant, readonly string[]>;
}

/** The question as the simulator takes it: a policy of its own for each statement, so that it can be told which one decided. */
export async function assemble(trial: Trial, without: ReadonlySet<Relevant>): Promise<Assembled> {
  const { createValidatedPolicy } = await import('@cloud-copilot/iam-policy');
  const places = new Map<string, { relevant: Relevant; group: Group; level: number; at: number }>();
  const doubts = new Map<Relevant, readonly string[]>();
  const written = (relevant: Relevant): object | null => {
    if (without.has(relevant)) return null;
    const { statement, keys } = writeOptimistic(relevant.statement, trial.known);
    if (keys.length > 0) doubts.set(relevant, keys);
    return statement;
  };
  const policies = (statements: readonly Relevant[], group: Group, level = 0): { name: string; policy: object }[] =>
    statements.flatMap((relevant, at) => {
      const statement = written(relevant);
      if (statement === null) return [];
      const name = `${group}/${level}/${at}`;
      places.set(name, { relevant, group, level, at });
      return [{ name, policy: createValidatedPolicy(documentOf([statement]), () => []) }];
    });
  const levels = (list: readonly Level[], group: Group): Simulation['serviceControlPolicies'] =>
    list.map(({ id, statements }, level) => ({ orgIdentifier: id, policies: policies(statements, group, level) }));
  const trust = trial.trust?.flatMap(({ relevant, principals }, at) => {
    const statement = written(relevant);
    if (statement === null) return [];
    const name = `trust/0/${at}`;
    places.set(name, { relevant, group: 'trust', level: 0, at });
    return [{ ...statement, Sid: `t${at}`, Principal: principalElement(principals) }];
  });
  const session = trial.session?.flatMap((relevant) => written(relevant) ?? []);
  return {
    places,
    doubts,
    simulation: {
      request: {
        principal: trial.principal,
        action: trial.action,
        resource: { resource: trial.resource, accountId: trial.resourceAccountId },
        contextVariables: contextOf(trial),
      },
      identityPolicies: policies(trial.identity, 'identity'),
      serviceControlPolicies: levels(trial.scps, 'scp'),
      resourceControlPolicies: levels(trial.rcps, 'rcp'),
      ...(trial.boundary === null
        ? {}
        : { permissionBoundaryPolicies: boundaryOf(policies(trial.boundary, 'boundary')) }),
      ...(session === undefined ? {} : { sessionPolicy: documentOf(session) }),
      ...(trust === undefined ? {} : { resourcePolicy: documentOf(trust) }),
    },
  };
}

const documentOf = (statements: readonly object[]): object => ({ Version: '2012-10-17', Statement: statements });

/** A boundary of which no statement names the action is one all the same, and bounds everything. */
const boundaryOf = (policies: { name: string; policy: object }[]): { name: string; policy: object }[] =>
  policies.length > 0 ? policies : [{ name: 'boundary/0/none', policy: documentOf([]) }];

function principalElement(principals: readonly StatementPrincipal[]): unknown {
  if (principals.some(({ type }) => type === 'any')) return '*';
  const element: Record<string, string[]> = {};
  for (const { type, value } of principals) (element[type] ??= []).push(value);
  return element;
}

/**
 * The statement as it stands in the most permissive of the contexts that fit: unknown variables in resources grant, and
 * conditions that cannot be judged are met by an Allow and not by a Deny. Null: it does not match, or may not, and is left out.
 */
function writeOptimistic(statement: Statement, known: Known): { statement: object | null; keys: string[] } {
  const { effect, notResources } = statement;
  const settled = settle(statement.conditions, known);
  if (settled === null) return { statement: null, keys: [] };
  const { conditions } = settled;
  const keys = new Set([...statement.doubtful, ...settled.doubtful]);
  if (effect === 'Deny' && keys.size > 0) return { statement: null, keys: [...keys] };
  let resources = statement.resources;
  if (resources?.some((pattern) => hasUnknownVariable(pattern, known.has))) {
    const widen = (effect === 'Allow') !== notResources;
    resources = resources.flatMap((pattern) => {
      if (!hasUnknownVariable(pattern, known.has)) return [pattern];
      for (const key of variablesIn(pattern)) if (!known.has(key)) keys.add(key);
      return widen ? [pattern.replaceAll(/\$\{[^}]*\}/g, '*')] : [];
    });
    if (resources.length === 0) {
      if (effect === 'Deny') return { statement: null, keys: [...keys] };
      return { statement: rawOf({ ...statement, conditions, resources: ['*'], notResources: false }), keys: [...keys] };
    }
  }
  return { statement: rawOf({ ...statement, conditions, resources }), keys: [...keys] };
}

function rawOf({ effect, actions, notActions, resources, notResources, conditions }: Statement): object {
  return {
    Effect: effect,
    [notActions ? 'NotAction' : 'Action']: actions,
    ...(resources === null ? {} : { [notResources ? 'NotResource' : 'Resource']: resources }),
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

/** What the simulator is told of the context: only what is asked for. */
export function contextOf(trial: Trial): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  for (const key of keysOf(trial)) {
    const value = trial.known.values.get(key);
    if (value !== undefined) context[key] = value.length === 1 ? value[0]! : [...value];
  }
  return context;
}

/** Which of the keys are known; the simulator takes every other for unknown. */
export function knownConstraints(trial: Trial): { keyName: string; presenceIsKnown: true; valueIsKnown: true }[] {
  return keysOf(trial)
    .filter((key) => trial.known.has(key))
    .map((keyName) => ({ keyName, presenceIsKnown: true, valueIsKnown: true }));
}
