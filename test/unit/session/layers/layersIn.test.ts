import { describe, expect, test } from 'vitest';
import { layersIn, type NamedTensor } from '../../../../src/session/layers/layersIn.js';

const of = (names: readonly string[], shape: readonly number[] = [64]): NamedTensor[] =>
  names.map((name) => ({ name, shape: /num_batches|counter|\/N$/.test(name) ? [] : shape }));

/** Names as the frameworks, and tools that convert between them, write them. */
const layers: readonly {
  title: string;
  names: readonly string[];
  name: string;
  writer: string;
  convention?: string;
  count?: true;
}[] = [
  {
    title: 'a PyTorch module',
    names: [
      'layer1.0.bn1.weight',
      'layer1.0.bn1.bias',
      'layer1.0.bn1.running_mean',
      'layer1.0.bn1.running_var',
      'layer1.0.bn1.num_batches_tracked',
    ],
    name: 'layer1.0.bn1',
    writer: 'PyTorch',
    convention: 'pytorch',
    count: true,
  },
  {
    title: 'a PyTorch layer saved by itself',
    names: ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'],
    name: '',
    writer: 'PyTorch',
    convention: 'pytorch',
    count: true,
  },
  {
    title: 'TF-Slim',
    names: ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => `InceptionResnetV2/Conv2d_1a_3x3/BatchNorm/${part}`,
    ),
    name: 'InceptionResnetV2/Conv2d_1a_3x3/BatchNorm',
    writer: 'Keras',
    convention: 'keras',
  },
  {
    title: 'tf.keras, with output numbers',
    names: ['gamma:0', 'beta:0', 'moving_mean:0', 'moving_variance:0'].map((part) => `batch_normalization_1/${part}`),
    name: 'batch_normalization_1',
    writer: 'Keras',
    convention: 'keras',
  },
  {
    title: 'an object-based TensorFlow checkpoint',
    names: ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => `layer_with_weights-1/${part}/.ATTRIBUTES/VARIABLE_VALUE`,
    ),
    name: 'layer_with_weights-1',
    writer: 'Keras',
    convention: 'keras',
  },
  {
    title: 'Keras 3',
    names: [0, 1, 2, 3].map((at) => `layers/batch_normalization/vars/${at}`),
    name: 'layers/batch_normalization',
    writer: 'Keras 3',
    convention: 'keras',
  },
  {
    title: 'Tensorpack',
    names: ['bn0/beta:0', 'bn0/gamma:0', 'bn0/mean/EMA:0', 'bn0/variance/EMA:0'],
    name: 'bn0',
    writer: 'Tensorpack',
    convention: 'tf-fused',
  },
  {
    title: 'MXNet',
    names: [
      'arg:stage1_unit1_bn1_gamma',
      'arg:stage1_unit1_bn1_beta',
      'aux:stage1_unit1_bn1_moving_mean',
      'aux:stage1_unit1_bn1_moving_var',
    ],
    name: 'stage1_unit1_bn1',
    writer: 'MXNet',
    convention: 'mxnet',
  },
  {
    title: 'Gluon',
    names: ['gamma', 'beta', 'running_mean', 'running_var'].map((part) => `retinafacegluon0_batchnorm1_${part}`),
    name: 'retinafacegluon0_batchnorm1',
    writer: 'Gluon',
    convention: 'mxnet',
  },
  {
    title: 'Flax, in its two trees',
    names: [
      'params/core/BatchNorm_0/scale',
      'params/core/BatchNorm_0/bias',
      'batch_stats/core/BatchNorm_0/mean',
      'batch_stats/core/BatchNorm_0/var',
    ],
    name: 'core/BatchNorm_0',
    writer: 'Flax',
    convention: 'flax',
  },
  {
    title: 'Haiku',
    names: [
      'encoder/~/batchnorm/scale',
      'encoder/~/batchnorm/offset',
      'encoder/~/batchnorm/~/mean_ema/average',
      'encoder/~/batchnorm/~/var_ema/average',
      'encoder/~/batchnorm/~/mean_ema/counter',
      'encoder/~/batchnorm/~/mean_ema/hidden',
    ],
    name: 'encoder/~/batchnorm',
    writer: 'Haiku',
    convention: 'haiku',
    count: true,
  },
  {
    title: 'Sonnet',
    names: [
      'trunk/bn/scale:0',
      'trunk/bn/offset:0',
      'trunk/bn/moving_mean/average:0',
      'trunk/bn/moving_variance/average:0',
    ],
    name: 'trunk/bn',
    writer: 'Sonnet',
    convention: 'haiku',
  },
  {
    title: 'PaddlePaddle',
    names: ['backbone.bn1.weight', 'backbone.bn1.bias', 'backbone.bn1._mean', 'backbone.bn1._variance'],
    name: 'backbone.bn1',
    writer: 'PaddlePaddle',
  },
  {
    title: 'Chainer',
    names: [
      'predictor/bn1/gamma',
      'predictor/bn1/beta',
      'predictor/bn1/avg_mean',
      'predictor/bn1/avg_var',
      'predictor/bn1/N',
    ],
    name: 'predictor/bn1',
    writer: 'Chainer',
    convention: 'chainer',
  },
  {
    title: 'Caffe2',
    names: ['res_conv1_bn_s', 'res_conv1_bn_b', 'res_conv1_bn_rm', 'res_conv1_bn_riv'],
    name: 'res_conv1_bn',
    writer: 'Caffe2',
  },
  {
    title: 'arrays that somebody named',
    names: ['bn1_gamma', 'bn1_beta', 'bn1_mean', 'bn1_var'],
    name: 'bn1',
    writer: 'somebody',
  },
];

describe('a BatchNorm layer', () => {
  test.each(layers)('of $title is found by its names', ({ names, name, writer, convention, count }) => {
    const [gamma, beta, runningMean, runningVar] = ordered(names);
    expect(layersIn(of([...names, 'conv1.kernel', 'fc.bias_x']))).toEqual([
      {
        name,
        channels: 64,
        writer,
        ...(convention && { convention }),
        gamma,
        beta,
        runningMean,
        runningVar,
        ...(count && { numBatchesTracked: names.find((one) => /num_batches|counter|\/N$/.test(one)) }),
      },
    ]);
  });

  test('may lack γ and β', () => {
    expect(layersIn(of(['bn.running_mean', 'bn.running_var']))).toEqual([
      expect.objectContaining({ name: 'bn', writer: 'PyTorch' }),
    ]);
    expect(layersIn(of(['batch_stats/BatchNorm_0/mean', 'batch_stats/BatchNorm_0/var']))).toMatchObject([
      { name: 'BatchNorm_0', writer: 'Flax' },
    ]);
    const [layer] = layersIn(of(['bn/beta', 'bn/moving_mean', 'bn/moving_variance']));
    expect(layer).toMatchObject({ beta: 'bn/beta', writer: 'Keras' });
    expect(layer).not.toHaveProperty('gamma');
  });

  test('may be broadcast, as long as its parts agree', () => {
    const shapes = {
      'bn.weight': [1, 8, 1, 1],
      'bn.bias': [16],
      'bn.running_mean': [8],
      'bn.running_var': [1, 1, 1, 8],
    };
    const tensors = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
    expect(layersIn(tensors)).toEqual([
      {
        name: 'bn',
        channels: 8,
        writer: 'PyTorch',
        convention: 'pytorch',
        gamma: 'bn.weight',
        runningMean: 'bn.running_mean',
        runningVar: 'bn.running_var',
      },
    ]);
  });

  test('of Chainer is not counted by its N, which counts batches of fine-tuning', () => {
    const [layer] = layersIn(of(['gamma', 'beta', 'avg_mean', 'avg_var', 'N'].map((part) => `bn/${part}`)));
    expect(layer).toMatchObject({ writer: 'Chainer', convention: 'chainer', runningVar: 'bn/avg_var' });
    expect(layer).not.toHaveProperty('numBatchesTracked');
  });

  test.each([
    ['conv1_bn', ['conv1_bn.beta', 'conv1_bn.gamma', 'conv1_bn.mean', 'conv1_bn.inv_std']],
    ['conv1_bn', ['conv1_bn.mean', 'conv1_bn.inv_std']],
    ['', ['beta', 'gamma', 'mean', 'inv_std']],
  ])('of Lasagne, %j, has a stated problem in the place of a variance', (name, names) => {
    const [layer, ...others] = layersIn(of(names));
    expect(others).toEqual([]);
    expect(layer).toMatchObject({ name, channels: 64, writer: 'Lasagne', runningMean: names.at(-2) });
    expect(layer.problem).toMatch(
      /^inv_std is 1\/√\(var \+ eps\) as Lasagne stores it, not a variance: save 1\/inv_std² − eps/,
    );
    expect(layer).not.toHaveProperty('runningVar');
    expect(layer).not.toHaveProperty('convention');
  });

  test('with a variance beside an inv_std has no problem', () => {
    const [layer, ...others] = layersIn(of(['bn.gamma', 'bn.mean', 'bn.var', 'bn.inv_std']));
    expect(others).toEqual([]);
    expect(layer).toMatchObject({ name: 'bn', runningVar: 'bn.var' });
    expect(layer).not.toHaveProperty('problem');
  });

  test('is one of many, in natural order', () => {
    const names = ['bn10', 'bn2', 'bn1'].flatMap((bn) =>
      ['weight', 'running_mean', 'running_var'].map((part) => `${bn}.${part}`),
    );
    expect(layersIn(of(names)).map(({ name }) => name)).toEqual(['bn1', 'bn2', 'bn10']);
  });

  test.each([
    ['a normalization of observations', of(['obs_rms.mean', 'obs_rms.var', 'obs_rms.count'])],
    ['a normalization of inputs', of(['input.mean', 'input.inv_std'])],
    ['a LayerNorm', of(['ln.weight', 'ln.bias'])],
    [
      'dense layers of Keras 3',
      of(['layers/dense/vars/0', 'layers/dense/vars/1', 'layers/dense/vars/2', 'layers/dense/vars/3']),
    ],
    ['parts whose channels differ', [...of(['bn.running_mean']), ...of(['bn.running_var'], [32])]],
    ['matrices', of(['bn.running_mean', 'bn.running_var'], [8, 8])],
    ['empty parts', of(['bn.running_mean', 'bn.running_var'], [0])],
    ['parts whose shapes are not known', [{ name: 'bn.running_mean' }, { name: 'bn.running_var' }]],
  ])('is not %s', (_, tensors) => {
    expect(layersIn(tensors)).toEqual([]);
  });
});

/** γ, β, mean, variance: as every list above has them, but for Tensorpack and Paddle's own order. */
function ordered(names: readonly string[]): readonly (string | undefined)[] {
  const find = (pattern: RegExp) => names.find((name) => pattern.test(name));
  return [
    find(/(gamma|weight|scale|vars\/0|_s)(:0|\/\.ATT.*)?$/),
    find(/(beta|bias|offset|vars\/1|_b)(:0|\/\.ATT.*)?$/),
    find(/(mean|average|EMA|vars\/2|_rm)(:0|\/\.ATT.*)?$/),
    find(/(var|variance|var_ema\/average|variance\/(average|EMA)|vars\/3|_riv)(:0|\/\.ATT.*)?$/),
  ];
}
