import { BatchStore } from '../batches/index.js';
import { computePass, continues, type RunOptions, type Session } from '../run/index.js';
import type { PassRecord } from '../records/index.js';
import { isSame } from './layerFacts.js';
import type { ModelSources } from './modelSources.js';

type Files = Pick<ModelSources, 'files' | 'heads'>;

/**
 * The passes of a layer, run one after another, and none of them kept but the last: what a layer takes does not grow with its
 * passes. Of a recording that grows those are run that are new.
 */
export class PassRun {
  #done = 0;
  #last: PassRecord | null = null;
  /** Of the statistics files whose passes were run. */
  readonly #versions = new Map<string, string | undefined>();

  constructor(private session: Session) {}

  /** How many were run. */
  get done(): number {
    return this.#done;
  }

  /**
   * Runs those that have not been run.
   * @param session the same as before, with more passes
   * @throws the signal's reason; it can go on from there
   */
  async goOn(
    session: Session,
    { files, heads }: Files,
    options: RunOptions,
    see: (pass: number, record: PassRecord) => void,
  ): Promise<void> {
    this.session = session;
    const { layer, shape, initial, plan } = session;
    const store = new BatchStore(files, heads, true);
    const { turn, signal } = options;
    let passes: readonly PassRecord[] = this.#last ? [this.#last] : [];
    for (let pass = this.#done; pass < plan.length; pass++) {
      const record = await computePass({ layer, shape, initial, passes, plan }, plan[pass], store, options);
      passes = [record];
      see(pass, record);
      this.#last = record;
      this.#done = pass + 1;
      const from = plan[pass].recorded;
      if (from && heads) this.#versions.set(from.uri, heads.versionOf(from.uri));
      if (turn?.isDue() === true) await turn.give();
      signal?.throwIfAborted();
    }
  }

  /** Whether what was run is how this session begins: the same program, and files that are the same, or were written on. */
  async isBeginningOf(session: Session, { files, heads }: Files, options?: RunOptions): Promise<boolean> {
    if (!heads || !continues(this.session, session, this.#done)) return false;
    const last = this.#last?.plan.recorded;
    for (const [uri, version] of this.#versions) {
      if (version !== undefined && heads.versionOf(uri) === version) continue;
      if (uri !== last?.uri || !(await this.#isWrittenOn(session, { files, heads }, options))) return false;
    }
    return true;
  }

  /** Whether the last file still has the pass that was run last, to the bit. */
  async #isWrittenOn({ plan }: Session, { files, heads }: Files, options?: RunOptions): Promise<boolean> {
    const { recorded } = plan[this.#done - 1];
    const moments = this.#last?.kind === 'computed' ? this.#last.moments : null;
    if (!recorded || !moments) return false;
    const again = (await new BatchStore(files, heads).recorded(recorded, options)).moments;
    return isSame(again.shift, moments.shift) && isSame(again.m2, moments.m2);
  }
}
