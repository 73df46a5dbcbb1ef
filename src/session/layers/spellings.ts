/** How one family of tools names the parts of a BatchNorm layer. */
export interface Spelling {
  /** Who writes such names. */
  readonly writer: string;
  /** Key of the convention that goes with the writer, where there is one. */
  readonly convention?: string;
  /** Endings of names; a part's path below the layer. */
  readonly mean: readonly string[];
  readonly variance: readonly string[];
  readonly gamma: readonly string[];
  readonly beta: readonly string[];
  readonly count?: readonly string[];
  /** What stands between layer and ending; `_` joins words to other words, so that not every ending may follow it. */
  readonly joins: RegExp;
  /** Such names alone may be of anything: what must say as well that this is a BatchNorm. Its own name, or γ or β. */
  readonly proof?: 'affine or name' | 'affine and name';
  /** What `variance` names is no variance: what it is, and what to save instead. */
  readonly problem?: string;
}

const path = /[./]/;
const pathOrWord = /[./_]/;

/**
 * In the order of trust: a layer is read by the first that fits. Checked against code that reads or writes such names:
 * PyTorch's and timm's state dicts, TF-Slim, tf.keras and Keras 3, Tensorpack, Haiku, Sonnet, Flax, MXNet, Gluon,
 * MindSpore, PaddlePaddle, Chainer (whose `N` counts batches of fine-tuning, not those of training), Caffe2 (whose `riv`
 * is the variance), ONNX, Lasagne.
 */
export const spellings: readonly Spelling[] = [
  {
    writer: 'PyTorch',
    convention: 'pytorch',
    mean: ['running_mean'],
    variance: ['running_var', 'running_variance'],
    gamma: ['weight'],
    beta: ['bias'],
    count: ['num_batches_tracked'],
    joins: pathOrWord,
  },
  {
    writer: 'Gluon',
    convention: 'mxnet',
    mean: ['running_mean'],
    variance: ['running_var'],
    gamma: ['gamma'],
    beta: ['beta'],
    joins: pathOrWord,
  },
  {
    writer: 'Keras',
    convention: 'keras',
    mean: ['moving_mean'],
    variance: ['moving_variance'],
    gamma: ['gamma'],
    beta: ['beta'],
    joins: pathOrWord,
  },
  {
    writer: 'MXNet',
    convention: 'mxnet',
    mean: ['moving_mean'],
    variance: ['moving_var'],
    gamma: ['gamma'],
    beta: ['beta'],
    joins: pathOrWord,
  },
  {
    writer: 'Haiku',
    convention: 'haiku',
    mean: ['mean_ema/average', 'mean_ema.average'],
    variance: ['var_ema/average', 'var_ema.average'],
    gamma: ['scale'],
    beta: ['offset'],
    count: ['mean_ema/counter', 'mean_ema.counter'],
    joins: path,
  },
  {
    writer: 'Sonnet',
    convention: 'haiku',
    mean: ['moving_mean/average'],
    variance: ['moving_variance/average'],
    gamma: ['scale'],
    beta: ['offset'],
    joins: path,
  },
  {
    writer: 'Tensorpack',
    convention: 'tf-fused',
    mean: ['mean/EMA'],
    variance: ['variance/EMA'],
    gamma: ['gamma'],
    beta: ['beta'],
    joins: path,
  },
  {
    writer: 'PaddlePaddle',
    mean: ['_mean'],
    variance: ['_variance'],
    gamma: ['weight'],
    beta: ['bias'],
    joins: path,
  },
  {
    writer: 'Chainer',
    convention: 'chainer',
    mean: ['avg_mean'],
    variance: ['avg_var'],
    gamma: ['gamma'],
    beta: ['beta'],
    joins: pathOrWord,
  },
  { writer: 'Caffe2', mean: ['rm'], variance: ['riv'], gamma: ['s'], beta: ['b'], joins: pathOrWord },
  {
    writer: 'Keras 3',
    convention: 'keras',
    mean: ['vars/2'],
    variance: ['vars/3'],
    gamma: ['vars/0'],
    beta: ['vars/1'],
    joins: path,
    proof: 'affine and name',
  },
  {
    writer: 'ONNX',
    convention: 'onnx',
    mean: ['input_mean'],
    variance: ['input_var'],
    gamma: ['scale'],
    beta: ['B', 'bias'],
    joins: pathOrWord,
  },
  {
    writer: 'Flax',
    convention: 'flax',
    mean: ['mean'],
    variance: ['var'],
    gamma: ['scale'],
    beta: ['bias'],
    joins: path,
    proof: 'affine or name',
  },
  {
    writer: 'somebody',
    mean: ['mean', 'running_mean', 'moving_mean', 'avg', 'moving_avg'],
    variance: ['variance', 'var', 'running_var', 'running_variance', 'moving_var', 'moving_variance'],
    gamma: ['gamma', 'scale', 'weight', 'w'],
    beta: ['beta', 'bias', 'offset', 'shift', 'b'],
    count: ['num_batches_tracked', 'count'],
    joins: pathOrWord,
    proof: 'affine or name',
  },
  {
    writer: 'Lasagne',
    mean: ['mean'],
    variance: ['inv_std'],
    gamma: ['gamma'],
    beta: ['beta'],
    joins: pathOrWord,
    proof: 'affine or name',
    problem:
      'inv_std is 1/√(var + eps) as Lasagne stores it, not a variance: save 1/inv_std² − eps as running_var, and run it with that eps (1e-4 by default)',
  },
];
