import type { PolicyDocument, PolicyStatement } from '../../model/containment.ts';
import { closingStatement, statementsOf } from '../doors.ts';
import { documentOf, sizeOf, TRUST_LIMIT } from '../policies.ts';
import { roleOf } from '../prove/session-names.ts';
import type { Held, Situation } from '../situation.ts';
import type { Reached } from './survey.ts';

/** Doors to a role that its trust policy cannot shut: no statement tells who comes, or the policy would be too long. */
export function openForGood({ arn, doors }: Reached, { snapshot, made }: Situation): readonly Held[] {
  const trust = snapshot === null ? null : (roleOf(snapshot, arn)?.trust ?? null);
  const waiting = doors.filter(({ door }) => door !== null && !made.providerArns.includes(door.id));
  const closing = waiting.map(({ door }) => closingStatement(door!, trust)).filter((each) => each !== null);
  if (trust === null) return [];
  if (sizeOf(withStatements(trust, closing)) > TRUST_LIMIT) return waiting;
  return waiting.filter(({ door }) => closingStatement(door!, trust) === null);
}

/** A trust policy with more statements; none of them twice. */
export function withStatements(trust: unknown, statements: readonly PolicyStatement[]): PolicyDocument {
  const told = new Set(statementsOf(trust).map((each) => JSON.stringify(each)));
  const fresh = new Map(statements.map((each) => [JSON.stringify(each), each]));
  for (const each of told) fresh.delete(each);
  return documentOf(...statementsOf(trust), ...fresh.values());
}
