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

function ofRanks([first, ...others]: readonly number[], layers: readonly RuledLayer[]): readonly ToldOfLayer[] {
  let worst: { readonly index: number; readonly channels: readonly Parted[]; readonly size: number } | null = null;
  for (const index of others) {
    const channels = parted(layers[first], layers[index]);
    const size = channels.reduce((most, one) => Math.max(most, one.size), 0);
    if (channels.length > 0 && (!worst || size > worst.size)) worst = { index, channels, size };
  }
  if (!worst) return [];
  const { index, channels, size } = worst;
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
        weight: size,
      },
    },
  ];
}

function parted(one: RuledLayer, other: RuledLayer): readonly Parted[] {
  const [a, b] = [runningOf(one), runningOf(other)];
  if (!a || a.mean.length !== b?.mean.length) return [];
  const { eps, momentum, momentumWeighs } = one.layer.convention;
  const newest =
    momentum === null ? 1 / Math.max(1, one.facts.trainPasses) : momentumWeighs === 'batch' ? momentum : 1 - momentum;
  // An exponential average of independent batches keeps m / (2 − m) of their variance; a difference has twice that.
  const kept = Math.sqrt((2 * newest) / (2 - newest));
  const found: Parted[] = [];
  for (let channel = 0; channel < a.mean.length; channel++) {
    const sigma = Math.sqrt(Math.min(a.variance[channel], b.variance[channel]) + eps);
    const apart = Math.abs(a.mean[channel] - b.mean[channel]);
    const spread = Math.sqrt((Math.max(a.variance[channel], b.variance[channel]) + eps) / (sigma * sigma));
    const isApart =
      apart > matters.gap * sigma && apart > beyondNoise * kept * scatterOf('meanScatter', channel, one, other);
    const isWider =
      spread > matters.spread &&
      2 * Math.log(spread) > beyondNoise * kept * scatterOf('logVarianceScatter', channel, one, other);
    if (!isApart && !isWider) continue;
    const size = Math.max(isApart ? apart / sigma : 0, isWider ? Math.log2(spread) : 0);
    found.push({ channel, apart: isApart ? apart / sigma : 0, spread, size });
  }
  return found;
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
