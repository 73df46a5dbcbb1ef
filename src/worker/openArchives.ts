import { type ByteSource, openArchive, type ReadOptions, type TensorArchive } from '../formats/index.js';

/** Kinds that hold more than their directory. */
const held = new Set(['Keras model']);
const mostKept = 2;

interface Kept {
  readonly archive: TensorArchive;
  /** Those of the file that are open now, any of which it reads from. */
  readonly sources: Set<ByteSource>;
}

/**
 * Archives whose directories were read lately: each pass of a model asks for a member by its name, and of a large archive
 * the directory is longer than the member. What is on the disk now is what counts: a file that has changed is another one.
 */
export class OpenArchives {
  readonly #kept = new Map<string, Kept>();

  /**
   * What the use makes of the archive. It gets none where the source is none, or cannot be told from a changed one.
   * @param source open as long as `use` runs
   */
  async with<T>(source: ByteSource, use: (archive?: TensorArchive) => Promise<T>, options?: ReadOptions): Promise<T> {
    const kept = await this.#archiveOf(source, options);
    if (!kept) return use();
    kept.sources.add(source);
    try {
      return await use(kept.archive);
    } finally {
      kept.sources.delete(source);
    }
  }

  async #archiveOf(source: ByteSource, options?: ReadOptions): Promise<Kept | null> {
    const { name, size, version } = source;
    if (version === undefined) return null;
    const key = `${version} ${name}`;
    const known = this.#kept.get(key);
    if (known) return known;
    const sources = new Set([source]);
    const open = (): ByteSource => {
      const [first] = sources;
      return first;
    };
    const relay: ByteSource = {
      name,
      size,
      version,
      read: (offset, length) => open().read(offset, length),
      ...(source.readInto && {
        readInto: async (offset, target) => (await open().readInto?.(offset, target)) ?? 0,
      }),
    };
    let archive: TensorArchive;
    try {
      archive = await openArchive(relay, options);
    } catch {
      // Whoever opens it without this says what is wrong with it.
      return null;
    }
    const kept = { archive, sources };
    if (!held.has(archive.kind)) {
      this.#kept.set(key, kept);
      for (const old of [...this.#kept.keys()].slice(0, -mostKept)) this.#kept.delete(old);
    }
    return kept;
  }
}
