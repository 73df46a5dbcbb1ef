import type { StatesSummary } from '../../../src/session/index.js';
import { count, counted, gapNumber, ratio, significant } from '../../kit/format.js';

/** `140 updates earlier` */
export function comparedText({ updates, isLater, problem }: NonNullable<StatesSummary['compared']>): string {
  if (problem !== undefined) return problem;
  if (updates === null) return 'taken for the earlier: batches are not counted in both';
  return updates === 0 ? 'after as many updates' : `${counted(updates, 'update')} ${isLater ? 'later' : 'earlier'}`;
}

/** What lies beyond an end of a strip: `19: 298`, `8 dead`, `3`; null where nothing does. */
export function outsideText({ layers }: StatesSummary, at: number, side: 'below' | 'above' | 'nan'): string | null {
  const { strip } = layers[at];
  if (!strip) return null;
  if (side === 'below' && strip.dead > 0) return `${count(strip.dead)} dead`;
  const outside = strip[side];
  if (!outside) return null;
  const value =
    side === 'nan' ? 'NaN' : outside.value === 0 ? (side === 'above' ? '∞' : '0') : significant(outside.value, 3);
  if (outside.count > 1) return side === 'nan' ? `${count(outside.count)} NaN` : count(outside.count);
  return `${outside.channel}: ${value}`;
}

/** Updates as a cell has them; `?` has a reason. */
export function updatesText({ updates }: { readonly updates: number | null }): string {
  return updates === null ? '?' : count(updates);
}

/** `layer2.2.bn2, warning, 32 channels, median scale 0.31, 19: 298 above, γ and β moved by 0.12, …` */
export function stateText(states: StatesSummary, at: number): string {
  const { name, severity, problem, channels, strip, batches, moved, apart } = states.layers[at];
  if (problem !== undefined) return `${name}, cannot be read: ${problem}`;
  const { numbers } = states;
  const words = [name, ...(severity ? [severity] : []), counted(channels, 'channel')];
  if (strip) words.push(`median scale ${significant(numbers.median[at], 3)}`);
  for (const side of ['below', 'above', 'nan'] as const) {
    const text = outsideText(states, at, side);
    if (text !== null) words.push(side === 'nan' || text.endsWith('dead') ? text : `${text} ${side} the axis`);
  }
  if (moved) {
    const affine = Math.max(numbers.gamma[at], numbers.beta[at]);
    if (moved.hasAffine)
      words.push(`γ and β ${moved.isAffineSame ? 'the same' : `moved by ${significant(affine, 3)}`}`);
    if (moved.isRunningSame) words.push('mean and variance the same');
    else if (moved.hasRunning)
      words.push(`mean ${gapNumber(numbers.mean[at])} σ`, `variance ${ratio(numbers.variance[at])}`);
    words.push(moved.updates === null ? `updates unknown: ${moved.unknown ?? ''}` : counted(moved.updates, 'update'));
  } else if (apart !== undefined) words.push(apart);
  else if (batches !== null) words.push(`${counted(batches, 'batch', 'batches')} counted`);
  return words.join(', ');
}
