/** Does one thing after the other, whoever asks. After one that failed nothing more is done: all who ask are told why. */
export class Turns {
  readonly #explain: (error: unknown) => unknown;
  #failed: { readonly error: unknown } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** `explain` makes of what was thrown what is told. */
  constructor(explain: (error: unknown) => unknown) {
    this.#explain = explain;
  }

  get hasFailed(): boolean {
    return this.#failed !== null;
  }

  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => {
      if (this.#failed !== null) throw this.#failed.error;
      try {
        return await work();
      } catch (error) {
        this.#failed = { error: this.#explain(error) };
        throw this.#failed.error;
      }
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Ends when all that was asked for so far is done, however it ended. */
  async done(): Promise<void> {
    await this.#last;
  }
}
