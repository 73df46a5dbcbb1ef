import type { Memento, Uri } from 'vscode';
import type { OpenRequest } from '../../protocol/index.js';

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

  constructor(
    private readonly memento: Memento,
    private readonly capacity = 50,
  ) {}

  recall(uri: Uri): Remembered | undefined {
    const key = uri.toString();
    const kept = this.memento.get<Kept>(keyOf(key));
    const place = this.#places().find((one) => one.uri === key);
    return kept && place && { ...kept, cursor: place.cursor };
  }

  async remember(uri: Uri, { cursor, ...kept }: Remembered): Promise<void> {
    const key = uri.toString();
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

  async forget(uri: Uri): Promise<void> {
    const key = uri.toString();
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

/** A program that has not changed is the same object. */
function isSame(before: Kept | undefined, after: Kept): boolean {
  const files = (kept: Kept) => (kept.allowed ?? []).join('\n');
  return before?.program === after.program && before.stamp === after.stamp && files(before) === files(after);
}
