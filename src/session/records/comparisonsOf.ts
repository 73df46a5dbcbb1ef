import type { Comparison, PassRecord } from './passRecord.js';

/** What can be expected of a pass: its output, the gradient of its input, the running values after it. */
export type Expected = 'output' | 'gradient' | 'state';

const NONE: readonly never[] = [];

/** Whatever was expected of a pass, compared. */
export function comparisonsOf(pass: PassRecord): readonly (Comparison & { readonly of: Expected })[] {
  // Asked of each of many passes, of which hardly any has one.
  if (!pass.stateAfter && (pass.kind === 'refused' || (!pass.expect && !pass.expectGrad))) return NONE;
  const all: readonly (readonly [Expected, Comparison | undefined])[] = [
    ['output', pass.kind === 'computed' ? pass.expect : undefined],
    ['gradient', pass.kind === 'computed' ? pass.expectGrad : undefined],
    ['state', pass.stateAfter],
  ];
  return all.flatMap(([of, compared]) => (compared ? [{ of, ...compared }] : []));
}
