import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { GapCause, GapEvidence, GapInput, GapPart, GapRefusal } from '../../../src/session/index.js';
import { count, counted, gap, percent, ratio, setting, significant } from '../../kit/format.js';
import { parts, placeOf, type Split, type Steps } from './gapModel.js';

/** Over a column of bars. */
export function columnName(part: GapPart, evidence: GapEvidence): string {
  switch (part) {
    case 'between':
      return 'between';
    case 'stored':
      return storedName(evidence);
    case 'input':
      return 'this input';
    case 'other':
      return evidence.isRounded ? 'rounding' : 'other';
    default:
      return part;
  }
}

/** In a waterfall. */
export function stepName(part: GapPart, evidence: GapEvidence): string {
  switch (part) {
    case 'outlier':
      return 'outlier batch';
    case 'between':
      return 'between batches';
    case 'other':
      return evidence.isRounded ? 'rounding' : 'other updates';
    default:
      return columnName(part, evidence);
  }
}

/** At the head of its sentence. */
export function causeName(part: GapPart, evidence: GapEvidence): string {
  switch (part) {
    case 'start':
      return 'weight of the start';
    case 'lag':
      return 'lag behind drift';
    case 'outlier':
      return evidence.outlier && evidence.outlier.batches > 1 ? 'outlier batches' : 'an outlier batch';
    case 'input':
      return evidence.batches > 1 ? 'these inputs' : 'this pass’s input';
    default:
      return stepName(part, evidence);
  }
}

function storedName({ storedVar }: GapEvidence): string {
  if (storedVar === 'biased') return 'stored var';
  return storedVar === 'unbiased' ? 'N/(N−1)' : 'N/(N−1−eps)';
}

/** Why it is there, in a sentence with its numbers. */
export function causeSentence(part: GapPart, evidence: GapEvidence): string {
  const { start, outlier, batch, batches, isTrain, window } = evidence;
  switch (part) {
    case 'start':
      return start.weight === 1
        ? 'No train pass has moved the running values: they are what they were at the start.'
        : `${percent(start.weight)} of ${startText(start)} is left after ${counted(start.trained, 'train pass', 'train passes')}.`;
    case 'lag':
      return `The batches drift; the average follows ${counted(Math.round(evidence.behind), 'pass', 'passes')} behind.`;
    case 'outlier': {
      if (!outlier) return 'A batch lies far from the others.';
      const { pass, deviation, weight, batches: all } = outlier;
      const others = all > 1 ? `, as ${counted(all - 1, 'other')} do` : '';
      return `Pass ${count(pass + 1)} lies up to ${significant(Math.round(deviation), 3)} σ from the others${others}, and still weighs ${percent(weight)}.`;
    }
    case 'between':
      return `The means of ${window === 1 ? 'batches' : `the last ${count(window)} batches`} scatter, which the running variance does not see.`;
    case 'stored':
      return `The stored variance is divided by ${storedDivisor(evidence)}, the one that normalizes by ${count(evidence.count)}.`;
    case 'eps':
      return `eps ${setting(evidence.eps)} stands beside both variances and draws them together.`;
    case 'input':
      if (batches > 1)
        return `The ${count(batches)} ${isTrain ? 'train' : 'eval'} batches as one lie elsewhere than the newest train batches.`;
      return isTrain
        ? `${batch} lies elsewhere than the train batches around it, which a batch may.`
        : `${batch} lies elsewhere than the train batches: no running value fits both.`;
    case 'other':
      return evidence.isRounded
        ? 'The running values are computed, or held, in fewer digits.'
        : 'The running values are not those that these passes leave.';
  }
}

/** What to do about it; null where there is nothing to do. */
export function causeRemedy(part: GapPart, evidence: GapEvidence): string | null {
  const { start, batches, isTrain, outlier } = evidence;
  switch (part) {
    case 'start':
      if (start.weight === 1) return 'Train with running values that move, or load those that belong to the weights.';
      return start.settles === null
        ? 'Train more passes, or re-estimate the running values.'
        : `Train ${counted(start.settles, 'pass', 'passes')} more: 1 % is left then.`;
    case 'lag':
      return 'Re-estimate the running values over the newest batches.';
    case 'outlier':
      return `Re-estimate the running values without ${outlier ? `pass ${count(outlier.pass + 1)}` : 'it'}.`;
    case 'between':
      return 'Mix the batches, or re-estimate over all of them as one.';
    case 'stored':
      return 'Take more values a batch.';
    case 'eps':
      return null;
    case 'input':
      if (batches > 1 && isTrain)
        return 'Re-estimate the running values over all batches, if those are what eval sees.';
      return isTrain
        ? 'Judge by an eval pass, or by all train batches as one.'
        : 'Look for dropout or augmentation before this layer.';
    case 'other':
      return evidence.isRounded
        ? 'Keep the running values in float32 or wider.'
        : 'Look for a second forward pass, or for values that were loaded or averaged.';
  }
}

function startText({ mean, variance }: GapEvidence['start']): string {
  if (mean === null || variance === null) return 'the values at the start';
  return `the initial ${setting(mean)} and ${setting(variance)}`;
}

function storedDivisor({ storedVar, count: values, eps }: GapEvidence): string {
  if (storedVar === 'biased') return count(values);
  return storedVar === 'unbiased' ? count(values - 1) : `${count(values - 1)} − ${setting(eps)}`;
}

/** `In 12 of 48 channels it matters; in the typical one eval lies 0.08 σ from train.` */
export function summarySentence({ matters, channels, typical }: Split): string {
  const mattering = matters.reduce((sum, one) => sum + one, 0);
  const where =
    mattering === 0
      ? `It matters in none of ${counted(channels, 'channel')}`
      : `In ${count(mattering)} of ${counted(channels, 'channel')} it matters`;
  const [distance] = typical;
  if (Number.isNaN(distance)) return `${where}.`;
  return `${where}; in the typical one eval lies ${significant(distance, 2)} σ from train.`;
}

/** `44 %`; what is next to nothing, to either side, is `< 1 %`. */
export function shareText(share: number): string {
  return share !== 0 && Math.abs(share) < 0.005 ? '<\u00a01\u00a0%' : percent(share);
}

/** `Largest in 5.` */
export function largestText({ largestIn }: GapCause): string {
  return largestIn === 0 ? '' : `Largest in ${count(largestIn)}.`;
}

/** What one channel's gap comes to, and which parts make it. */
export function channelSentence({ distances, ends }: Steps, evidence: GapEvidence): { what: string; why: string } {
  const [, , , , g, s, d] = ends;
  if (Number.isNaN(g) || Number.isNaN(s)) return { what: 'Eval gives NaN in this channel.', why: '' };
  const what = `Eval centres x̂ at ${gap(g)} and spreads it ${ratio(s)} (√${ratio(s * s).replace(/^×\s/, '')}).`;
  if (!(d > 0) || Number.isNaN(distances[0])) return { what, why: '' };
  const ranked = [...parts].sort((a, b) => distances[placeOf(b)] - distances[placeOf(a)]);
  const share = (part: GapPart): number => distances[placeOf(part)] / d;
  const [first, second] = ranked;
  const last = ranked[ranked.length - 1];
  const name = (part: GapPart): string => whoText(part, evidence);
  const takes =
    share(first) > 0.5 ? `${name(first)} takes most of it` : `${name(first)} and ${name(second)} take most of it`;
  const hides = share(last) < -0.05 ? `; ${name(last)} hides part of it` : '';
  return { what, why: `${takes[0].toUpperCase()}${takes.slice(1)}${hides}.` };
}

function whoText(part: GapPart, evidence: GapEvidence): string {
  switch (part) {
    case 'start':
      return 'the start';
    case 'lag':
      return 'lag behind the drift';
    case 'outlier':
      return evidence.outlier?.batches === 1 ? `pass ${count(evidence.outlier.pass + 1)}` : 'batches unlike the others';
    case 'between':
      return 'what is between batches';
    case 'input':
      return evidence.batches > 1 ? 'what these inputs are' : 'this input';
    case 'stored':
      return `${storedName(evidence)} of the stored variance`;
    default:
      return stepName(part, evidence);
  }
}

/** Beside a part's name in a waterfall. */
export function stepHint(
  part: GapPart,
  { meanTerms, drifts, outliers, outlierCount }: Steps,
  evidence: GapEvidence,
): string {
  switch (part) {
    case 'start':
      return `${percent(meanTerms[0])} left`;
    case 'lag':
      return drifts ? 'drift' : '';
    case 'outlier':
      if (outlierCount === 0) return '';
      return outlierCount === 1 ? `pass ${count(outliers[0].pass + 1)}` : `${count(outlierCount)} passes`;
    case 'input':
      return evidence.batches > 1 ? counted(evidence.batches, 'batch', 'batches') : evidence.batch;
    default:
      return '';
  }
}

/** Steps of the mean: `+0.150 σ`. */
export function meanStepText(size: number): string {
  if (size === 0) return '0';
  const sign = size < 0 ? '−' : '+';
  const magnitude = Math.abs(size);
  const text = magnitude >= 5e-4 && magnitude < 100 ? magnitude.toFixed(3) : significant(magnitude, 3);
  return `${sign}${text}\u00a0σ`;
}

/** Steps of the variance, as shares of the running one: `−4.2 %`; under .05 % as they are, `+4.8e−5`. */
export function varianceStepText(size: number): string {
  if (size === 0) return '0';
  const sign = size < 0 ? '−' : '+';
  const magnitude = Math.abs(size);
  if (magnitude < 5e-4) return sign + significant(magnitude, 2);
  return magnitude < 10 ? `${sign}${(magnitude * 100).toFixed(1)}\u00a0%` : `${sign}× ${significant(magnitude, 3)}`;
}

/** Why there is nothing to split, where that is no matter of running a pass. */
export function refusalText(why: Exclude<GapRefusal, 'no-train-pass'>, { shown, passes }: SessionSnapshot): string {
  switch (why) {
    case 'no-running-values':
      return 'Nothing to split: the layer tracks no running values, so eval normalizes with the batch’s own statistics, as train does.';
    case 'no-eval-pass':
      return 'Nothing to split: no eval pass yet.';
    case 'refused-pass': {
      const error = shown === null ? undefined : passes[shown].error;
      return `Nothing to split: pass ${(shown ?? 0) + 1} was refused${error === undefined ? '' : `. ${error}`}`;
    }
  }
}

/** What can be held against the running values. */
export function inputText(
  input: GapInput,
  { shown, passes }: SessionSnapshot,
  counts: { train: number; eval: number },
): string {
  switch (input) {
    case 'pass': {
      if (shown === null) return 'this pass';
      const { mode, batch } = passes[shown];
      return `pass ${count(shown + 1)}, ${mode}, ${batch}`;
    }
    case 'eval':
      return counts.eval === 1 ? 'the eval pass' : `all ${counted(counts.eval, 'eval pass', 'eval passes')} as one`;
    case 'train':
      return counts.train === 1
        ? 'the train batch'
        : `all ${counted(counts.train, 'train batch', 'train batches')} as one`;
  }
}
