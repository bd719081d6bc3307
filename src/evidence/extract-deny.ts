import { type Denied, deniedBy, deniesAllSessions, deniesNobody } from '../lib/denied.ts';
import type { ControlKind, FactRow } from '../model/facts.ts';
import type { JsonObject } from './extract-fields.ts';

/** What a policy that denies everything does to its role or user; null where it denies nobody everything. */
export function denyOf(
  holder: 'role' | 'user',
  policy: JsonObject | null,
): ({ readonly kind: ControlKind } & Pick<FactRow<'controls'>, 'cutOff'>) | null {
  const denied = deniedBy(policy);
  if (deniesNobody(denied)) return null;
  // All that a role signs, it signs in sessions.
  if (deniesAllSessions(denied) && (denied.keys || holder === 'role'))
    return { kind: `${holder}-denied`, cutOff: null };
  return { kind: `${holder}-sessions-revoked`, cutOff: cutOffOf(denied) };
}

function cutOffOf({ issued }: Denied): number | null {
  const last = issued.at(-1);
  return last === undefined || !Number.isFinite(last.to) ? null : last.to;
}
