// Hot, see `npm run bench` and docs/performance.md.
import { freeArrays } from './free-arrays.ts';

/** Elements of the result that are written together: few enough that the processor has the addresses of all at hand. */
const BLOCK_BITS = 13;

/**
 * Puts arrays of as many rows as `order` names into that order: row `i` of the result is row `order[i]` of what is given.
 * `order` names each row once. For very many rows. Of millions of rows, reading one after the other from anywhere takes ten times as long as reading
 * them as they lie: so they are read as they lie, each into the block of the result that it belongs to, and sorted out there.
 */
export class Rearrangement implements Disposable {
  /** By row as they lie, the block of the result that it belongs to. */
  readonly #blocks: Uint16Array;
  /** Block by block, in each by row as they lie: where in the result the row belongs. */
  readonly #places: Uint32Array;
  readonly #between: Uint32Array;

  constructor(order: Uint32Array) {
    const rows = order.length;
    this.#blocks = new Uint16Array(rows);
    this.#places = new Uint32Array(rows);
    this.#between = new Uint32Array(rows);
    const placeOf = this.#between;
    for (let place = 0; place < rows; place++) placeOf[order[place]!] = place;
    const next = this.#starts();
    for (let row = 0; row < rows; row++) {
      const place = placeOf[row]!;
      const block = place >>> BLOCK_BITS;
      this.#blocks[row] = block;
      this.#places[next[block]!++] = place;
    }
  }

  /** A new array with the rows of `values`, `words` elements each, in order. */
  of<T extends Uint8Array | Uint32Array>(values: T, words: number): T {
    const to = (values instanceof Uint8Array ? new Uint8Array(values.length) : new Uint32Array(values.length)) as T;
    for (let word = 0; word < words; word++) this.#move(values, to, { word, words });
    return to;
  }

  #move(from: Uint8Array | Uint32Array, to: Uint8Array | Uint32Array, at: { word: number; words: number }): void {
    const { word, words } = at;
    const [blocks, places, between] = [this.#blocks, this.#places, this.#between];
    const next = this.#starts();
    for (let row = 0; row < blocks.length; row++) between[next[blocks[row]!]!++] = from[row * words + word]!;
    for (let i = 0; i < places.length; i++) to[places[i]! * words + word] = between[i]!;
  }

  #starts(): Uint32Array {
    const starts = new Uint32Array((this.#blocks.length >>> BLOCK_BITS) + 1);
    for (let block = 0; block < starts.length; block++) starts[block] = block << BLOCK_BITS;
    return starts;
  }

  [Symbol.dispose](): void {
    freeArrays([this.#blocks, this.#places, this.#between]);
  }
}
