import { addWord, hashBytes, mix } from '../lib/hash.ts';
import type { EventLog } from '../model/facts.ts';

/** One line an event of a batch, so that whoever merges batches can take a repeated event off its rows again. */
export interface GrowingEventLog {
  readonly length: number;
  /** Adds an event; `useRow` is -1 where it counts for none. */
  add(event: {
    high: number;
    low: number;
    time: number;
    useRow: number;
    volumeRow: number;
    failed: number;
    file: number;
  }): void;
  freeze(): EventLog;
}

/** An empty log. */
export function createEventLog(): GrowingEventLog {
  /** identity (2), eventTime, useRow, volumeRow, file. */
  let words = new Uint32Array(WORDS * 1024);
  let failed = new Uint8Array(1024);
  let length = 0;

  function grow(): void {
    const grownWords = new Uint32Array(words.length * 2);
    grownWords.set(words);
    words = grownWords;
    const grownFailed = new Uint8Array(failed.length * 2);
    grownFailed.set(failed);
    failed = grownFailed;
  }

  return {
    get length() {
      return length;
    },
    add(event) {
      if (length === failed.length) grow();
      const at = length * WORDS;
      words[at] = event.high;
      words[at + 1] = event.low;
      words[at + 2] = event.time;
      words[at + 3] = event.useRow + 1;
      words[at + 4] = event.volumeRow;
      words[at + 5] = event.file;
      failed[length++] = event.failed;
    },
    freeze: () => ({
      length,
      identity: pick(words, length, 0, 2),
      eventTime: pick(words, length, 2, 1),
      useRow: pick(words, length, 3, 1),
      volumeRow: pick(words, length, 4, 1),
      failed: failed.slice(0, length),
      file: pick(words, length, 5, 1),
    }),
  };
}

const WORDS = 6;

function pick(words: Uint32Array, length: number, from: number, width: number): Uint32Array {
  const column = new Uint32Array(length * width);
  for (let row = 0; row < length; row++) {
    for (let i = 0; i < width; i++) column[row * width + i] = words[row * WORDS + from + i]!;
  }
  return column;
}

/**
 * One of the two words of an event's identity: a hash of the four words of `eventID` and of the recipient account, because
 * both copies of an organisation-wide or cross-account event may count, and a second delivery may not. The mixing need
 * not resist forgery (AWS draws the ids), but must not lean on their randomness: ids in exercises are often counted up.
 */
export function identityWord(seed: number, id: Uint32Array, at: number, account: number): number {
  let hash = addWord(seed, account);
  hash = addWord(hash, id[at]!);
  hash = addWord(hash, id[at + 1]!);
  hash = addWord(hash, id[at + 2]!);
  return mix(addWord(hash, id[at + 3]!));
}

export const HIGH_SEED = 0x9e37_79b9;
export const LOW_SEED = 0x7f4a_7c15;

/** The account's part of an identity: of its text, since text codes differ from batch to batch. */
export function hashAccount(accountId: string | null): number {
  const bytes = Buffer.from(accountId ?? '');
  return hashBytes(bytes, 0, bytes.length);
}
