// Hot, see `npm run bench` and docs/performance.md.
import { freeArrays } from './free-arrays.ts';

/**
 * Which events were counted already, for exactly-once counting. CloudTrail delivers at least once, and copies of one event
 * share its `eventTime`; so identities are kept in one set a lot, as a rule a clock hour, and a lot that is over can be written away,
 * evicted, and loaded again should a late copy of it come. An identity is the 64 bits of `EventLog.identity`.
 */
export interface Seen {
  /** True at the first sight of an identity, false at every further one. A lot must be loaded before it is added to. */
  add(lot: number, high: number, low: number): boolean;
  /** Makes room for so many more identities of a lot at once: growing step by step costs more than adding. */
  reserve(lot: number, more: number): void;
  /** Whether the lot is in memory: nothing was ever seen of it, or it was not evicted, or loaded since. */
  isLoaded(lot: number): boolean;
  /** Brings back what `add` saw of a lot in an earlier run, or before it was evicted: two words an identity. */
  load(lot: number, identities: Uint32Array): void;
  /** Identities first seen since the lot was loaded or last settled, two words each: what has to be written. */
  newIn(lot: number): Uint32Array;
  /** Forgets that a lot's identities are new, after they were written. */
  settle(lot: number): void;
  /** Drops a lot from memory; what is new in it is lost unless it was written. */
  evict(lot: number): void;
  /** Lots in memory, ascending. */
  lots(): number[];
  /** Identities in memory over all lots. */
  readonly size: number;
}

/** A lot's set: pairs of words in open addressing, at most half full; a free pair is 0, 0. */
interface LotSet {
  slots: Uint32Array;
  size: number;
  added: Uint32Array;
  addedLength: number;
}

/** No lots, nothing seen. */
export function createSeen(): Seen {
  const sets = new Map<number, LotSet>();
  const evicted = new Set<number>();
  // Records come roughly in time order, so the last lot is nearly always the next one.
  let lastLot = -1;
  let lastSet: LotSet | null = null;
  let size = 0;

  function setOf(lot: number): LotSet {
    if (lot === lastLot && lastSet !== null) return lastSet;
    let set = sets.get(lot);
    if (set === undefined) {
      set = { slots: new Uint32Array(128), size: 0, added: new Uint32Array(32), addedLength: 0 };
      sets.set(lot, set);
      evicted.delete(lot);
    }
    lastLot = lot;
    lastSet = set;
    return set;
  }

  return {
    get size() {
      return size;
    },
    add(lot, high, low) {
      const set = setOf(lot);
      if (!insert(set, high, low)) return false;
      size++;
      remember(set, high, low);
      return true;
    },
    reserve(lot, more) {
      makeRoom(setOf(lot), more);
    },
    isLoaded: (lot) => !evicted.has(lot),
    load(lot, identities) {
      const set = setOf(lot);
      growTo(set, set.size * 4 + identities.length * 2);
      for (let i = 0; i + 1 < identities.length; i += 2) {
        if (insert(set, identities[i]!, identities[i + 1]!)) size++;
      }
    },
    newIn(lot) {
      const set = sets.get(lot);
      return set === undefined ? new Uint32Array(0) : set.added.slice(0, set.addedLength);
    },
    settle(lot) {
      const set = sets.get(lot);
      if (set !== undefined) set.addedLength = 0;
    },
    evict(lot) {
      const set = sets.get(lot);
      if (set === undefined) return;
      size -= set.size;
      free(set);
      sets.delete(lot);
      evicted.add(lot);
      if (lot === lastLot) lastSet = null;
    },
    lots: () => [...sets.keys()].sort((a, b) => a - b),
  };
}

function free({ slots, added }: LotSet): void {
  freeArrays([slots, added]);
}

function insert(set: LotSet, high: number, low: number): boolean {
  const a = high >>> 0;
  // 0, 0 marks a free pair, so the one identity that looks like it takes its neighbour's place.
  const b = a === 0 && low === 0 ? 1 : low >>> 0;
  const slot = slotOf(set.slots, a, b);
  if (set.slots[slot] !== 0 || set.slots[slot + 1] !== 0) return false;
  set.slots[slot] = a;
  set.slots[slot + 1] = b;
  set.size++;
  growTo(set, set.size * 4);
  return true;
}

function slotOf(slots: Uint32Array, a: number, b: number): number {
  const mask = slots.length - 1;
  let slot = (b << 1) & mask;
  while ((slots[slot] !== 0 || slots[slot + 1] !== 0) && (slots[slot] !== a || slots[slot + 1] !== b)) {
    slot = (slot + 2) & mask;
  }
  return slot;
}

/** Where small files come, region after region, a lot that begins with few identities becomes several times as large. */
const FEW = 1024;
const TIMES = 4;

function makeRoom(set: LotSet, more: number): void {
  growTo(set, (set.size === 0 && more <= FEW ? more * TIMES : set.size + more) * 4);
  const added = set.addedLength + more * 2;
  // Batch by batch in small steps, each would copy all that there is.
  if (added > set.added.length) growAdded(set, Math.max(added, set.added.length * 2));
}

/** At least so many words of slots; four an identity keep the table half empty. */
function growTo(set: LotSet, words: number): void {
  if (words <= set.slots.length) return;
  let length = set.slots.length * 2;
  while (length < words) length *= 2;
  const slots = new Uint32Array(length);
  for (let i = 0; i < set.slots.length; i += 2) {
    const a = set.slots[i]!;
    const b = set.slots[i + 1]!;
    if (a === 0 && b === 0) continue;
    const slot = slotOf(slots, a, b);
    slots[slot] = a;
    slots[slot + 1] = b;
  }
  freeArrays([set.slots]);
  set.slots = slots;
}

function remember(set: LotSet, high: number, low: number): void {
  if (set.addedLength === set.added.length) growAdded(set, set.added.length * 2);
  set.added[set.addedLength++] = high;
  set.added[set.addedLength++] = low;
}

function growAdded(set: LotSet, words: number): void {
  const grown = new Uint32Array(words);
  grown.set(set.added.subarray(0, set.addedLength));
  freeArrays([set.added]);
  set.added = grown;
}
