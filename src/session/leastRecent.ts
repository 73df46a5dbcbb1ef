/** Keeps what was used last, up to so many bytes. */
export class LeastRecent<T> {
  /** In order of use, the latest last. */
  readonly #entries = new Map<string, T>();

  constructor(
    private readonly mostBytes: number,
    private readonly bytesOf: (value: T) => number,
  ) {}

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#moveToEnd(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.#moveToEnd(key, value);
    let bytes = 0;
    for (const [other, held] of [...this.#entries].reverse()) {
      bytes += this.bytesOf(held);
      if (bytes > this.mostBytes && other !== key) this.#entries.delete(other);
    }
  }

  #moveToEnd(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }
}
