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
  const values = [a, b].map((running) => numberText(running?.mean[example.channel] ?? NaN)).join(' and ');
  return [
    {
      layer: index,
      finding: {
        rule: 'ranks-disagree',
        severity: 'warning',
        pass,
        lastPass: pass,
        known: pass,
        channels: Uint32Array.from(channels, ({ channel }) => channel),
        label: 'ranks part',
        message: `${chosenText(channels.length)} of ${plural(layers[index].channels, 'channel')}: ${layers[first].name} and ${layers[index].name} ended with other running values, ${numberText(size)} σ apart in channel ${example.channel} (means ${values}).`,
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
    const scatter = Math.max(one.facts.meanScatter?.[channel] ?? 0, other.facts.meanScatter?.[channel] ?? 0);
    const spread = Math.sqrt((Math.max(a.variance[channel], b.variance[channel]) + eps) / (sigma * sigma));
    const isApart = apart > matters.gap * sigma && apart > beyondNoise * kept * scatter;
    if (isApart || (spread > matters.spread && apart > beyondNoise * kept * scatter))
      found.push({ channel, size: apart / sigma });
  }
  return found;
}

/** As the process had them, otherwise as they are computed. */
function runningOf({ facts: { last, state } }: RuledLayer): RunningFacts | null {
  if (last) return last;
  return state?.runningMean && state.runningVar ? { mean: state.runningMean, variance: state.runningVar } : null;
}
