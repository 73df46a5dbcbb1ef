import type { Memento, Uri } from 'vscode';
import type { OpenRequest } from '../../protocol/index.js';
import { StatesMemory } from './statesMemory.js';

type Restore = NonNullable<OpenRequest['restore']>;

/** What is kept of a session over a reload of the window. */
export interface Remembered extends Restore {
  /** Of a program file: its own text was edited since when this differs. */
  readonly stamp?: string;
  /** URIs of files outside the program's folder that the user chose or allowed. */
  readonly allowed?: readonly string[];
}

/** What changes with every step; the rest, which may be long, is written when it is another. */
interface Place {
  readonly uri: string;
  readonly cursor: Restore['cursor'];
}
type Kept = Omit<Remembered, 'cursor'>;

const placesKey = 'batchnorm.sessions';
const keyOf = (uri: string): string => `batchnorm.session:${uri}`;

/** Programs and cursors by document, the most recently changed ones only. */
export class SessionMemory {
  /** What was written last, by document. */
  readonly #written = new Map<string, Kept>();
  /** Of checkpoints' pages. */
  readonly states: StatesMemory;
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly memento: Memento,
    private readonly capacity = 50,
  ) {
    this.states = new StatesMemory(memento);
  }

  recall(uri: Uri): Remembered | undefined {
    const key = uri.toString();
    const kept = this.memento.get<Kept>(keyOf(key));
    const place = this.#places().find((one) => one.uri === key);
    return kept && place && { ...kept, cursor: place.cursor };
  }

  /** In the order of calls: what was remembered last is what is recalled. */
  remember(uri: Uri, remembered: Remembered): Promise<void> {
    return this.#inOrder(() => this.#write(uri.toString(), remembered));
  }

  forget(uri: Uri): Promise<void> {
    return this.#inOrder(() => this.#erase(uri.toString()));
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #write(key: string, { cursor, ...kept }: Remembered): Promise<void> {
    const recent = [{ uri: key, cursor }, ...this.#places().filter((other) => other.uri !== key)];
    if (!isSame(this.#written.get(key), kept)) {
      this.#written.set(key, kept);
      await this.memento.update(keyOf(key), kept);
    }
    await this.memento.update(placesKey, recent.slice(0, this.capacity));
    for (const old of recent.slice(this.capacity)) {
      this.#written.delete(old.uri);
      await this.memento.update(keyOf(old.uri), undefined);
    }
  }

  async #erase(key: string): Promise<void> {
    this.#written.delete(key);
    await this.memento.update(keyOf(key), undefined);
    await this.memento.update(
      placesKey,
      this.#places().filter((other) => other.uri !== key),
    );
  }

  /** An earlier version kept names alone. */
  #places(): readonly Place[] {
    return this.memento.get<readonly (Place | string)[]>(placesKey, []).filter((place) => typeof place !== 'string');
  }
}

function areSame(before: Kept['branches'], after: Kept['branches']): boolean {
  const [old = [], now = []] = [before?.others, after?.others];
  const isSameOne = (index: number) => old[index].name === now[index].name && old[index].program === now[index].program;
  return before?.current === after?.current && old.length === now.length && old.every((_, index) => isSameOne(index));
}

/** A program that has not changed is the same object. */
function isSame(before: Kept | undefined, after: Kept): boolean {
  const files = (kept: Kept) => (kept.allowed ?? []).join('\n');
  const isSameText = before?.stamp === after.stamp && before?.program === after.program;
  return isSameText && files(before) === files(after) && areSame(before.branches, after.branches);
}
