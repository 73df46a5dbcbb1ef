import type { Result } from './result.js';

/** A figure that could not be taken: it costs no other. */
export interface Absent {
  readonly name: string;
  readonly why: string;
}

type Taken = Result | readonly Result[];

/** Collects figures; what throws while one is taken is its absence, and the others are taken all the same. */
export class Figures {
  readonly results: Result[] = [];
  readonly absent: Absent[] = [];

  constructor(private readonly say: (what: string) => void) {}

  /** @param names of what is measured: all of them are absent where `measure` throws */
  async take(names: string | readonly string[], measure: () => Taken | Promise<Taken>): Promise<void> {
    await this.takeAll([names].flat(), async () => {
      this.results.push(...[await measure()].flat());
    });
  }

  /**
   * Takes figures together.
   * @param names of what `measure` takes by itself: where it throws, those that it has not come to are absent
   */
  async takeAll(names: readonly string[], measure: () => Promise<void>): Promise<void> {
    try {
      await measure();
    } catch (error) {
      const why = reasonOf(error);
      const known = new Set([...this.results, ...this.absent].map(({ name }) => name));
      for (const name of names.filter((each) => !known.has(each))) {
        this.say(`${name}: not measured: ${why}`);
        this.absent.push({ name, why });
      }
    }
  }
}

/** The first line of what was thrown: Playwright's calls have a log below theirs. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n')[0];
}
