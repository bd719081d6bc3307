/** A list that one fills while another reads it. */
export class GrowingList<T> {
  readonly #items: T[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #waiting: (() => void)[] = [];

  /** What there is so far. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Whether nothing comes any more. */
  get ended(): boolean {
    return this.#ended;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Nothing comes any more, and why. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake();
  }

  /** Until there are more items than `length`, or nothing comes any more. Throws what the filling failed with. */
  async longerThan(length: number): Promise<void> {
    while (this.#items.length <= length && !this.#ended) {
      if (this.#failure !== null) throw this.#failure.error;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
