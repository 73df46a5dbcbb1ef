import type { LayerState } from '../../engine/index.js';
import type { Look } from './look.js';

/** What a rule remembers of each start that the running values had. */
export interface AtStart<T> {
  readonly about: T;
  /** As a `RunningStart`'s. */
  readonly pass: number;
  /** The last pass that it is the start of; −1: it is none's, the state stands alone. */
  readonly lastPass: number;
}

/** For rules about running values that were given: those before the first pass, and those that are set on the way. */
export class Starts<T> {
  readonly #all: { readonly state: LayerState; readonly about: T; readonly pass: number; lastPass: number }[];

  constructor(
    initial: LayerState,
    private readonly remember: (state: LayerState) => T,
  ) {
    this.#all = [{ state: initial, about: remember(initial), pass: -1, lastPass: -1 }];
  }

  /** What is remembered of the start of a pass. */
  see({ start, pass }: Pick<Look, 'start' | 'pass'>): T {
    let last = this.#all[this.#all.length - 1];
    if (last.state !== start.state) {
      last = { state: start.state, about: this.remember(start.state), pass: start.pass, lastPass: pass };
      this.#all.push(last);
    }
    last.lastPass = pass;
    return last.about;
  }

  /** The given state, and of those that were set the ones that passes began with. */
  get all(): readonly AtStart<T>[] {
    return this.#all.filter(({ pass, lastPass }) => pass < 0 || lastPass >= 0);
  }
}
