/** Numbers from a seed, the same everywhere (xoshiro128**), fast enough for a thousand programs. */
export class Random {
  readonly #state = new Uint32Array(4);
  #spare = NaN;

  constructor(seed: number) {
    let mixed = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      // splitmix32
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let t = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
      this.#state[i] = t ^ (t >>> 15);
    }
  }

  /** In [0, 1). */
  uniform(): number {
    const s = this.#state;
    const rotated = Math.imul(s[1], 5);
    const result = Math.imul((rotated << 7) | (rotated >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result / 2 ** 32;
  }

  normal(): number {
    const spare = this.#spare;
    if (!Number.isNaN(spare)) {
      this.#spare = NaN;
      return spare;
    }
    // Marsaglia's polar method.
    for (;;) {
      const [u, v] = [2 * this.uniform() - 1, 2 * this.uniform() - 1];
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return u * factor;
    }
  }

  /** @param from included @param to included */
  whole(from: number, to: number): number {
    return from + Math.floor(this.uniform() * (to - from + 1));
  }

  between(from: number, to: number): number {
    return from + this.uniform() * (to - from);
  }

  oneOf<T>(all: readonly T[]): T {
    return all[this.whole(0, all.length - 1)];
  }
}
