import type { DebugVariable, VariablePath } from '../../session/index.js';

type Held =
  | { readonly kind: 'scope'; readonly variables: readonly DebugVariable[] }
  | { readonly kind: 'path'; readonly path: VariablePath; readonly count: number };

/** The numbers by which the protocol speaks of variables while it is stopped, and of breakpoints. */
export class References {
  #held: Held[] = [];
  /** Numbers of an earlier stop mean nothing any more. */
  #base = 0;
  #ids = 0;

  clear(): void {
    this.#base += this.#held.length;
    this.#held = [];
  }

  nextId(): number {
    return (this.#ids += 1);
  }

  ofScope(variables: readonly DebugVariable[]): number {
    return this.#hold({ kind: 'scope', variables });
  }

  /** 0: it has no elements. */
  ofVariable({ path, count = 0 }: DebugVariable): number {
    return path && count > 0 ? this.#hold({ kind: 'path', path, count }) : 0;
  }

  /** @throws Error for a number of an earlier stop */
  at(reference: number): Held {
    const held = this.#held.at(reference - this.#base - 1);
    if (!held || reference <= this.#base) throw new Error('These variables are those of an earlier stop');
    return held;
  }

  /** A variable of a scope, or an element of an array, as an expression. @throws Error likewise */
  named(reference: number, name: string): { readonly expression: string; readonly frame: VariablePath['frame'] } {
    const held = this.at(reference);
    if (held.kind === 'path') {
      return { expression: `${held.path.expression}${name}`, frame: held.path.frame };
    }
    const variable = held.variables.find((one) => one.name === name);
    return { expression: variable?.expression ?? name, frame: frameOf(held.variables) };
  }

  #hold(held: Held): number {
    this.#held.push(held);
    return this.#base + this.#held.length;
  }
}

function frameOf(variables: readonly DebugVariable[]): VariablePath['frame'] {
  return variables.find(({ path }) => path)?.path?.frame ?? 'pass';
}
