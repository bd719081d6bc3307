import type { EpochSeconds, OriginKind } from '../../model/lineage.ts';
import type { Placement } from './placement.ts';
import type { Place } from './places.ts';

/** Calls of one token from one spot; of a host with placement records those within one clock hour. */
export interface SpotUse {
  /** Position in `lineage.credentials`. */
  readonly token: number;
  /** Row in `facts.uses` that begins it. */
  readonly row: number;
  readonly first: EpochSeconds;
  last: EpochSeconds;
}

/** An address that tokens of a host were used from; through somebody else's VPC endpoint it is a spot of its own. */
export interface Spot {
  readonly place: Place;
  /** The owner of the VPC endpoint where that is no account of ours, else null. */
  readonly foreignEndpoint: string | null;
  /** Reached AWS from inside a network: a private address, or one that no published range holds, through a VPC endpoint. */
  readonly inner: boolean;
  /** By time. */
  readonly uses: SpotUse[];
  /** When the oldest session that was used from here began. */
  oldestSession: EpochSeconds;
}

/** A workload that AWS delivers tokens to, with all the places that they were used from. */
export interface Host {
  /** Position in `lineage.origins`. */
  readonly origin: number;
  readonly kind: OriginKind;
  readonly id: string;
  readonly accountId: string | null;
  /** The tokens delivered to it, in the order of their key ids; not those minted from them. */
  readonly tokens: readonly number[];
  readonly placement: Placement | null;
  /** Null where only the global endpoint may have recorded its tokens. */
  readonly region: string | null;
  /** Where its tokens were recorded: us-east-1 also for what the global endpoint of STS served. */
  readonly recordedIn: string | null;
  readonly spots: readonly Spot[];
}

/** When a token's session began, which twins of one delivery and keys of one session share; a number of its own where unknown. */
export type SessionOf = (token: number) => number;

/** Whether calls from two places can not be one client that moved: a session was used from both, or their times overlap. */
export function areConcurrent(a: readonly SpotUse[], b: readonly SpotUse[], sessionOf: SessionOf): boolean {
  const [from, to] = spanOf(a);
  const [otherFrom, otherTo] = spanOf(b);
  if (from <= otherTo && otherFrom <= to) return true;
  const sessions = new Set(a.map(({ token }) => sessionOf(token)));
  return b.some(({ token }) => sessions.has(sessionOf(token)));
}

/** First and last second of some uses that are in the order of their beginnings. */
export function spanOf(uses: readonly SpotUse[]): readonly [EpochSeconds, EpochSeconds] {
  let last = 0;
  for (const use of uses) last = Math.max(last, use.last);
  return [uses[0]?.first ?? 0, last];
}
