/** Every convention that the product knows, one object each. A new one is a new object in one of these files. */
import type { Convention } from '../convention.js';
import { EngineError } from '../engineError.js';
import { caffe } from './caffe.js';
import { chainer } from './chainer.js';
import { cudnn } from './cudnn.js';
import { flax, haiku } from './jax.js';
import { keras, kerasTorch, tfFused, tfNonfused, keras23, keras21, tfjs } from './keras.js';
import { mxnet } from './mxnet.js';
import { onnx, onnx9 } from './onnx.js';
import { paper, preciseBn } from './paper.js';
import { pytorch, pytorchSync, frozen } from './pytorch.js';
import { labml, makemore, linearProjection, textbook } from './references.js';

export const conventions: readonly Convention[] = [
  pytorch,
  pytorchSync,
  frozen,
  labml,
  makemore,
  linearProjection,
  textbook,
  keras,
  kerasTorch,
  tfFused,
  tfNonfused,
  keras23,
  keras21,
  tfjs,
  onnx,
  onnx9,
  flax,
  haiku,
  mxnet,
  chainer,
  caffe,
  cudnn,
  paper,
  preciseBn,
];

/** @throws EngineError listing the keys, where there is no convention of that name. */
export function conventionNamed(key: string): Convention {
  const convention = conventions.find((candidate) => candidate.key === key);
  if (convention) return convention;
  const keys = conventions.map((candidate) => candidate.key).join(', ');
  throw new EngineError(`convention "${key}": expected one of ${keys}`);
}
