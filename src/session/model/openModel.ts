import { conventionNamed } from '../../engine/index.js';
import { BatchStore, KnownHeads } from '../batches/index.js';
import {
  checkPath,
  configured,
  folderOf,
  isRefusal,
  type ModelProgram,
  namedConvention,
  nameOf,
  parseProgram,
  type Program,
  resolvePath,
  validProgram,
} from '../program/index.js';
import { isSamePass, plannedAgain, prepareSession, type RunOptions, type Session } from '../run/index.js';
import { aligned, type Alignment } from './columns.js';
import type { LayerProgram, ModelSources } from './modelSources.js';
import { hasRules } from './sharedRules.js';

/** A model before any pass was computed: every layer's plan, on one axis. */
export interface OpenedModel extends Alignment {
  readonly title: string;
  /** Whether the names of an archive's members suggest the layers' rules; otherwise programs say them. */
  readonly isNamed: boolean;
  readonly layers: readonly OpenedLayer[];
  readonly notices: readonly string[];
  readonly sources: ModelSources;
}

/** A layer that is ready to run, or why it is not. */
export type OpenedLayer = Pick<LayerProgram, 'name' | 'uri'> &
  (
    | { readonly kind: 'ready'; readonly session: Session; readonly base: string; readonly channels: number }
    | { readonly kind: 'refused'; readonly problem: string }
  );

/** Other threads that will look at the layers, where there is enough to look at. */
export interface PreparesThreads {
  /** Numbers of a model, a pass and channel each, from which on one is worth its start. */
  readonly leastNumbers: number;
  /** Starts them before there is something to scan: they are soon asked. */
  prepare(): void;
}

/** A pass and channel each. */
export function numbersOf(layer: OpenedLayer): number {
  return layer.kind === 'ready' ? layer.channels * layer.session.plan.length : 0;
}

/** What a file says of a model, with how it was read. */
export interface ModelText extends ModelProgram {
  readonly notices?: readonly string[];
  /** As an opened model's; absent: false. */
  readonly isNamed?: boolean;
}

/**
 * Reads the programs of a model's layers and plans them; statistics are not read yet. A layer that cannot be opened says why,
 * the others are there.
 * @param base URI of the folder that the model's paths are relative to
 * @param before the same model earlier: of layers with the same program only what is new is read
 * @param options threads: those that will look at its layers, where it is large
 * @throws the signal's reason
 */
export async function openModel(
  { layers, notices: own = [], isNamed = false }: ModelText,
  base: string,
  title: string,
  given: ModelSources,
  options?: RunOptions & { readonly threads?: PreparesThreads },
  before?: Pick<OpenedModel, 'layers'>,
): Promise<OpenedModel> {
  // Whoever looks at the passes need not ask the files again.
  const sources = { ...given, heads: given.heads ?? new KnownHeads() };
  const { threads } = options ?? {};
  let numbers = 0;
  const opened = await inTurns(layers, async ({ name, program }, index) => {
    const from = await programOf(name, program, base, sources);
    const layer = await openLayer(from, sources, before?.layers.at(index), options);
    numbers += numbersOf(layer);
    // They load their code while the others are opened.
    if (threads && numbers >= threads.leastNumbers) threads.prepare();
    return layer;
  });
  const plans = opened.map((layer) => (layer.kind === 'ready' ? layer.session.plan : []));
  const notices = opened.flatMap((layer) =>
    layer.kind === 'ready' ? (layer.session.notices ?? []).map((notice) => `${layer.name}: ${notice}`) : [],
  );
  return { ...aligned(plans), title, isNamed, layers: opened, notices: [...own, ...notices], sources };
}

/** Whether every layer has the recorded passes that it had, each in the place that it had. */
export function hasSamePasses(model: OpenedModel, before: OpenedModel): boolean {
  return (
    model.layers.length === before.layers.length &&
    model.layers.every((layer, index) => {
      const known = before.layers[index];
      if (layer.kind === 'refused' || known.kind === 'refused' || layer.name !== known.name) return false;
      const [plan, last] = [layer.session.plan, known.session.plan];
      return plan.length === last.length && plan.every((pass, at) => pass.recorded && isSamePass(pass, last[at]));
    })
  );
}

/** Files that are waited for at once: while one is read another is planned. */
const atOnce = 4;

/** Results in the order of what was given. */
export async function inTurns<T, R>(
  all: readonly T[],
  work: (one: T, index: number) => Promise<R>,
  width = atOnce,
): Promise<R[]> {
  const results = new Array<R>(all.length);
  let next = 0;
  const turn = async (): Promise<void> => {
    while (next < all.length) {
      const index = next++;
      results[index] = await work(all[index], index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, turn));
  return results;
}

async function programOf(
  name: string,
  given: ModelProgram['layers'][number]['program'],
  base: string,
  { files, policy }: ModelSources,
): Promise<LayerProgram> {
  try {
    if (typeof given !== 'string') return { name, program: validProgram(given, name), base };
    const uri = resolvePath(base, given);
    checkPath(uri, base, policy, 'program');
    return { name, uri, program: parseProgram(await files.text(uri), nameOf(uri)), base: folderOf(uri) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { name, program: null, base, problem: error.message };
  }
}

async function openLayer(
  { name, uri, program: said, base, problem = '' }: LayerProgram,
  { files, policy, thresholds, heads, settings }: ModelSources,
  before: OpenedLayer | undefined,
  options?: RunOptions,
): Promise<OpenedLayer> {
  const named = { name, ...(uri !== undefined && { uri }) };
  if (!said) return { ...named, kind: 'refused', problem };
  try {
    const program = hasRules(settings) ? configured(said, { ...settings, channelAxis: axisOf(said) }) : said;
    const from = { base, files, store: new BatchStore(files, heads) };
    const isSame =
      before?.kind === 'ready' &&
      before.name === name &&
      JSON.stringify(before.session.program) === JSON.stringify(program);
    const session =
      (isSame ? await plannedAgain(before.session, from, options) : null) ??
      (await prepareSession(program, { ...from, policy, ...(thresholds && { thresholds }) }, options));
    const channels = session.shape[session.layer.channelAxis];
    return { ...named, kind: 'ready', session, base, channels };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ...named, kind: 'refused', problem: error.message };
  }
}

/** Where the channels are: another convention is a choice of rules, and finds the tensors as they are. */
function axisOf(program: Program): number {
  return program.channelAxis ?? conventionNamed(namedConvention(program).base).channelAxis;
}
