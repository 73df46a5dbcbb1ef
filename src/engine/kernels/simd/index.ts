// What the compiled module exports; `simdModule.ts` has the types for the other side.
export { count } from './count';
export { crossSums } from './crossSums';
export { gradient } from './gradient';
export { scale } from './scale';
export { sumRows } from './sums';
export { widenBfloat16, widenFloat16 } from './widen';
