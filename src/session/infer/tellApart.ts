import {
  advance,
  computeMoments,
  EngineError,
  initialState,
  layoutOf,
  normalizeOne,
  stateAfterError,
  type Convention,
  type Layer,
  type LayerState,
  type Mode,
} from '../../engine/index.js';

/** A few batches of one channel, smallest first, and how to say what they are. */
const trials: readonly { readonly words: string; readonly passes: readonly (readonly [Mode, readonly number[]])[] }[] =
  [
    { words: 'an eval batch before any train batch', passes: [['eval', [1]]] },
    { words: 'a train batch of 2 values per channel', passes: [['train', [0, 3]]] },
    {
      words: 'a train batch of 2 values per channel, then eval',
      passes: [
        ['train', [0, 3]],
        ['eval', [1]],
      ],
    },
    {
      words: 'two train batches that differ, of 2 values per channel, then eval',
      passes: [
        ['train', [0, 3]],
        ['train', [5, 6]],
        ['eval', [1]],
      ],
    },
    { words: 'a train batch of one value per channel', passes: [['train', [2]]] },
    {
      words: 'a train batch of one value per channel, then eval',
      passes: [
        ['train', [2]],
        ['eval', [1]],
      ],
    },
  ];

/** Outputs that differ by this share are told apart: numpy.allclose's own. */
const told = 1e-5;

/**
 * The smallest batch on which two conventions, set as they are, differ; null: they are one rule.
 * @param trackRunningStats of the layer
 */
export function tellApart(a: Convention, b: Convention, trackRunningStats: boolean): string | null {
  if (a.statisticsAxes !== b.statisticsAxes) return 'a batch with more than two axes';
  for (const { words, passes } of trials) {
    const [ours, theirs] = [a, b].map((convention) => outputsOf(convention, passes, trackRunningStats));
    if (ours.some((value, i) => differs(value, theirs[i]))) return words;
  }
  return a.varianceAsWritten === b.varianceAsWritten ? null : 'a float32 batch whose mean is 1,000 σ';
}

function differs(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) !== Number.isNaN(b);
  return Math.abs(a - b) > told * Math.max(1, Math.abs(b));
}

/** Every output, NaN where a pass is refused. */
function outputsOf(
  convention: Convention,
  passes: readonly (readonly [Mode, readonly number[]])[],
  trackRunningStats: boolean,
): readonly number[] {
  const affine = convention.affine === 'linear' ? 'elementwise' : convention.affine;
  const layer: Layer = { convention: { ...convention, affine }, channelAxis: 1, affine: true, trackRunningStats };
  const fresh = initialState(layer, 1);
  let state: LayerState = { ...fresh, ...(fresh.gamma && { gamma: Float64Array.of(1.5) }) };
  return passes.flatMap(([mode, values]) => {
    const shape = [values.length, 1];
    const moments = computeMoments(Float64Array.from(values), layoutOf(shape, layer));
    try {
      const { normalizer, after } = advance(layer, mode, moments, state, shape);
      state = after;
      return values.map((value) => normalizeOne(value, 0, normalizer).y);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      state = stateAfterError(error, state);
      return values.map(() => NaN);
    }
  });
}
