import type { Lineage } from '../model/lineage.ts';

/** Tokens of which the end is not known live so long at most: the longest session that STS gives. */
const LONGEST_SESSION_SECONDS = 36 * 3600;

/** Whether it may open something at the moment of the lineage. A token whose end no record tells counts as long as it could last. */
export function mayLive({ credentials, asOf }: Lineage, at: number): boolean {
  if (credentials.live[at] === 1) return true;
  if (credentials.temporary[at] === 0 || credentials.expiresAt[at] !== 0) return false;
  const seen = Math.max(credentials.issuedAt[at]!, credentials.lastUsed[at]!);
  const first = credentials.issuedAt[at]! || credentials.firstUsed[at]!;
  return first <= asOf && seen + LONGEST_SESSION_SECONDS > asOf;
}

/** Whether a token may live though no record says so. What a service holds for somebody is no token of his. */
export function isUnended(lineage: Lineage, at: number): boolean {
  const { live, forwarded } = lineage.credentials;
  return live[at] === 0 && forwarded[at] === 0 && mayLive(lineage, at);
}
