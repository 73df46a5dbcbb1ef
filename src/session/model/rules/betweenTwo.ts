import { numberText, plural } from '../../numberText.js';
import { effectOf, type Finding } from '../../findings/index.js';
import type { Moved } from '../moved.js';

/** A layer that is in both of two checkpoints. */
export interface LayerOfTwo {
  readonly name: string;
  readonly moved: Moved;
  /** Whether it has running values in both. */
  readonly tracks: boolean;
  /** Whether it has γ and β in both. */
  readonly isAffine: boolean;
}

/** What two checkpoints of one model tell that one does not, by layer. They bear pass −1, as all findings of states alone. */
export function betweenTwo(layers: readonly LayerOfTwo[]): readonly (Finding | null)[] {
  const learns = (moved: Moved): boolean => moved.gammaMoved !== 0 || moved.betaMoved !== 0;
  const isAnyLearning = layers.some(({ moved }) => learns(moved));
  return layers.map(({ moved, tracks, isAffine }) => {
    if (!tracks || !isAffine) return null;
    const isStill = moved.meanSigma === 0 && moved.varRatio === 1;
    if (!learns(moved) && !isStill && isAnyLearning) return frozenMoved(moved);
    return learns(moved) && isStill ? staleStatistics(moved) : null;
  });
}

const atStart = { pass: -1, lastPass: -1, known: -1 };

function frozenMoved({ meanSigma, varRatio, updates }: Moved): Finding {
  const count = updates === null ? '' : ` ${plural(updates, 'update')} by its counter.`;
  return {
    rule: 'frozen-moved',
    severity: 'error',
    ...atStart,
    label: 'frozen, moved',
    message: `γ and β are to the bit what they were, while other layers learned; but the running mean moved by up to ${numberText(meanSigma)} σ, the variance to ${numberText(varRatio)} times.${count}`,
    remedy:
      'Put frozen layers into eval mode after every train() call: requires_grad = False does not stop the running values.',
    weight: effectOf(meanSigma),
  };
}

function staleStatistics({ gammaMoved, betaMoved }: Moved): Finding {
  return {
    rule: 'stale-statistics',
    severity: 'warning',
    ...atStart,
    label: 'stale',
    message: `γ moved by up to ${numberText(gammaMoved)} and β by up to ${numberText(betaMoved)}, while mean and variance are to the bit what they were: they are of other weights.`,
    remedy: 'Re-estimate the statistics with the new weights, unless they were frozen on purpose.',
    weight: effectOf(Math.max(gammaMoved, betaMoved)),
  };
}
