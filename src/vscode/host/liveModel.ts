import { mergedModel, type ChannelPlace, type Failure, type Outcome, type WorkerApi } from '../../protocol/index.js';
import type { ChannelAtStep, LayerChannels, ModelSummary } from '../../session/index.js';
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
  /** What reads it again, and whether it has to once more. */
  #reading: Promise<void> | null = null;
  #isOutdated = false;
  /** Over when all cells are there. */
  #completing: Promise<void> = Promise.resolve();

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
  open(): Promise<Outcome<ModelSummary>> {
    const opening = (this.#opening += 1);
    const opened = this.#open(opening);
    this.#completing = opened.then(() => this.#complete(opening));
    return opened;
  }

  /**
   * Reads what is new in its files; resolved when that is known. What is read already is not waited for twice, and what comes
   * meanwhile is read behind it. Where the files cannot be read, as in the middle of being written, what is known stays.
   */
  follow(): Promise<void> {
    this.#isOutdated = true;
    this.#reading ??= this.#readNews().finally(() => (this.#reading = null));
    return this.#reading;
  }

  channels(layer: number): Promise<Outcome<LayerChannels>> {
    return this.link.call((api) => api.modelChannels(this.id, layer));
  }

  channel({ layer, column, channel }: ChannelPlace): Promise<Outcome<ChannelAtStep | null>> {
    return this.link.call((api) => api.modelChannel(this.id, layer, column, channel));
  }

  dispose(): void {
    this.#isOver = true;
    this.link.tell((api) => api.close(this.id));
  }

  async #open(opening: number): Promise<Outcome<ModelSummary>> {
    const opened = await this.link.call((api) => api.openModel(this.id, this.request()));
    // Closed while it was being opened.
    if (this.#isOver) this.dispose();
    if (!this.#isCurrent(opening)) return opened;
    if (opened.ok) this.#take(opened.value);
    else this.listener.failed(opened.failure);
    return opened;
  }

  async #readNews(): Promise<void> {
    while (this.#isOutdated && !this.#isOver) {
      this.#isOutdated = false;
      // What it was opened with comes first.
      await this.#completing;
      if (!this.#summary?.isComplete) return;
      const opening = (this.#opening += 1);
      const news = await this.link.call((api) => api.openModel(this.id, this.request()));
      if (!this.#isCurrent(opening)) return;
      if (news.ok && news.value.revision === this.#summary.revision) continue;
      if (news.ok) {
        this.#take(news.value);
        this.#completing = this.#complete(opening);
      } else {
        const { message } = news.failure;
        this.listener.changed({ ...this.#summary, notices: [...this.#summary.notices, `Not read again: ${message}`] });
      }
    }
  }

  #isCurrent(opening: number): boolean {
    return opening === this.#opening && !this.#isOver;
  }

  async #complete(opening: number): Promise<void> {
    while (opening === this.#opening && this.#summary && !this.#summary.isComplete) {
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
