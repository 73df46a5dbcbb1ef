import {
  elementCount,
  EngineError,
  finishMoments,
  layoutOf,
  mergeMoments,
  momentsFor,
  writtenBy,
  type Layer,
  type Moments,
  type PartialMoments,
  type Tensor,
  type Values,
} from '../../engine/index.js';
import { boxOf, FormatError, type Box, type Chunk, type ReadOptions, type TensorFile } from '../../formats/index.js';
import { measuredFacts, type BatchFacts } from './facts.js';
import { boxInPart, joinedValues } from './batchBoxes.js';
import type { BatchHeader } from './batchHeader.js';
import { batchKey } from './batchKey.js';
import { BatchMap } from './batchMap.js';
import { joined, joinedHeader } from './joinedBatch.js';
import { LeastRecent } from './leastRecent.js';
import { measure } from './measure.js';
import { joinedPieces, onePiece, piecesOfFile, type PiecesOptions } from './piecesOfFile.js';
import { type Batch, checkRows, isRecorded, type RecordedBatch, type RecordedHead } from '../program/index.js';
import { isPause } from './paused.js';
import { rowsAhead } from './rowsAhead.js';
import { type KnownHeads, NotRecordedError, RecordedFiles, type RecordedPass } from './recorded/index.js';
import { provisionalOf, type Provisional } from './provisional.js';
import type { HeldLimits, SessionFiles } from './sessionFiles.js';
import { SharedWork } from './sharedWork.js';
import type { BatchAccess } from './batchAccess.js';

interface BatchMoments {
  readonly shape: readonly number[];
  readonly moments: Moments;
}

const DEFAULT_LIMITS: HeldLimits = { small: 64 * 2 ** 20, packed: 192 * 2 ** 20, largest: 2 ** 30 };
/** So little data is read together with its header: opening the file again would take longer. */
const READ_WITH_HEADER = 2 ** 16;
const KEPT_TENSOR_BYTES = 96 * 2 ** 20;
const KEPT_BOX_BYTES = 48 * 2 ** 20;
const LARGEST_KEPT_BOX = 20 * 2 ** 20;

export interface StoreOptions extends ReadOptions {
  /** Told while a large batch streams by that more is known of its channels. */
  readonly onProvisional?: (provisional: () => Provisional) => void;
}

/**
 * The batches of one session, as their files were when they were first read. A file is read once for its moments, which
 * no parameter of the layer changes but the axes that they are taken over. Large ones stream: they are never held.
 */
export class BatchStore {
  readonly #headers = new Map<string, BatchHeader>();
  /** Whether a file can be read in ranges. */
  readonly #ranges = new Map<string, boolean>();
  /** By the axes that they are taken over, and how. */
  readonly #moments = new Map<string, BatchMap<BatchMoments>>();
  #last: { readonly layer: Layer; readonly moments: BatchMap<BatchMoments> } | null = null;
  /** With the moments that made them necessary. */
  readonly #facts = new WeakMap<Moments, BatchFacts | null>();
  readonly #tensors = new LeastRecent<Tensor>(KEPT_TENSOR_BYTES, ({ values }) => values.byteLength);
  readonly #boxes = new LeastRecent<Values>(KEPT_BOX_BYTES, ({ byteLength }) => byteLength);
  /** A panel asks for several views at once, which need the same file. */
  readonly #opening = new SharedWork<BatchHeader>();
  readonly #reading = new SharedWork<Tensor>();
  readonly #measuring = new SharedWork<BatchMoments>();

  /** Reading these for their moments was cancelled: no view starts it again by itself. */
  readonly #cancelled = new Set<string>();
  readonly #limits: HeldLimits;
  readonly #recorded: RecordedFiles;

  constructor(
    private readonly files: Pick<
      SessionFiles,
      'withTensor' | 'withArchive' | 'readsRanges' | 'measure' | 'limits' | 'version'
    >,
    heads?: KnownHeads,
    /** As a `RecordedFiles`'. */
    goesOnce = false,
  ) {
    this.#recorded = new RecordedFiles(files, heads, goesOnce);
    this.#limits = { ...DEFAULT_LIMITS, ...files.limits };
  }

  /**
   * Shape and dtype of a batch, from the file's header alone where the format allows.
   * @throws FormatError, also where the file does not have the batch's rows; the signal's reason
   */
  async header(batch: Batch, options?: ReadOptions): Promise<BatchHeader> {
    const { uri, rows, parts } = batch;
    if (isRecorded(batch)) return recordedHeader(batch);
    if (parts) return joinedHeader(parts, await Promise.all(parts.map((part) => this.header(part, options))));
    const header = this.#headers.get(uri) ?? (await this.#readHeader(uri, options));
    if (!rows) return header;
    checkRows(header.shape, batch.label, rows);
    const share = rows.count / header.shape[0];
    return { ...header, shape: [rows.count, ...header.shape.slice(1)], dataBytes: header.dataBytes * share };
  }

  /**
   * All of a batch in memory.
   * @throws FormatError, also where it is too large for that; the signal's reason
   */
  async tensor(batch: Batch, options?: ReadOptions): Promise<Tensor> {
    if (isRecorded(batch)) throw new NotRecordedError(batch.label);
    const key = batchKey(batch);
    // A small file has been read with its header.
    if (this.#readsRanges(batch.uri)) await this.header(batch, options);
    const known = this.#tensors.get(key) ?? (await this.#cutFromPiece(batch, options));
    if (known) return known;
    const tensor = await this.#reading.do(key, () => this.#readTensor(batch, options), options?.signal);
    this.#tensors.set(key, tensor);
    return tensor;
  }

  /** @throws FormatError; EngineError for a shape that cannot be normalized; the signal's reason */
  async moments(batch: Batch, layer: Layer, options?: StoreOptions): Promise<BatchMoments> {
    if (isRecorded(batch)) return momentsOf(batch, layer, await this.recorded(batch, options));
    const moments = this.#momentsUnder(layer);
    const known = moments.get(batch);
    if (known) return known;
    const written = writtenBy(layer);
    const key = momentsKey(batch, layer);
    const { parts } = batch;
    const measured = async () => {
      if (parts && written === 'exact') return this.#mergedMoments(batch, parts, layer, options);
      // A shape that cannot be normalized is refused before its data is read.
      const layout = layoutOf((await this.header(batch, options)).shape, layer);
      if (written === 'exact' && !(await this.#isHeld(batch, options))) return this.#streamed(batch, layer, options);
      const { shape, values } = await this.tensor(batch, options);
      return { shape, moments: momentsFor(layer, values, layout, shape) };
    };
    this.#cancelled.delete(key);
    try {
      const result = await this.#measuring.do(key, measured, options?.signal);
      moments.set(batch, result);
      return result;
    } catch (error) {
      if (options?.signal?.aborted && !isPause(options.signal.reason)) this.#cancelled.add(key);
      throw error;
    }
  }

  /** What a statistics file says of its passes. @throws FormatError naming file, member, expected and found; the signal's reason */
  recordedHead(uri: string, options?: ReadOptions): Promise<RecordedHead> {
    return this.#recorded.head(uri, options);
  }

  /** What was recorded of a pass, at once where it has been read. @throws as `recordedHead` */
  recorded(batch: RecordedBatch, options?: ReadOptions): RecordedPass | Promise<RecordedPass> {
    return this.#recorded.pass(batch, options);
  }

  /**
   * What is read again of a batch whose moments make some channels suspect; null where they make none.
   * @throws FormatError; the signal's reason
   */
  async facts(batch: Batch, layer: Layer, measured: BatchMoments, options?: ReadOptions): Promise<BatchFacts | null> {
    const { shape, moments } = measured;
    const known = this.#facts.get(moments);
    if (known !== undefined) return known;
    const facts = await measuredFacts(shape, layer, moments, (boxes) => this.boxes(batch, boxes, options));
    this.#facts.set(moments, facts);
    return facts;
  }

  /**
   * Parts of a batch, each in C order.
   * @throws FormatError; RangeError for a box that the batch does not have; the signal's reason
   */
  async boxes(batch: Batch, boxes: readonly Box[], options?: ReadOptions): Promise<readonly Values[]> {
    const { uri, rows, parts } = batch;
    if (isRecorded(batch)) throw new NotRecordedError(batch.label);
    if (parts) return Promise.all(boxes.map((box) => this.#joinedBox(parts, box, options)));
    options?.signal?.throwIfAborted();
    if (await this.#isHeld(batch, options)) {
      const { shape, values } = await this.tensor(batch, options);
      return boxes.map((box) => boxOf(batch.label, values, shape, box));
    }
    const keys = boxes.map(({ start, count }) => `${start.join()}+${count.join()} ${batchKey(batch)}`);
    const known = keys.map((key) => this.#boxes.get(key));
    const isKnown = (values: readonly (Values | undefined)[]): values is readonly Values[] =>
      !values.includes(undefined);
    if (isKnown(known)) return known;
    return this.files.withTensor(
      uri,
      async (file) => {
        const read: Values[] = [];
        for (const [index, box] of boxes.entries()) {
          const values = known[index] ?? (await file.readBox(box, { ...options, ...(rows && { rows }) }));
          if (values.byteLength <= LARGEST_KEPT_BOX) this.#boxes.set(keys[index], values);
          read.push(values);
        }
        return read;
      },
      options,
    );
  }

  /**
   * Hands out all values of a batch, one piece after another, for as long as `use` takes.
   * @throws FormatError; the signal's reason
   */
  async withPieces<T>(
    batch: Batch,
    options: PiecesOptions,
    use: (pieces: AsyncGenerator<Chunk, void>) => Promise<T>,
  ): Promise<T> {
    const { uri, rows, parts } = batch;
    if (isRecorded(batch)) throw new NotRecordedError(batch.label);
    if (parts) return this.#withJoinedPieces(parts, options, use);
    if (options.order === 'C' && (await this.#isHeld(batch, options))) {
      return use(onePiece({ values: (await this.tensor(batch, options)).values, offset: 0 }));
    }
    return this.files.withTensor(
      uri,
      (file) => {
        if (rows) checkRows(file.shape, batch.label, rows);
        return use(piecesOfFile(file, { ...options, ...(rows && { rows }) }));
      },
      options,
    );
  }

  /** The same for views, which need not know how a batch is got at. */
  accessFor(layer: Layer, options?: StoreOptions): BatchAccess {
    const { breathe, signal } = options ?? {};
    const turn =
      breathe &&
      (async () => {
        await breathe();
        signal?.throwIfAborted();
      });
    return {
      header: (batch) => this.header(batch, options),
      tensor: (batch) => this.tensor(batch, options),
      moments: async (batch, other = layer) => {
        if (this.#cancelled.has(momentsKey(batch, other))) throw notRead(batch);
        return this.moments(batch, other, options);
      },
      boxes: (batch, boxes) => this.boxes(batch, boxes, options),
      ...(turn && { breathe: turn }),
    };
  }

  /** Asked for each pass, of the same few files. */
  #readsRanges(uri: string): boolean {
    const known = this.#ranges.get(uri) ?? this.files.readsRanges(uri);
    this.#ranges.set(uri, known);
    return known;
  }

  #momentsUnder(layer: Layer): BatchMap<BatchMoments> {
    if (this.#last?.layer === layer) return this.#last.moments;
    const key = axesKey(layer);
    const moments = this.#moments.get(key) ?? new BatchMap();
    this.#moments.set(key, moments);
    this.#last = { layer, moments };
    return moments;
  }

  async #readHeader(uri: string, options?: ReadOptions): Promise<BatchHeader> {
    if (this.#readsRanges(uri)) {
      const read = async (file: TensorFile) => {
        if (file.dataBytes <= Math.min(READ_WITH_HEADER, this.#limits.small))
          this.#tensors.set(uri, await readValues(file, options));
        return this.#noteHeader(uri, file);
      };
      return this.#opening.do(uri, () => this.files.withTensor(uri, read, options), options?.signal);
    }
    await this.tensor({ uri, label: uri }, options);
    return this.#headers.get(uri) ?? this.#readHeader(uri, options);
  }

  /** Whether a batch is to be held as a whole: it is small, or cannot be read in parts. */
  async #isHeld(batch: Batch, options?: ReadOptions): Promise<boolean> {
    if (!batch.parts && !this.#readsRanges(batch.uri)) return true;
    const { shape, widened, isSeekable } = await this.header(batch, options);
    return valueBytes(shape, widened) <= (isSeekable ? this.#limits.small : this.#limits.packed);
  }

  /** Moments of a batch that is not held, by several threads where there are any. */
  async #streamed({ uri, rows, label }: Batch, layer: Layer, options: StoreOptions = {}): Promise<BatchMoments> {
    const { channelAxis, batchAxis = 0, convention } = layer;
    const axes = { channelAxis, batchAxis, statisticsAxes: convention.statisticsAxes };
    return this.files.withTensor(
      uri,
      async (file) => {
        const header = this.#noteHeader(uri, file);
        if (rows) checkRows(header.shape, label, rows);
        const shape = rows ? [rows.count, ...header.shape.slice(1)] : header.shape;
        const layout = layoutOf(shape, layer);
        const all = elementCount(shape);
        const { onProvisional, ...rest } = options;
        const onPartial =
          onProvisional &&
          ((parts: () => readonly PartialMoments[]) => onProvisional(() => provisionalOf(parts(), all)));
        const request = { uri, axes, ...(rows && { rows }) };
        const inThreads = this.files.measure?.(request, file, { ...rest, ...(onPartial && { onPartial }) });
        const parts = await (inThreads ??
          measure(file, axes, {
            ...rest,
            ...(rows && { rows }),
            ...(onPartial && { onPartial: (partial) => onPartial(() => [partial()]) }),
          }).then((partial) => [partial]));
        return { shape, moments: finishMoments(parts, layout.count) };
      },
      options,
    );
  }

  async #withJoinedPieces<T>(
    parts: readonly Batch[],
    options: PiecesOptions,
    use: (pieces: AsyncGenerator<Chunk, void>) => Promise<T>,
    opened: Parameters<typeof joinedPieces>[0] = [],
  ): Promise<T> {
    const [part, ...others] = parts.slice(opened.length);
    const size = elementCount((await this.header(part, options)).shape);
    return this.withPieces(part, { ...options, order: 'C' }, (pieces) => {
      const all = [...opened, { pieces, size }];
      return others.length > 0 ? this.#withJoinedPieces(parts, options, use, all) : use(joinedPieces(all));
    });
  }

  async #joinedBox(parts: readonly Batch[], box: Box, options?: ReadOptions): Promise<Values> {
    const pieces: Values[] = [];
    let firstRow = 0;
    for (const part of parts) {
      const [rows] = (await this.header(part, options)).shape;
      const own = boxInPart(box, firstRow, rows);
      if (own) pieces.push(...(await this.boxes(part, [own], options)));
      firstRow += rows;
    }
    return joinedValues(pieces);
  }

  /** Of several files, each read for itself: none has to be held beside another. */
  async #mergedMoments(
    batch: Batch,
    parts: readonly Batch[],
    layer: Layer,
    options?: StoreOptions,
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
    if (rows && (!this.#readsRanges(uri) || this.#tensors.get(uri))) {
      return rowsOf(await this.tensor({ uri, label }, options), label, rows);
    }
    return this.files.withTensor(
      uri,
      async (file) => {
        const { shape } = this.#noteHeader(uri, file);
        if (rows) checkRows(shape, label, rows);
        const size = valueBytes(rows ? [rows.count, ...shape.slice(1)] : shape, file.widened);
        if (size > this.#limits.largest) throw tooLarge(file.name, size, this.#limits.largest);
        return readValues(file, options, rows);
      },
      options,
    );
  }

  /** Small rows of a file, from a larger piece of it; undefined where they are to be read by themselves. */
  async #cutFromPiece({ uri, rows, label }: Batch, options?: ReadOptions): Promise<Tensor | undefined> {
    const header = this.#headers.get(uri);
    if (!rows || !header || !this.#readsRanges(uri) || this.#tensors.get(uri)) return undefined;
    const piece = rowsAhead(header, rows, this.#limits.small);
    if (!piece) return undefined;
    const key = batchKey({ uri, label, rows: piece });
    const { signal, breathe } = options ?? {};
    // Its progress is not the batch's.
    const reading = { ...(signal && { signal }), ...(breathe && { breathe }) };
    try {
      const tensor =
        this.#tensors.get(key) ??
        (await this.#reading.do(key, () => this.#readTensor({ uri, label, rows: piece }, reading), signal));
      this.#tensors.set(key, tensor);
      return rowsOf(tensor, label, { start: rows.start - piece.start, count: rows.count });
    } catch (error) {
      // What is wrong elsewhere in the piece is none of these rows' affair.
      if (error instanceof FormatError) return undefined;
      throw error;
    }
  }

  #noteHeader(uri: string, file: TensorFile): BatchHeader {
    const { shape, dtype, warnings, dataBytes, order, widened, isSeekable, parts } = file;
    const header = { shape, dtype, warnings, dataBytes, order, widened, isSeekable, ...(parts && { parts }) };
    this.#headers.set(uri, header);
    return header;
  }
}

type Rows = NonNullable<Batch['rows']>;

function recordedHeader({ recorded: { shape, dtype } }: RecordedBatch): BatchHeader {
  const widened = dtype === 'float64' ? 'float64' : 'float32';
  return { shape, dtype, warnings: [], dataBytes: 0, order: 'C', widened, isSeekable: true };
}

/** @throws EngineError where the layer takes its statistics otherwise than they were recorded */
function momentsOf(
  { label, recorded: { shape } }: RecordedBatch,
  layer: Layer,
  { moments }: RecordedPass,
): BatchMoments {
  const { groups, count } = layoutOf(shape, layer);
  if (groups === moments.shift.length && count === moments.count) return { shape, moments };
  throw new EngineError(
    `${label}: its statistics were recorded for ${moments.shift.length} channels of ${moments.count} values each, and the layer takes ${groups} of ${count}`,
  );
}

function rowsOf({ shape, dtype, values }: Tensor, label: string, rows: Rows): Tensor {
  checkRows(shape, label, rows);
  const row = elementCount(shape.slice(1));
  const { start, count } = rows;
  return { shape: [count, ...shape.slice(1)], dtype, values: values.slice(start * row, (start + count) * row) };
}

async function readValues(file: TensorFile, options?: ReadOptions, rows?: Rows): Promise<Tensor> {
  try {
    return await (rows ? file.readRows(rows.start, rows.count, options) : file.read(options));
  } catch (error) {
    throw error instanceof RangeError ? noMemory(file.name, file.dataBytes, error) : error;
  }
}

/** JavaScript's word for memory that cannot be had. */
function noMemory(file: string, dataBytes: number, cause: RangeError): FormatError {
  return new FormatError(
    {
      file,
      place: 'memory',
      problem: 'there is not enough of it to hold the tensor',
      found: `${dataBytes} bytes of data`,
      advice: 'Run it in mini-batches along the batch axis: give the step a "batchSize".',
    },
    { cause },
  );
}

function tooLarge(file: string, bytes: number, limit: number): FormatError {
  return new FormatError({
    file,
    place: 'memory',
    problem: 'it is too large for what needs all of its values at once',
    expected: `at most ${limit} bytes of values`,
    found: `${bytes} bytes`,
    advice:
      'Statistics and views of any size work without: emulated arithmetic, gradients and whole outputs do not. Run it in mini-batches along the batch axis: give the step a "batchSize".',
  });
}

function valueBytes(shape: readonly number[], widened: 'float32' | 'float64'): number {
  return elementCount(shape) * (widened === 'float32' ? 4 : 8);
}

function notRead({ label }: Batch): EngineError {
  return new EngineError(`Reading ${label} was cancelled. Train, Eval or Reload read it again.`);
}

function momentsKey(batch: Batch, layer: Layer): string {
  return `${axesKey(layer)} ${batchKey(batch)}`;
}

function axesKey(layer: Layer): string {
  const { channelAxis, batchAxis = 0, convention } = layer;
  return `${channelAxis} ${batchAxis} ${convention.statisticsAxes} ${writtenBy(layer)}`;
}
