import type { Layer, LayerState } from '../../../engine/index.js';
import type { Program } from '../program.js';

/** What shape and parameters say about where the channels are. */
export interface LayoutHint {
  /** Axes that the channels may be on, in order; the present one is among them. */
  readonly candidates: readonly number[];
  /** Nothing says which of the candidates it is, and nobody has chosen. */
  readonly isAmbiguous: boolean;
  /** An axis that fits better than the present one, and why. */
  readonly suggestion: { readonly axis: number; readonly reason: string } | null;
}

/** A parameter with one entry for each channel. */
export interface ChannelParameter {
  readonly name: string;
  readonly length: number;
}

/**
 * Where the channels of a batch may be: axis 1 (PyTorch, ONNX, Caffe) or the last (Keras, TensorFlow, Flax). Parameters
 * decide by their length; without any, image axes of one size do; a program that names its axis is believed.
 * @param channelAxis the present one, counted from 0
 * @param isChosen whether the program names it
 */
export function layoutHint(
  shape: readonly number[],
  channelAxis: number,
  parameters: readonly ChannelParameter[] = [],
  isChosen = false,
): LayoutHint {
  const rank = shape.length;
  const fits = parameters.length === 0 ? [] : axesThatFit(shape, parameters);
  const usual = fits.length > 0 ? fits : rank < 2 ? [] : [1, rank - 1];
  const candidates = [...new Set([...usual, channelAxis])].filter((axis) => axis < rank).sort((a, b) => a - b);
  const none = { candidates, isAmbiguous: false, suggestion: null };
  if (isChosen || candidates.length < 2 || !candidates.includes(channelAxis)) return none;
  if (fits.length > 0) return { ...none, isAmbiguous: fits.length > 1 };
  const likely = axisBesideImage(shape);
  if (likely === null) return { ...none, isAmbiguous: true };
  if (likely === channelAxis || !candidates.includes(likely)) return none;
  return { ...none, suggestion: { axis: likely, reason: imageReason(shape, likely) } };
}

/** The hint for a session whose parameters fit the layer, as they do once it is open. */
export function hintFor(shape: readonly number[], layer: Layer, initial: LayerState, program: Program): LayoutHint {
  const given = (['gamma', 'beta', 'runningMean', 'runningVar'] as const).flatMap((name) => {
    const value = program.state?.[name];
    const length = initial[name]?.length;
    return value === undefined || typeof value === 'number' || length === undefined ? [] : [{ name, length }];
  });
  const isOverBatch = layer.convention.statisticsAxes === 'batch';
  const isChosen = program.channelAxis !== undefined || isOverBatch;
  return layoutHint(shape, layer.channelAxis, isOverBatch ? [] : given, isChosen);
}

/** Axes with as many entries as every one of the parameters; axis 0 only where no other has. */
export function axesThatFit(shape: readonly number[], parameters: readonly ChannelParameter[]): readonly number[] {
  const fits = shape.flatMap((size, axis) => (parameters.every(({ length }) => length === size) ? [axis] : []));
  return fits.length > 1 ? fits.filter((axis) => axis > 0) : fits;
}

/** `axis 3 has 64 entries, axis 1 has 32` */
export function fitText(shape: readonly number[], fitting: number, channelAxis: number): string {
  return `axis ${fitting} has ${shape[fitting]} entries, axis ${channelAxis} has ${shape[channelAxis]}`;
}

/** Images and volumes are mostly as high as wide: the axis beside two or more equal ones; null where that says nothing. */
function axisBesideImage(shape: readonly number[]): number | null {
  if (shape.length < 4) return null;
  const isFirst = isOneSize(shape.slice(2));
  const isLast = isOneSize(shape.slice(1, -1));
  if (isFirst === isLast) return null;
  return isFirst ? 1 : shape.length - 1;
}

function isOneSize(sizes: readonly number[]): boolean {
  return sizes[0] > 1 && sizes.every((size) => size === sizes[0]);
}

function imageReason(shape: readonly number[], likely: number): string {
  const image = likely === 1 ? shape.slice(2) : shape.slice(1, -1);
  const order = likely === 1 ? 'channels first' : 'channels last';
  return `${image.join(' × ')} looks like an image, which makes axis ${likely} the channels (${order})`;
}
