import type { OpenRequest } from '../protocol/index.js';
import { EngineError } from '../engine/index.js';
import {
  channelsOfLayer,
  type FindingThresholds,
  type LayerChannels,
  modelTargetOf,
  type ModelSummary,
  type OpenedModel,
  openModel,
  scanModel,
  scannedModel,
  summaryOf,
} from '../session/index.js';
import type { WorkerEnvironment } from './environment.js';
import { turnOf } from './runOptions.js';
import { OpenStates } from './states.js';

interface Entry {
  readonly model: OpenedModel;
  summary: ModelSummary;
  /** The revision in which each layer's cells came. */
  readonly cellsSince: Map<number, number>;
  readonly controller: AbortController;
  /** Those who wait for something newer. */
  waiting: (() => void)[];
  problem?: Error;
}

type ModelRequest = Pick<OpenRequest, 'target' | 'policy'> & { readonly thresholds: FindingThresholds };

/** Models that are open: their layers are looked at one after another, and whoever asks gets what there is by then. */
export class Models {
  readonly #entries = new Map<string, Entry>();
  readonly states: OpenStates;

  constructor(private readonly environment: WorkerEnvironment) {
    this.states = new OpenStates(environment);
  }

  /** @throws FormatError, EngineError where it is no model */
  async open(
    id: string,
    { target, policy = { folders: [], allowed: [] }, thresholds }: ModelRequest,
  ): Promise<ModelSummary> {
    this.close(id);
    const { files, breathe } = this.environment;
    const sources = { files, policy, thresholds };
    const found = await modelTargetOf(target, sources);
    if (found?.kind !== 'model') throw new EngineError('There are no layers in it: expected a program with "layers"');
    const controller = new AbortController();
    const options = { turn: turnOf(this.environment), breathe, signal: controller.signal };
    const model = await openModel(found.model, found.base, found.title, sources, options);
    const summary = summaryOf(scannedModel(model, []), 0);
    const entry: Entry = { model, summary, cellsSince: new Map(), controller, waiting: [] };
    this.#entries.set(id, entry);
    const onLayer: NonNullable<Parameters<typeof scanModel>[1]>['onLayer'] = (layer, soFar) => {
      entry.summary = summaryOf(soFar(), entry.summary.revision + 1);
      entry.cellsSince.set(layer, entry.summary.revision);
      wake(entry);
    };
    void scanModel(model, { ...options, onLayer }).catch((error: unknown) => {
      entry.problem = error instanceof Error ? error : new Error(String(error));
      wake(entry);
    });
    return summary;
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
    const { breathe } = this.environment;
    return channelsOfLayer(this.#entry(id).model, layer, { turn: turnOf(this.environment), breathe });
  }

  /** Ends what is running; what is known stays. */
  stop(id: string): void {
    this.states.stop(id);
    this.#entries.get(id)?.controller.abort();
  }

  close(id: string): void {
    this.states.close(id);
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.controller.abort();
    this.#entries.delete(id);
    wake(entry);
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
