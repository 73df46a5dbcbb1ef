import type { RecordedHead } from '../../program/index.js';
import type { SessionFiles } from '../sessionFiles.js';

export interface KnownHead {
  readonly head: RecordedHead;
  /** Of the file; absent: nobody can tell whether it has changed since. */
  readonly version: string | undefined;
}

/** What statistics files say of their passes, as they were when they were read: also for who reads the same files again. */
export class KnownHeads {
  readonly #heads: Map<string, KnownHead>;

  /** @param heads by the files' URIs, as `of` gave them */
  constructor(heads?: ReadonlyMap<string, KnownHead>) {
    this.#heads = new Map(heads);
  }

  get(uri: string): RecordedHead | undefined {
    return this.#heads.get(uri)?.head;
  }

  /** Those of some files that are known, in words that cross to another thread. */
  of(uris: Iterable<string>): ReadonlyMap<string, KnownHead> {
    const heads = new Map<string, KnownHead>();
    for (const uri of uris) {
      const known = this.#heads.get(uri);
      if (known) heads.set(uri, known);
    }
    return heads;
  }

  /** Of the file whose head is known. */
  versionOf(uri: string): string | undefined {
    return this.#heads.get(uri)?.version;
  }

  set(uri: string, head: RecordedHead, version: string | undefined): void {
    this.#heads.set(uri, { head, version });
  }

  /** Forgets the heads of files that are not what they were. @returns whether there were such */
  async renew({ version }: Pick<SessionFiles, 'version'>): Promise<boolean> {
    const before = this.#heads.size;
    await Promise.all(
      Array.from(this.#heads, async ([uri, known]) => {
        if (known.version === undefined || (await version?.(uri)) !== known.version) this.#heads.delete(uri);
      }),
    );
    return this.#heads.size < before;
  }
}
