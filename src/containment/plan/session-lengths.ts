import type { Held } from '../situation.ts';

/**
 * The longest that STS gives (API reference of STS; IAM User Guide, "Using IAM roles"). Of a role it is not the role's own maximum: a console
 * that is opened by URL lives 12 hours whatever that is, but not out of a chain.
 */
export const LONGEST = { ofUser: 36 * 3600, ofRole: 12 * 3600, ofChain: 3600, ofRoot: 3600 };

/** How long a session may live that is minted by `from`. */
export function longestOf(from: Held, { caller }: Held): number {
  if (caller.kind === 'root') return LONGEST.ofRoot;
  if (caller.kind !== 'role-session') return LONGEST.ofUser;
  return from.kind === 'token' && from.caller.kind === 'role-session' ? LONGEST.ofChain : LONGEST.ofRole;
}
