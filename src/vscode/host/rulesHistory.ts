import type { CheckpointSettings } from '../../session/index.js';

/** Undefined: none were chosen. */
type Rules = CheckpointSettings | undefined;

/** The rules that were chosen before those that count, and after them, for undo and redo. */
export class RulesHistory {
  readonly #lists: Readonly<Record<'undo' | 'redo', Rules[]>> = { undo: [], redo: [] };

  can(way: 'undo' | 'redo'): boolean {
    return this.#lists[way].length > 0;
  }

  /** Others take the place of these; what was undone before cannot be redone. */
  note(current: Rules): void {
    this.#lists.undo.push(current);
    this.#lists.redo.length = 0;
  }

  /** Those that would count instead of the current ones. */
  next(way: 'undo' | 'redo'): Rules {
    return this.#lists[way].at(-1);
  }

  /** They count now. @param before those that did */
  turn(way: 'undo' | 'redo', before: Rules): void {
    this.#lists[way].pop();
    this.#lists[way === 'undo' ? 'redo' : 'undo'].push(before);
  }
}
