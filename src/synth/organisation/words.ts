// Hot: some thirty words of every record come from here.

const FIRST_ROUNDS = 15;
const state = new Int32Array(4);

/** Begins the words of a batch: the same seed and number, the same words. See `random.ts` on the generator. */
export function beginWords(seed: number, batch: number): void {
  state[0] = seed;
  state[1] = batch;
  state[2] = 0x85eb_ca6b;
  state[3] = 1;
  nextWords(unused, FIRST_ROUNDS);
}

const unused = new Int32Array(FIRST_ROUNDS);

/** Puts so many words to the beginning of an array. */
export function nextWords(into: Int32Array, count: number): void {
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
