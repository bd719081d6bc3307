import { grouped, plural } from '../../../lib/wording.ts';
import type { RoleNode } from './role-graph.ts';

/** The line below a name, the fullest first: what says least goes where there is little room, never half of a number. */
export function linesOf(
  { kind, account, tokens, level }: RoleNode,
  { hasAccounts }: { hasAccounts: boolean },
): string[] {
  if (kind === 'source' || kind === 'outside') return [''];
  const where = hasAccounts ? account : null;
  if (kind === 'user') return where === null ? ['user'] : [`user in ${where}`, where, 'user'];
  const told = tokens === 0 ? (kind === 'role' ? 'never seen' : null) : plural(tokens, 'token');
  const what = kind === 'rest' ? account : (level ?? where);
  const full = [what, told].filter((part) => part !== null).join(' · ');
  return [...new Set([full, told ?? full, tokens === 0 ? '' : grouped(tokens)])];
}

export const liveWords = ({ live }: RoleNode): string => (live > 0 ? `● ${grouped(live)} live` : '');

/** That it came back to itself, or could. */
export const markOf = ({ cycle, exploitable }: RoleNode): string => (cycle ? '↻' : exploitable ? '⟲' : '');

/** Whether it says something to name accounts. */
export const hasSeveralAccounts = (nodes: Iterable<RoleNode>): boolean =>
  new Set(Array.from(nodes, ({ account }) => account).filter((account) => account !== null)).size > 1;
