import { initialState, updateWeights, type Layer, type LayerState } from '../../engine/index.js';
import type { ReadOptions, TensorArchive } from '../../formats/index.js';
import type { SessionFiles } from '../batches/index.js';
import { FindingsFold, type Finding } from '../findings/index.js';
import { layersIn, type LayerParts, type NamedTensor } from '../layers/index.js';
import { isRefusal, layerOf } from '../program/index.js';
import type { FindingThresholds } from '../run/index.js';
import type { StateThen } from './moved.js';
import type { CheckpointSettings } from './sharedRules.js';

/** The BatchNorm layers of a checkpoint: states, and no passes. */
export interface Checkpoint {
  readonly title: string;
  readonly layers: readonly CheckpointLayer[];
}

export interface CheckpointLayer extends StateThen {
  readonly name: string;
  readonly layer: Layer;
  readonly channels: number;
  /** Where it stands in the file, beside the others. */
  readonly place: number;
  /** What the state alone tells. */
  readonly findings: readonly Finding[];
  /** Why it could not be read. */
  readonly problem?: string;
}

/**
 * The layers that are recognized in an archive, by the names of their parts; none: it is no checkpoint.
 * @throws FormatError where the file is no archive, or refused; EngineError for a wrong setting; the signal's reason
 */
export async function readCheckpoint(
  uri: string,
  files: SessionFiles,
  thresholds?: FindingThresholds,
  options?: ReadOptions,
  settings: CheckpointSettings = {},
): Promise<Checkpoint> {
  return files.withArchive(
    uri,
    async (archive) => {
      const named: NamedTensor[] = [];
      for (const { name, shape } of archive.members) named.push({ name, ...(await shapeOf(archive, name, shape)) });
      const layers: CheckpointLayer[] = [];
      const places = new Map(named.map(({ name }, place) => [name, place]));
      for (const parts of layersIn(named)) {
        options?.signal?.throwIfAborted();
        const place = places.get(parts.runningMean) ?? 0;
        layers.push({ ...(await layerFrom(archive, parts, thresholds, settings)), place });
      }
      return { title: archive.name, layers };
    },
    options,
  );
}

/** What is known of a member, or its own header says; of one that is refused nothing. */
export async function shapeOf(
  archive: TensorArchive,
  name: string,
  known: readonly number[] | undefined,
): Promise<Pick<NamedTensor, 'shape'>> {
  if (known) return { shape: known };
  try {
    return { shape: (await archive.open(name)).shape };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return {};
  }
}

async function layerFrom(
  archive: TensorArchive,
  parts: LayerParts,
  thresholds: FindingThresholds | undefined,
  { convention: base, ...changes }: CheckpointSettings,
): Promise<Omit<CheckpointLayer, 'place'>> {
  const { channels } = parts;
  const name = parts.name || archive.name;
  const isAffine = parts.gamma !== undefined || parts.beta !== undefined;
  const convention = { base: base ?? parts.convention ?? 'pytorch', ...changes };
  const layer = layerOf({ convention, affine: isAffine, channelAxis: 1, steps: [] }, [1, channels]);
  const fresh = initialState(layer, channels);
  const hasCounter = parts.numBatchesTracked !== undefined;
  try {
    const state = parts.problem === undefined ? await stateFrom(archive, parts, fresh) : fresh;
    const findings = parts.problem === undefined ? stateFindings(layer, state, thresholds) : [];
    const problem = parts.problem === undefined ? {} : { problem: parts.problem };
    return { name, layer, channels, state, hasCounter, findings, ...problem };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { name, layer, channels, state: fresh, hasCounter, findings: [], problem: error.message };
  }
}

/** Of a state without passes; those findings bear pass −1. */
export function stateFindings(
  layer: Layer,
  initial: LayerState,
  thresholds: FindingThresholds | undefined,
): readonly Finding[] {
  const { runningMean, runningVar } = initial;
  const state = { runningMean: [...(runningMean ?? [])], runningVar: [...(runningVar ?? [])] };
  return new FindingsFold({ layer, initial, thresholds, program: { state }, plan: [] }).tell();
}

async function stateFrom(archive: TensorArchive, parts: LayerParts, fresh: LayerState): Promise<LayerState> {
  const values = async (member: string) => Float64Array.from((await (await archive.open(member)).read()).values);
  const { gamma, beta, runningMean, runningVar, numBatchesTracked } = parts;
  return {
    ...fresh,
    ...(gamma !== undefined && { gamma: await values(gamma) }),
    ...(beta !== undefined && { beta: await values(beta) }),
    runningMean: await values(runningMean),
    ...(runningVar !== undefined && { runningVar: await values(runningVar) }),
    ...(numBatchesTracked !== undefined && { numBatchesTracked: (await values(numBatchesTracked))[0] }),
  };
}

/** Weight of the newest batch in the layer's average; null: all count alike. */
export function newestWeight({ convention }: Layer): number | null {
  if (convention.momentum === null || convention.average !== 'exponential') return null;
  return updateWeights(convention, 0, 1).take;
}
