import type { Result } from './result.js';

/** `≥ 1.4 × pytorch, met`; empty where there is no budget. */
export function budgetText({ budget, met, unit }: Result): string {
  if (!budget) return '';
  const { peer, atLeast, atMost } = budget;
  const bound = atLeast !== undefined ? `≥ ${atLeast}` : `≤ ${String(atMost)}`;
  const verdict = met === undefined ? 'not measured' : met ? 'met' : 'missed';
  return `${bound} ${peer === undefined ? unit : `× ${peer}`}, ${verdict}`;
}
