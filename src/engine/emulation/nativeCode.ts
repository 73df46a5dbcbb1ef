import type { Convention, NativeCode } from '../convention.js';

/** The native code that a layer with these rules runs; null where it has none, or rules of its own were changed. */
export function nativeCodeOf(convention: Convention): NativeCode | null {
  const { nativeCode, varianceAsWritten, statisticsAxes, renorm, average, attributes } = convention;
  const isAsGiven =
    varianceAsWritten === 'two-pass' &&
    statisticsAxes === 'all-but-channel' &&
    !renorm &&
    (average === 'exponential' || average === 'none') &&
    attributes === 'float64';
  return isAsGiven ? nativeCode : null;
}
