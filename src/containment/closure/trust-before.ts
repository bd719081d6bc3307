import type { Lineage } from '../../model/lineage.ts';

/** The last trust policy that somebody else gave a role before the attacker's first change (a row of `controls`); null if not logged. */
export function trustBefore(lineage: Lineage, changed: number, marks: Uint8Array): unknown {
  const { controls, texts } = lineage.facts;
  const { eventTime, document, actorAccessKeyId } = controls.columns;
  let last = -1;
  for (let row = 0; row < controls.length; row++) {
    if (eventTime[row]! >= eventTime[changed]! || !isTrustOfSameRole(lineage, row, changed)) continue;
    const actor = lineage.find(texts.get(actorAccessKeyId[row]!) ?? '');
    if (actor >= 0 && marks[actor] === 1) continue;
    if (last < 0 || eventTime[row]! >= eventTime[last]!) last = row;
  }
  return last < 0 ? null : parsed(texts.get(document[last]!));
}

function isTrustOfSameRole({ facts: { controls, texts } }: Lineage, row: number, other: number): boolean {
  const { kind, targetRoleName, recipientAccountId } = controls.columns;
  const name = texts.get(kind[row]!);
  if (name !== 'role-created' && name !== 'trust-changed') return false;
  return targetRoleName[row] === targetRoleName[other] && recipientAccountId[row] === recipientAccountId[other];
}

/** JSON as an object; null where a log cut it off. */
export function parsed(document: string | null): unknown {
  if (document === null) return null;
  try {
    return JSON.parse(document);
  } catch {
    return null;
  }
}
