import type { ReadOptions } from '../../formats/index.js';
import type { SessionFiles } from '../batches/index.js';
import {
  activationsIn,
  fewestLayers,
  type LayerRun,
  layersIn,
  looksLikeBatch,
  type NamedTensor,
} from '../layers/index.js';
import {
  configured,
  globOf,
  isPattern,
  longestPattern,
  type ModelProgram,
  nameOf,
  type Program,
  type ProgramSettings,
  type TensorPath,
} from '../program/index.js';
import { shapeOf } from './checkpoint.js';

const mostNamed = 3;

export interface ArchiveModel extends ModelProgram {
  /** Whose rules the layers follow, its names suggest. */
  readonly isNamed: true;
  /** How it was read. */
  readonly notices: readonly string[];
}

/**
 * The layers of an archive with the activations beside them as a model, paths relative to the archive's folder; null where
 * less than two have any.
 * @param defaults the user's settings for what names leave open
 * @throws FormatError where the file is no archive, or refused; the signal's reason
 */
export async function modelOfArchive(
  uri: string,
  files: SessionFiles,
  defaults: ProgramSettings = {},
  options?: ReadOptions,
): Promise<ArchiveModel | null> {
  return files.withArchive(
    uri,
    async (archive) => {
      if (archive.members.filter(({ name }) => looksLikeBatch(name)).length < fewestLayers) return null;
      const tensors: NamedTensor[] = [];
      for (const { name, alias, shape } of archive.members) {
        options?.signal?.throwIfAborted();
        tensors.push({ name, ...(alias !== undefined && { alias }), ...(await shapeOf(archive, name, shape)) });
      }
      const layers = layersIn(tensors);
      const runs = activationsIn(layers, tensors);
      if (runs.length < fewestLayers) return null;
      const all = archive.members.map(({ name }) => name);
      return {
        isNamed: true,
        layers: runs.map((run) => ({ name: run.parts.name, program: programOf(run, nameOf(uri), all, defaults) })),
        notices: noticesOf(runs, layers.length),
      };
    },
    options,
  );
}

function programOf(run: LayerRun, file: string, all: readonly string[], defaults: ProgramSettings): Program {
  const { parts, channelAxis, train, eval: evaluated } = run;
  const { convention, gamma, beta, runningMean, runningVar, numBatchesTracked } = parts;
  const steps = [
    ...pathsOf(train, file, all).map((path) => ({ train: path })),
    ...pathsOf(evaluated, file, all).map((path) => ({ eval: path })),
  ];
  const members = { gamma, beta, runningMean, runningVar, numBatchesTracked };
  const state = Object.fromEntries(
    Object.entries(members).flatMap(([name, member]) => (member === undefined ? [] : [[name, { file, member }]])),
  );
  const isAffine = gamma !== undefined || beta !== undefined;
  return configured(
    { steps },
    {
      ...defaults,
      ...(convention !== undefined && { convention }),
      ...(channelAxis !== undefined && { channelAxis }),
      ...(!isAffine && { affine: false }),
      state,
    },
  );
}

/** The members by one pattern, where it means no others. */
function pathsOf(names: readonly string[], file: string, all: readonly string[]): readonly TensorPath[] {
  const member = names.length > 2 ? patternOf(names, all) : undefined;
  return member === undefined ? names.map((name) => ({ file, member: name })) : [{ file, member }];
}

function patternOf(names: readonly string[], all: readonly string[]): string | undefined {
  const [first] = names;
  let length = 0;
  while (names.every((name) => length < name.length && name[length] === first[length])) length += 1;
  // A number that all begin with is part of what tells them apart.
  const shared = first.slice(0, length).replace(/\d+$/, '');
  const pattern = `${shared}*`;
  if (isPattern(shared) || pattern.length > longestPattern) return undefined;
  const matches = globOf(pattern);
  return all.filter((name) => matches(name)).length === names.length ? pattern : undefined;
}

/** In which modes they run, and why; which layers are not there. */
function noticesOf(runs: readonly LayerRun[], layers: number): readonly string[] {
  const trains = runs.reduce((sum, { train }) => sum + train.length, 0);
  const evals = runs.flatMap(({ eval: names }) => names);
  const start = 'Each layer starts with its own γ, β and running values.';
  const modes =
    evals.length === 0
      ? `All ${trains} tensors run as train passes: none has val, test or eval in its name.`
      : `${trains} tensors run as train passes, and ${evals.length} as eval passes behind them, as their names say: ${listed(evals)}.`;
  const left = layers - runs.length;
  const others = left === 1 ? '1 layer without activations is' : `${left} layers without activations are`;
  return [`${modes} ${start}`, ...(left > 0 ? [`${others} not shown here.`] : [])];
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
