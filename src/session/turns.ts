/** Numbers that are looked at, some 5 ms, before others have a turn. */
const numbersInTurn = 2 ** 20;

/**
 * Gives others a turn now and then in a long computation. It goes by what was done and not by the clock, so that what is
 * short costs nothing.
 */
export class Turns {
  #numbers = 0;

  /** @param breathe lets others have their turn; throws where nobody waits for the result any more */
  constructor(private readonly breathe?: () => Promise<void>) {}

  /** Whether, with so many more numbers looked at, others have waited for long enough: `give` then. */
  isDue(numbers: number): boolean {
    this.#numbers += numbers;
    return this.#numbers >= numbersInTurn;
  }

  /** @throws what `breathe` throws */
  async give(): Promise<void> {
    this.#numbers = 0;
    await this.breathe?.();
  }
}
