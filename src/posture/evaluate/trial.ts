import type { Known } from './context.ts';
import type { StatementPrincipal } from './compile.ts';
import type { Relevant } from './relevant.ts';

/** A level of an organization, or the one group that identity, boundary and session policies are. */
export interface Level {
  readonly id: string;
  readonly statements: readonly Relevant[];
}

/** Everything that decides one question: only the statements that name its action and resource. */
export interface Trial {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly identity: readonly Relevant[];
  readonly boundary: readonly Relevant[] | null;
  readonly session: readonly Relevant[] | null;
  readonly scps: readonly Level[];
  readonly rcps: readonly Level[];
  /** With the principals that fit; null where the resource is no role. */
  readonly trust: readonly { readonly relevant: Relevant; readonly principals: readonly StatementPrincipal[] }[] | null;
  readonly known: Known;
  /** What no statement says: policies without text, a session policy that was not logged. It may allow, and it may deny. */
  readonly doubts: readonly string[];
}

export interface Verdict {
  readonly decision: 'allowed' | 'denied' | 'depends' | 'error';
  readonly unknown: readonly string[];
  readonly conditions: readonly string[];
  /** Statement that denies for certain, by group and position: policies of the same words stand in many places. */
  readonly deniedBy: { readonly group: Group; readonly level: number; readonly at: number } | null;
  /** What does not allow it, where nothing denies it. */
  readonly missing: 'identity' | 'trust' | 'boundary' | 'session' | 'scp' | 'rcp' | null;
  /** Whether the permissions boundary names the action: it does not bound what a trust policy grants in the simulator. */
  readonly boundaryAllows: boolean;
}

export type Group = 'identity' | 'boundary' | 'session' | 'scp' | 'rcp' | 'trust';

/** Every statement that has a say. */
export function* statementsOf(trial: Omit<Trial, 'known'>): Generator<Relevant> {
  yield* trial.identity;
  yield* trial.boundary ?? [];
  yield* trial.session ?? [];
  for (const { statements } of [...trial.scps, ...trial.rcps]) yield* statements;
  for (const { relevant } of trial.trust ?? []) yield relevant;
}

/** Context keys, in lower case and in order, that any of them asks for. */
export function keysOf(trial: Omit<Trial, 'known'>): string[] {
  const keys = new Set<string>();
  for (const { statement } of statementsOf(trial)) for (const key of statement.keys) keys.add(key);
  return [...keys].sort();
}
