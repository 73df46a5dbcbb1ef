import type { Memento, Uri } from 'vscode';
import type { OpenRequest } from '../../protocol/index.js';

/** What is kept of a session over a reload of the window. */
export interface Remembered extends NonNullable<OpenRequest['restore']> {
  /** Of a program file: its own text was edited since when this differs. */
  readonly stamp?: string;
  /** URIs of files outside the program's folder that the user chose or allowed. */
  readonly allowed?: readonly string[];
}

const indexKey = 'batchnorm.sessions';
const keyOf = (uri: string): string => `batchnorm.session:${uri}`;

/** Programs and cursors by document, the most recently changed ones only. */
export class SessionMemory {
  constructor(
    private readonly memento: Memento,
    private readonly capacity = 50,
  ) {}

  recall(uri: Uri): Remembered | undefined {
    return this.memento.get<Remembered>(keyOf(uri.toString()));
  }

  async remember(uri: Uri, remembered: Remembered): Promise<void> {
    const key = uri.toString();
    const recent = [key, ...this.#recent().filter((other) => other !== key)];
    await this.memento.update(keyOf(key), remembered);
    await this.memento.update(indexKey, recent.slice(0, this.capacity));
    for (const old of recent.slice(this.capacity)) await this.memento.update(keyOf(old), undefined);
  }

  async forget(uri: Uri): Promise<void> {
    const key = uri.toString();
    await this.memento.update(keyOf(key), undefined);
    await this.memento.update(
      indexKey,
      this.#recent().filter((other) => other !== key),
    );
  }

  #recent(): readonly string[] {
    return this.memento.get<readonly string[]>(indexKey, []);
  }
}
