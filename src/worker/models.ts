import type { OpenRequest } from '../protocol/index.js';
import { EngineError } from '../engine/index.js';
import {
  type ChannelAtStep,
  type CheckpointSettings,
  ChannelsOfLayer,
  type FindingThresholds,
  hasSamePasses,
  KnownHeads,
  type LayerChannels,
  type LayerScanner,
  modelTargetOf,
  type ModelSummary,
  type OpenedModel,
  openModel,
  scanModel,
  scannedModel,
  summaryOf,
  type Target,
} from '../session/index.js';
import type { WorkerEnvironment } from './environment.js';
import { inOrder, type Queues } from './inOrder.js';
import { turnOf } from './runOptions.js';
import { OpenStates } from './states.js';
import { LayersThreads } from './threads/layersThreads.js';

export { layersThread } from './threads/layersThread.js';

/** What is known of a model's files, and stays where it is read again. */
interface Known {
  /** What was asked for, as text. */
  readonly request: string;
  readonly heads: KnownHeads;
  readonly scanners: Map<number, LayerScanner>;
}

interface Entry extends Known {
  readonly model: OpenedModel;
  summary: ModelSummary;
  /** The revision in which each layer's cells came. */
  readonly cellsSince: Map<number, number>;
  readonly controller: AbortController;
  /** Over when its layers have been looked at, or nobody wants them any more. */
  scanning: Promise<unknown>;
  /** Those who wait for something newer. */
  waiting: (() => void)[];
  /** Of the layer whose channels were asked for last. */
  channels: { readonly layer: number; readonly of: ChannelsOfLayer } | null;
  problem?: Error;
}

type ModelRequest = Pick<OpenRequest, 'policy' | 'defaults'> & {
  readonly target: Target;
  readonly thresholds: FindingThresholds;
  /** Rules that all layers follow instead of those that their programs say. */
  readonly settings?: CheckpointSettings;
};

export { browseArchive, layerOfModel } from '../session/index.js';

/** Models that are open: their layers are looked at one after another, and whoever asks gets what there is by then. */
export class Models {
  readonly #entries = new Map<string, Entry>();
  readonly states: OpenStates;
  readonly #threads: LayersThreads | null;
  /** Openings of one model wait for each other: they go on with what the one before has seen. */
  readonly #openings: Queues = new Map();
  /** So do looks at channels. */
  readonly #looks: Queues = new Map();

  constructor(private readonly environment: WorkerEnvironment) {
    this.states = new OpenStates(environment);
    this.#threads = environment.layerThreads ? new LayersThreads(environment.layerThreads) : null;
  }

  /**
   * Rows first, and cells as they come; where all was known of it before, all that is known now.
   * @throws FormatError, EngineError where it is no model
   */
  open(id: string, request: ModelRequest): Promise<ModelSummary> {
    return inOrder(this.#openings, id, () => this.#open(id, request));
  }

  /** @throws EngineError where it is not open; what kept its layers from being looked at */
  async view(id: string, known: number): Promise<ModelSummary> {
    const entry = this.#entry(id);
    const isNews = () => entry.summary.revision > known || entry.summary.isComplete || entry.problem !== undefined;
    while (!isNews() && this.#entries.get(id) === entry) {
      await new Promise<void>((resolve) => entry.waiting.push(resolve));
    }
    const { summary, cellsSince, problem } = entry;
    if (summary.revision <= known && problem) throw problem;
    // What has not changed does not cross again.
    const layers = summary.layers.map(({ cells, ...layer }, index) =>
      cells && (cellsSince.get(index) ?? 0) > known ? { ...layer, cells } : layer,
    );
    return { ...summary, layers };
  }

  /** All channels of one layer. @throws EngineError where there is no such layer, or it could not be opened */
  async channels(id: string, layer: number): Promise<LayerChannels> {
    const channels = await this.#channelsOf(id, layer);
    const { model } = this.#entry(id);
    return channels.gaps(model.ofPasses[layer], model.columns.steps.length);
  }

  /** One of them in a column, null where there is no pass. @throws EngineError likewise */
  async channel(id: string, layer: number, column: number, channel: number): Promise<ChannelAtStep | null> {
    const channels = await this.#channelsOf(id, layer);
    const { model } = this.#entry(id);
    return channels.at(column, channel, model.ofPasses[layer], model.sources, this.#turns());
  }

  /** Ends what is running; what is known stays. */
  stop(id: string): void {
    this.states.stop(id);
    this.#entries.get(id)?.controller.abort();
  }

  close(id: string): void {
    this.states.close(id);
    this.#end(id);
    this.#openings.delete(id);
  }

  /** Whoever opens it anew goes on behind those that are opening it. */
  #end(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.controller.abort();
    for (const all of [this.#entries, this.#looks]) all.delete(id);
    wake(entry);
  }

  async #open(id: string, given: ModelRequest) {
    const { target, policy = { folders: [], allowed: [] }, thresholds, defaults = {}, settings } = given;
    const { files } = this.environment;
    const request = JSON.stringify([target, policy, thresholds, defaults, settings]);
    const last = this.#entries.get(id);
    const before = last?.request === request ? last : undefined;
    const { heads, scanners } = before ?? { heads: new KnownHeads(), scanners: new Map<number, LayerScanner>() };
    if (!before) this.#end(id);
    else if (!before.summary.isComplete) before.controller.abort();
    await before?.scanning;
    const isRenewed = await heads.renew(files);
    const sources = { files, policy, thresholds, heads, ...(settings && { settings }) };
    const found = await modelTargetOf(target, { ...sources, defaults });
    if (found?.kind !== 'model') throw new EngineError('There are no layers in it: expected a program with "layers"');
    const controller = new AbortController();
    // What other threads saw of a recording stays with them: of one that grows this thread goes on by itself.
    const threads = before ? null : this.#threads;
    const options = { ...this.#turns(), signal: controller.signal, ...(threads && { threads }) };
    const model = await openModel(found.model, found.base, found.title, sources, options, before?.model);
    if (before?.summary.isComplete && !isRenewed && hasSamePasses(model, before.model)) return before.summary;
    // Also of what was asked for otherwise: who has seen that takes this for newer.
    const revision = (last?.summary.revision ?? -1) + 1;
    const entry: Entry = {
      ...{ request, heads, scanners, model, controller },
      summary: summaryOf(scannedModel(model, []), revision),
      ...{ cellsSince: new Map(), scanning: Promise.resolve(), waiting: [], channels: before?.channels ?? null },
    };
    // Who sees all of it goes on seeing that until the new passes have been looked at.
    if (before?.summary.isComplete) {
      entry.summary = summaryOf(await scanModel(model, { ...options, scanners }), revision);
      model.layers.forEach((_, layer) => entry.cellsSince.set(layer, revision));
      if (this.#entries.get(id) !== before) return entry.summary;
    } else {
      entry.scanning = this.#scan(entry, options);
    }
    const { summary } = entry;
    this.#entries.set(id, entry);
    if (before) wake(before);
    return summary;
  }

  async #scan(entry: Entry, options: Parameters<typeof scanModel>[1]): Promise<void> {
    const { model, scanners } = entry;
    try {
      await scanModel(model, {
        ...options,
        scanners,
        onLayer: (layer, soFar) => {
          entry.summary = summaryOf(soFar(), entry.summary.revision + 1);
          entry.cellsSince.set(layer, entry.summary.revision);
          wake(entry);
        },
      });
    } catch (error) {
      entry.problem = error instanceof Error ? error : new Error(String(error));
      wake(entry);
    }
  }

  #channelsOf(id: string, layer: number): Promise<ChannelsOfLayer> {
    return inOrder(this.#looks, id, () => this.#lookAt(id, layer));
  }

  async #lookAt(id: string, index: number): Promise<ChannelsOfLayer> {
    const entry = this.#entry(id);
    const { model, channels: known } = entry;
    const layer = model.layers.at(index);
    if (!layer) throw new EngineError(`layer ${index}: the model has ${model.layers.length}`);
    if (layer.kind === 'refused') throw new EngineError(`${layer.name}: ${layer.problem}`);
    const { session } = layer;
    const isKnown = known?.layer === index && (await known.of.isBeginningOf(session, model.sources));
    const of = isKnown ? known.of : new ChannelsOfLayer(session);
    await of.goOn(session, model.sources, this.#turns());
    entry.channels = { layer: index, of };
    return of;
  }

  #turns() {
    return { turn: turnOf(this.environment), breathe: this.environment.breathe };
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new EngineError(`Model ${id} is not open`);
    return entry;
  }
}

function wake(entry: Entry): void {
  for (const resolve of entry.waiting.splice(0)) resolve();
}
