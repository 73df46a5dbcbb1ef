import type { SessionSnapshot } from '../../protocol/index.js';
import type { PassSummary, Program, Step } from '../../session/index.js';
import { fileOf, namedPaths } from '../../session/program/paths/index.js';

/** What names the files that a session's numbers depend on; thousands of passes name the same few. */
export interface NamedFiles {
  /** URIs of the batches. */
  readonly batches: ReadonlySet<string>;
  /** Paths of the program's text: batches, state, expected outputs and gradients. */
  readonly paths: ReadonlySet<string>;
}

/** Reads what is new: another pass is another step, and thousands before it stay the same objects. */
export class NamedFilesReader {
  readonly #known = new WeakMap<Step, readonly string[]>();
  readonly #ofPasses = new NamesOfList<PassSummary>(
    ({ uri }) => [uri],
    (one, other) => one.uri === other.uri,
  );
  readonly #ofSteps = new NamesOfList<Step>(
    (step) => this.#pathsOf(step),
    (one, other) => one === other,
  );

  read({ program, passes }: Pick<SessionSnapshot, 'program' | 'passes'>): NamedFiles {
    const own = pathsOf({ ...program, steps: [] });
    const ofSteps = this.#ofSteps.read(program.steps);
    const paths = own.length === 0 ? ofSteps : new Set([...own, ...ofSteps]);
    return { batches: this.#ofPasses.read(passes), paths };
  }

  #pathsOf(step: Step): readonly string[] {
    let paths = this.#known.get(step);
    if (!paths) this.#known.set(step, (paths = pathsOf({ steps: [step] })));
    return paths;
  }
}

export function areSame(one: NamedFiles, other: NamedFiles): boolean {
  return hasSameNames(one.batches, other.batches) && hasSameNames(one.paths, other.paths);
}

/** What the items of a list name; of one that begins as the list before it, only the others are asked. */
class NamesOfList<T> {
  #list: readonly T[] = [];
  #names: ReadonlySet<string> = new Set();

  constructor(
    private readonly namesOf: (item: T) => readonly string[],
    private readonly namesTheSame: (one: T, other: T) => boolean,
  ) {}

  /** Another set where there is another name. */
  read(list: readonly T[]): ReadonlySet<string> {
    const before = this.#list;
    const goesOn = before.length <= list.length && before.every((item, at) => this.namesTheSame(item, list[at]));
    const known = goesOn ? this.#names : new Set<string>();
    const news = new Set<string>();
    for (let at = goesOn ? before.length : 0; at < list.length; at++) {
      for (const name of this.namesOf(list[at])) if (!known.has(name)) news.add(name);
    }
    this.#list = list;
    this.#names = news.size === 0 ? known : new Set([...known, ...news]);
    return this.#names;
  }
}

function pathsOf(program: Program): readonly string[] {
  return namedPaths(program).map(({ path }) => fileOf(path));
}

function hasSameNames(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one === other || (one.size === other.size && [...one].every((name) => other.has(name)));
}
