// Hot: every batch goes through here once for each file that it comes in.
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Random } from '../random.ts';
import type { Batch } from './batch.ts';
import type { Template } from './template.ts';

/** What a log file has in it, short enough to be handed to another thread: `writeFile` makes the file of it. */
export interface FilePlan {
  /** Bytes of the file. */
  readonly size: number;
  /** Of what is random in its records. */
  readonly seed: number;
  /** Its batches in order, each as `TOLD` or `CALLS` numbers and, of calls, one more for every template. */
  readonly batches: Uint32Array<ArrayBuffer>;
  /** What batches refer to: told records, what callers' records begin with and their addresses behind that. */
  readonly texts: Uint8Array<ArrayBuffer>;
}

/** Of a told record: no calls, where it begins in the texts, its length. */
export const TOLD = 3;
/** Of calls: how many, the number of the batch, the time, where its opening begins, the lengths of opening and address. */
export const CALLS = 6;

/** A batch of a file to be. */
export interface Laid {
  readonly at: EpochSeconds;
  readonly batch: Batch;
  /** The same in every file that the batch comes in. */
  readonly number: number;
  /** Of its records, commas between them included. */
  readonly bytes: number;
}

export const OPENING = new TextEncoder().encode('{"Records":[');
export const CLOSING = new TextEncoder().encode(']}');

/** How many bytes the records of a batch take, commas between them included. */
export function bytesOf(batch: Batch, templates: readonly Template[]): number {
  if ('told' in batch) return Buffer.byteLength(batch.told);
  const { by, calls } = batch;
  let bytes = calls.length * (by.openingBytes + by.ipBytes + 1) - 1;
  for (let index = 0; index < calls.length; index++) bytes += templates[calls[index]!]!.width;
  return bytes;
}

/** Which plan this is: callers note where they lie in it. */
let plan = 0;

/** The plan of a file with these batches, in no order, as CloudTrail leaves it: the list is mixed. */
export function planOf(laid: Laid[], { seed, random }: { seed: number; random: Random }): FilePlan {
  mix(laid, random);
  plan++;
  const numbers: number[] = [];
  const texts: string[] = [];
  const starts: number[] = [];
  let length = 0;
  let size = OPENING.length + laid.length - 1 + CLOSING.length;
  for (let index = 0; index < laid.length; index++) {
    const { at, batch, number, bytes } = laid[index]!;
    size += bytes;
    if ('told' in batch) {
      numbers.push(0, length, bytes);
      texts.push(batch.told);
      starts.push(length);
      length += bytes;
      continue;
    }
    const { by, calls } = batch;
    if (by.lie.plan !== plan) {
      by.lie.plan = plan;
      by.lie.start = length;
      texts.push(by.text);
      starts.push(length);
      length += by.openingBytes + by.ipBytes;
    }
    numbers.push(calls.length, number, at, by.lie.start, by.openingBytes, by.ipBytes);
    for (let call = 0; call < calls.length; call++) numbers.push(calls[call]!);
  }
  return { size, seed, batches: new Uint32Array(numbers), texts: written(texts, { starts, length }) };
}

function written(
  texts: readonly string[],
  { starts, length }: { readonly starts: readonly number[]; readonly length: number },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  const buffer = Buffer.from(bytes.buffer);
  for (let index = 0; index < texts.length; index++) buffer.write(texts[index]!, starts[index]!);
  return bytes;
}

function mix(laid: Laid[], random: Random): void {
  for (let last = laid.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = laid[last]!;
    laid[last] = laid[other]!;
    laid[other] = moved;
  }
}
