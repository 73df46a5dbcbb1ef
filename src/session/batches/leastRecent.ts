/** Keeps what was used last, up to so many bytes. */
export class LeastRecent<T> {
  /** In order of use, the latest last. */
  readonly #entries = new Map<string, T>();
  #bytes = 0;

  constructor(
    private readonly mostBytes: number,
    private readonly bytesOf: (value: T) => number,
  ) {}

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** What is set last is kept, however large it is. */
  set(key: string, value: T): void {
    this.drop(key);
    this.#entries.set(key, value);
    this.#bytes += this.bytesOf(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.mostBytes || oldest === key) return;
      this.drop(oldest);
    }
  }

  drop(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= this.bytesOf(value);
  }
}
