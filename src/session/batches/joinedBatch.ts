import { show, type DType, type Tensor } from '../../engine/index.js';
import { FormatError } from '../../formats/index.js';
import type { BatchHeader } from './batchHeader.js';
import type { Batch } from '../program/index.js';

/** The ranks of one batch as one tensor, joined along axis 0. @throws FormatError where their other axes differ */
export function joined(parts: readonly Batch[], tensors: readonly Tensor[]): Tensor {
  const shape = joinedShape(parts, tensors);
  const size = tensors.reduce((sum, { values }) => sum + values.length, 0);
  const isSingle = tensors.every(({ values }) => values instanceof Float32Array);
  const values = isSingle ? new Float32Array(size) : new Float64Array(size);
  let start = 0;
  for (const tensor of tensors) {
    values.set(tensor.values, start);
    start += tensor.values.length;
  }
  return { shape, dtype: joinedType(tensors), values };
}

/** @throws FormatError as `joined` */
export function joinedHeader(parts: readonly Batch[], headers: readonly BatchHeader[]): BatchHeader {
  return {
    shape: joinedShape(parts, headers),
    dtype: joinedType(headers),
    warnings: [...new Set(headers.flatMap(({ warnings }) => warnings))],
    dataBytes: headers.reduce((sum, { dataBytes }) => sum + dataBytes, 0),
    order: 'C',
    widened: headers.every(({ widened }) => widened === 'float32') ? 'float32' : 'float64',
    isSeekable: headers.every(({ isSeekable }) => isSeekable),
  };
}

function joinedShape(
  parts: readonly Batch[],
  shaped: readonly { readonly shape: readonly number[] }[],
): readonly number[] {
  const [, ...others] = shaped[0].shape;
  shaped.forEach(({ shape }, index) => {
    if (shape.length === others.length + 1 && shape.slice(1).join() === others.join()) return;
    throw new FormatError({
      file: parts[index].label,
      place: 'shape',
      problem: `it is no rank of the batch that ${parts[0].label} begins`,
      expected: `[samples, ${others.join(', ')}]`,
      found: show(shape),
    });
  });
  return [shaped.reduce((sum, { shape }) => sum + shape[0], 0), ...others];
}

function joinedType(typed: readonly { readonly dtype: DType }[]): DType {
  const [{ dtype }] = typed;
  return typed.every((one) => one.dtype === dtype) ? dtype : 'float64';
}
