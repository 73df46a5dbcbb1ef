import { mergedModel, type Failure, type Outcome, type WorkerApi } from '../../protocol/index.js';
import type { LayerChannels, ModelSummary } from '../../session/index.js';
import type { Disposable } from '../lifetime.js';
import type { WorkerLink } from './workerLink.js';

export type ModelRequest = Parameters<WorkerApi['openModel']>[1];

/** Who is told what becomes of a model. */
export interface ModelListener {
  changed(model: ModelSummary): void;
  failed(failure: Failure): void;
}

/** A model in the worker: its rows, and its cells as they are computed. Disposing it closes what it opened. */
export class LiveModel implements Disposable {
  #summary: ModelSummary | null = null;
  /** Counts openings: what belongs to an older one is dropped. */
  #opening = 0;
  #isOver = false;

  constructor(
    private readonly link: WorkerLink,
    private readonly id: string,
    private readonly request: () => ModelRequest,
    private readonly listener: ModelListener,
  ) {}

  get summary(): ModelSummary | null {
    return this.#summary;
  }

  /** Reads it from its files, also again; resolved when the rows are there, and cells follow. */
  async open(): Promise<Outcome<ModelSummary>> {
    const opening = (this.#opening += 1);
    const opened = await this.link.call((api) => api.openModel(this.id, this.request()));
    // Closed while it was being opened.
    if (this.#isOver) this.dispose();
    if (opening !== this.#opening || this.#isOver) return opened;
    if (!opened.ok) {
      this.listener.failed(opened.failure);
      return opened;
    }
    this.#take(opened.value);
    void this.#follow(opening);
    return opened;
  }

  channels(layer: number): Promise<Outcome<LayerChannels>> {
    return this.link.call((api) => api.modelChannels(this.id, layer));
  }

  dispose(): void {
    this.#isOver = true;
    this.link.tell((api) => api.close(this.id));
  }

  async #follow(opening: number): Promise<void> {
    while (this.#summary && !this.#summary.isComplete) {
      const { revision } = this.#summary;
      const next = await this.link.call((api) => api.modelView(this.id, revision));
      if (opening !== this.#opening || this.#isOver) return;
      if (!next.ok) {
        this.listener.failed(next.failure);
        return;
      }
      this.#take(next.value);
    }
  }

  #take(sent: ModelSummary): void {
    this.#summary = mergedModel(this.#summary, sent);
    this.listener.changed(this.#summary);
  }
}
