import { chosenText, numberText, plural } from '../../numberText.js';
import { rankOf } from '../acrossLayers/rankOf.js';
import type { RunningFacts } from '../layerFacts.js';
import type { ModelRule, RuledLayer, ToldOfLayer } from './modelRule.js';

/** A gap, and a ratio of spreads, from which on it matters. */
const matters = { gap: 0.25, spread: 1.25 };
/** Standard deviations of what chance explains: once in a million channels. */
const beyondNoise = 5;

/**
 * Running values of the same layer that part between ranks by what matters, and by more than batches of one distribution
 * explain: no synchronization, and shards that are not alike.
 */
export const ranksDisagree: ModelRule = (layers) => {
  const byLayer = new Map<string, number[]>();
  layers.forEach(({ name }, index) => {
    const { rank, layer } = rankOf(name);
    if (rank !== '') byLayer.set(layer, [...(byLayer.get(layer) ?? []), index]);
  });
  return [...byLayer.values()].flatMap((indices) => ofRanks(indices, layers));
};

interface Parted {
  readonly channel: number;
  /** Of the means, in the smaller σ; and the larger σ over the smaller. */
  readonly apart: number;
  readonly spread: number;
  readonly size: number;
}

function ofRanks(ranks: readonly number[], layers: readonly RuledLayer[]): readonly ToldOfLayer[] {
  const pair = farthestApart(ranks, layers);
  if (!pair) return [];
  const [first, index] = pair;
  const channels = parted(layers[first], layers[index]);
  const [example] = channels.toSorted((a, b) => b.size - a.size);
  const pass = layers[index].passes - 1;
  const [a, b] = [runningOf(layers[first]), runningOf(layers[index])];
  const isOfMean = example.apart > matters.gap;
  const values = [a, b]
    .map((running) => numberText((isOfMean ? running?.mean : running?.variance)?.[example.channel] ?? NaN))
    .join(' and ');
  const far = isOfMean
    ? `${numberText(example.apart)} σ apart in channel ${example.channel} (means ${values})`
    : `one with ${numberText(example.spread)} times the other's σ in channel ${example.channel} (variances ${values})`;
  return [
    {
      layer: index,
      finding: {
        rule: 'ranks-disagree',
        severity: 'warning',
        pass,
        lastPass: pass,
        known: pass,
        // The channel that the sentence is about comes first.
        channels: Uint32Array.from(new Set([example, ...channels].map(({ channel }) => channel))),
        label: 'ranks part',
        message: `${chosenText(channels.length)} of ${plural(layers[index].channels, 'channel')}: ${layers[first].name} and ${layers[index].name} ended with other running values, ${far}.`,
        remedy:
          'Synchronize the statistics (SyncBatchNorm), or shuffle so that all ranks see alike data; whichever rank is saved decides what eval does.',
        weight: example.size,
      },
    },
  ];
}

/**
 * The two ranks that part most in any channel, in their order; null where none do. In each channel those with the extreme means
 * and variances are laid against each other: all pairs of hundreds of ranks would be too many.
 */
function farthestApart(ranks: readonly number[], layers: readonly RuledLayer[]): readonly [number, number] | null {
  const length = ranks.map((index) => runningOf(layers[index])?.mean.length).find((own) => own !== undefined);
  const known = ranks.filter((index) => runningOf(layers[index])?.mean.length === length);
  let [size, pair]: [number, readonly [number, number] | null] = [0, null];
  for (let channel = 0; length !== undefined && channel < length; channel++) {
    for (const what of ['mean', 'variance'] as const) {
      const at = (index: number): number => runningOf(layers[index])?.[what][channel] ?? NaN;
      const finite = known.filter((index) => Number.isFinite(at(index)));
      if (finite.length === 0) continue;
      const low = finite.reduce((best, index) => (at(index) < at(best) ? index : best));
      const high = finite.reduce((best, index) => (at(index) > at(best) ? index : best));
      const far = partedIn(channel, layers[low], layers[high])?.size ?? 0;
      if (far > size) [size, pair] = [far, low < high ? [low, high] : [high, low]];
    }
  }
  return pair;
}

function parted(one: RuledLayer, other: RuledLayer): readonly Parted[] {
  return Array.from({ length: runningOf(one)?.mean.length ?? 0 }, (_, channel) => partedIn(channel, one, other)).filter(
    (channel) => channel !== null,
  );
}

function partedIn(channel: number, one: RuledLayer, other: RuledLayer): Parted | null {
  const [a, b] = [runningOf(one), runningOf(other)];
  if (!a || !b) return null;
  const { eps, momentum, momentumWeighs } = one.layer.convention;
  const newest =
    momentum === null ? 1 / Math.max(1, one.facts.trainPasses) : momentumWeighs === 'batch' ? momentum : 1 - momentum;
  // An exponential average of independent batches keeps m / (2 − m) of their variance; a difference has twice that.
  const kept = Math.sqrt((2 * newest) / (2 - newest));
  const sigma = Math.sqrt(Math.min(a.variance[channel], b.variance[channel]) + eps);
  const apart = Math.abs(a.mean[channel] - b.mean[channel]);
  const spread = Math.sqrt((Math.max(a.variance[channel], b.variance[channel]) + eps) / (sigma * sigma));
  const isApart =
    apart > matters.gap * sigma && apart > beyondNoise * kept * scatterOf('meanScatter', channel, one, other);
  const isWider =
    spread > matters.spread &&
    2 * Math.log(spread) > beyondNoise * kept * scatterOf('logVarianceScatter', channel, one, other);
  if (!isApart && !isWider) return null;
  const size = Math.max(isApart ? apart / sigma : 0, isWider ? Math.log2(spread) : 0);
  return { channel, apart: isApart ? apart / sigma : 0, spread, size };
}

function scatterOf(
  what: 'meanScatter' | 'logVarianceScatter',
  channel: number,
  ...layers: readonly RuledLayer[]
): number {
  return Math.max(...layers.map(({ facts }) => facts[what]?.[channel] ?? 0));
}

/** As the process had them, otherwise as they are computed. */
function runningOf({ facts: { last, state } }: RuledLayer): RunningFacts | null {
  if (last) return last;
  return state?.runningMean && state.runningVar ? { mean: state.runningMean, variance: state.runningVar } : null;
}
