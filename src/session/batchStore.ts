import {
  elementCount,
  EngineError,
  layoutOf,
  mergeMoments,
  momentsFor,
  type DType,
  type Layer,
  type Moments,
} from '../engine/index.js';
import type { Tensor } from '../engine/index.js';
import { FormatError, type ReadOptions, type TensorFile } from '../formats/index.js';
import { joined, joinedHeader } from './joinedBatch.js';
import type { Batch } from './session.js';
import type { SessionFiles } from './sessionFiles.js';
import { SharedWork } from './sharedWork.js';
import type { BatchAccess } from './views/batchAccess.js';

/** What is known of a file without its data. */
export interface BatchHeader {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly warnings: readonly string[];
  readonly dataBytes: number;
  /** What else can be read of its items; see TensorFile. */
  readonly parts?: readonly string[];
}

interface BatchMoments {
  readonly shape: readonly number[];
  readonly moments: Moments;
}

/** Raw tensors are kept up to this size, the last one always; moments are kept for all. */
const KEPT_TENSOR_BYTES = 256 * 2 ** 20;

/**
 * The batches of one session, as their files were when they were first read. A file is read once for its moments, which
 * no parameter of the layer changes but the axes that they are taken over.
 */
export class BatchStore {
  readonly #headers = new Map<string, BatchHeader>();
  readonly #moments = new Map<string, BatchMoments>();
  /** In order of use, the latest last. */
  readonly #tensors = new Map<string, Tensor>();
  /** A panel asks for several views at once, which need the same file. */
  readonly #reading = new SharedWork<Tensor>();
  readonly #measuring = new SharedWork<BatchMoments>();

  constructor(private readonly files: Pick<SessionFiles, 'withTensor' | 'readsRanges'>) {}

  /**
   * Shape and dtype of a batch, from the file's header alone where the format allows.
   * @throws FormatError; the signal's reason
   */
  async header(batch: Batch, options?: ReadOptions): Promise<BatchHeader> {
    const { uri, rows, parts } = batch;
    if (parts) return joinedHeader(parts, await Promise.all(parts.map((part) => this.header(part, options))));
    const header = this.#headers.get(uri) ?? (await this.#readHeader(uri, options));
    if (!rows) return header;
    const share = header.shape[0] > 0 ? rows.count / header.shape[0] : 0;
    return { ...header, shape: [rows.count, ...header.shape.slice(1)], dataBytes: header.dataBytes * share };
  }

  /** @throws FormatError; the signal's reason */
  async tensor(batch: Batch, options?: ReadOptions): Promise<Tensor> {
    const key = keyOf(batch);
    const known = this.#tensors.get(key);
    const read = () => this.#readTensor(batch, options);
    const tensor = known ?? (await this.#reading.do(key, read, options?.signal));
    this.#keep(key, tensor);
    return tensor;
  }

  /** @throws FormatError; EngineError for a shape that cannot be normalized; the signal's reason */
  async moments(batch: Batch, layer: Layer, options?: ReadOptions): Promise<BatchMoments> {
    const { channelAxis, convention, emulation } = layer;
    const written = emulation?.arithmetic === 'float32' ? convention.varianceAsWritten : 'exact';
    const key = `${channelAxis} ${convention.statisticsAxes} ${written} ${keyOf(batch)}`;
    const known = this.#moments.get(key);
    if (known) return known;
    const { parts } = batch;
    const measure = async () => {
      if (parts && written === 'exact') return this.#mergedMoments(batch, parts, layer, options);
      // A shape that cannot be normalized is refused before its data is read.
      const layout = layoutOf((await this.header(batch, options)).shape, layer);
      const { shape, values } = await this.tensor(batch, options);
      return { shape, moments: momentsFor(layer, values, layout) };
    };
    const result = await this.#measuring.do(key, measure, options?.signal);
    this.#moments.set(key, result);
    return result;
  }

  /** The same for views, which need not know how a batch is got at. */
  accessFor(layer: Layer): BatchAccess {
    return { tensor: (batch) => this.tensor(batch), moments: (batch) => this.moments(batch, layer) };
  }

  async #readHeader(uri: string, options?: ReadOptions): Promise<BatchHeader> {
    if (this.files.readsRanges(uri)) {
      return this.files.withTensor(uri, (file) => Promise.resolve(this.#noteHeader(uri, file)), options);
    }
    await this.tensor({ uri, label: uri }, options);
    return this.#headers.get(uri) ?? this.#readHeader(uri, options);
  }

  /** Of several files, each read for itself: none has to be held beside another. */
  async #mergedMoments(
    batch: Batch,
    parts: readonly Batch[],
    layer: Layer,
    options?: ReadOptions,
  ): Promise<BatchMoments> {
    const { shape } = await this.header(batch, options);
    layoutOf(shape, layer);
    if (layer.channelAxis === 0)
      throw new EngineError('channel axis 0: ranks are joined along it and share no channel');
    const moments: Moments[] = [];
    let before = 0;
    for (const part of parts) {
      const own = await this.moments(part, layer, options);
      const start = before;
      const firstNonFinite = own.moments.firstNonFinite.map((index) => (index < 0 ? index : start + index));
      moments.push({ ...own.moments, firstNonFinite });
      before += elementCount(own.shape);
    }
    return { shape, moments: mergeMoments(moments) };
  }

  async #readTensor({ uri, label, rows, parts }: Batch, options?: ReadOptions): Promise<Tensor> {
    if (parts) {
      const tensors: Tensor[] = [];
      for (const part of parts) tensors.push(await this.tensor(part, options));
      return joined(parts, tensors);
    }
    if (rows && !this.files.readsRanges(uri)) {
      return rowsOf(await this.tensor({ uri, label }, options), label, rows);
    }
    return this.files.withTensor(
      uri,
      async (file) => {
        const { shape, dataBytes } = this.#noteHeader(uri, file);
        if (rows) checkRows(shape, label, rows);
        try {
          return await (rows ? file.readRows(rows.start, rows.count, options) : file.read(options));
        } catch (error) {
          throw error instanceof RangeError ? tooLarge(file.name, dataBytes, error) : error;
        }
      },
      options,
    );
  }

  #noteHeader(uri: string, { shape, dtype, warnings, dataBytes, parts }: TensorFile): BatchHeader {
    const header = { shape, dtype, warnings, dataBytes, ...(parts && { parts }) };
    this.#headers.set(uri, header);
    return header;
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

type Rows = NonNullable<Batch['rows']>;

function rowsOf({ shape, dtype, values }: Tensor, label: string, rows: Rows): Tensor {
  checkRows(shape, label, rows);
  const row = elementCount(shape.slice(1));
  const { start, count } = rows;
  return { shape: [count, ...shape.slice(1)], dtype, values: values.slice(start * row, (start + count) * row) };
}

/** JavaScript's word for memory that cannot be had. */
function tooLarge(file: string, dataBytes: number, cause: RangeError): FormatError {
  return new FormatError(
    {
      file,
      place: 'memory',
      problem: 'there is not enough of it to hold the tensor',
      found: `${dataBytes} bytes of data`,
      advice: 'Run it in mini-batches along axis 0: give the step a "batchSize".',
    },
    { cause },
  );
}

function checkRows(shape: readonly number[], label: string, { start, count }: Rows): void {
  if (shape.length > 0 && start + count <= shape[0]) return;
  throw new FormatError({
    file: label,
    place: 'axis 0',
    problem: `there are no samples ${start} to ${start + count - 1}`,
    expected: `at least ${start + count} samples`,
    found: `shape [${shape.join(', ')}]`,
  });
}

function keyOf({ uri, rows, parts }: Batch): string {
  if (parts) return parts.map(keyOf).join(' + ');
  return rows ? `${rows.start}+${rows.count} ${uri}` : uri;
}
