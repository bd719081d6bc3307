import { once } from '../../lib/once.ts';
import { uuidAt } from '../../lib/tables.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { Lineage } from '../../model/lineage.ts';

export type EvidenceOf = (credential: number) => string[];

/**
 * The records that the row of a credential rests on: that it is there (its issuances, the making of a key, else its first use),
 * and that it was revoked.
 */
export function evidenceIn(lineage: Lineage): EvidenceOf {
  const { credentials, issuancesOf, usesOf, facts } = lineage;
  const { issuances, uses, controls } = facts;
  const keysMade = once(() => keysMadeIn(lineage));
  return (i) => {
    const rows = issuancesOf.items.subarray(issuancesOf.starts[i], issuancesOf.starts[i + 1]);
    const ids = Array.from(rows, (row) => uuidAt(issuances.columns.eventID, row));
    const made = credentials.temporary[i] === 1 ? undefined : keysMade().get(credentials.accessKeyId[i]!);
    if (made !== undefined) ids.push(uuidAt(controls.columns.eventID, made));
    if (ids.length === 0 && usesOf.starts[i]! < usesOf.starts[i + 1]!) {
      ids.push(uuidAt(uses.columns.firstEventID, usesOf.items[usesOf.starts[i]!]!));
    }
    const revoked = credentials.revokedBy[i]!;
    if (revoked >= 0) ids.push(uuidAt(controls.columns.eventID, revoked));
    return ids.filter((id) => id !== null).toSorted();
  };
}

/** The record that made each long-term key, by the code of its id. */
function keysMadeIn({ facts }: Lineage): ReadonlyMap<number, number> {
  const { kind, targetAccessKeyId, eventTime } = facts.controls.columns;
  const created = facts.texts.find('access-key-created' satisfies ControlKind);
  const made = new Map<number, number>();
  if (created === 0) return made;
  for (let row = 0; row < facts.controls.length; row++) {
    if (kind[row] !== created) continue;
    const known = made.get(targetAccessKeyId[row]!);
    if (known === undefined || eventTime[row]! < eventTime[known]!) made.set(targetAccessKeyId[row]!, row);
  }
  return made;
}
