import { formatTime } from '../lib/time.ts';
import { isUnended } from '../lineage/index.ts';
import type { Lineage } from '../model/lineage.ts';
import { at, sentence } from './wording.ts';

/** Which of some tokens live: a place in a reason that is filled in as of the moment at which the finding is shown. */
export interface Liveness {
  readonly as: 'clause' | 'sentence';
  /** Positions in `lineage.credentials`. */
  readonly tokens: readonly number[];
}

/** Why something was found, as one text or in pieces of which some depend on the moment. */
export type Wording = string | readonly (string | Liveness)[];

/** What the living tokens of a list mean to the responder, as a clause. */
export const livenessOf = (tokens: readonly number[]): Liveness => ({ as: 'clause', tokens });

/** Whether the tokens that somebody else has are still good, as a sentence. */
export const livenessSentence = (tokens: readonly number[]): Liveness => ({ as: 'sentence', tokens });

/** The text of a reason at the moment of the lineage. */
export function say(lineage: Lineage, wording: Wording): string {
  if (typeof wording === 'string') return wording;
  return wording.map((piece) => (typeof piece === 'string' ? piece : forms[piece.as](lineage, piece.tokens))).join('');
}

const forms: Record<Liveness['as'], (lineage: Lineage, tokens: readonly number[]) => string> = {
  clause,
  sentence(lineage, tokens) {
    const [token] = tokens;
    if (tokens.length !== 1 || token === undefined) return `Of these tokens, ${clause(lineage, tokens)}.`;
    const { live, expiresAt } = lineage.credentials;
    return live[token] === 1 ? `It is live until ${at(expiresAt[token]!)}.` : `${sentence(clause(lineage, tokens))}.`;
  },
};

/** Of which no record tells the end, it is not said that they are dead. */
function clause(lineage: Lineage, tokens: readonly number[]): string {
  const { live, expiresAt } = lineage.credentials;
  let alive = 0;
  let unended = 0;
  let until = 0;
  for (const token of tokens) {
    if (isUnended(lineage, token)) unended++;
    if (live[token] !== 1) continue;
    alive++;
    until = Math.max(until, expiresAt[token]!);
  }
  const asOf = formatTime(lineage.asOf);
  const ends = unended === 1 ? 'its end is not in the logs' : 'their ends are not in the logs';
  if (tokens.length === 1) {
    if (unended === 1) return `it may be live at ${asOf}: ${ends}`;
    return alive === 1 ? `it is live at ${asOf}, until ${at(until)}` : `it is not live at ${asOf}`;
  }
  if (alive === 0) {
    return unended === 0 ? `none is live at ${asOf}` : `${unended} may be live at ${asOf}: ${ends}`;
  }
  const more = unended === 0 ? '' : `, and ${unended} more may be: ${ends}`;
  return alive === 1
    ? `1 is live at ${asOf}, until ${at(until)}${more}`
    : `${alive} are live at ${asOf}, the last until ${at(until)}${more}`;
}
