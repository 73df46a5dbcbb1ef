import { changedState, lostDigits, type Layer, type Normalizer } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { channelMeanAndVariance, passNormalizer } from '../records/index.js';
import type { Session } from '../run/index.js';
import { exactStates } from './folds/exactStates.js';
import type { ShownPass } from './shownPass.js';
import type { EmulatedNumber } from './view.js';

/**
 * What an emulated layer makes of one channel, beside the exact values; null where nothing is emulated. What the shown
 * pass does not have (an output before it runs, running values of a layer without) is left out.
 * @throws what `breathe` throws
 */
export async function emulatedNumbers(
  session: Session,
  { moments, record, state, layer }: ShownPass,
  pass: number | null,
  channel: number,
  { breathe }: Pick<BatchAccess, 'breathe'>,
): Promise<readonly EmulatedNumber[] | null> {
  if (!layer.emulation) return null;
  const [mean, variance] = channelMeanAndVariance(moments, channel);
  const written = moments.asWritten;
  const numbers: EmulatedNumber[] = [];
  if (written) {
    numbers.push(beside('batch-mean', mean, written.mean[channel]));
    numbers.push(beside('batch-variance', variance, written.variance[channel]));
  }
  const states = pass === null ? [] : await exactStates(session, breathe);
  if (record && pass !== null) {
    const last = pass === 0 ? (session.given ?? session.initial) : states[pass - 1];
    const before = record.set ? changedState(exactly(layer), last, record.set) : last;
    const exact = passNormalizer({ ...record, layer: exactly(layer), before });
    const spreads = [exact, passNormalizer(record)].map((one) => outputSigma(one, variance, channel));
    if (!exact.linear) numbers.push(beside('output-sigma', spreads[0], spreads[1]));
  }
  const exact = pass === null ? null : (states.at(pass) ?? null);
  if (exact?.runningMean && exact.runningVar && state.runningMean && state.runningVar) {
    numbers.push(beside('running-mean', exact.runningMean[channel], state.runningMean[channel]));
    numbers.push(beside('running-variance', exact.runningVar[channel], state.runningVar[channel]));
  }
  return numbers;
}

function beside(quantity: EmulatedNumber['quantity'], exact: number, emulated: number): EmulatedNumber {
  return { quantity, values: Float64Array.of(exact, emulated, lostDigits(exact, emulated)) };
}

/** Standard deviation of y over a channel whose values have this variance. */
function outputSigma({ gamma, std, renorm }: Normalizer, variance: number, channel: number): number {
  return (Math.abs(gamma[channel]) * Math.sqrt(variance) * (renorm?.r[channel] ?? 1)) / std[channel];
}

function exactly({ convention, channelAxis, batchAxis = 0, affine, trackRunningStats }: Layer): Layer {
  return { convention, channelAxis, batchAxis, affine, trackRunningStats };
}
