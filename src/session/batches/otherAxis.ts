import { meanAt, varianceAt, type Moments } from '../../engine/index.js';
import type { BoxReader, Placed } from './placed.js';

/** How much of a batch's variance the means along an axis explain, beside the one that is taken for the channels'. */
export interface OtherAxis {
  readonly axis: number;
  /** Shares, 0 to 1. */
  readonly explained: number;
  readonly ofChannels: number;
}

/** Of fewer entries a row has no order that anybody could see. */
const leastEntries = 4;
const leastChannels = 2;
const mostValues = 2 ** 18;
const mostSamples = 16;
/** Channels of a layer differ: their means explain more. */
const mostOfChannels = 0.05;
const leastExplained = 0.3;
/** Of an axis with an order, such as time or rows, means beside one another are alike: the half of their mean square difference, in their variance. */
const leastRough = 0.3;

/**
 * The axis whose entries differ as channels do, where those of the channel axis do not; null where there is none. A batch is
 * read only where the means of its channels explain next to nothing.
 */
export async function otherAxisOf(batch: Placed, moments: Moments, boxes: BoxReader): Promise<OtherAxis | null> {
  const { shape, channelAxis, batchAxis } = batch;
  if (shape.length < 3 || shape[channelAxis] < leastChannels) return null;
  const ofChannels = explainedByChannels(moments);
  if (!(ofChannels < mostOfChannels)) return null;
  const perSample = shape.reduce((product, length, axis) => (axis === batchAxis ? product : product * length), 1);
  const samples = Math.min(shape[batchAxis], mostSamples, Math.floor(mostValues / perSample));
  if (samples < 2) return null;
  const count = shape.map((length, axis) => (axis === batchAxis ? samples : length));
  const [values] = await boxes([{ start: shape.map(() => 0), count }]);
  let best: OtherAxis | null = null;
  for (let axis = 0; axis < shape.length; axis++) {
    if (axis === channelAxis || axis === batchAxis || shape[axis] < leastEntries) continue;
    const means = meansAlong(values, count, axis);
    const explained = varianceOf(means) / varianceOf(values);
    if (explained < leastExplained || roughness(means) < leastRough) continue;
    // Of several, the one that is as long as the state.
    const isBetter = !best || (shape[axis] === shape[channelAxis] && shape[best.axis] !== shape[channelAxis]);
    if (isBetter || (best && explained > best.explained && shape[best.axis] !== shape[channelAxis])) {
      best = { axis, explained, ofChannels };
    }
  }
  return best;
}

function explainedByChannels(moments: Moments): number {
  const { shift } = moments;
  const means = Float64Array.from(shift, (_, channel) => meanAt(moments, channel));
  const between = varianceOf(means);
  let within = 0;
  for (let channel = 0; channel < shift.length; channel++) within += varianceAt(moments, channel) / shift.length;
  return between / (between + within);
}

function meansAlong(values: ArrayLike<number>, shape: readonly number[], axis: number): Float64Array {
  const stride = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const means = new Float64Array(shape[axis]);
  for (let i = 0; i < values.length; i++) means[Math.floor(i / stride) % means.length] += values[i];
  return means.map((sum) => (sum * means.length) / values.length);
}

function varianceOf(values: ArrayLike<number>): number {
  let [mean, m2] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const apart = values[i] - mean;
    mean += apart / (i + 1);
    m2 += apart * (values[i] - mean);
  }
  return m2 / values.length;
}

/** Von Neumann's ratio, halved: 1 where neighbours have nothing to do with each other, 0 where they are alike. */
function roughness(means: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < means.length; i++) sum += (means[i] - means[i - 1]) ** 2;
  return sum / (means.length - 1) / 2 / varianceOf(means);
}
