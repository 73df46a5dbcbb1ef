import type { Convention } from '../../engine/index.js';
import { settingText } from '../numberText.js';

/** Fields of a convention that only make sense together, and how to say that two conventions differ in them. */
export interface Rule {
  readonly fields: readonly (keyof Convention)[];
  /** Absent: they differ where one of the fields does. */
  readonly differs?: (other: Convention, baseline: Convention) => boolean;
  /** Where `other` differs from `baseline`, a few words: `eps is 0.001, not 1e-5`. */
  readonly words: (other: Convention, baseline: Convention) => string;
}

const AXES: Record<Convention['statisticsAxes'], string> = {
  'all-but-channel': 'all axes but the channel’s',
  batch: 'axis 0 only',
};
const AFFINE: Record<Convention['affine'], string> = {
  elementwise: 'scales and shifts with γ and β',
  'fixed-gamma': 'keeps γ at 1',
  frozen: 'holds γ and β constant',
  linear: 'has a Linear in the place of γ and β',
  none: 'has no γ and β',
};
const AVERAGE: Record<Convention['average'], string> = {
  exponential: 'an exponential average',
  'zero-debiased': 'a zero-debiased average',
  'normalized-sum': 'decaying sums over their weights',
  'mean-of-batches': 'the plain mean of all batches',
  population: 'the statistics of all values together',
  none: 'what is given',
};
const STORED: Record<Convention['storedVar'], (noun: string) => string> = {
  biased: (noun) => `the biased ${noun}`,
  unbiased: (noun) => `the unbiased ${noun}`,
  'eps-corrected': (noun) => `the ${noun} over N − 1 − eps`,
};
const WRITTEN: Record<Convention['varianceAsWritten'], string> = {
  'two-pass': 'Σ(x − μ)² / N',
  naive: 'E[x²] − E[x]²',
  'naive-clamped': 'E[x²] − E[x]², clamped at 0',
};
const UPDATES: Record<Convention['updates'], string> = {
  forward: 'moves the running values in the forward pass',
  backward: 'moves the running values in the backward pass only',
  never: 'never looks at the batch, and never moves the running values',
};

/** In the order in which they come into effect in a pass. */
export const rules: readonly Rule[] = [
  {
    fields: ['statisticsAxes'],
    words: (a, b) => `takes statistics over ${AXES[a.statisticsAxes]}, not over ${AXES[b.statisticsAxes]}`,
  },
  {
    fields: ['channelAxis'],
    words: (a, b) => `means ${axisText(a.channelAxis)} by the channels, not ${axisText(b.channelAxis)}`,
  },
  { fields: ['inputRanks'], words: (a, b) => `takes batches of ${ranksText(a)}, not of ${ranksText(b)}` },
  { fields: ['updates'], words: (a) => UPDATES[a.updates] },
  {
    fields: ['normalizingVar'],
    words: (a, b) => `normalizes with the ${a.normalizingVar} variance, not the ${b.normalizingVar}`,
  },
  {
    fields: ['varianceAsWritten'],
    words: (a, b) => `computes the variance as ${WRITTEN[a.varianceAsWritten]}, not as ${WRITTEN[b.varianceAsWritten]}`,
  },
  { fields: ['eps'], words: (a, b) => `eps is ${settingText(a.eps)}, not ${settingText(b.eps)}` },
  { fields: ['renorm'], words: (a) => (a.renorm ? 'corrects each batch by r and d (renorm)' : 'has no renorm') },
  { fields: ['affine'], words: (a) => AFFINE[a.affine] },
  {
    // The kind of average decides what momentum means.
    fields: ['average', 'momentum', 'momentumWeighs'],
    differs: (a, b) => a.average !== b.average && areMoving(a, b),
    words: (a, b) => `keeps ${AVERAGE[a.average]}${momentumText(a)}, not ${AVERAGE[b.average]}${momentumText(b)}`,
  },
  {
    fields: ['momentum', 'momentumWeighs'],
    differs: (a, b) =>
      a.average === b.average &&
      usesMomentum(a) &&
      (a.momentum !== b.momentum || (a.momentum !== null && a.momentumWeighs !== b.momentumWeighs)),
    words: momentumWords,
  },
  {
    fields: ['attributes'],
    words: (a, b) => `holds eps and momentum in ${a.attributes}, not in ${b.attributes}`,
  },
  {
    fields: ['storedVar'],
    differs: (a, b) => a.storedVar !== b.storedVar && areMoving(a, b),
    words: (a, b) => `stores ${STORED[a.storedVar]('variance')}, not ${STORED[b.storedVar]('one')}`,
  },
  {
    fields: ['initialMean', 'initialVar'],
    words: (a, b) => `${startText(a)}, not ${startText(b).replace(/^starts with /, '')}`,
  },
  {
    fields: ['oneValue', 'unbiasedOfOne'],
    differs: (a, b) => oneValueText(a) !== oneValueText(b) && areMoving(a, b),
    words: (a, b) => `${oneValueText(a)} with one value per channel, where the other ${oneValueText(b)}`,
  },
  {
    fields: ['refusedBatch'],
    differs: (a, b) =>
      a.refusedBatch !== b.refusedBatch && a.momentum === null && b.momentum === null && areMoving(a, b),
    words: (a) =>
      a.refusedBatch === 'counts' ? 'counts a batch that it refuses' : 'does not count a batch that it refuses',
  },
  {
    fields: ['untracked'],
    words: (a) =>
      a.untracked === 'track-anyway'
        ? 'keeps running values even where tracking is off'
        : 'keeps no running values where tracking is off',
  },
];

export function isDifferent(rule: Rule, other: Convention, baseline: Convention): boolean {
  if (rule.differs) return rule.differs(other, baseline);
  return rule.fields.some((field) => JSON.stringify(other[field]) !== JSON.stringify(baseline[field]));
}

/** Where `other` differs from `baseline`, rule by rule. */
export function differencesBetween(other: Convention, baseline: Convention): readonly string[] {
  return rules.filter((rule) => isDifferent(rule, other, baseline)).map((rule) => rule.words(other, baseline));
}

/** `into` with one rule of `from`. */
export function withRule(rule: Rule, from: Convention, into: Convention): Convention {
  return { ...into, ...(Object.fromEntries(rule.fields.map((field) => [field, from[field]])) as Partial<Convention>) };
}

/** Where running values never move, rules about moving them say nothing. */
function areMoving(...both: readonly Convention[]): boolean {
  return both.every(({ updates }) => updates !== 'never');
}

function usesMomentum({ average }: Convention): boolean {
  return average === 'exponential' || average === 'zero-debiased' || average === 'normalized-sum';
}

function momentumText(convention: Convention): string {
  if (!usesMomentum(convention)) return '';
  const { momentum } = convention;
  return momentum === null ? ' of equal weights' : ` (momentum ${settingText(momentum)})`;
}

/** Which value momentum is, which side it multiplies, and what the batch counts then. */
function momentumWords(a: Convention, b: Convention): string {
  if (a.momentum === null || b.momentum === null) {
    return a.momentum === null
      ? `all batches count alike, not the newest ${settingText(batchWeight(b))}`
      : `the newest batch counts ${settingText(batchWeight(a))}, not as all others`;
  }
  if (a.momentumWeighs === b.momentumWeighs) {
    return `momentum is ${settingText(a.momentum)}, not ${settingText(b.momentum)}`;
  }
  const side = a.momentumWeighs === 'old' ? 'the old value, not the batch' : 'the batch, not the old value';
  const [weight, weightOfOther] = [settingText(batchWeight(a)), settingText(batchWeight(b))];
  const counts = weight === weightOfOther ? `${weight} as well` : `${weight}, not ${weightOfOther}`;
  return `momentum ${settingText(a.momentum)} multiplies ${side}: the batch counts ${counts}`;
}

function batchWeight({ momentum, momentumWeighs }: Convention): number {
  if (momentum === null) return NaN;
  return momentumWeighs === 'batch' ? momentum : 1 - momentum;
}

export function startText({ initialMean, initialVar }: Convention): string {
  if (initialMean === null || initialVar === null) return 'starts with no running values';
  return `starts with mean ${settingText(initialMean)} and variance ${settingText(initialVar)}`;
}

function oneValueText({ oneValue, storedVar, unbiasedOfOne }: Convention): string {
  if (oneValue === 'refuse') return 'refuses to train';
  return storedVar === 'unbiased' && unbiasedOfOne === 'nan' ? 'stores NaN' : 'stores a variance of 0';
}

function ranksText({ inputRanks }: Convention): string {
  return inputRanks ? `${inputRanks.join(' or ')} axes` : 'any number of axes';
}

function axisText(axis: number): string {
  return axis === -1 ? 'the last axis' : `axis ${axis}`;
}
