import { KnownHeads } from '../../batches/index.js';
import type { ModelTarget } from '../modelTarget.js';
import type { ModelSources } from '../modelSources.js';
import { openModel, type OpenedModel } from '../openModel.js';
import type { LayerScanner } from '../scanLayer.js';
import { scanModel } from '../scanModel.js';
import type { ScannedModel } from '../scannedModel.js';
import type { RunOptions } from '../../run/index.js';

/** What has been seen of a recording: when it is looked at again only what is new of it is read. */
export class RecordingSoFar {
  readonly #heads = new KnownHeads();
  readonly #scanners = new Map<number, LayerScanner>();
  #opened: OpenedModel | undefined;

  /** One look after the other. @throws the signal's reason; the next look goes on from there */
  async scan(
    { model, base, title }: ModelTarget & { readonly kind: 'model' },
    sources: ModelSources,
    options?: RunOptions,
  ): Promise<ScannedModel> {
    await this.#heads.renew(sources.files);
    this.#opened = await openModel(model, base, title, { ...sources, heads: this.#heads }, options, this.#opened);
    return scanModel(this.#opened, { ...options, scanners: this.#scanners });
  }
}
