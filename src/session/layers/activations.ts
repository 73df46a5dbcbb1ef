import { conventions } from '../../engine/index.js';
import { axisWith, isEvaluated, naturalOrder } from '../program/index.js';
import type { LayerParts, NamedTensor } from './layersIn.js';

/** A BatchNorm layer of an archive, with the activations beside it: `conv1/0`, `conv1/1`, … beside `conv1.running_mean`. */
export interface LayerRun {
  readonly parts: LayerParts;
  /** Names of the members that are its train passes, and those that are its eval passes; natural order. */
  readonly train: readonly string[];
  readonly eval: readonly string[];
  /** Where the channels are, where that is not the convention's axis. */
  readonly channelAxis?: number;
}

/** With so many of them an archive is a model; the tensors of one layer are opened one by one. */
export const fewestLayers = 2;

/** What a member is called that is an input of its layer, step by step: numbers, and these words before them. */
const step =
  /^(?:train|training|val|valid|validation|eval|test|x|in|inputs?|acts?|activations?|batch|batches|step|pass|epoch|iter|iteration)?\d*$/i;
const collection = /^(?:train|training|val|valid|validation|eval|test|inputs?|acts?|activations?)[./]/i;

/**
 * The layers that have activations in the archive, told by names: the layer's own and then numbers or words for a batch;
 * or a word for a collection before it (`val/conv1/0`). Their shapes have the layer's channels on an axis.
 */
export function activationsIn(layers: readonly LayerParts[], tensors: readonly NamedTensor[]): readonly LayerRun[] {
  const byName = new Map(layers.map((parts) => [plain(parts.name), parts]));
  const found = new Map<LayerParts, { readonly train: NamedTensor[]; readonly eval: NamedTensor[] }>();
  for (const tensor of [...tensors].sort((a, b) => naturalOrder(a.name, b.name))) {
    const owner = ownerOf(tensor.alias ?? tensor.name, byName);
    if (!owner || !hasChannels(owner.parts, tensor.shape)) continue;
    const own = found.get(owner.parts) ?? { train: [], eval: [] };
    found.set(owner.parts, own);
    own[owner.isEval ? 'eval' : 'train'].push(tensor);
  }
  return layers.flatMap((parts) => {
    const own = found.get(parts);
    if (!own || parts.problem !== undefined) return [];
    const [first] = [...own.train, ...own.eval];
    const channelAxis = axisWith(parts.channels, first.shape ?? [], usualAxis(parts));
    const names = (of: readonly NamedTensor[]) => of.map(({ name }) => name);
    return [
      { parts, train: names(own.train), eval: names(own.eval), ...(channelAxis !== undefined && { channelAxis }) },
    ];
  });
}

interface Owner {
  readonly parts: LayerParts;
  readonly isEval: boolean;
}

/** Whether a name may be that of a batch at all, whosever it is: what is none costs no further look. */
export function looksLikeBatch(name: string): boolean {
  return isBatch(plain(name).split('.').at(-1) ?? '');
}

function isBatch(name: string): boolean {
  return name.split(/[_-]/).every((word) => word !== '' && step.test(word));
}

/** The layer with the longest name that the tensor's begins with, where what is left of it names a batch. */
function ownerOf(name: string, layers: ReadonlyMap<string, LayerParts>): Owner | undefined {
  for (const own of [name, name.replace(collection, '')]) {
    const steps = plain(own).split('.');
    for (let length = steps.length - 1; length > 0; length--) {
      const parts = layers.get(steps.slice(0, length).join('.'));
      if (!parts) continue;
      const rest = steps.slice(length);
      if (!rest.every(isBatch)) break;
      const outer = name.slice(0, name.length - own.length);
      return { parts, isEval: [outer, ...rest].some((one) => isEvaluated(one.replace(/[./]$/, ''))) };
    }
  }
  return undefined;
}

/** Frameworks and people separate the steps of a name by either. */
function plain(name: string): string {
  return name.replaceAll('/', '.');
}

function hasChannels(parts: LayerParts, shape: readonly number[] | undefined): boolean {
  if (!shape || shape.length < 2 || shape.includes(0)) return false;
  const usual = usualAxis(parts);
  return shape.at(usual) === parts.channels || axisWith(parts.channels, shape, usual) !== undefined;
}

function usualAxis({ convention = 'pytorch' }: LayerParts): number {
  return conventions.find(({ key }) => key === convention)?.channelAxis ?? 1;
}
