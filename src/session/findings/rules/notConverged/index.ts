import type { Layer } from '../../../../engine/index.js';
import { telling, type Rule } from '../../rule.js';
import { Starts } from '../../starts.js';
import { leftEvidence, leftOvers, seeStart, type LeftOvers } from './leftOver.js';
import { ofStateAlone, wordsOfAlone, type Alone } from './ofStateAlone.js';
import { thresholds, type StartLimits } from './thresholds.js';
import { wordsFor } from './wordsFor.js';

interface Memory {
  /** As it was set last. */
  layer: Layer;
  readonly channels: number;
  readonly limits: StartLimits;
  readonly starts: Starts<LeftOvers>;
  /** Of a state to which nothing will happen. */
  readonly alone: readonly Alone[];
}

/**
 * Running values that are still part of what they started with, by so much that it matters, where they are evaluated or after
 * the last pass: the weight of the start times its distance from what the batches say. Silent where the start was given,
 * since a checkpoint's values are no guess; but of a state alone its counter tells.
 */
export const notConverged: Rule<Memory, typeof thresholds> = {
  id: 'not-converged',
  thresholds,
  link: 'https://github.com/tensorflow/tensorflow/issues/11965',
  explains: ['train-eval-gap'],

  start(layer, initial, limits, { passes }) {
    const starts = new Starts(initial, ({ runningMean }) => leftOvers(runningMean?.length ?? 0));
    const alone = passes === 'none' ? ofStateAlone(layer, initial, limits) : [];
    return { layer, channels: initial.runningMean?.length ?? 0, limits, starts, alone };
  },

  see(memory, look) {
    const { limits, starts } = memory;
    memory.layer = look.record.layer;
    // What is never updated does not converge.
    if (look.record.layer.convention.updates !== 'never') seeStart(starts.see(look), look, limits);
  },

  tell({ layer, channels, starts, alone }, limits) {
    const evidence = starts.all.flatMap(({ about, pass }, index, { length }) =>
      leftEvidence(about, pass, index === length - 1, limits),
    );
    return [
      telling({ evidence, channels, example: 'most', words: (one) => wordsFor(layer, one, limits) }),
      telling({ evidence: alone, channels, example: 'most', words: (one) => wordsOfAlone(layer, one, limits) }),
    ];
  },
};
