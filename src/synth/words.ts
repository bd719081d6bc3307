// Hot: some thirty words of every record come from here.

/**
 * The state of the generator "sfc32": 128 bits, fast, and the same on every machine. It is held in signed words, for these alone
 * the engine keeps without allocating.
 */
export type WordState = Int32Array;

const FIRST_ROUNDS = 15;
const unused = new Int32Array(FIRST_ROUNDS);

/** Begins the words of a seed of three words anew: the same seed, the same words. */
export function beginWords(state: WordState, first: number, second: number, third: number): void {
  state[0] = first;
  state[1] = second;
  state[2] = third;
  state[3] = 1;
  nextWords(state, unused, FIRST_ROUNDS);
}

export const newWords = (): WordState => new Int32Array(4);

/** Puts so many words to the beginning of an array. */
export function nextWords(state: WordState, into: Int32Array, count: number): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  for (let index = 0; index < count; index++) {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    into[index] = sum;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}
