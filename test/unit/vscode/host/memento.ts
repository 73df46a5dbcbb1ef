import type { Memento } from 'vscode';

/** What VS Code keeps of a workspace, in memory. */
export function memento(): Memento & { readonly size: number } {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: (key: string, standard?: unknown) => values.get(key) ?? standard,
    update: (key: string, value: unknown) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
      return Promise.resolve();
    },
    get size() {
      return values.size;
    },
  } as Memento & { readonly size: number };
}
