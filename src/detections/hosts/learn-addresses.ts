import { byText } from '../../lib/by-text.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { areConcurrent, spanOf, type Host, type SessionOf, type Spot, type SpotUse } from './host.ts';

export interface Candidate {
  readonly spot: Spot;
  readonly uses: readonly SpotUse[];
}

/**
 * Which of the addresses that nobody vouches for are the host's own: AWS logs no auto-assigned public address, so the own one
 * is the one that speaks for the host. `settled` are those that are its own for a better reason. Gives the uses that are.
 */
export function learnPublicAddresses(
  host: Host,
  {
    candidates,
    settled,
    sessionOf,
  }: { candidates: readonly Candidate[]; settled: readonly Candidate[]; sessionOf: SessionOf },
): Set<SpotUse> {
  const own = new Set<SpotUse>();
  const changes = [...(host.placement?.changes ?? [])].sort((a, b) => a - b);
  const settledPieces = piecesOf(settled, changes);
  for (const [key, pieces] of piecesOf(candidates, changes)) {
    const accepted = [...(settledPieces.get(key) ?? [])];
    for (const piece of ranked(host, pieces, sessionOf)) {
      // Only a move: never while an accepted address goes on being used, never with a session of it.
      if (accepted.some((one) => areConcurrent(one.uses, piece.uses, sessionOf))) continue;
      accepted.push(piece);
      for (const use of piece.uses) own.add(use);
    }
  }
  return own;
}

/** The same for addresses inside a network, which an instance keeps for life: one a family, and one more an interface unknown. */
export function learnInnerAddresses(
  host: Host,
  { candidates, sessionOf }: { candidates: readonly Candidate[]; sessionOf: SessionOf },
): Set<SpotUse> {
  const own = new Set<SpotUse>();
  for (const pieces of piecesOf(candidates, []).values()) {
    const room = 1 + (host.placement?.unknownInterfaces ?? 0);
    for (const { uses } of ranked(host, pieces, sessionOf).slice(0, room)) for (const use of uses) own.add(use);
  }
  return own;
}

/** Candidates by family and by the time between two changes of address. */
function piecesOf(candidates: readonly Candidate[], changes: readonly EpochSeconds[]): Map<string, Candidate[]> {
  const pieces = new Map<string, Candidate[]>();
  for (const { spot, uses } of candidates) {
    const byPeriod = new Map<number, SpotUse[]>();
    for (const use of uses) {
      const period = periodOf(use.first, changes);
      const before = byPeriod.get(period);
      if (before === undefined) byPeriod.set(period, [use]);
      else before.push(use);
    }
    for (const [period, some] of byPeriod) {
      const key = `${spot.place.family} ${period}`;
      const before = pieces.get(key);
      if (before === undefined) pieces.set(key, [{ spot, uses: some }]);
      else before.push({ spot, uses: some });
    }
  }
  return pieces;
}

/** How many of the changes lie before the moment. */
function periodOf(at: EpochSeconds, changes: readonly EpochSeconds[]): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The likeliest own address first: in the region where its tokens were recorded, used with the most sessions (a thief has some, the
 * instance has all), then the one that spoke first.
 */
function ranked(host: Host, pieces: readonly Candidate[], sessionOf: SessionOf): readonly Candidate[] {
  if (pieces.length < 2) return pieces;
  const weighed = pieces.map((piece) => ({
    piece,
    text: piece.spot.place.text,
    away: piece.spot.place.range !== null && piece.spot.place.range.region !== host.recordedIn ? 1 : 0,
    sessions: new Set(piece.uses.map(({ token }) => sessionOf(token))).size,
    first: spanOf(piece.uses)[0],
  }));
  weighed.sort((a, b) => a.away - b.away || b.sessions - a.sessions || a.first - b.first || byText(a.text, b.text));
  return weighed.map(({ piece }) => piece);
}
