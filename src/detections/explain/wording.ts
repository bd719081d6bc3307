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
  const isSigned = parentBasis[credential] !== BASIS_SESSION;
  const tie = isSigned ? 'signed by' : row < 0 ? 'it shares a session with' : 'signed in the session of';
  return `${call}; ${tie} ${keyOf(lineage, above)}`;
}
