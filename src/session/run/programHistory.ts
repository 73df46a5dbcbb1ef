import type { Program } from '../program/index.js';

/** The programs before and after this one, for undo and redo of edits. */
export class ProgramHistory {
  readonly #older: Program[] = [];
  readonly #newer: Program[] = [];

  get canUndo(): boolean {
    return this.#older.length > 0;
  }
  get canRedo(): boolean {
    return this.#newer.length > 0;
  }
  get older(): Program | undefined {
    return this.#older.at(-1);
  }
  get newer(): Program | undefined {
    return this.#newer.at(-1);
  }

  /** An edit takes the place of this program; what was undone before cannot be redone. */
  note(current: Program): void {
    this.#older.push(current);
    this.#newer.length = 0;
  }
  goBack(current: Program): void {
    this.#older.pop();
    this.#newer.push(current);
  }
  goForward(current: Program): void {
    this.#newer.pop();
    this.#older.push(current);
  }
}
