import { effectOf } from '../../findings/index.js';
import { numberText, plural } from '../../numberText.js';
import type { ModelRule, RuledLayer } from './modelRule.js';
import { movedBy } from './movedBy.js';

/**
 * Layers whose γ and β are to the bit what they were in every pass, while their running values moved, beside layers that
 * learn: frozen, and left in training mode.
 */
export const frozenMoved: ModelRule = (layers) => {
  if (!layers.some(({ facts }) => facts.isAffineConstant === false)) return [];
  return layers.flatMap((layer, index) => {
    const { isAffineConstant, firstMoved, moves, first, last } = layer.facts;
    if (isAffineConstant !== true || moves === 0 || !first || !last) return [];
    const moved = movedBy(first, last, layer.layer.convention.eps);
    return [
      {
        layer: index,
        finding: {
          rule: 'frozen-moved',
          severity: 'error',
          pass: firstMoved,
          lastPass: layer.passes - 1,
          known: firstMoved,
          label: 'frozen, moved',
          message: message(layer, moved.meanSigma, moved.channel),
          remedy:
            'Put frozen layers into eval mode after every train() call: requires_grad = False does not stop the running values.',
          weight: effectOf(moved.meanSigma),
        },
      },
    ];
  });
};

function message({ facts: { moves, trainPasses } }: RuledLayer, sigma: number, channel: number): string {
  return `γ and β stayed to the bit what they were, while other layers learn; but ${plural(moves, 'pass', 'passes')} of ${plural(trainPasses, 'train pass', 'train passes')} moved the running values, by up to ${numberText(sigma)} σ in channel ${channel}.`;
}
