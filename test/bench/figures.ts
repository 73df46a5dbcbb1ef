import type { Result } from './result.js';

/** A figure that could not be taken: it costs no other. */
export interface Absent {
  readonly name: string;
  readonly why: string;
}

/** Collects figures; what throws while one is taken is its absence, and the others are taken all the same. */
export class Figures {
  readonly results: Result[] = [];
  readonly absent: Absent[] = [];

  constructor(private readonly say: (what: string) => void) {}

  /**
   * @param names of what is measured: all of them are absent where `measure` throws
   * @returns what `measure` returned; undefined where it threw
   */
  async take<T extends Result | readonly Result[]>(
    names: string | readonly string[],
    measure: () => T | Promise<T>,
  ): Promise<T | undefined> {
    try {
      const taken = await measure();
      this.results.push(...[taken].flat());
      return taken;
    } catch (error) {
      const why = reasonOf(error);
      for (const name of [names].flat()) {
        this.say(`${name}: not measured: ${why}`);
        this.absent.push({ name, why });
      }
      return undefined;
    }
  }
}

/** The first line of what was thrown: Playwright's calls have a log below theirs. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n')[0];
}
