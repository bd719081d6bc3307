import type { Lineage } from '../../model/lineage.ts';
import { at, livenessOf, sentence } from '../wording.ts';

/** Whether the tokens that somebody else has are still good, as a sentence. */
export function livenessSentence(lineage: Lineage, tokens: readonly number[]): string {
  const [token] = tokens;
  if (tokens.length !== 1 || token === undefined) return `Of these tokens, ${livenessOf(lineage, tokens)}.`;
  const { live, expiresAt } = lineage.credentials;
  return live[token] === 1 ? `It is live until ${at(expiresAt[token]!)}.` : `${sentence(livenessOf(lineage, tokens))}.`;
}
