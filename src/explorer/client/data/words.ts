import { duration, nameOf, plural } from '../../../lib/wording.ts';
import { TOKEN_TEMPORARY, type ExplorerCase, type ExplorerOrigin } from '../../../model/explorer.ts';
import { isLiveToken, textOf, type Forest } from './forest.ts';

/** How numbers, times, names and states are said on the page: UTC, no machine's locale. */

/** `2026-10-25 14:03` */
export function minute(at: number): string {
  return at === 0 ? 'unknown' : new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** `2026-10-25 14:03:11` */
export function second(at: number): string {
  return at === 0 ? 'unknown' : new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** `187 tokens and 1 long-term key`: what has no end of its own is a credential, and no token. */
export function tokensAndKeys(tokens: number, keys: number): string {
  if (keys === 0) return plural(tokens, 'token');
  return tokens === 0 ? plural(keys, 'long-term key') : `${plural(tokens, 'token')} and ${plural(keys, 'long-term key')}`;
}

/** ` of deploy-bot`, after what an origin is called; nothing where that says the name already. */
export function ofUser({ id, userName }: Pick<ExplorerOrigin, 'id' | 'userName'>): string {
  if (userName === null || id === userName) return '';
  return ['/', '#', ':'].some((before) => id.endsWith(before + userName)) ? '' : ` of ${userName}`;
}

/** Role and session name, or the user: what people call a credential. */
export function tokenName(forest: Forest, i: number): string {
  const { tokens } = forest;
  const role = textOf(forest, tokens.role[i]);
  const session = textOf(forest, tokens.session[i]);
  if (role !== null) return session === null ? nameOf(role) : `${nameOf(role)}/${session}`;
  return textOf(forest, tokens.user[i]) ?? session ?? textOf(forest, tokens.issuedBy[i]) ?? '';
}

/** What tells whether two tokens are alike. */
export function roleName(forest: Forest, i: number): string {
  const { tokens } = forest;
  const role = textOf(forest, tokens.role[i]);
  return role === null ? (textOf(forest, tokens.user[i]) ?? textOf(forest, tokens.issuedBy[i]) ?? '') : nameOf(role);
}

export type TokenState = 'live' | 'expired' | 'revoked' | 'active' | 'ended' | 'unknown';

/** How it stands at the moment of the case. `active` and `ended` are of long-term keys. */
export function stateOf(forest: Forest, i: number, asOf: number): TokenState {
  const flags = forest.flags[i]!;
  const revoked = forest.tokens.revoked[i]! > 0;
  if ((flags & TOKEN_TEMPORARY) === 0) return (flags & 2) !== 0 ? 'active' : revoked ? 'ended' : 'unknown';
  if (isLiveToken(flags)) return revoked ? 'revoked' : 'live';
  const expiresAt = forest.tokens.expiresAt[i]!;
  if (expiresAt === 0) return revoked ? 'revoked' : 'unknown';
  return revoked && forest.tokens.revocations[forest.tokens.revoked[i]! - 1]!.at < Math.min(expiresAt, asOf)
    ? 'revoked'
    : 'expired';
}

/** In words: `LIVE 55 min left`, `expired 2 d ago`, `deactivated`, `revoked, used since`. */
export function stateWords(forest: Forest, i: number, theCase: ExplorerCase): string {
  const { tokens } = forest;
  const expiresAt = tokens.expiresAt[i]!;
  const how = tokens.revoked[i]! > 0 ? tokens.revocations[tokens.revoked[i]! - 1]!.how : '';
  const left = expiresAt === 0 ? '' : ` ${duration(expiresAt - theCase.asOf)} left`;
  const used = isStillUsed(forest, i) ? ', used since' : '';
  if (isLiveToken(forest.flags[i]!)) return `LIVE${left}${how === '' ? '' : `, revoked${used}`}`;
  switch (stateOf(forest, i, theCase.asOf)) {
    case 'active':
      return 'active';
    case 'ended':
      return `${/delete/i.test(how) ? 'deleted' : 'deactivated'}${used}`;
    case 'revoked':
      return `revoked${used}`;
    case 'unknown':
      return 'expiry unknown';
    default:
      return expiresAt > theCase.asOf ? 'not yet issued' : `expired ${duration(theCase.asOf - expiresAt)} ago`;
  }
}

/** The moment from which it no longer worked, or should not have: revocation or expiry; Infinity where none is known. */
export function endOf(forest: Forest, i: number): number {
  const { tokens } = forest;
  const revoked = tokens.revoked[i]! > 0 ? tokens.revocations[tokens.revoked[i]! - 1]!.at : Infinity;
  return Math.min(revoked, tokens.expiresAt[i] === 0 ? Infinity : tokens.expiresAt[i]!);
}

/** Used after it was revoked, or after its key was. */
export function isStillUsed(forest: Forest, i: number): boolean {
  const { tokens } = forest;
  return tokens.revoked[i]! > 0 && tokens.lastUsed[i]! > tokens.revocations[tokens.revoked[i]! - 1]!.at;
}
