import { initialWeight, type Layer } from '../../engine/index.js';
import { countText, percentText, plural } from '../numberText.js';
import { hasTrained } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';
import { Gaps, isOwnStart } from './gapParts.js';
import { passesUntil } from './moreBatches.js';

/** What is left of the start is noise beneath this. At momentum 0.1 it takes 44 train passes. */
const NEGLIGIBLE_WEIGHT = 0.01;

/** How much of all running values is what the layer started with, where they are evaluated and after the last pass. */
export function leftOfStart(session: Session): readonly Finding[] {
  const { passes, layer, initial } = session;
  const { runningMean, runningVar } = passes.at(-1)?.after ?? initial;
  if (passes.length === 0 || !runningMean || !runningVar || layer.convention.updates === 'never') return [];
  if (!runningMean.every((_, channel) => isOwnStart(session, channel))) return [];

  const trained = trainPasses(session);
  // The state after the last pass is what will be saved, and evaluated some time.
  const early = passes.flatMap((pass, index) => {
    const isUsed = pass.kind === 'computed' && (pass.plan.mode === 'eval' || index === passes.length - 1);
    return isUsed && initialWeight(layer, trained[index]) >= NEGLIGIBLE_WEIGHT ? [index] : [];
  });
  const last = early.at(-1);
  if (last === undefined) return [];
  const isStill = last === passes.length - 1;
  const span = { pass: isStill ? 0 : early[0], lastPass: last };
  const common = { rule: 'not-converged', label: 'few batches', ...span } as const;
  const enough = passesUntil(layer, NEGLIGIBLE_WEIGHT);
  const remedy = remedyFor(trained[last], enough);
  if (trained[last] > 0) {
    const message = trainedSentence(layer, trained[last], enough);
    return [{ ...common, severity: 'info', message, remedy, weight: initialWeight(layer, trained[last]) }];
  }
  const off = new Gaps(session).offChannels(last);
  return [
    {
      ...common,
      severity: off.length > 0 ? 'warning' : 'info',
      message: untrainedSentence(layer, off.length, runningMean.length),
      remedy,
      weight: off.reduce((weight, { gap }) => Math.max(weight, Math.abs(gap)), 0),
    },
  ];
}

function trainedSentence(layer: Layer, trained: number, enough: number | null): string {
  const left = percentText(initialWeight(layer, trained));
  const sentence = `${plural(trained, 'train pass leaves', 'train passes leave')} ${left} of ${startOf(layer)};`;
  return enough === null ? `${sentence} more will not change it.` : `${sentence} under 1 % takes ${countText(enough)}.`;
}

function untrainedSentence(layer: Layer, off: number, channels: number): string {
  const sentence = `No train pass has run before: eval normalizes with ${startOf(layer)}`;
  return off === 0
    ? `${sentence}.`
    : `${sentence}, which ${countText(off)} of ${countText(channels)} channels do not fit.`;
}

function startOf({ convention }: Layer): string {
  return `the initial ${convention.initialMean ?? 0}, ${convention.initialVar ?? 1}`;
}

function remedyFor(trained: number, enough: number | null): string {
  if (enough === null) return 'Check the momentum: it says how far a batch moves the running values.';
  const more = plural(enough - trained, 'more train pass', 'more train passes');
  return `Run ${more} before evaluating, or re-estimate the statistics.`;
}

/** Train passes that have run when each pass is over, [P]. */
function trainPasses({ passes }: Session): number[] {
  let trained = 0;
  return passes.map((pass) => (hasTrained(pass) ? ++trained : trained));
}
