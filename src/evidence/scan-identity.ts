import type { Batch } from './batch.ts';
import { fillIdentity } from './extract-event.ts';
import { asObject } from './recognise.ts';
import { skipValue } from './scan-json.ts';
import { IDENTITY_WORDS, SLOT } from './slots.ts';

/**
 * Identities by their bytes. A session writes the same `userIdentity` into every record, half a record long: where the bytes
 * are those of one that was read before, they need neither scanning nor parsing. Hot: once a record.
 */
export interface Identities {
  /** Reads the value at `start` into the slots of the batch: the position behind it, complement where it is no JSON. */
  read(bytes: Buffer, start: number): number;
  /** A number of the identity read last. */
  readonly current: number;
}

interface Known {
  readonly bytes: Buffer;
  /** Where in the bytes this one differs from others of the same principal: at its access key id. */
  readonly probeAt: number;
  /** The columns of `identities`, and `invokedBy`. */
  readonly slots: Uint32Array;
  readonly number: number;
  next: Known | null;
}

/** Many, since every principal has one: its tokens follow one another there, the one in use in front. */
const BUCKETS = 8192;
const MOST_KNOWN = 8192;
const LONGEST_KNOWN = 4096;
const NAME = Buffer.from('"accessKeyId":"');
/** `{"type":"AssumedRole","principalId":"AROA…` and `{"type":"IAMUser","principalId":"AIDA…`: here principals differ. */
const HASH_FROM = 28;
const HASH_TO = 76;
const PROBE_BYTES = 20;

/** An empty memory of identities for one batch, whose text codes it holds. */
export function createIdentities({ texts, slots }: Pick<Batch, 'texts' | 'slots'>): Identities {
  const buckets: (Known | null)[] = Array.from({ length: BUCKETS }, () => null);
  let count = 0;
  let current = 0;

  function learn(bytes: Buffer, start: number, end: number, hash: number): void {
    fillIdentity(asObject(JSON.parse(bytes.toString('utf8', start, end))) ?? {}, slots, texts);
    current = ++count;
    if (end - start > LONGEST_KNOWN) return;
    if (count % MOST_KNOWN === 0) buckets.fill(null);
    const own = Buffer.from(bytes.subarray(start, end));
    const known = Uint32Array.from([...slots.subarray(0, IDENTITY_WORDS), slots[SLOT.invokedBy]!]);
    const probeAt = Math.max(0, own.indexOf(NAME)) + NAME.length;
    buckets[hash] = { bytes: own, probeAt, slots: known, number: count, next: buckets[hash]! };
  }

  function fill(known: Known): void {
    for (let i = 0; i < IDENTITY_WORDS; i++) slots[i] = known.slots[i]!;
    slots[SLOT.invokedBy] = known.slots[IDENTITY_WORDS]!;
    current = known.number;
  }

  return {
    read(bytes, start) {
      const hash = hashAt(bytes, start) & (BUCKETS - 1);
      let before: Known | null = null;
      for (let known = buckets[hash]!; known !== null; before = known, known = known.next!) {
        if (!isAt(known, bytes, start)) continue;
        if (before !== null) {
          before.next = known.next;
          known.next = buckets[hash]!;
          buckets[hash] = known;
        }
        fill(known);
        return start + known.bytes.length;
      }
      const end = skipValue(bytes, start);
      if (end >= 0) learn(bytes, start, end, hash);
      return end;
    },
    get current() {
      return current;
    },
  };
}

function isAt(known: Known, bytes: Buffer, start: number): boolean {
  const own = known.bytes;
  const end = start + own.length;
  if (end > bytes.length) return false;
  const to = Math.min(known.probeAt + PROBE_BYTES, own.length);
  for (let i = known.probeAt; i < to; i++) if (own[i] !== bytes[start + i]) return false;
  return bytes.compare(own, 0, own.length, start, end) === 0;
}

function hashAt(bytes: Buffer, start: number): number {
  if (start + HASH_TO > bytes.length) return 0;
  let hash = 0;
  for (let at = start + HASH_FROM; at < start + HASH_TO; at += 2) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
  return hash ^ (hash >>> 13) ^ (hash >>> 23);
}
