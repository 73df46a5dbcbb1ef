import { EngineError, layoutOf, show } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import {
  type Batch,
  batchOf,
  fileOf,
  isRefusal,
  nameOf,
  naturalOrder,
  resolvePath,
  resolveTensor,
  type TensorPath,
} from '../program/index.js';
import {
  checkFold,
  checkWeight,
  evalLayerOf,
  type EvalStatistics,
  fold as folded,
  type FoldCheck,
  foldFactor,
  layoutThatFits,
  repaired,
  type Weight,
} from '../repair/index.js';
import type { Session } from '../run/index.js';
import type { Fold, FoldChoice, FoldFile, FoldFiles, FoldRequest, RepairRequest } from './repairView.js';

/** Files that are looked into at most: what is offered must not keep anybody waiting. */
const mostFiles = 100;

/** Tensors beside the program that are no batches of it, by what they could be in a fold. Reads headers only. */
export async function foldFiles(session: Session, _request: unknown, access: BatchAccess): Promise<FoldFiles> {
  const { folder } = access;
  const none: FoldFiles = { weights: [], biases: [], inputs: [] };
  if (!folder) return none;
  const { channels } = layoutOf(session.shape, session.layer);
  const own = new Set(session.plan.map(({ batch }) => nameOf(batch.uri)));
  const names = await folder.list().catch(() => []);
  const found: FoldFile[] = [];
  for (const name of names
    .filter((one) => /\.npy$/i.test(one) && !own.has(one))
    .sort(naturalOrder)
    .slice(0, mostFiles)) {
    try {
      const { shape } = await access.header(batchOf(`${folder.uri}/${encodeURIComponent(name)}`));
      found.push({ path: name, shape });
    } catch {
      // Nobody asked for this file.
    }
    await access.breathe?.();
  }
  return {
    weights: found.flatMap((file) => {
      const layout = layoutThatFits(file.shape, channels);
      return layout ? [{ ...file, layout }] : [];
    }),
    biases: found.filter(({ shape }) => shape.length === 1 && shape[0] === channels),
    inputs: found.filter(({ shape }) => shape.length >= 2),
  };
}

/**
 * The layer folded into the one before it, which comes from files.
 * @throws EngineError where this layer cannot be folded at all; the reason of whoever has cancelled it
 */
export async function fold(session: Session, request: FoldRequest, access: BatchAccess): Promise<Fold> {
  const { weight, bias, input, layout: chosenLayout } = request;
  const { layer, channels } = await evalLayer(session, request, access);
  const problems: Partial<Record<keyof FoldChoice, string>> = {};
  const attempt = async <T>(name: keyof FoldChoice, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      problems[name] = error.message;
      return null;
    }
  };
  const before = await attempt('weight', () => readWeight({ weight, layout: chosenLayout }, channels, access));
  const given = await attempt('bias', () => readBias(bias, channels, access));
  const x = input === null ? null : await attempt('input', () => headerOf(input, access));
  const offsets = Float64Array.from(given?.values ?? new Float64Array(channels));
  return {
    isRecomputed: layer.isRecomputed,
    eps: layer.eps,
    gamma: layer.gamma,
    beta: layer.beta,
    mean: layer.mean,
    var: layer.variance,
    factor: foldFactor(layer),
    bias: offsets,
    foldedBias: folded(layer, { shape: [channels, 0], layout: 'pytorch', values: [] }, offsets).bias,
    layout: before?.layout ?? chosenLayout,
    weightShape: before?.shape ?? null,
    biasShape: given?.shape ?? null,
    inputShape: x?.shape ?? null,
    problems,
  };
}

/**
 * The largest error of folding on a batch; null without a weight, or a batch.
 * @throws EngineError and FormatError where a file is of no use; the reason of whoever has cancelled it
 */
export async function foldCheck(
  session: Session,
  request: FoldRequest,
  access: BatchAccess,
): Promise<FoldCheck | null> {
  const { weight, bias, input, layout } = request;
  if (weight === null || input === null) return null;
  const { layer, channels } = await evalLayer(session, request, access);
  const before = await readWeight({ weight, layout }, channels, access);
  const given = await readBias(bias, channels, access);
  const x = await readTensor(input, access);
  if (!before) return null;
  return checkFold(layer, before, given?.values ?? new Float64Array(channels), x, before.dtype, access.breathe);
}

async function evalLayer(
  session: Session,
  { pass, range, leavesOutOutliers, method, momentum }: RepairRequest,
  { breathe }: BatchAccess,
): Promise<{ readonly layer: EvalStatistics; readonly channels: number }> {
  const made = await repaired(session, pass, { range, leavesOutOutliers, method, momentum }, breathe);
  const { channels } = layoutOf(session.shape, made.layer);
  return { layer: evalLayerOf(made, channels), channels };
}

/** @throws as `readTensor`; EngineError where it is no weight of a layer before this one */
export async function readWeight(
  { weight, layout }: Pick<FoldChoice, 'weight' | 'layout'>,
  channels: number,
  access: BatchAccess,
): Promise<(Weight & { readonly dtype: 'float32' | 'float64' }) | null> {
  if (weight === null) return null;
  const check = (shape: readonly number[]) =>
    checkWeight({ shape, layout: layout ?? layoutThatFits(shape, channels) ?? 'pytorch' }, channels);
  const { shape, values } = await readTensor(weight, access, check);
  const dtype = values instanceof Float32Array ? 'float32' : 'float64';
  return { shape, values, dtype, layout: layout ?? layoutThatFits(shape, channels) ?? 'pytorch' };
}

/** @throws likewise */
export async function readBias(
  bias: TensorPath | null,
  channels: number,
  access: BatchAccess,
): Promise<ReadTensor | null> {
  if (bias === null) return null;
  return readTensor(bias, access, (shape) => {
    if (shape.length === 1 && shape[0] === channels) return;
    throw new EngineError(`bias of shape ${show(shape)}: expected ${show([channels])}, one for each channel`);
  });
}

interface ReadTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/**
 * @param check of the shape, before the values are read
 * @throws EngineError where the file may not be read; FormatError where it is refused
 */
async function readTensor(
  path: TensorPath,
  access: BatchAccess,
  check: (shape: readonly number[]) => void = () => undefined,
): Promise<ReadTensor> {
  const { batch, shape } = await headerOf(path, access);
  check(shape);
  return access.tensor(batch);
}

/** @throws likewise */
async function headerOf(path: TensorPath, access: BatchAccess): Promise<{ batch: Batch; shape: readonly number[] }> {
  const { folder } = access;
  const file = folder && resolvePath(folder.uri, fileOf(path));
  if (!folder || file === undefined || !folder.mayRead(file)) {
    throw new EngineError(
      `${nameOf(fileOf(path))} is outside the program's folder and the workspace: choose it once more`,
    );
  }
  const batch = batchOf(resolveTensor(folder.uri, path));
  return { batch, shape: (await access.header(batch)).shape };
}
