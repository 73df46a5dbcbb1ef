import { attributesOf, type Convention } from './convention.js';
import { stagesOf, type Stage } from './stages.js';

/** What a person needs to choose a convention: the rule in words, in formulas, and where it is written down. */
export interface ConventionCard {
  readonly key: string;
  readonly name: string;
  readonly rule: string;
  /** The stages of a training pass, with the convention's own formulas. */
  readonly stages: readonly Stage[];
  readonly source: string;
  /** Where it differs from the convention that it is compared with; empty without one. */
  readonly differences: readonly RuleDifference[];
}

/** One rule that two conventions do not share. */
export interface RuleDifference {
  readonly field: keyof Convention;
  /** `stored variance` */
  readonly label: string;
  readonly ours: string;
  readonly theirs: string;
}

/** The rules in the order in which they act, and how each is said. */
const rules: readonly { field: keyof Convention; label: string; say: (convention: Convention) => string }[] = [
  {
    field: 'statisticsAxes',
    label: 'statistics over',
    say: ({ statisticsAxes }) => (statisticsAxes === 'batch' ? 'axis 0' : 'all axes but the channels'),
  },
  {
    field: 'channelAxis',
    label: 'channel axis',
    say: ({ channelAxis }) => (channelAxis === -1 ? 'last' : `${channelAxis}`),
  },
  { field: 'normalizingVar', label: 'normalizing variance', say: ({ normalizingVar }) => normalizingVar },
  { field: 'eps', label: 'eps', say: ({ eps }) => shortNumber(eps) },
  { field: 'renorm', label: 'batch renormalization', say: ({ renorm }) => (renorm ? 'on' : 'off') },
  { field: 'affine', label: 'scale and shift', say: ({ affine }) => affineWords[affine] },
  {
    field: 'storedVar',
    label: 'stored variance',
    say: ({ storedVar }) => (storedVar === 'eps-corrected' ? 'over N − 1 − eps' : storedVar),
  },
  { field: 'average', label: 'average', say: ({ average }) => averageWords[average] },
  { field: 'momentum', label: 'weight of a new batch', say: batchWeightWords },
  { field: 'initialMean', label: 'first running mean', say: ({ initialMean }) => `${initialMean ?? 'none'}` },
  { field: 'initialVar', label: 'first running variance', say: ({ initialVar }) => `${initialVar ?? 'none'}` },
  {
    field: 'updates',
    label: 'running values move',
    say: ({ updates }) => (updates === 'never' ? 'never' : `in the ${updates} pass`),
  },
  {
    field: 'oneValue',
    label: 'one value per channel',
    say: ({ oneValue }) => (oneValue === 'refuse' ? 'refused' : 'computed'),
  },
  {
    field: 'untracked',
    label: 'without tracking, eval uses',
    say: ({ untracked }) => (untracked === 'use-batch' ? 'the batch' : 'running values all the same'),
  },
  {
    field: 'varianceAsWritten',
    label: 'variance in code',
    say: ({ varianceAsWritten }) => codeWords[varianceAsWritten],
  },
];

const affineWords: Readonly<Record<Convention['affine'], string>> = {
  elementwise: 'γ·x̂ + β',
  'fixed-gamma': 'x̂ + β',
  frozen: 'γ·x̂ + β, both constant',
  linear: 'W·x̂ + b',
  none: 'none',
};
const averageWords: Readonly<Record<Convention['average'], string>> = {
  exponential: 'exponential',
  'zero-debiased': 'exponential, zero-debiased',
  'normalized-sum': 'decaying sum over its weight',
  'mean-of-batches': 'mean of all batches',
  population: 'all values together',
  none: 'none',
};
const codeWords: Readonly<Record<Convention['varianceAsWritten'], string>> = {
  'two-pass': 'Σ(x − μ)² / N',
  naive: 'E[x²] − E[x]²',
  'naive-clamped': 'max(0, E[x²] − E[x]²)',
};

function batchWeightWords(convention: Convention): string {
  const { momentum } = attributesOf(convention);
  const { average, momentumWeighs } = convention;
  if (average === 'none') return '0';
  if (average === 'mean-of-batches' || average === 'population') return '1 / k';
  if (momentum === null) return '1 / k';
  if (average === 'normalized-sum') return `1, the sum before it times ${shortNumber(momentum)}`;
  return shortNumber(momentumWeighs === 'batch' ? momentum : 1 - momentum);
}

/** Six digits at most: 1 − 0.9 is said as 0.1, and 0.00001 as 1e-5. */
function shortNumber(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : rounded.toString();
}

/** The rules that two conventions do not share, in the order in which they act in a pass. */
export function differencesOf(ours: Convention, theirs: Convention): readonly RuleDifference[] {
  return rules
    .map(({ field, label, say }) => ({ field, label, ours: say(ours), theirs: say(theirs) }))
    .filter((difference) => difference.ours !== difference.theirs);
}

/** @param current what the card's convention is compared with */
export function cardOf(convention: Convention, current?: Convention): ConventionCard {
  const { key, name, rule, source } = convention;
  const layer = { convention, channelAxis: 1, affine: true, trackRunningStats: true };
  const differences = current ? differencesOf(convention, current) : [];
  return { key, name, rule, stages: stagesOf(layer, 'train'), source, differences };
}
