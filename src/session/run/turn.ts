import type { Session } from './session.js';

/** How a long action lets others have their turn, so that a pause gets through: not after every pass, which would cost more. */
export interface Turn {
  /** Whether others have waited for long enough. */
  readonly isDue: () => boolean;
  readonly give: () => Promise<void>;
}

export interface TurnOptions {
  readonly turn?: Turn;
  readonly signal?: AbortSignal;
  /**
   * Told before each turn of what is computed so far: what will be said of it when the action ends, or is paused, is gathered
   * on the way, and need not be then.
   */
  readonly gather?: (session: Session) => void;
}

/**
 * Lets others have their turn where they have waited for long enough.
 * @param soFar the session with what the action has computed
 * @throws the signal's reason
 */
export async function giveTurn(soFar: () => Session, { turn, signal, gather }: TurnOptions = {}): Promise<void> {
  if (turn?.isDue() === true) {
    gather?.(soFar());
    await turn.give();
  }
  signal?.throwIfAborted();
}

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
