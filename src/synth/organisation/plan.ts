import type { EpochSeconds } from '../../model/lineage.ts';
import type { Random } from '../random.ts';
import type { Batch, Caller, Calls } from './batch.ts';
import type { Template } from './template.ts';

/** What a log file has in it, short enough to be handed to another thread: `writeFile` makes the file of it. */
export interface FilePlan {
  /** Bytes of the file. */
  readonly size: number;
  /** Of what is random in its records. */
  readonly seed: number;
  /** Its batches in order, each as `TOLD` or `CALLS` numbers and, of calls, one more for every template. */
  readonly batches: Uint32Array<ArrayBuffer>;
  /** What batches refer to: told records, identities with addresses behind them. */
  readonly texts: Uint8Array<ArrayBuffer>;
}

/** Of a told record: no calls, where it begins in the texts, its length. */
export const TOLD = 3;
/** Of calls: how many, the number of the batch, the time, where the identity begins, the lengths of identity and address. */
export const CALLS = 6;

/** Batches of one file to be. */
export interface Pile {
  readonly laid: Laid[];
  /** Bytes of their records, commas between records of one batch included. */
  bytes: number;
}

interface Laid {
  readonly at: EpochSeconds;
  readonly batch: Batch;
  /** The same in every file that the batch comes in. */
  readonly number: number;
}

export const OPENING = new TextEncoder().encode('{"Records":[');
export const CLOSING = new TextEncoder().encode(']}');

/** How many bytes the records of a batch take, commas included. */
export function bytesOf(batch: Batch, templates: readonly Template[]): number {
  if ('told' in batch) return batch.told.length;
  const { by, calls } = batch;
  let bytes = calls.length * (by.identity.length + by.ip.length + 1) - 1;
  for (const call of calls) bytes += templates[call]!.width;
  return bytes;
}

/** The plan of a file with all of a pile, in no order, as CloudTrail leaves it. */
export function planOf({ laid, bytes }: Pile, { seed, random }: { seed: number; random: Random }): FilePlan {
  mix(laid, random);
  const { starts, length } = lieOf(laid);
  const texts = new Uint8Array(length);
  for (const [text, start] of starts) {
    if (text instanceof Uint8Array) texts.set(text, start);
    else {
      texts.set(text.identity, start);
      texts.set(text.ip, start + text.identity.length);
    }
  }
  const numbers: number[] = [];
  for (const { at, batch, number } of laid) {
    if ('told' in batch) numbers.push(0, starts.get(batch.told)!, batch.told.length);
    else pushCalls(numbers, batch, { at, number, start: starts.get(batch.by)! });
  }
  const size = OPENING.length + bytes + laid.length - 1 + CLOSING.length;
  return { size, seed, batches: Uint32Array.from(numbers), texts };
}

function pushCalls(
  numbers: number[],
  { by, calls }: Calls,
  { at, number, start }: { readonly at: EpochSeconds; readonly number: number; readonly start: number },
): void {
  numbers.push(calls.length, number, at, start, by.identity.length, by.ip.length);
  for (const call of calls) numbers.push(call);
}

/** Where each text comes to lie: of a caller who is there more than once, once. */
function lieOf(laid: readonly Laid[]): { readonly starts: Map<Uint8Array | Caller, number>; readonly length: number } {
  const starts = new Map<Uint8Array | Caller, number>();
  let length = 0;
  for (const { batch } of laid) {
    const text = 'told' in batch ? batch.told : batch.by;
    if (starts.has(text)) continue;
    starts.set(text, length);
    length += text instanceof Uint8Array ? text.length : text.identity.length + text.ip.length;
  }
  return { starts, length };
}

function mix(laid: Laid[], random: Random): void {
  for (let last = laid.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = laid[last]!;
    laid[last] = laid[other]!;
    laid[other] = moved;
  }
}
