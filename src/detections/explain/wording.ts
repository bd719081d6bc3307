import { BASIS_SESSION, type Lineage } from '../../model/lineage.ts';
import { issuedFrom, keyOf, originPhrase } from '../wording.ts';

/** How a credential came to be, as far as the logs tell. */
export function howIssued(lineage: Lineage, credential: number): string {
  const { temporary, issuance, parent, parentBasis } = lineage.credentials;
  if (temporary[credential] === 0) return `${keyOf(lineage, credential)} is a long-term key`;
  const row = issuance[credential]!;
  const above = parent[credential]!;
  const call =
    row < 0
      ? 'its issuance is not in the logs'
      : `issued by ${lineage.facts.texts.get(lineage.facts.issuances.columns.eventName[row]!)}${issuedFrom(lineage, credential)}`;
  if (above < 0) return `${call}; no credential signed for it; it goes back to ${originPhrase(lineage, credential)}`;
  const tie = parentBasis[credential] === BASIS_SESSION ? 'it shares a session with' : 'signed by';
  return `${call}; ${tie} ${keyOf(lineage, above)}`;
}
