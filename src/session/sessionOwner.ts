import type { Layer, LayerState, Mode } from '../engine/index.js';
import { EngineError, layoutOf } from '../engine/index.js';
import { FormatError, type ReadOptions } from '../formats/index.js';
import { BatchStore, type BatchHeader } from './batchStore.js';
import { compareOutput, outputOf } from './compareOutput.js';
import { initialStateOf, layerOf } from './layerOf.js';
import { at, clamped, comingPass, planWith, stepBack, stepInto } from './moves.js';
import { batchOf, planProgram, stepOf } from './planProgram.js';
import type { Program } from './program.js';
import { relativePath } from './programPaths.js';
import { refusedPass, runPass } from './runPass.js';
import type { Batch, Cursor, PassRecord, PlannedPass, Session } from './session.js';
import type { SessionFiles } from './sessionFiles.js';
import { configured, type ProgramSettings } from './settings.js';

/** What a long action needs from outside. */
export interface RunOptions extends ReadOptions {
  /** Before pass `pass` of `passes` is computed; waits so that a cancel can get through. */
  readonly onPass?: (pass: number, passes: number, batch: Batch, header: BatchHeader) => Promise<void>;
}

/**
 * Holds one Session and replaces it with the next; knows what has to be read to get there. Every method leaves a valid
 * session behind, also when it throws: what was computed before stays.
 */
export class SessionOwner {
  #session: Session;
  readonly #undo: Program[] = [];
  readonly #redo: Program[] = [];
  #store: BatchStore;

  private constructor(
    session: Session,
    store: BatchStore,
    /** URI of the folder that the program's paths are relative to. */
    readonly base: string,
    private readonly files: SessionFiles,
  ) {
    this.#session = session;
    this.#store = store;
  }

  /**
   * @throws FormatError or EngineError where no batch of the program can be read and normalized, or the state does not
   * fit; the signal's reason
   */
  static async open(program: Program, base: string, files: SessionFiles, options?: RunOptions): Promise<SessionOwner> {
    const store = new BatchStore(files);
    const session = await prepare(program, base, files, store, options);
    return new SessionOwner(session, store, base, files);
  }

  get session(): Session {
    return this.#session;
  }
  get store(): BatchStore {
    return this.#store;
  }
  get canUndo(): boolean {
    return this.#undo.length > 0;
  }
  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  /** Runs the program's next pass if it has this mode, otherwise inserts one. */
  async pass(mode: Mode, options?: RunOptions): Promise<void> {
    const before = this.#session;
    const index = comingPass(before);
    const plan = planWith(before, mode);
    if (plan !== before.plan) this.#edit(this.#withPlan(plan, mode === 'eval' ? index : null));
    await this.#computeTo(index + 1, options);
    this.#session = at(this.#session, Math.min(index + 1, this.#session.passes.length));
  }

  stepBack(): void {
    this.#session = stepBack(this.#session);
  }

  async stepInto(options?: RunOptions): Promise<void> {
    const { pass, stage } = this.#session.cursor;
    if (stage === null && pass >= this.#session.plan.length)
      this.#edit(this.#withPlan(planWith(this.#session, 'train')));
    await this.#computeTo(pass + 1, options);
    this.#session = stepInto(this.#session);
  }

  async runAll(options?: RunOptions): Promise<void> {
    const { length } = this.#session.plan;
    try {
      await this.#computeTo(length, options);
    } finally {
      this.#session = at(this.#session, this.#session.passes.length);
    }
  }

  reset(): void {
    this.#session = at(this.#session, 0);
  }

  /** Moves the cursor behind `pass`, computing up to it; null: before the first. */
  async goTo(pass: number | null, options?: RunOptions): Promise<void> {
    const target = Math.max(0, Math.min((pass ?? -1) + 1, this.#session.plan.length));
    try {
      await this.#computeTo(target, options);
    } finally {
      this.#session = at(this.#session, Math.min(target, this.#session.passes.length));
    }
  }

  /** Another layer; the history is computed again, from moments that are known already where the axes stay. */
  async configure(settings: ProgramSettings, options?: RunOptions): Promise<void> {
    await this.#change(configured(this.#session.program, settings), options);
  }

  /** Train passes for these files at the end, or as the whole program. */
  async addBatches(uris: readonly string[], replace: boolean, options?: RunOptions): Promise<void> {
    const added = uris.map((uri): PlannedPass => ({ mode: 'train', batch: batchOf(uri) }));
    await this.#changePlan(replace ? added : [...this.#session.plan, ...added], options);
  }

  /** Cuts every batch that is a whole file into mini-batches along axis 0. */
  async split(batchSize: number, options?: RunOptions): Promise<void> {
    const steps = this.#session.plan.map((pass) => {
      const step = stepOf(pass, this.base);
      return pass.batch.rows ? step : { ...step, batchSize };
    });
    const plan = await planProgram(steps, this.base, this.files, options);
    await this.#changePlan(plan, options);
  }

  async removePass(pass: number, options?: RunOptions): Promise<void> {
    if (this.#session.plan.length < 2) throw new EngineError('The last pass of a program cannot be removed');
    await this.#changePlan(this.#session.plan.toSpliced(pass, 1), options);
  }

  async undo(options?: RunOptions): Promise<void> {
    await this.#travel(this.#undo, this.#redo, options);
  }

  async redo(options?: RunOptions): Promise<void> {
    await this.#travel(this.#redo, this.#undo, options);
  }

  /** Reads everything again. Where the first file cannot be read, all stays as it was. */
  async reload(options?: RunOptions): Promise<void> {
    await this.#become(this.#session.program, new BatchStore(this.files), this.#session.cursor, options);
  }

  /** Brings back where a saved session stood. */
  async restore(cursor: Cursor, options?: RunOptions): Promise<void> {
    const wanted = cursor.stage === null ? cursor.pass : cursor.pass + 1;
    try {
      await this.#computeTo(Math.min(wanted, this.#session.plan.length), options);
    } finally {
      this.#session = clamped(this.#session, cursor);
    }
  }

  /** A plan of explicit steps, with the records that stay valid. */
  #withPlan(plan: readonly PlannedPass[], insertedEval: number | null = null): Session {
    const { passes, program } = this.#session;
    let kept = 0;
    while (kept < passes.length && passes[kept].plan === plan[kept]) kept++;
    // An eval pass moves no state: what was computed behind the place where it goes in stays true.
    this.#behind = insertedEval === null ? [] : passes.slice(insertedEval);
    const steps = plan.map((pass) => stepOf(pass, this.base));
    return { ...this.#session, program: { ...program, steps }, plan, passes: passes.slice(0, kept) };
  }
  #behind: readonly PassRecord[] = [];

  #edit(next: Session): void {
    this.#undo.push(this.#session.program);
    this.#redo.length = 0;
    this.#session = next;
  }

  async #change(program: Program, options?: RunOptions): Promise<void> {
    const before = this.#session.program;
    await this.#become(program, this.#store, this.#session.cursor, options);
    this.#undo.push(before);
    this.#redo.length = 0;
  }

  async #changePlan(plan: readonly PlannedPass[], options?: RunOptions): Promise<void> {
    const steps = plan.map((pass) => stepOf(pass, this.base));
    await this.#change({ ...this.#session.program, steps }, options);
  }

  async #travel(from: Program[], to: Program[], options?: RunOptions): Promise<void> {
    const program = from.at(-1);
    if (!program) return;
    const before = this.#session.program;
    await this.#become(program, this.#store, this.#session.cursor, options);
    from.pop();
    to.push(before);
  }

  /** Another program in this one's place, computed as far as this one was. */
  async #become(program: Program, store: BatchStore, cursor: Cursor, options?: RunOptions): Promise<void> {
    const reached = this.#session.passes.length;
    const next = await prepare(program, this.base, this.files, store, options);
    this.#session = next;
    this.#store = store;
    try {
      await this.#computeTo(Math.min(reached, next.plan.length), options);
    } finally {
      this.#session = clamped(this.#session, cursor);
    }
  }

  /** Computes passes until there are `count`. */
  async #computeTo(count: number, options?: RunOptions): Promise<void> {
    const behind = this.#behind;
    this.#behind = [];
    const end = Math.min(count, this.#session.plan.length);
    while (this.#session.passes.length < end) {
      const { passes, plan, layer, initial } = this.#session;
      const before = passes.at(-1)?.after ?? initial;
      const record = await this.#compute(plan[passes.length], layer, before, passes.length, options);
      this.#session = { ...this.#session, passes: [...passes, record] };
    }
    if (behind.length > 0) this.#session = { ...this.#session, passes: [...this.#session.passes, ...behind] };
  }

  async #compute(
    plan: PlannedPass,
    layer: Layer,
    before: LayerState,
    index: number,
    options?: RunOptions,
  ): Promise<PassRecord> {
    try {
      options?.signal?.throwIfAborted();
      if (options?.onPass) {
        const header = await this.#store.header(plan.batch, options);
        await options.onPass(index, this.#session.plan.length, plan.batch, header);
        options.signal?.throwIfAborted();
      }
      const record = runPass(layer, plan, before, await this.#store.moments(plan.batch, layer, options));
      if (record.kind === 'refused' || !plan.expect) return record;
      const actual = outputOf(layer, record, await this.#store.tensor(plan.batch, options));
      const expected = await this.#store.tensor(batchOf(plan.expect.uri), options);
      return { ...record, expect: compareOutput(actual, expected, plan.expect) };
    } catch (error) {
      if (error instanceof FormatError || error instanceof EngineError) return refusedPass(plan, before, error.message);
      throw error;
    }
  }
}

/** A session before its first pass: plan, layer and state, from the first batch that can be read. */
async function prepare(
  program: Program,
  base: string,
  files: SessionFiles,
  store: BatchStore,
  options?: ReadOptions,
): Promise<Session> {
  const plan = await planProgram(program.steps, base, files, options);
  if (plan.length === 0) throw new EngineError('The program has no passes: expected at least one entry in "steps"');
  const shape = await firstShape(plan, program, store, options);
  const layer = layerOf(program, shape);
  const initial = await initialStateOf(program, layer, shape, base, async (uri) => store.tensor(batchOf(uri), options));
  return { program, layer, initial, plan, passes: [], cursor: { pass: 0, stage: null } };
}

async function firstShape(
  plan: readonly PlannedPass[],
  program: Program,
  store: BatchStore,
  options?: ReadOptions,
): Promise<readonly number[]> {
  let firstError: unknown;
  for (const { batch } of plan) {
    try {
      const { shape } = await store.header(batch, options);
      layoutOf(shape, layerOf(program, shape));
      return shape;
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof EngineError)) throw error;
      firstError ??= error instanceof EngineError ? new EngineError(`${batch.label}: ${error.message}`) : error;
    }
  }
  throw firstError;
}

/** The program of files that were opened without one: a train pass each, in the order given. */
export function implicitProgram(uris: readonly string[], base: string, settings: ProgramSettings): Program {
  return configured({ steps: uris.map((uri) => ({ train: relativePath(base, uri) })) }, settings);
}
