import type { ReadOptions } from '../../../formats/index.js';
import type { RecordedBatch, RecordedHead } from '../../program/index.js';
import { LeastRecent } from '../leastRecent.js';
import type { SessionFiles } from '../sessionFiles.js';
import { SharedWork } from '../sharedWork.js';
import { KnownHeads } from './knownHeads.js';
import { readHead } from './readHead.js';
import { recordedPassOf, type RecordedPass } from './recordedPass.js';
import { readChunk, type StatisticsChunk } from './statisticsChunk.js';

/** Chunks that are kept beyond the last one: passes are asked for in order, and now and then again. */
const keptBytes = 2 ** 25;

/** The statistics files of one session, read a piece at a time. */
export class RecordedFiles {
  readonly #chunks = new LeastRecent<StatisticsChunk>(keptBytes, ({ byteLength }) => byteLength);
  readonly #opening = new SharedWork<RecordedHead>();
  readonly #reading = new SharedWork<StatisticsChunk>();
  /** The chunk that was asked for last, whose neighbours come next. */
  #last: { readonly uri: string; readonly chunk: StatisticsChunk } | null = null;

  /**
   * @param heads those that are known, and become known
   * @param goesOnce whether nobody comes back: a chunk is let go with its last pass, while it is young and costs little to collect
   */
  constructor(
    private readonly files: Pick<SessionFiles, 'withArchive' | 'version'>,
    private readonly heads = new KnownHeads(),
    private readonly goesOnce = false,
  ) {}

  /** @throws FormatError naming file, member, expected and found; the signal's reason */
  async head(uri: string, options?: ReadOptions): Promise<RecordedHead> {
    const known = this.heads.get(uri);
    if (known) return known;
    const read = async () => {
      // Before it is read: what is written meanwhile makes another version.
      const version = await this.files.version?.(uri);
      const head = await this.files.withArchive(uri, (archive) => readHead(archive, options), options);
      this.heads.set(uri, head, version);
      return head;
    };
    return this.#opening.do(uri, read, options?.signal);
  }

  /** What was recorded of a pass, at once where it has been read. @throws as `head` */
  pass(batch: RecordedBatch, options?: ReadOptions): RecordedPass | Promise<RecordedPass> {
    const { uri, recorded } = batch;
    const last = this.#last;
    if (last?.uri === uri && holds(last.chunk, recorded.index)) return this.#told(batch, last.chunk);
    return this.#read(batch, options);
  }

  async #read(batch: RecordedBatch, options?: ReadOptions): Promise<RecordedPass> {
    const { uri } = batch;
    const { index } = batch.recorded;
    const head = await this.head(uri, options);
    const key = `${index} ${uri}`;
    const known = this.#chunkWith(uri, index);
    const read = () =>
      this.files.withArchive(uri, (archive) => readChunk(archive, head, index, options), {
        ...options,
        readsAll: true,
      });
    const chunk = known ?? (await this.#reading.do(key, read, options?.signal));
    this.#chunks.set(`${chunk.first} ${uri}`, chunk);
    this.#firsts.set(uri, (this.#firsts.get(uri) ?? new Set()).add(chunk.first));
    this.#last = { uri, chunk };
    return this.#told(batch, chunk);
  }

  #told({ uri, recorded: { index, count } }: RecordedBatch, chunk: StatisticsChunk): RecordedPass {
    if (this.goesOnce && index === chunk.first + chunk.count - 1) {
      this.#chunks.drop(`${chunk.first} ${uri}`);
      this.#last = null;
    }
    return recordedPassOf(chunk, index, count);
  }

  /** Where chunks begin that were read. */
  readonly #firsts = new Map<string, Set<number>>();

  #chunkWith(uri: string, index: number): StatisticsChunk | undefined {
    for (const first of this.#firsts.get(uri) ?? []) {
      if (first > index) continue;
      const chunk = this.#chunks.get(`${first} ${uri}`);
      if (chunk && holds(chunk, index)) return chunk;
    }
    return undefined;
  }
}

function holds({ first, count }: StatisticsChunk, index: number): boolean {
  return index >= first && index < first + count;
}
