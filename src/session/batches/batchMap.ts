import { batchKey } from './batchKey.js';
import type { Batch } from '../program/index.js';

/**
 * What is known of batches, whichever object names one. Mini-batches of one file are told apart by their rows alone: of
 * 100,000 the file's URI need not be read through as often.
 */
export class BatchMap<T> {
  readonly #whole = new Map<string, T>();
  /** By URI, then by rows. */
  readonly #cut = new Map<string, Map<string, T>>();

  get(batch: Batch): T | undefined {
    const { uri, rows, parts } = batch;
    if (!rows || parts) return this.#whole.get(batchKey(batch));
    return this.#cut.get(uri)?.get(rowsKey(rows));
  }

  set(batch: Batch, value: T): void {
    const { uri, rows, parts } = batch;
    if (!rows || parts) {
      this.#whole.set(batchKey(batch), value);
      return;
    }
    let cut = this.#cut.get(uri);
    if (!cut) this.#cut.set(uri, (cut = new Map<string, T>()));
    cut.set(rowsKey(rows), value);
  }
}

function rowsKey({ start, count }: NonNullable<Batch['rows']>): string {
  return `${start}+${count}`;
}
