import { EngineError, type Mode } from '../../engine/index.js';
import { BatchStore, isPause } from '../batches/index.js';
import { type Branch, branchedOff, expired, switchedTo, unbranched, withoutBranch, withRecordsOf } from './branches.js';
import { computePass, type RunOptions } from './computePass.js';
import { insertPass } from './insertPass.js';
import { at, clamped, comingPass, inPass, shownPassOf, stepBack, stepInto, stepOut } from './moves.js';
import {
  axisOfFile,
  batchOf,
  configured,
  isAllowed,
  isCut,
  isRefusal,
  type LayerChanges,
  ownFolderOnly,
  passAxisOf,
  type PlannedPass,
  planProgram,
  type Program,
  type ProgramSettings,
  resolveTensor,
  setStepsAtEnd,
  setStepsOf,
  stepOf,
  stepsAlong,
  stepsOf,
  stepsOfPlan,
  type TensorPath,
  tensorPath,
  valuesWithPaths,
  withPart,
} from '../program/index.js';
import { planSources, prepareSession, type SessionSources } from './prepareSession.js';
import { SessionHistory, type PastSession } from './sessionHistory.js';
import { reloadSession } from './reloadSession.js';
import { reusedPasses } from './reusedPasses.js';
import type { Cursor, FindingThresholds, Session } from './session.js';
import { type ExpectedValues, stepsTolerating, stepsWithExpected } from './stepsWithExpected.js';
import { nameOfSet, stepsWithSet } from './stepsWithSet.js';
import { plannedStop, stopIn, unstopped, type RunRequest, type Stop } from './stop.js';
import type { PassRecord } from '../records/index.js';
import type { KeptBranches } from './target.js';
import { giveTurn } from './turn.js';

/** A run looks at this many passes at a time at most whether one of them stops it. */
const piece = 256;

/** Where a program's files come from; without a policy it may name those below its own folder. */
export type OpenSources = Pick<SessionSources, 'base' | 'files' | 'thresholds' | 'stateAlone'> &
  Partial<Pick<SessionSources, 'policy'>>;

/**
 * Holds one Session and replaces it with the next; knows what has to be read to get there. Every method leaves a valid
 * session behind, also when it throws (a refusal of the whole step, or the signal's reason): finished passes stay.
 */
export class SessionOwner {
  readonly #history = new SessionHistory();
  #branches = unbranched;
  #session: Session;
  #sources: SessionSources;

  private constructor(session: Session, sources: SessionSources) {
    this.#session = session;
    this.#sources = sources;
  }

  /** @throws as prepareSession */
  static async open(
    program: Program,
    { files, policy = ownFolderOnly, ...others }: OpenSources,
    options?: RunOptions,
  ): Promise<SessionOwner> {
    const sources = { ...others, files, policy, store: new BatchStore(files) };
    return new SessionOwner(await prepareSession(program, sources, options), sources);
  }

  get session(): Session {
    return this.#session;
  }
  /** Lets the program name these files, or all below these folders, from now on: somebody has named them by hand. */
  allow(uris: readonly string[]): void {
    const { policy } = this.#sources;
    this.#sources = { ...this.#sources, policy: { ...policy, allowed: [...new Set([...policy.allowed, ...uris])] } };
  }

  /** Whether the program could name this file. @param file URI */
  mayRead(file: string): boolean {
    return isAllowed(file, this.base, this.#sources.policy);
  }

  /** Findings by other thresholds from now on. */
  judge(thresholds: FindingThresholds): void {
    this.#sources = { ...this.#sources, thresholds };
    this.#session = { ...this.#session, thresholds };
  }

  get store(): BatchStore {
    return this.#sources.store;
  }
  get base(): string {
    return this.#sources.base;
  }
  /** What the current session is called among those beside it. */
  get branchName(): string {
    return this.#branches.current;
  }
  /** The sessions beside it: what there was before something was set. */
  get branches(): readonly Branch[] {
    return this.#branches.others;
  }
  get canUndo(): boolean {
    return this.#history.older !== undefined;
  }
  get canRedo(): boolean {
    return this.#history.newer !== undefined;
  }

  /** Runs the program's next pass if it has this mode, otherwise inserts one on the coming batch. */
  async pass(mode: Mode, options?: RunOptions): Promise<void> {
    const { passes, plan } = this.#session;
    const index = comingPass(this.#session);
    await this.#provide(mode, options);
    await this.#computeTo(index + 1, options);
    this.#session = at(this.#session, index + 1);
    // An inserted train pass takes from the later ones what they started with.
    await this.#computeTo(passes.length + this.#session.plan.length - plan.length, options);
  }

  stepBack(): void {
    this.#session = stepBack(this.#session);
  }

  /** Enters the next pass, or runs the stage that is next; at the program's end, into one more train pass. */
  async stepInto(options?: RunOptions): Promise<void> {
    const { pass, stage } = this.#session.cursor;
    if (stage === null && pass >= this.#session.plan.length) await this.#provide('train', options);
    await this.#computeTo(pass + 1, options);
    this.#session = stepInto(this.#session);
  }

  /**
   * Runs on, or back, until something stops it; the cursor is behind that pass. A signal whose reason is `Paused` stops it
   * where it is; passes that were finished stay.
   * @throws the signal's reason, where it is another
   */
  async run(request: RunRequest, options?: RunOptions): Promise<Stop> {
    const stop =
      request.direction === 'forward' ? await this.#runOn(request, options) : await this.#runBack(request, options);
    this.#session = at(this.#session, stop.pass === null ? 0 : stop.pass + 1);
    return stop;
  }

  runAll(options?: RunOptions): Promise<Stop> {
    return this.run({ direction: 'forward' }, options);
  }

  reset(): void {
    this.#session = at(this.#session, 0);
  }

  /**
   * Moves the cursor behind `pass`, computing up to it; null: before the first.
   * @param stage of the pass, which runs next then: the cursor is inside the pass. A refused pass has none.
   */
  async goTo(pass: number | null, stage: number | null = null, options?: RunOptions): Promise<void> {
    const target = Math.max(0, Math.min((pass ?? -1) + 1, this.#session.plan.length));
    try {
      await this.#computeTo(target, options);
    } finally {
      const reached = Math.min(target, this.#session.passes.length);
      this.#session =
        reached === 0 || reached < target ? at(this.#session, reached) : inPass(this.#session, reached - 1, stage);
    }
  }

  /** To the end of the pass that the cursor is in; between passes nothing changes. */
  stepOut(): void {
    this.#session = stepOut(this.#session);
  }

  /** Another layer; the history is computed again, from moments that are known already where the axes stay. */
  async configure({ passAxis, ...settings }: ProgramSettings, options?: RunOptions): Promise<void> {
    const program = configured(this.#session.program, settings);
    const steps = passAxis === undefined ? program.steps : await this.#stepsAlong(passAxis, options);
    await this.#change({ ...program, steps }, options);
  }

  /** Train passes for these tensors at the end, or as the whole program. */
  async addBatches(tensors: readonly TensorPath[], replace: boolean, options?: RunOptions): Promise<void> {
    const added = tensors.map((one): PlannedPass => ({ mode: 'train', batch: batchOf(resolveTensor(this.base, one)) }));
    const before = replace ? [] : this.#stepsOf(this.#session.plan);
    await this.#changeSteps([...before, ...added.map((pass) => stepOf(pass, this.base))], options);
  }

  /** Cuts every pass over a whole file into mini-batches along the batch axis. */
  async split(batchSize: number, options?: RunOptions): Promise<void> {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new EngineError(`batch size: expected a whole number from 1 on, found ${batchSize}`);
    }
    const { base } = this.#sources;
    const steps = this.#session.plan.flatMap((pass) => [
      ...setStepsOf(pass, base),
      { ...stepOf(pass, base), ...(!isCut(pass.batch) && { batchSize }) },
    ]);
    const sources = planSources(this.#sources, options);
    const { program } = this.#session;
    const { plan } = await planProgram(steps, base, sources, program.batchAxis, program);
    await this.#changeSteps(this.#stepsOf(plan), options);
  }

  /** Expects more of a pass; files are URIs or relative to the program. @throws EngineError where there is no such pass */
  async expect(pass: number, values: ExpectedValues, options?: RunOptions): Promise<void> {
    const given = valuesWithPaths(values, (path) => tensorPath(this.base, resolveTensor(this.base, path)));
    const { stateAfter } = given;
    const state =
      stateAfter && valuesWithPaths(stateAfter, (path) => tensorPath(this.base, resolveTensor(this.base, path)));
    await this.#changeSteps(
      stepsWithExpected(this.#session, pass, { ...given, ...(state && { stateAfter: state }) }, this.base),
      options,
    );
  }

  /** Other tolerances for all that is expected. @throws EngineError where one is below 0 */
  async tolerate(rtol: number, atol: number, options?: RunOptions): Promise<void> {
    if (!(rtol >= 0 && atol >= 0))
      throw new EngineError(`tolerance: expected numbers from 0 on, found ${rtol}, ${atol}`);
    await this.#changeSteps(stepsTolerating(this.#session.program.steps, rtol, atol), options);
  }

  /** What is set before the pass stays set. */
  async removePass(pass: number, options?: RunOptions): Promise<void> {
    const { plan, program } = this.#session;
    if (plan.length < 2) throw new EngineError('The last pass of a program cannot be removed');
    if (!(pass in plan)) throw new EngineError(`There is no pass ${pass + 1}: the program has ${plan.length}`);
    const steps = plan.flatMap((planned, index) =>
      index === pass ? setStepsOf(planned, this.base) : stepsOf(planned, this.base),
    );
    await this.#changeSteps([...steps, ...setStepsAtEnd(program.steps)], options, pass);
  }

  /** Reads the part `to` of complex or structured items in every step that reads `from`. */
  async choosePart(from: string, to: string, options?: RunOptions): Promise<void> {
    await this.#change(withPart(this.#session.program, from, to), options);
  }

  /**
   * Sets something before a pass (the plan's length: after the last), computed again from there. What there was stays beside
   * it as a branch; the new one is called after the change: `eps 0.001 at pass 13`. What is set so already makes none.
   * @throws EngineError where there is no such pass, nothing is set, or a value does not fit
   */
  async set(pass: number, set: LayerChanges, options?: RunOptions): Promise<void> {
    const { plan, program } = this.#session;
    if (!Number.isInteger(pass) || pass < 0 || pass > plan.length) {
      throw new EngineError(`There is no pass ${pass + 1} to set anything before: the program has ${plan.length}`);
    }
    if (Object.keys(set).length === 0) throw new EngineError('There is nothing to set');
    const steps = stepsWithSet(this.#session, pass, set, this.base);
    if (steps === program.steps) return;
    const branchOff = () => {
      this.#note();
      this.#branches = branchedOff(this.#branches, this.#session, nameOfSet(set, pass));
    };
    await this.#become({ ...program, steps }, branchOff, options);
  }

  /** Makes a branch the current session, computed as far as this one; this one stays beside it. @throws EngineError where there is none of this name */
  async switchBranch(name: string, options?: RunOptions): Promise<void> {
    const onReady = () => {
      this.#note();
      this.#branches = switchedTo(this.#branches, this.#session, name);
    };
    await this.#return(this.#branchNamed(name), onReady, options);
  }

  /** @throws EngineError where there is none of this name */
  removeBranch(name: string): void {
    this.#branchNamed(name);
    this.#note();
    this.#branches = withoutBranch(this.#branches, name);
  }

  async undo(options?: RunOptions): Promise<void> {
    const past = this.#history.older;
    await this.#return(past, () => this.#leave(past, 'goBack'), options);
  }

  async redo(options?: RunOptions): Promise<void> {
    const past = this.#history.newer;
    await this.#return(past, () => this.#leave(past, 'goForward'), options);
  }

  /**
   * Reads everything again, as far as it was computed.
   * @throws where a file that was read before cannot be read now; all stays as it was then
   */
  async reload(options?: RunOptions): Promise<void> {
    const sources = { ...this.#sources, store: new BatchStore(this.#sources.files) };
    this.#session = await reloadSession(this.#session, sources, options);
    this.#sources = sources;
    this.#history.expire();
    this.#branches = expired(this.#branches);
  }

  /** Brings back where a saved session stood. */
  async restore(cursor: Cursor, options?: RunOptions): Promise<void> {
    await this.#reach(cursor.stage === null ? cursor.pass : cursor.pass + 1, cursor, options);
  }

  /** Has the sessions beside it that were saved; their passes are computed when one is switched to. */
  restoreBranches({ current, others }: KeptBranches): void {
    this.#branches = {
      current,
      others: others.map(({ name, program }) => ({
        name,
        session: { ...this.#session, program, passes: [] },
        isStale: true,
      })),
    };
  }

  /** Reads the batch that is shown, or that comes first, so that views need not. What is wrong with it, its pass tells. */
  async look(options?: RunOptions): Promise<void> {
    const { plan, passes, layer } = this.#session;
    const index = shownPassOf(this.#session) ?? 0;
    if (passes.length > index || plan.length === 0) return;
    const { batch } = plan[index];
    try {
      options?.onPass?.(index, plan.length, batch, await this.store.header(batch, options));
      await this.store.moments(batch, layer, options);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  async #runOn(request: RunRequest, options?: RunOptions): Promise<Stop> {
    const { plan, cursor } = this.#session;
    const planned = plannedStop(request, this.#session, cursor.pass - 1);
    const end = planned ? planned.pass + 1 : plan.length;
    let looked = cursor.pass;
    while (looked < end) {
      const pieceEnd = Math.min(looked + this.#pieceFrom(looked, request), end);
      let pause: Stop | undefined;
      try {
        await this.#computeTo(pieceEnd, options, isWatched(request) ? looked : Infinity);
        await giveTurn(() => this.#session, options);
      } catch (error) {
        const finished = Math.max(looked, Math.min(this.#session.passes.length, pieceEnd));
        this.#session = at(this.#session, finished);
        if (!isPause(error)) throw error;
        pause = { reason: 'pause', pass: finished === 0 ? null : finished - 1 };
      }
      const to = Math.min(this.#session.passes.length, pieceEnd);
      const stop = (await this.#stopIn(request, looked, to, looked)) ?? pause;
      if (stop) return stop;
      looked = to;
    }
    return planned ?? unstopped(request, plan.length - 1);
  }

  /**
   * Passes that are looked at together: what a condition decides is not computed beyond it. Where nothing looks at the passes
   * in between, no session is made of them.
   */
  #pieceFrom(looked: number, request: RunRequest): number {
    if (!isWatched(request)) return Infinity;
    const known = this.#session.passes.length - looked;
    return request.until?.condition ? Math.max(1, Math.min(known, piece)) : piece;
  }

  async #runBack(request: RunRequest, options?: RunOptions): Promise<Stop> {
    const shown = shownPassOf(this.#session) ?? 0;
    const planned = plannedStop(request, this.#session, shown);
    const start = planned?.pass ?? 0;
    for (let to = shown; to > start; to = Math.max(start, to - piece)) {
      const stop = await this.#stopIn(request, Math.max(start, to - piece), to, to + 1);
      if (stop) return stop;
      try {
        await giveTurn(() => this.#session, options);
      } catch (error) {
        const reached = Math.max(start, to - piece);
        this.#session = at(this.#session, reached);
        if (!isPause(error)) throw error;
        return { reason: 'pause', pass: reached === 0 ? null : reached - 1 };
      }
    }
    return planned ?? unstopped(request, -1);
  }

  /** @param behind so many passes it stands where a pause comes while they are looked at, which may read their batches */
  async #stopIn(request: RunRequest, from: number, to: number, behind: number): Promise<Stop | null> {
    try {
      return await stopIn(request, this.#session, from, to);
    } catch (error) {
      this.#session = at(this.#session, behind);
      if (!isPause(error)) throw error;
      return { reason: 'pause', pass: behind === 0 ? null : behind - 1 };
    }
  }

  async #stepsAlong(passAxis: number | null, options?: RunOptions): Promise<Program['steps']> {
    const { plan, program } = this.#session;
    if (plan.length === 0) return program.steps;
    const { batch } = plan[shownPassOf(this.#session) ?? 0];
    const shapeOf = async (uri: string) => (await this.store.header(batchOf(uri), options)).shape;
    const whole = passAxisOf(batch)?.whole ?? batch.uri;
    const shape = await shapeOf(whole);
    if (passAxis !== null) axisOfFile(passAxis, shape, whole, 'passAxis', 3);
    const steps = await stepsAlong(plan, passAxis, shape.length, this.base, shapeOf);
    return [...steps, ...setStepsAtEnd(program.steps)];
  }

  /** Sees to it that the coming pass has this mode. */
  async #provide(mode: Mode, options?: RunOptions): Promise<void> {
    const before = this.#session;
    const next = await insertPass(before, mode, this.#sources, options);
    if (next !== before) this.#note();
    this.#session = next;
  }

  /** A step for each pass of a plan, with what is set before them and after. */
  #stepsOf(plan: readonly PlannedPass[]): Program['steps'] {
    return stepsOfPlan(plan, this.base, setStepsAtEnd(this.#session.program.steps)).steps;
  }

  async #changeSteps(steps: Program['steps'], options?: RunOptions, removed?: number): Promise<void> {
    await this.#change({ ...this.#session.program, steps }, options, removed);
  }

  async #change(program: Program, options?: RunOptions, removed = Infinity): Promise<void> {
    await this.#become(program, () => this.#note(), options, removed);
  }

  /** An edit takes the place of the session. */
  #note(): void {
    this.#history.note(this.#session, this.#branches);
  }

  /** For a session of the history, with what stood beside it. */
  #leave(past: PastSession | undefined, way: 'goBack' | 'goForward'): void {
    const { current, others } = this.#branches;
    const held = [...others, { name: current, session: this.#session, isStale: false }];
    this.#history[way](this.#session, this.#branches);
    this.#branches = withRecordsOf(past?.branches ?? unbranched, held);
  }

  #branchNamed(name: string): Branch {
    const { current, others } = this.#branches;
    const branch = others.find((one) => one.name === name);
    if (branch) return branch;
    const names = others.map((one) => `"${one.name}"`).join(', ');
    throw new EngineError(
      `There is no branch "${name}" beside "${current}"${names === '' ? '' : `: expected ${names}`}`,
    );
  }

  /** A session that was left, where its files are what they were; otherwise its program once more. */
  async #return(
    past: Pick<PastSession, 'session' | 'isStale'> | undefined,
    onReady: () => void,
    options?: RunOptions,
  ): Promise<void> {
    if (!past) return;
    const before = this.#session;
    const { session, isStale } = past;
    if (isStale) return this.#become(session.program, onReady, options);
    onReady();
    const { thresholds } = this.#sources;
    // What findings are judged by is no edit.
    this.#session = session.thresholds === thresholds || !thresholds ? session : { ...session, thresholds };
    await this.#reach(before.passes.length, before.cursor, options);
  }

  /** Computes as far as another session was, the cursor where it was. */
  async #reach(count: number, cursor: Cursor, options?: RunOptions): Promise<void> {
    try {
      await this.#computeTo(Math.min(count, this.#session.plan.length), options);
    } finally {
      this.#session = clamped(this.#session, cursor);
    }
  }

  /**
   * Another program in this one's place, computed as far as this one was, the cursor where it was.
   * @param onReady before the session is replaced
   * @param removed the pass that is gone, which the cursor may have been behind
   */
  async #become(program: Program, onReady: () => void, options?: RunOptions, removed = Infinity): Promise<void> {
    const before = this.#session;
    const next = await prepareSession(program, this.#sources, options);
    onReady();
    this.#session = { ...next, passes: reusedPasses(before, next) };
    const { pass, stage } = before.cursor;
    const cursor = removed < pass ? { pass: pass - 1, stage } : { pass, stage: removed === pass ? null : stage };
    const reached = before.passes.length - (removed < before.passes.length ? 1 : 0);
    await this.#reach(reached, cursor, options);
  }

  /**
   * Computes passes until there are `count`.
   * @param looked of a run: stops sooner where others are to have their turn, but not before one pass beyond these
   */
  async #computeTo(count: number, options?: RunOptions, looked = Infinity): Promise<void> {
    const passes: PassRecord[] = [...this.#session.passes];
    if (passes.length >= count) return;
    const { plan } = this.#session;
    try {
      while (passes.length < count) {
        passes.push(await computePass({ ...this.#session, passes }, plan[passes.length], this.store, options));
        if (passes.length > looked && options?.turn?.isDue() === true) break;
        if (looked === Infinity) await giveTurn(() => ({ ...this.#session, passes: [...passes] }), options);
      }
    } finally {
      if (passes.length > this.#session.passes.length) this.#session = { ...this.#session, passes };
    }
  }
}

function isWatched({ until = {} }: RunRequest): boolean {
  return Object.keys(until).length > 0;
}
