// Elements two by two as float64, whichever type T they are stored in. Everything in this folder is AssemblyScript:
// TypeScript's syntax with WebAssembly's types. Addresses and strides count bytes; nothing is allocated.

/** Two neighbouring elements. */
export function loadPair<T>(at: usize): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
}

/** One element, twice. */
export function loadOne<T>(at: usize): v128 {
  return f64x2.splat(<f64>load<T>(at));
}

export function storePair<T>(at: usize, pair: v128): void {
  if (sizeof<T>() == 4) v128.store64_lane(at, f32x4.demote_f64x2_zero(pair), 0);
  else v128.store(at, pair);
}

/** Four neighbouring elements. */
export function storeTwoPairs<T>(at: usize, first: v128, second: v128): void {
  if (sizeof<T>() == 4) {
    v128.store(at, v128.shuffle<u64>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 2));
  } else {
    v128.store(at, first);
    v128.store(at, second, 16);
  }
}

export function storeOne<T>(at: usize, pair: v128): void {
  store<T>(at, <T>f64x2.extract_lane(pair, 0));
}

export function sumOf(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/**
 * How far apart two rows are that are taken together, in rows: half of all. Streams that lie far apart are fetched side
 * by side, neighbouring ones get into each other's way.
 */
export function halfOf(rows: usize): usize {
  return rows >> 1;
}
