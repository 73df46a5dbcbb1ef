import type { Result } from './result.js';

/** `≥ 1.4 × pytorch, met`, `aim ≥ 1 × pytorch, missed`; empty where there is no budget. */
export function budgetText({ budget, met, unit }: Result): string {
  if (!budget) return '';
  const { peer, atLeast, atMost, isAim = false } = budget;
  const bound = atLeast !== undefined ? `≥ ${atLeast}` : `≤ ${String(atMost)}`;
  const verdict = met === undefined ? 'not measured' : met ? 'met' : 'missed';
  return `${isAim ? 'aim ' : ''}${bound} ${peer === undefined ? unit : `× ${peer}`}, ${verdict}`;
}
