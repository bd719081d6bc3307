import { isLiveToken, isSuspicious, type Forest } from '../data/forest.ts';
import { isStillUsed } from '../data/words.ts';
import { roleId } from '../roles/callers.ts';

/**
 * Positions of the tokens that the address asks for: suspicious ones that live first, of which those that are revoked last; then the latest
 * issued.
 */
export function matching(forest: Forest, query: URLSearchParams): number[] {
  const { tokens } = forest;
  const wanted = (name: string): number => (query.has(name) ? tokens.texts.indexOf(query.get(name)!) : 0);
  const [session, address] = [wanted('session'), wanted('address')];
  const roles = query.has('role') ? spellingsOf(forest, query.get('role')!) : null;
  const found: number[] = [];
  for (let i = 0; i < forest.length; i++) {
    if (!hasState(forest.flags[i]!, query)) continue;
    if (roles !== null && !roles.has(tokens.role[i]!)) continue;
    if (session !== 0 && tokens.session[i] !== session) continue;
    if (address === 0 || isFrom(forest, i, address)) found.push(i);
  }
  const danger = (i: number): number => dangerOf(forest, i);
  return found.sort((a, b) => danger(b) - danger(a) || tokens.issuedAt[b]! - tokens.issuedAt[a]! || a - b);
}

function dangerOf(forest: Forest, i: number): number {
  const flags = forest.flags[i]!;
  if (!isLiveToken(flags) || !isSuspicious(flags)) return 0;
  return forest.tokens.revoked[i]! > 0 && !isStillUsed(forest, i) ? 1 : 2;
}

/** Codes of the ARNs of one role: with its path, as IAM names it, and without, as its sessions do. */
function spellingsOf({ tokens: { texts } }: Forest, role: string): ReadonlySet<number> {
  const id = roleId(role);
  return new Set(texts.flatMap((text, code) => (code > 0 && roleId(text) === id ? [code] : [])));
}

function hasState(flags: number, query: URLSearchParams): boolean {
  return (!query.has('live') || isLiveToken(flags)) && (!query.has('suspicious') || isSuspicious(flags));
}

function isFrom({ tokens }: Forest, i: number, address: number): boolean {
  if (tokens.issuedFrom[i] === address) return true;
  for (let at = i === 0 ? 0 : tokens.addressEnds[i - 1]!; at < tokens.addressEnds[i]!; at++) {
    if (tokens.addresses[at] === address) return true;
  }
  return false;
}
