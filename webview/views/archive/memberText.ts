import type { LayerView, MemberView } from '../../../src/protocol/index.js';
import { bracketed, bytes, counted } from '../../kit/format.js';

/** Why a tensor cannot be opened as a batch; null where it can. */
export function obstacle({ problem, shape }: MemberView): string | null {
  if (problem !== undefined) return problem;
  if (shape && shape.length < 2)
    return 'a batch has at least two axes, samples and channels; a layer’s parameters have one';
  return shape?.includes(0) ? 'it is empty' : null;
}

/** Everything about a tensor in one line. */
export function memberText(member: MemberView): string {
  const { label, dtype, shape, bytes: size, parts } = member;
  const what = [dtype, shape && bracketed(shape)].filter(Boolean).join(' ');
  const elements = shape
    ? counted(
        shape.reduce((product, length) => product * length, 1),
        'value',
      )
    : null;
  const read = parts ? `read by ${parts.slice(0, 8).join(', ')}${parts.length > 8 ? ', …' : ''}` : null;
  const details = [what, elements, `${bytes(size)} in the file`, read, obstacle(member)].filter(Boolean);
  return `${label}: ${details.join('; ')}`;
}

/** `γ β running mean, variance` */
export function partsText({ gamma, beta, runningVar }: LayerView): string {
  const running = runningVar === undefined ? 'running mean' : 'running mean, variance';
  return [gamma && 'γ', beta && 'β', running].filter(Boolean).join(' ');
}

/** `1,200 batches` */
export function batchesText({ batches }: LayerView): string {
  return batches === undefined ? '' : counted(batches, 'batch', 'batches');
}

/** What is wrong with a layer, as a sentence; null where nothing is known to be. */
export function layerWarning({ problem, swapped }: LayerView): string | null {
  if (problem !== undefined) return `${problem}.`;
  return swapped === undefined ? null : `Mean and variance look swapped: ${swapped}.`;
}

/** Everything about a layer in one line. */
export function layerText(layer: LayerView): string {
  const { label, channels, writer } = layer;
  const named = writer === 'somebody' ? null : `named as ${writer} names them`;
  const parts = [layer.gamma, layer.beta, layer.runningMean, layer.runningVar].filter(Boolean).join(', ');
  const warning = layerWarning(layer);
  const details = [counted(channels, 'channel'), partsText(layer), batchesText(layer), named, parts];
  return `BatchNorm layer ${label}: ${details.filter(Boolean).join('; ')}${warning === null ? '' : `. ${warning}`}`;
}
