import { elementCount, type PartialMoments } from '../../engine/index.js';
import type { TensorFile } from '../../formats/index.js';
import { layoutInFile, measure, type MeasureRequest, type SessionFiles } from '../../session/index.js';
import { MomentsThread, type JobOptions, type Thread } from './momentsThread.js';

type Measure = NonNullable<SessionFiles['measure']>;
type MeasureOptions = Parameters<Measure>[2];

export interface ThreadsOptions {
  /** How many threads may read, the one that asks included. */
  readonly most: number;
  /** Less data is not worth a thread's time. */
  readonly leastBytes?: number;
  /** Threads that nobody has needed for so long are ended. */
  readonly idleMilliseconds?: number;
}

/** So many ranges for each thread: one that the system holds up leaves the rest of its share to the others. */
const RANGES_PER_THREAD = 8;
/** Ranges that a thread reads at a time: while one waits for the file, it computes on another. */
const RANGES_AT_ONCE = 2;
const LEAST_BYTES = 16 * 2 ** 20;

/**
 * Reads large local files with several threads at once, each its own ranges into its own memory; started when they are
 * needed, ended when they are idle.
 */
export class MomentsThreads {
  readonly #threads: MomentsThread[] = [];
  #running = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly start: () => Thread,
    private readonly options: ThreadsOptions,
  ) {}

  /** How many threads there are. */
  get count(): number {
    return this.#threads.length;
  }

  readonly measure: Measure = (request, file, options) => {
    const { most, leastBytes = LEAST_BYTES } = this.options;
    const { version } = file;
    if (most < 2 || version === undefined || !file.isSeekable) return undefined;
    const ranges = rangesOf(request, file, most * RANGES_PER_THREAD, leastBytes);
    if (ranges.length < 2) return undefined;
    return this.#measureRanges({ ...request, version, file }, ranges, options);
  };

  /** Ends all threads; what they were doing fails. */
  dispose(): void {
    clearTimeout(this.#idleTimer);
    for (const thread of this.#threads.splice(0)) thread.end();
  }

  async #measureRanges(
    { file, version, ...request }: MeasureRequest & { readonly file: TensorFile; readonly version: string },
    ranges: readonly Range[],
    { signal, breathe, onProgress, onPartial }: MeasureOptions,
  ): Promise<readonly PartialMoments[]> {
    signal?.throwIfAborted();
    // Of the first failure the others need not hear: they are ended by it.
    const stop = new AbortController();
    const known = new Array<PartialMoments | undefined>(ranges.length);
    const done = new Float64Array(ranges.length);
    let next = 0;
    const lane = async (read: (range: Range, options: JobOptions) => Promise<PartialMoments>) => {
      while (next < ranges.length) {
        stop.signal.throwIfAborted();
        const index = next++;
        known[index] = await read(ranges[index], {
          signal: stop.signal,
          onProgress: (bytes) => {
            done[index] = bytes;
            onProgress?.(done.reduce((sum, each) => sum + each, 0));
          },
          onPartial: (partial) => {
            known[index] = partial;
            onPartial?.(() => known.filter((each) => each !== undefined));
          },
        });
      }
    };
    const tellsPartial = onPartial !== undefined;
    // This thread reads as well: it has the file open, and the others take their time to start.
    const here = (range: Range, { signal: stopped, onProgress: tell }: JobOptions) =>
      measure(file, request.axes, {
        range,
        signal: stopped,
        ...(breathe && { breathe }),
        onProgress: tell,
        ...(request.rows && { rows: request.rows }),
      });
    const abort = () => stop.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#running += 1;
    clearTimeout(this.#idleTimer);
    try {
      const threads = this.#threadsFor(Math.min(this.options.most, ranges.length) - 1);
      const readers = [
        here,
        ...threads.map(
          (thread) => (range: Range, options: JobOptions) =>
            thread.measure({ request, version, range, tellsPartial }, options),
        ),
      ];
      const lanes = Array.from({ length: RANGES_AT_ONCE }, () => readers.map(lane)).flat();
      const aborted = new Promise<never>((_, reject) => {
        stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error));
      });
      await Promise.race([Promise.all(lanes), aborted]);
      return known.filter((each) => each !== undefined);
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#running -= 1;
      this.#endWhenIdle();
    }
  }

  #threadsFor(count: number): readonly MomentsThread[] {
    while (this.#threads.length < count) {
      const thread: MomentsThread = new MomentsThread(this.start(), () => {
        const index = this.#threads.indexOf(thread);
        if (index >= 0) this.#threads.splice(index, 1);
      });
      this.#threads.push(thread);
    }
    return this.#threads.slice(0, count);
  }

  #endWhenIdle(): void {
    if (this.#running > 0) return;
    this.#idleTimer = setTimeout(() => this.dispose(), this.options.idleMilliseconds ?? 20_000);
    // Under Node: nobody waits for this.
    this.#idleTimer.unref();
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Cuts a tensor, as it is stored, into ranges of whole rows where a row is not larger than a range. */
function rangesOf(
  { axes, rows }: MeasureRequest,
  file: TensorFile,
  most: number,
  leastBytes: number,
): readonly Range[] {
  const { layout } = layoutInFile(file, axes, rows);
  const size = layout.groups * layout.count;
  const least = leastBytes / (file.dataBytes / elementCount(file.shape));
  const count = Math.max(1, Math.min(most, Math.floor(size / least)));
  const row = layout.groups * layout.inner;
  const unit = row <= size / count ? row : 1;
  const bound = (index: number) => (index === count ? size : Math.round(((size / count) * index) / unit) * unit);
  return Array.from({ length: count }, (_, index) => ({ from: bound(index), to: bound(index + 1) })).filter(
    ({ from, to }) => to > from,
  );
}
