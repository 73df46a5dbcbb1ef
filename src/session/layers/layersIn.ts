import { elementCount } from '../../engine/index.js';
import { naturalOrder } from '../program/index.js';
import { spellings, type Spelling } from './spellings.js';

/** A tensor of an archive, as far as its header tells. */
export interface NamedTensor {
  readonly name: string;
  /** What the file's own description calls it: told by this where there is one. */
  readonly alias?: string;
  readonly shape?: readonly number[];
}

/** Names of the tensors that together are one BatchNorm layer. */
export interface LayerParts {
  /** What the names share: `model.bn1`; empty where they are the parts' names alone. */
  readonly name: string;
  readonly channels: number;
  /** Who names parts so: `PyTorch`; `somebody` where many do. */
  readonly writer: string;
  /** Key of the convention that the names suggest. */
  readonly convention?: string;
  readonly runningMean: string;
  /** Absent where there is a `problem`. */
  readonly runningVar?: string;
  readonly gamma?: string;
  readonly beta?: string;
  readonly numBatchesTracked?: string;
  /** Why no batch can run through it: what stands where its variance should. */
  readonly problem?: string;
}

/** Flax and Haiku keep what is learned and what is averaged in trees of their own; their layers bear the same name. */
const collections = new Set(['params', 'batch_stats']);
const outerCollections = new Set([...collections, 'state', 'states', 'variables', 'arg:', 'aux:']);
const normLike = /(?:^|[^a-z])bn|batch_?norm|norm\d*$/i;

/**
 * The BatchNorm layers among the tensors of an archive, in the natural order of their names: told by how frameworks name
 * the parts, with any prefix, and by shapes that agree: [C], or C on one axis and 1 on all others.
 */
export function layersIn(tensors: readonly NamedTensor[]): readonly LayerParts[] {
  const index = new Map(tensors.map((tensor) => [keyOf(tensor.alias ?? tensor.name), tensor]));
  const layers = new Map<string, LayerParts>();
  // Few names of a checkpoint can be of a mean.
  const means = [...index].filter(([key]) => spellings.some((spelling) => stemOf(key, spelling) !== undefined));
  const taken = new Set<string>();
  // Layers with γ or β first: means are called alike by several, and the names of γ and β tell them apart.
  for (const isAffine of [true, false]) {
    for (const spelling of spellings) {
      for (const [key, { name: mean }] of means) {
        const stem = taken.has(mean) ? undefined : stemOf(key, spelling);
        const layer = stem === undefined ? undefined : layerAt(stem, spelling, index);
        if (!layer || layers.has(layer.name) || (isAffine && !layer.gamma && !layer.beta)) continue;
        layers.set(layer.name, layer);
        taken.add(layer.runningMean);
      }
    }
  }
  return [...layers.values()].sort((a, b) => naturalOrder(a.name, b.name));
}

/** The name without what tools add to it: TensorFlow's output number and checkpoint suffix, MXNet's kind, trees. */
function keyOf(name: string): string {
  const bare = name
    .replace(/\/\.ATTRIBUTES\/VARIABLE_VALUE$/, '')
    .replace(/:\d+$/, '')
    .replace(/^(arg|aux):/, '$1:/');
  const separator = bare.includes('/') ? '/' : '.';
  const steps = bare.split(separator);
  return steps
    .filter((step, at) => at === steps.length - 1 || !(at === 0 ? outerCollections : collections).has(step))
    .join(separator);
}

/** What precedes the ending of a mean, with its separator; undefined where the key is none. */
function stemOf(key: string, { mean, joins }: Spelling): string | undefined {
  for (const ending of mean) {
    if (key === ending) return '';
    const stem = key.slice(0, -ending.length);
    if (key.endsWith(ending) && joins.test(stem.at(-1) ?? '')) return stem;
  }
  return undefined;
}

function layerAt(stem: string, spelling: Spelling, index: ReadonlyMap<string, NamedTensor>): LayerParts | undefined {
  // Haiku's averages are modules of their own, one level below the layer that holds γ and β.
  const stems = [stem, stem.replace(/~[./]$/, '')];
  const find = (endings: readonly string[] = []): NamedTensor | undefined =>
    stems.flatMap((one) => endings.map((ending) => index.get(one + ending))).find((found) => found !== undefined);
  const [mean, variance] = [find(spelling.mean), find(spelling.variance)];
  const channels = channelsOf(mean);
  if (!mean || !variance || channels === undefined || channelsOf(variance) !== channels) return undefined;
  const fitting = (tensor: NamedTensor | undefined) => (channelsOf(tensor) === channels ? tensor : undefined);
  const [gamma, beta, count] = [fitting(find(spelling.gamma)), fitting(find(spelling.beta)), find(spelling.count)];
  const name = nameOf(stem);
  if (!isProven(spelling, name, gamma !== undefined || beta !== undefined)) return undefined;
  return {
    name,
    channels,
    writer: spelling.writer,
    ...(spelling.convention !== undefined && { convention: spelling.convention }),
    runningMean: mean.name,
    ...(spelling.problem === undefined ? { runningVar: variance.name } : { problem: spelling.problem }),
    ...(gamma && { gamma: gamma.name }),
    ...(beta && { beta: beta.name }),
    ...(count?.shape && elementCount(count.shape) === 1 && { numBatchesTracked: count.name }),
  };
}

function isProven({ proof }: Spelling, name: string, isAffine: boolean): boolean {
  if (proof === undefined) return true;
  return proof === 'affine and name' ? isAffine && normLike.test(name) : isAffine || normLike.test(name);
}

function nameOf(stem: string): string {
  return stem.replace(/[./_]?$/, '').replace(/[./]~$/, '');
}

/** C of [C], [1, C, 1, 1] and the like; undefined for any other shape, and where it is not known. */
function channelsOf(tensor: NamedTensor | undefined): number | undefined {
  const { shape } = tensor ?? {};
  if (!shape || shape.length === 0 || shape.filter((size) => size !== 1).length > 1) return undefined;
  const channels = elementCount(shape);
  return channels > 0 ? channels : undefined;
}
