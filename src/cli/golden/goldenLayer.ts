import {
  conventions,
  initialState,
  overrideConvention,
  type Convention,
  type ConventionOverrides,
  type Layer,
  type LayerState,
  type Renorm,
} from '../../engine/index.js';
import { numbersOf, type GoldenArray, type GoldenFile } from './goldenFile.js';

/** Ids of conventions in golden files, as product keys; the product's own keys stand for themselves. */
const keys: Readonly<Record<string, string>> = {
  seed000: 'labml',
  seed001: 'makemore',
  seed002: 'linear-projection',
  seed003: 'labml',
  seed004: 'textbook',
  'torch.BatchNorm1d': 'pytorch',
  'torch.BatchNorm2d': 'pytorch',
  'torch.BatchNorm3d': 'pytorch',
  'torch.LazyBatchNorm': 'pytorch',
  'torch.SyncBatchNorm': 'pytorch-sync',
  'torchvision.FrozenBatchNorm2d': 'frozen',
  'detectron2.FrozenBatchNorm2d': 'frozen',
  keras3: 'keras',
  'tf.fused_batch_norm': 'tf-fused',
  'tf.keras-2.x-fused': 'tf-fused',
  'tf.keras-2.x-nonfused': 'tf-nonfused',
  'keras-2.3.x': 'keras-2.3',
  'keras-2.1.4-2.2.5': 'keras-2.1',
  'tfjs.layers': 'tfjs',
  'onnx.BatchNormalization-15': 'onnx',
  'onnx.BatchNormalization-9': 'onnx-9',
  'flax.linen.BatchNorm': 'flax',
  'haiku.BatchNorm': 'haiku',
  'mxnet.BatchNorm': 'mxnet',
  'caffe.BatchNorm': 'caffe',
  'paper-alg2': 'paper',
  'precise-bn-population': 'precise-bn',
};

/** The convention that a file was recorded from; undefined where the product has none of that name. */
export function conventionOf(file: GoldenFile): Convention | undefined {
  const key = keys[file.convention] ?? file.convention;
  const base = conventions.find((convention) => convention.key === key);
  return base && overrideConvention(base, overridesOf(file.config));
}

function overridesOf(config: GoldenFile['config']): ConventionOverrides {
  const { eps, momentum, zero_debias: debias, fix_gamma: fixGamma, renorm } = config;
  return {
    ...(typeof eps === 'number' ? { eps } : {}),
    ...(typeof momentum === 'number' || momentum === null ? { momentum } : {}),
    ...(typeof debias === 'boolean' ? { average: debias ? 'zero-debiased' : 'exponential' } : {}),
    ...(typeof fixGamma === 'boolean' ? { affine: fixGamma ? 'fixed-gamma' : 'elementwise' } : {}),
    ...(isRenorm(renorm) ? { renorm: { ...renorm, momentum: renormMomentum(config) } } : {}),
  };
}

function isRenorm(value: unknown): value is Omit<Renorm, 'momentum'> {
  return typeof value === 'object' && value !== null && 'rmax' in value && 'rmin' in value && 'dmax' in value;
}

function renormMomentum(config: GoldenFile['config']): number {
  return typeof config.renorm_momentum === 'number' ? config.renorm_momentum : 0.99;
}

/** The layer of a file. Arrays are stored with channels on axis 1, but last where statistics are over axis 0 only. */
export function goldenLayerOf(file: GoldenFile, convention: Convention, rank: number): Layer {
  return {
    convention,
    channelAxis: convention.statisticsAxes === 'batch' ? rank - 1 : 1,
    affine: file.config.affine !== false,
    trackRunningStats: file.config.track_running_stats !== false,
  };
}

/** The state before the first step: the file's parameters and running values, broadcast to [groups]. */
export function goldenInitialState(file: GoldenFile, layer: Layer, channels: number, groups: number): LayerState {
  const fresh = initialState(layer, channels, groups);
  const read = (recorded: GoldenArray | null | undefined) => (recorded ? numbersOf(recorded, file.dtype) : null);
  const { params, initial } = file;
  const [gamma, beta] = [read(params?.gamma), read(params?.beta)];
  const [weight, bias] = [read(params?.linear_weight), read(params?.linear_bias)];
  const running = (recorded: GoldenArray | null | undefined, otherwise: Float64Array | null) =>
    recorded && otherwise ? broadcast(numbersOf(recorded, file.dtype), groups) : otherwise;
  return {
    ...fresh,
    ...(layer.affine && gamma ? { gamma } : {}),
    ...(layer.affine && beta ? { beta } : {}),
    ...(weight && bias ? { linear: { weight, bias, out: bias.length } } : {}),
    runningMean: running(initial?.running_mean, fresh.runningMean),
    runningVar: running(initial?.running_var, fresh.runningVar),
  };
}

/** Repeats a scalar or one value per channel (the last axis) for every group. */
function broadcast(values: Float64Array, groups: number): Float64Array {
  return new Float64Array(groups).map((_, group) => values[group % values.length]);
}
