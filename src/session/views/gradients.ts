import {
  backward,
  computeMoments,
  elementCount,
  meanOf,
  outputShape,
  usesBatchStatistics,
  varianceOf,
  type BackwardResult,
  type GradientPath,
  type Normalizer,
  type Tensor,
  type Values,
} from '../../engine/index.js';
import { normalGenerator } from '../experiments/index.js';
import { numberText } from '../numberText.js';
import { givenGradient, type ComputedPass } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';
import { niceBins } from './binning.js';
import { channelValues, extentOf } from './channelValues.js';
import { columnNorms } from './columnNorms.js';
import { Histogram, identity } from './histogram.js';
import { assertChannel, shownPass, type ShownPass } from './shownPass.js';
import type { Gradients, GradientsRequest } from './studyView.js';

const LEAST_BINS = 40;
/** A prime, so that the noise falls differently on every channel; more would cost seconds on large batches. */
const NOISE_PERIOD = 1_048_573;

/**
 * The gradients of one computed pass, with the statistics inside the gradient and as constants.
 * @throws RangeError for a pass that has not run or was refused, a channel that is not there, or a program that names no
 * upstream gradient; FormatError where a file cannot be read; EngineError where the gradient does not fit the output
 */
export async function gradients(session: Session, request: GradientsRequest, access: BatchAccess): Promise<Gradients> {
  const shown = await shownPass(session, request.pass, access);
  assertChannel(request.channel, shown);
  const record = recordOf(session, request.pass, shown);
  const x = await access.tensor(record.plan.batch);
  const dy = await upstream(request, record, x, access);
  const { breathe = () => Promise.resolve() } = access;
  const run = async (through?: GradientPath): Promise<BackwardResult> => {
    await breathe();
    const options = { moments: record.moments, ...(through && { through }) };
    return backward(x, dy, record.before, record.layer, record.plan.mode, options);
  };
  const spread = async ({ values }: Tensor): Promise<Spread> => {
    await breathe();
    const moments = computeMoments(values, shown.layout);
    return {
      mean: meanOf(moments),
      sigma: varianceOf(moments, 'biased').map(Math.sqrt),
      ofChannel: channelValues(values, shown.layout, request.channel),
    };
  };
  const full = await run();
  const dx = await spread(full.dx);
  // In eval the running values are constants anyway.
  const isOnBatch = usesBatchStatistics(record.layer, record.plan.mode);
  const isLinear = full.dLinear !== null;
  const detached = !isOnBatch
    ? dx
    : isLinear
      ? await spread((await run({ mean: false, variance: false })).dx)
      : scaledBy(full.statistics.normalizer, await spread(dy), request.channel);
  const [a, b] = [extentOf(dx.ofChannel), extentOf(detached.ofChannel)];
  const ends = [a.low, a.high, b.low, b.high].filter(Number.isFinite);
  const bins =
    ends.length > 0 ? niceBins(Math.min(...ends), Math.max(...ends), LEAST_BINS) : niceBins(-1, 1, LEAST_BINS);
  const shares = (values: Values) => {
    const histogram = new Histogram(identity, bins);
    histogram.add(values);
    return histogram.shares(values.length);
  };
  const { count } = shown.layout;
  const sum = dx.mean[request.channel] * count;
  const constantSum = detached.mean[request.channel] * count;
  return {
    mode: record.plan.mode,
    dGamma: full.dGamma,
    dBeta: full.dBeta,
    dLinear: full.dLinear && { ...full.dLinear, columnNorms: normsOf(full.dLinear, dx.mean.length) },
    dxMean: dx.mean,
    dxSigma: dx.sigma,
    detachedMean: detached.mean,
    detachedSigma: detached.sigma,
    edges: bins.edges,
    dx: shares(dx.ofChannel),
    detached: shares(detached.ofChannel),
    sentence: isOnBatch
      ? `Σdx = ${numberText(sum)}; with constant statistics ${numberText(constantSum)}.`
      : `Σdx = ${numberText(sum)}; the running values are constants, so that no gradient flows through statistics.`,
  };
}

function normsOf({ weight, bias }: NonNullable<BackwardResult['dLinear']>, groups: number): Float64Array {
  const norms = columnNorms(weight, weight.length / bias.length);
  // Statistics over the batch alone are of several positions of each channel.
  return Float64Array.from({ length: groups }, (_, group) => norms[group % norms.length]);
}

/** Mean and σ of a gradient in every group, and its values in the chosen one. */
interface Spread {
  readonly mean: Float64Array;
  readonly sigma: Float64Array;
  readonly ofChannel: Values;
}

/** dx = γ/s · dy, the gradient where the statistics are constants. */
function scaledBy({ gamma, std, renorm }: Normalizer, dy: Spread, channel: number): Spread {
  const factor = gamma.map((value, group) => ((renorm ? renorm.r[group] : 1) * value) / std[group]);
  return {
    mean: dy.mean.map((mean, group) => mean * factor[group]),
    sigma: dy.sigma.map((sigma, group) => sigma * Math.abs(factor[group])),
    ofChannel: dy.ofChannel.map((value) => value * factor[channel]),
  };
}

function recordOf(session: Session, pass: number, { record }: ShownPass): ComputedPass {
  if (record) return record;
  const refused = session.passes.at(pass);
  throw new RangeError(
    refused?.kind === 'refused'
      ? `Pass ${pass + 1} was refused and has no gradients: ${refused.error}`
      : `Pass ${pass + 1} has not run yet: its gradients are known once it has`,
  );
}

async function upstream(
  { upstream: kind, pass }: GradientsRequest,
  { plan, before }: ComputedPass,
  x: Tensor,
  access: BatchAccess,
): Promise<Tensor> {
  const shape = outputShape(x.shape, before.linear);
  if (kind === 'file') return givenGradient(plan, pass, shape, access);
  const size = elementCount(shape);
  const values = x.values instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  if (kind === 'ones') values.fill(1);
  else fillWithNoise(values);
  return { shape, dtype: values instanceof Float32Array ? 'float32' : 'float64', values };
}

function fillWithNoise(values: Values): void {
  const normal = normalGenerator(7);
  const fresh = Math.min(values.length, NOISE_PERIOD);
  for (let i = 0; i < fresh; i++) values[i] = normal();
  for (let start = NOISE_PERIOD; start < values.length; start += NOISE_PERIOD) {
    values.copyWithin(start, 0, Math.min(NOISE_PERIOD, values.length - start));
  }
}
