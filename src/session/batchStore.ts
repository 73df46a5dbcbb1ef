import { layoutOf, momentsFor, type DType, type Layer, type Moments, type Tensor } from '../engine/index.js';
import { FormatError, type ReadOptions } from '../formats/index.js';
import type { Batch } from './session.js';
import type { SessionFiles } from './sessionFiles.js';
import type { BatchAccess } from './views/batchAccess.js';

/** What is known of a file without its data. */
export interface BatchHeader {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly warnings: readonly string[];
  readonly dataBytes: number;
}

/** Raw tensors that are kept for slices and histograms; moments are kept for all. */
const KEPT_TENSOR_BYTES = 256 * 2 ** 20;

/**
 * The batches of one session: every file is read once for its moments, which no parameter of the layer changes but the
 * axes that they are taken over.
 */
export class BatchStore {
  readonly #headers = new Map<string, BatchHeader>();
  readonly #moments = new Map<string, { readonly shape: readonly number[]; readonly moments: Moments }>();
  /** In order of use, the latest last. */
  readonly #tensors = new Map<string, Tensor>();

  constructor(private readonly files: Pick<SessionFiles, 'withTensor'>) {}

  /** Shape and dtype of a batch; reads no more than the file's header where the format allows. */
  async header(batch: Batch, options?: ReadOptions): Promise<BatchHeader> {
    const known = this.#headers.get(batch.uri);
    const header =
      known ??
      (await this.files.withTensor(
        batch.uri,
        ({ shape, dtype, warnings, dataBytes }) => Promise.resolve({ shape, dtype, warnings, dataBytes }),
        options,
      ));
    this.#headers.set(batch.uri, header);
    if (!batch.rows) return header;
    const [samples = 0, ...rest] = header.shape;
    const share = samples > 0 ? batch.rows.count / samples : 0;
    return { ...header, shape: [batch.rows.count, ...rest], dataBytes: header.dataBytes * share };
  }

  /** @throws FormatError; the signal's reason */
  async tensor(batch: Batch, options?: ReadOptions): Promise<Tensor> {
    const key = keyOf(batch);
    const known = this.#tensors.get(key);
    if (known) {
      this.#keep(key, known);
      return known;
    }
    const tensor = await this.files.withTensor(
      batch.uri,
      async (file) => {
        const { shape, dtype, warnings, dataBytes } = file;
        this.#headers.set(batch.uri, { shape, dtype, warnings, dataBytes });
        if (!batch.rows) return file.read(options);
        const { start, count } = batch.rows;
        if (shape.length === 0 || start + count > shape[0]) {
          throw new FormatError({
            file: file.name,
            place: 'axis 0',
            problem: `there are no rows ${start} to ${start + count}`,
            expected: `at least ${start + count} samples`,
            found: `shape [${shape.join(', ')}]`,
          });
        }
        return file.readRows(start, count, options);
      },
      options,
    );
    this.#keep(key, tensor);
    return tensor;
  }

  /** @throws FormatError; EngineError for a shape that cannot be normalized; the signal's reason */
  async moments(
    batch: Batch,
    layer: Layer,
    options?: ReadOptions,
  ): Promise<{ readonly shape: readonly number[]; readonly moments: Moments }> {
    const { channelAxis, convention, emulation } = layer;
    const written = emulation?.arithmetic === 'float32' ? convention.varianceAsWritten : 'exact';
    const key = `${channelAxis} ${convention.statisticsAxes} ${written} ${keyOf(batch)}`;
    const known = this.#moments.get(key);
    if (known) return known;
    const { shape, values } = await this.tensor(batch, options);
    const result = { shape, moments: momentsFor(layer, values, layoutOf(shape, layer)) };
    this.#moments.set(key, result);
    return result;
  }

  /** The same for views, which need not know how a batch is got at. */
  accessFor(layer: Layer): BatchAccess {
    return { tensor: (batch) => this.tensor(batch), moments: (batch) => this.moments(batch, layer) };
  }

  #keep(key: string, tensor: Tensor): void {
    this.#tensors.delete(key);
    this.#tensors.set(key, tensor);
    let bytes = 0;
    for (const [other, { values }] of [...this.#tensors].reverse()) {
      bytes += values.byteLength;
      if (bytes > KEPT_TENSOR_BYTES && other !== key) this.#tensors.delete(other);
    }
  }
}

function keyOf({ uri, rows }: Batch): string {
  return rows ? `${rows.start}+${rows.count} ${uri}` : uri;
}
