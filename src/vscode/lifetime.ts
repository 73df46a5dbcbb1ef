/** Something that ends. VS Code's own `Disposable` is a class; this is what it asks of others. */
export interface Disposable {
  dispose(): void;
}

/** Owns what is created during a life, and ends it in reverse order. What is handed over after the end is ended at once. */
export class Lifetime implements Disposable {
  readonly #owned: Disposable[] = [];
  #isOver = false;

  get isOver(): boolean {
    return this.#isOver;
  }

  own<T extends Disposable>(thing: T): T {
    if (this.#isOver) thing.dispose();
    else this.#owned.push(thing);
    return thing;
  }

  dispose(): void {
    this.#isOver = true;
    for (let thing = this.#owned.pop(); thing !== undefined; thing = this.#owned.pop()) thing.dispose();
  }
}
