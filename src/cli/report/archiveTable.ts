import type { ArchiveView } from '../../protocol/index.js';
import { textTable } from './textTable.js';

/** What is in an archive, for people: its layers, then its tensors, and how to run one. */
export function archiveTable({ name, kind, layers, members }: ArchiveView): string {
  const found = layers.map(({ label, channels, rules, batches, swapped, problem }) => [
    label,
    `${channels}`,
    rules ?? '',
    batches === undefined ? '' : `${batches}`,
    problem ?? (swapped === undefined ? '' : `mean and variance look swapped: ${swapped}`),
  ]);
  const tensors = members.map(({ label, shape, dtype, bytes, problem }) => [
    label,
    shape ? `[${shape.join(', ')}]` : '',
    dtype ?? '',
    `${bytes}`,
    problem ?? '',
  ]);
  const layerCount = `${layers.length} BatchNorm ${layers.length === 1 ? 'layer' : 'layers'}`;
  const tensorCount = `${members.length} ${members.length === 1 ? 'tensor' : 'tensors'}`;
  return [
    `${name}, ${kind}: ${layerCount}, ${tensorCount}`,
    ...(layers.length > 0 ? ['', textTable(['layer', 'channels', 'named as', 'batches', ''], found)] : []),
    '',
    textTable(['tensor', 'shape', 'dtype', 'bytes', ''], tensors),
    '',
    'To run a tensor, name it behind the file.',
  ].join('\n');
}
