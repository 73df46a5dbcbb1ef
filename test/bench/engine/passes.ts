import {
  advance,
  conventionNamed,
  initialState,
  layoutOf,
  MomentsAccumulator,
  type Layer,
  type Moments,
  type Normalizer,
} from '../../../src/engine/index.js';
import { evalNormalizer } from '../../../src/engine/normalizer.js';
import type { Operation } from './shapes.js';
import type { Team } from './team.js';
import type { Tensors } from './tensors.js';

const layer: Layer = {
  convention: conventionNamed('pytorch'),
  channelAxis: 1,
  affine: true,
  trackRunningStats: true,
};

/** Each operation as something to be timed, over tensors that are in memory already. */
export function passesOf(shape: readonly number[], tensors: Tensors, team: Team): Record<Operation, () => unknown> {
  const layout = layoutOf(shape, layer);
  const state = initialState(layer, layout.channels);
  const moments = (of: 'x' | 'g'): Moments => {
    const all = new MomentsAccumulator(layout);
    for (const part of team.do({ kind: 'moments', of }, tensors, layout)) all.merge(part);
    return all.finish();
  };
  const normalize = (normalizer: Normalizer) => team.do({ kind: 'normalize', normalizer }, tensors, layout);
  const trained = () => advance(layer, 'train', moments('x'), state, shape).normalizer;
  let remembered: Normalizer | undefined;
  return {
    moments: () => moments('x'),
    train: () => normalize(trained()),
    eval: () => normalize(evalNormalizer(layer, state, layout)),
    // As PyTorch's, which is given the statistics that the forward pass saved.
    backward: () => {
      const normalizer = (remembered ??= trained());
      const gMoments = moments('g');
      const cross = new Float64Array(layout.groups);
      for (const part of team.do({ kind: 'cross', normalizer, gMoments }, tensors, layout)) {
        part.forEach((sum, group) => (cross[group] += sum));
      }
      const { gamma, std } = normalizer;
      const factor = gamma.map((value, group) => value / std[group]);
      const slope = cross.map((sum, group) => sum / layout.count / std[group] ** 2);
      team.do({ kind: 'gradient', normalizer, gMoments, factor, slope }, tensors, layout);
    },
    histogram: () => team.do({ kind: 'count' }, tensors, layout),
  };
}
