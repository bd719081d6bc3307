import type { Lineage } from '../model/lineage.ts';
import { addTo } from '../lib/add-to.ts';

/** How far clocks of two hosts may be apart. */
const SKEW = 2;

/**
 * Rows of `issuances` by which some tokens opened a console session: a GetSigninToken that they signed, or a ConsoleLogin
 * as the same principal. A principal may have many tokens at once; a sign-in that names its session's creation time belongs
 * to the token issued then, any other one to the token issued last before it.
 */
export function signInsOf(lineage: Lineage, tokens: readonly number[]): Map<number, number[]> {
  const { texts, issuances } = lineage.facts;
  const { eventName, eventTime, signerAccessKeyId, callerArn, callerSessionCreatedAt } = issuances.columns;
  const signInNames = new Set(['GetSigninToken', 'ConsoleLogin'].map((name) => texts.find(name)));
  const byKey = new Map(tokens.map((token) => [lineage.credentials.accessKeyId[token]!, token]));
  const byPrincipal = principals(lineage, tokens);
  const found = new Map<number, number[]>();
  for (let row = 0; row < issuances.length; row++) {
    if (eventName[row] === 0 || !signInNames.has(eventName[row]!)) continue;
    const token =
      byKey.get(signerAccessKeyId[row]!) ??
      tokenAt(lineage, byPrincipal.get(callerArn[row]!) ?? [], {
        time: eventTime[row]!,
        createdAt: callerSessionCreatedAt[row]!,
      });
    if (token === null) continue;
    addTo(found, token, row);
  }
  return found;
}

function principals(lineage: Lineage, tokens: readonly number[]): Map<number, number[]> {
  const { issuedAt, principalArn } = lineage.credentials;
  const byPrincipal = new Map<number, number[]>();
  for (const token of [...tokens].sort((a, b) => issuedAt[a]! - issuedAt[b]! || a - b)) {
    const principal = principalArn[token]!;
    if (principal === 0) continue;
    addTo(byPrincipal, principal, token);
  }
  return byPrincipal;
}

/** The last token of a principal, in the order of issue, that a sign-in can come from. */
function tokenAt(
  lineage: Lineage,
  tokens: readonly number[],
  { time, createdAt }: { time: number; createdAt: number },
): number | null {
  const { issuedAt, expiresAt } = lineage.credentials;
  const moment = createdAt === 0 ? time : createdAt;
  let from = 0;
  let to = tokens.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (issuedAt[tokens[middle]!]! <= moment + SKEW) from = middle + 1;
    else to = middle;
  }
  const token = tokens[from - 1];
  if (token === undefined) return null;
  if (createdAt !== 0 && issuedAt[token]! < createdAt - SKEW) return null;
  return expiresAt[token] === 0 || expiresAt[token]! >= time - SKEW ? token : null;
}
