/** Whole numbers in [0, below). */
export type Random = (below: number) => number;

/** A small seeded generator (mulberry32), of its own for every `run`, so that any case can be made again alone. */
export function randomNumbers(seed: number, run = 0): Random {
  let state = (seed ^ Math.imul(run, 0x9e3779b1)) | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[random(choices.length)];
}
