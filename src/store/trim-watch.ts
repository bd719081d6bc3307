/** What allocators keep of what is freed: with so much in use it is given back, but not every few moments. */
const TRIMMED_BYTES = 448 << 20;
const BATCHES_A_TRIM = 3;

/** Says when memory is worth to be trimmed, asked once a batch. */
export class TrimWatch {
  #batchesLeft = BATCHES_A_TRIM;

  isDue(): boolean {
    if (--this.#batchesLeft > 0) return false;
    // Asking takes a millisecond or two while threads read.
    const used = process.memoryUsage.rss();
    this.#batchesLeft = used < TRIMMED_BYTES * 0.75 ? BATCHES_A_TRIM : 1;
    return used > TRIMMED_BYTES;
  }

  trimmed(): void {
    this.#batchesLeft = BATCHES_A_TRIM;
  }
}
