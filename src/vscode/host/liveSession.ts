import type { Uri } from 'vscode';
import {
  isEqual,
  isRun,
  type Action,
  type ArchiveView,
  type ChannelPlace,
  type Failure,
  type LayerTarget,
  type OpenRequest,
  type Outcome,
  type PanelState,
  type Progress,
  type SessionSnapshot,
  type Target,
  type ViewAnswer,
  type WorkerApi,
} from '../../protocol/index.js';
import type {
  ChannelAtStep,
  DebugName,
  DebugRequest,
  DebugResult,
  ExportedFile,
  ExportRequest,
  CheckpointSettings,
  LayerChannels,
  ModelSummary,
  StateChannels,
  StatesSummary,
  ViewName,
  ViewRequest,
} from '../../session/index.js';
import { Emitter } from '../emitter.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { Log } from '../log.js';
import { messageOf } from '../messageOf.js';
import { TaskQueue } from '../taskQueue.js';
import { chosenTarget, memberIn, type Chosen } from './archivedTensor.js';
import { LiveModel, type ModelRequest } from './liveModel.js';
import { LiveStates } from './liveStates.js';
import { failed, unwrap } from './outcome.js';
import { RulesHistory } from './rulesHistory.js';
import type { SessionDocument } from './sessionDocument.js';
import type { SessionMemory } from './sessionMemory.js';
import type { LedLayer } from './statesMemory.js';
import type { WorkerLink } from './workerLink.js';

type Snapshot = Outcome<SessionSnapshot>;
type Restore = OpenRequest['restore'];

/** Whether a document's program may read these files, whose URIs it names; false also where nobody can be asked. */
export type Consent = (document: Uri, files: readonly string[]) => Promise<boolean>;

/** What a session needs of what is around it. */
export interface SessionSurroundings {
  readonly link: WorkerLink;
  readonly memory: SessionMemory;
  readonly consent: Consent;
  /** Begins to keep the session true to its files, the settings and the worker. */
  readonly keep: (session: LiveSession) => Disposable;
  readonly log: () => Log;
}

let sessionsSoFar = 0;

/**
 * A document's session as the extension host knows it: the state that all its editors show, and the way to the worker
 * that computes it. It outlives the worker: the next action after a death opens it again where it stood.
 */
export class LiveSession implements Disposable {
  readonly #life = new Lifetime();
  readonly #link: WorkerLink;
  readonly #memory: SessionMemory;
  readonly #id = `session-${(sessionsSoFar += 1)}`;
  readonly #onDidChange = this.#life.own(new Emitter<PanelState>());
  readonly onDidChange = this.#onDidChange.event;
  readonly #onDidProgress = this.#life.own(new Emitter<Progress | null>());
  readonly onDidProgress = this.#onDidProgress.event;
  readonly #onDidSay = this.#life.own(new Emitter<string>());
  /** What breakpoints say that do not stop. */
  readonly onDidSay = this.#onDidSay.event;

  #state: PanelState = { kind: 'loading' };
  #progress: Progress | null = null;
  #running = 0;
  /** Of those the ones that a pause stops. */
  #runs = 0;
  /** Where the worker's session comes from, and the generation of the worker that has it. */
  #opening: { readonly outcome: Promise<Snapshot>; readonly generation: number } | undefined;
  /** Added to the worker's revisions, which start again with every opening. */
  #revisionBase = 0;
  #stamp: string | undefined;
  /** Where the document is a model, and no program. */
  #model: LiveModel | undefined;
  /** Of an archive that is a model its tensors, too, are looked at. */
  #showsModel = false;
  /** Of its layers, where it is a checkpoint, or a model that is compared or has no passes. */
  readonly #states: LiveStates;
  readonly #rules = new RulesHistory();
  readonly #changesOfRules = new TaskQueue();
  /** What of the document is read, where it holds more than one tensor, or something else than real numbers. */
  #chosen: Chosen;
  /** Files outside the program's folder and the workspace that the user chose or allowed; and those that were asked for. */
  readonly #allowed = new Set<string>();
  readonly #asked = new Set<string>();

  constructor(
    private readonly document: SessionDocument,
    private readonly surroundings: SessionSurroundings,
  ) {
    this.#link = surroundings.link;
    this.#memory = surroundings.memory;
    this.#chosen = this.#memory.states.isListed(document.uri) ? { isListed: true } : {};
    this.#states = new LiveStates(this.#link, this.#id, document.uri, this.#memory.states, () =>
      this.#modelRequest(document.target()),
    );
    this.#life.own(this.#link.onProgress(this.#id, (progress) => this.#report(progress)));
    this.#life.own(this.#link.onSay(this.#id, (text) => this.#onDidSay.fire(text)));
    this.#life.own(surroundings.keep(this));
    void this.#track(() => this.#ensureOpen());
  }

  get uri(): Uri {
    return this.document.uri;
  }

  get state(): PanelState {
    return this.#state;
  }
  get snapshot(): SessionSnapshot | null {
    return this.#state.kind === 'ready' ? this.#state.snapshot : null;
  }
  /** What the document holds, while none of it has been chosen. */
  get archive(): ArchiveView | null {
    return this.#state.kind === 'archive' ? this.#state.archive : null;
  }
  /** Of a document with several layers, what is known of them. */
  get model(): ModelSummary | null {
    return this.#state.kind === 'model' ? this.#state.model : null;
  }
  /** Null also while something runs that is over before it has anything to tell. */
  get progress(): Progress | null {
    return this.#progress;
  }

  /**
   * Carries out an action; its result, or its failure, is in the state when the promise is resolved.
   * @param chosen URIs of files that the user has just named by hand: the program may name them from now on
   */
  act(action: Action, chosen: readonly string[] = []): Promise<Snapshot> {
    this.#allow(chosen);
    return this.#track(async () => {
      const before = this.#opening;
      const opened = await this.#ensureOpen();
      // A session that was opened just now has read its files anyway.
      if (!opened.ok || (before !== this.#opening && action.kind === 'reload')) return opened;
      const runs = Number(isRun(action));
      this.#runs += runs;
      const outcome = await this.#link
        .call((api) => api.act(this.#id, action, [...this.#allowed]))
        .finally(() => (this.#runs -= runs));
      this.#accept(outcome, () => this.act(action));
      if (outcome.ok) await this.#remember(outcome.value);
      return outcome;
    });
  }

  /** Findings by what the settings say now. Starts nothing: what is opened later reads them anyway. */
  async judge(): Promise<void> {
    if (this.#state.kind === 'archive' && this.#state.states) await this.#readStates();
    const opening = this.#opening;
    if (opening?.generation !== this.#link.generation || !(await opening.outcome).ok) return;
    const [thresholds, rules] = [this.document.thresholds(), this.document.rules()];
    this.#accept(await this.#track(() => this.#link.call((api) => api.judge(this.#id, thresholds, rules))));
  }

  /** Starts nothing: a session whose worker is dead says so, until something is done to it. */
  view<K extends ViewName>(name: K, request: ViewRequest<K>): Promise<ViewAnswer<K>> {
    return this.#look((api) => api.view(this.#id, name, request));
  }

  /** Files that the user has asked for. Likewise. */
  export(request: ExportRequest): Promise<Outcome<readonly ExportedFile[]>> {
    return this.#look((api) => api.export(this.#id, request));
  }

  /** What a debugger asks. Likewise. */
  debug<K extends DebugName>(name: K, request: DebugRequest<K>): Promise<Outcome<DebugResult<K>>> {
    return this.#look((api) => api.debug(this.#id, name, request));
  }

  async #look<T>(work: (api: WorkerApi) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (this.#opening?.generation !== this.#link.generation) {
      return failed('The computation stopped', 'Retry starts it again.');
    }
    const opened = await this.#opening.outcome;
    if (!opened.ok) return opened;
    return this.#track(() => this.#link.call(work));
  }

  /** Stops what runs on or back, behind the passes that are finished, and nothing else. */
  pause(): void {
    this.#link.tell((api) => api.pause(this.#id));
  }

  /** What runs on or back pauses; what else is under way ends. */
  stop(): void {
    if (this.#runs > 0) this.pause();
    else this.cancel();
  }

  /** Ends what is running; finished passes stay. */
  cancel(): void {
    this.#link.tell((api) => api.cancel(this.#id));
  }

  /** Reads the files again, after an error or on demand. */
  retry(): Promise<Snapshot> {
    this.#asked.clear();
    return this.act({ kind: 'reload' });
  }

  /** What another file holds, or this one. @throws UserError where it is no archive */
  readonly browse = async (archive: Uri): Promise<ArchiveView> =>
    unwrap(await this.#link.call((api) => api.browse(archive.toString())));

  /** All channels of a layer of the model. */
  async modelChannels(layer: number): Promise<Outcome<LayerChannels>> {
    return this.#model?.channels(layer) ?? failed('This layer cannot be shown', 'The file is no model.');
  }

  /** One of them in a column. */
  async modelChannel(place: ChannelPlace): Promise<Outcome<ChannelAtStep | null>> {
    return this.#model?.channel(place) ?? failed('This channel cannot be shown', 'The file is no model.');
  }

  /** URI of the file that the states of its layers are compared with. */
  get comparedWith(): string | undefined {
    return this.#states.against;
  }

  /** All channels of a layer's state. */
  stateChannels(layer: number): Promise<Outcome<StateChannels>> {
    return this.#states.channels(layer);
  }

  /**
   * Holds the states of its layers against another file's; undefined: against none.
   * @throws UserError where either has none, or cannot be read
   */
  async compareStates(other: Uri | undefined): Promise<void> {
    await this.#opening?.outcome;
    if (this.#state.kind === 'ready' && this.#state.archive !== undefined) await this.choose({});
    const { kind } = this.#state;
    if (kind !== 'archive' && kind !== 'model') {
      throw new Error(`${this.document.name}: expected a checkpoint or a recording with BatchNorm layers.`);
    }
    this.#showStates(unwrap(await this.#track(() => this.#states.compare(other?.toString() ?? null))));
  }

  /** Reads its layers by other rules; null: by those of the file. @throws UserError where they cannot be */
  setRules(changes: CheckpointSettings | null): Promise<void> {
    return this.#changeRules(() => ({
      rules: this.#states.rulesAfter(changes),
      note: (before) => this.#rules.note(before),
    }));
  }

  /** Whether rules of its layers have been chosen here. */
  get isRuled(): boolean {
    return Object.keys(this.#states.rules ?? {}).length > 0;
  }

  /** The layer that was made to follow them; null: it was not, or follows its own again. */
  ledLayer(name: string): LedLayer | null {
    return this.#memory.states.led(this.uri).get(name) ?? null;
  }

  async noteLed(name: string, led: LedLayer | null): Promise<void> {
    const layers = new Map(this.#memory.states.led(this.uri));
    layers.delete(name);
    if (led) layers.set(name, led);
    await this.#memory.states.keepLed(this.uri, layers);
  }

  /** Whether an edit of the program, or of the rules of its layers, can be undone. */
  can(way: 'undo' | 'redo'): boolean {
    const { state } = this;
    if (state.kind === 'ready') return way === 'undo' ? state.snapshot.canUndo : state.snapshot.canRedo;
    return (state.kind === 'model' || state.kind === 'archive') && this.#rules.can(way);
  }

  /** Undoes an edit of the program, or of the rules of its layers, or does it again. */
  async turn(way: 'undo' | 'redo'): Promise<unknown> {
    const { state } = this;
    if (state.kind !== 'model' && state.kind !== 'archive') return this.act({ kind: way });
    return this.#changeRules(() =>
      this.#rules.can(way)
        ? { rules: this.#rules.next(way) ?? {}, note: (before) => this.#rules.turn(way, before) }
        : null,
    );
  }

  /** One change after the other; one that fails has changed nothing. */
  #changeRules(
    change: () => {
      readonly rules: CheckpointSettings;
      readonly note: (before: CheckpointSettings | undefined) => void;
    } | null,
  ): Promise<void> {
    return this.#changesOfRules.run(async () => {
      const before = this.#states.rules;
      const next = change();
      if (!next) return;
      await this.#readBy(next.rules);
      next.note(before);
      this.#onDidChange.fire(this.#state);
    });
  }

  async #readBy(rules: CheckpointSettings): Promise<void> {
    if (this.#state.kind !== 'model') {
      this.#showStates(unwrap(await this.#track(() => this.#states.setRules(rules))));
      return;
    }
    await this.#states.keepRules(rules);
    await this.#track(async () => this.#model?.open());
  }

  /** Reads them again, and what they are compared with, where they are shown. */
  async renewStates(): Promise<void> {
    const { state } = this;
    if ((state.kind === 'archive' || state.kind === 'model') && state.states)
      await this.#track(() => this.#readStates());
  }

  /**
   * Reads what is new in the recording that the states are compared with. @param isTold whether it has just changed
   * @returns whether it has grown
   */
  async followCompared(isTold: boolean): Promise<boolean> {
    const { state } = this;
    if ((state.kind !== 'archive' && state.kind !== 'model') || !state.states) return false;
    return this.#readStates(isTold);
  }

  #showStates(states: StatesSummary): void {
    const { state } = this;
    if (state.kind === 'archive') this.#set({ ...state, states });
    if (state.kind !== 'model') return;
    const isShown = states.compared !== null || isWithoutPasses(state.model);
    this.#set(modelState({ ...state, states: isShown ? states : undefined }));
  }

  /**
   * Reads what is new in the model's recordings. @param isRecording whether they have just changed
   * @returns whether they have grown: they are said to be written then
   */
  async followModel(isRecording: boolean): Promise<boolean> {
    if (this.#state.kind !== 'model') return false;
    const before = this.#steps;
    if (isRecording) this.#sayRecording(true);
    await this.#model?.follow();
    const hasGrown = this.#steps > before;
    if (!isRecording && !hasGrown) this.#sayRecording(false);
    return hasGrown;
  }

  get #steps(): number {
    return this.#state.kind === 'model' ? this.#state.model.columns.steps.length : 0;
  }

  #sayRecording(isRecording: boolean): void {
    const { state } = this;
    if (state.kind !== 'model' || (state.isRecording ?? false) === isRecording) return;
    this.#set(modelState({ ...state, isRecording }));
  }

  /** Reads this of the document, from the start; nothing: what the document is by itself, of an archive its list. */
  choose(chosen: Chosen): Promise<Snapshot> {
    return this.#track(async () => {
      this.#chosen = chosen;
      await this.#memory.forget(this.uri);
      await this.#memory.states.list(this.uri, chosen.isListed === true);
      const opened = await this.#open();
      if (opened.ok) await this.#remember(opened.value);
      return opened;
    });
  }

  /** Reads the tensor that was refused otherwise: another part of its items, or with its channels on another axis. */
  chooseAlso(chosen: Pick<Chosen, 'part' | 'channelAxis'>): Promise<Snapshot> {
    return this.choose({ ...this.#chosen, ...chosen });
  }

  /** The document's own program instead of what was made of it; at its start, or at the pass that was shown. */
  revert({ keepsPlace = false, notice }: { keepsPlace?: boolean; notice?: string } = {}): Promise<Snapshot> {
    return this.#track(async () => {
      const shown = this.snapshot?.shown ?? null;
      await this.#memory.forget(this.uri);
      const opened = await this.#open();
      if (!opened.ok) return opened;
      if (keepsPlace && shown !== null) {
        await this.act({ kind: 'goTo', pass: Math.min(shown, opened.value.passes.length - 1) });
      }
      // Which tensor it is was chosen, too, and stays.
      if (this.#chosen.member !== undefined && this.snapshot) await this.#remember(this.snapshot);
      if (notice !== undefined && this.snapshot) this.#show({ ...this.snapshot, notice });
      return opened;
    });
  }

  /** Says that something went wrong; what was there before is still shown. */
  fail(failure: Failure): void {
    this.surroundings.log().warn(`${failure.title}: ${failure.message}`);
    const { state } = this;
    if (state.kind === 'ready') {
      this.#set({ ...state, failure });
      return;
    }
    const { member } = this.#chosen;
    const { choices, choose } = failure.refusal ?? {};
    const { isProgram, name } = this.document;
    const { channelAxes } = failure;
    this.#set({
      kind: 'failed',
      failure,
      ...(!isProgram && choose === 'part' && choices && { parts: choices }),
      ...(!isProgram && channelAxes && { channelAxes }),
      ...(member !== undefined && { archive: name }),
    });
  }

  dispose(): void {
    this.#model?.dispose();
    this.#link.tell(async (api) => {
      await api.cancel(this.#id);
      await api.close(this.#id);
    });
    this.#life.dispose();
  }

  async #ensureOpen(): Promise<Snapshot> {
    if (this.#life.isOver) return failed('The editor was closed', 'Open the file again.');
    const current = this.#opening;
    if (current?.generation === this.#link.generation) {
      const outcome = await current.outcome;
      if (outcome.ok || current !== this.#opening) return outcome;
    }
    const { snapshot } = this;
    return this.#open(() => (snapshot ? Promise.resolve(placeOf(snapshot)) : this.#recall()));
  }

  /** Opens the document anew in the worker, from what is to be restored where there is such a thing. */
  #open(recall?: () => Promise<Restore>): Promise<Snapshot> {
    const opening = { outcome: this.#attemptToOpen(recall), generation: this.#link.generation };
    this.#opening = opening;
    return opening.outcome;
  }

  async #attemptToOpen(recall: (() => Promise<Restore>) | undefined): Promise<Snapshot> {
    let outcome: Snapshot;
    try {
      const restore = await recall?.();
      this.#stamp = await this.document.stamp();
      outcome = await this.#requestToOpen(restore);
      // What was saved may not fit the files any more; the document's own program may.
      if (!outcome.ok && restore !== undefined) outcome = await this.#requestToOpen();
    } catch (error) {
      outcome = failed(`${this.document.name} cannot be opened`, messageOf(error));
    }
    this.#showsModel = false;
    if (await this.#isModel(outcome)) return outcome;
    const archive = await this.#archiveInstead(outcome);
    if (archive) {
      if (archive.isModel && !this.#chosen.isListed) {
        await this.#openModel(archive.name);
        return outcome;
      }
      const states = archive.layers.length > 0 ? await this.#states.open() : null;
      if (states?.ok === false) this.surroundings.log().warn(states.failure.message);
      this.#set({ kind: 'archive', archive, ...(states?.ok === true && { states: states.value }) });
      return outcome;
    }
    this.#revisionBase = (this.snapshot?.revision ?? -1) + 1;
    this.#accept(outcome);
    return outcome;
  }

  /** Whether the document has turned out to be a model, which is opened then; the refusal says so. */
  async #isModel(outcome: Snapshot): Promise<boolean> {
    if (outcome.ok || outcome.failure.refusal?.choose !== 'layer' || this.#life.isOver) return false;
    await this.#openModel();
    return true;
  }

  /** @param archive the name of the archive that the model is */
  async #openModel(archive?: string): Promise<void> {
    const target = this.document.target();
    if (target.kind === 'layer') return;
    this.#showsModel = true;
    const whose = archive === undefined ? {} : { archive };
    this.#model ??= new LiveModel(this.#link, `${this.#id}-model`, () => this.#modelBy(target, this.#states.rules), {
      changed: (model) => {
        if (!this.#showsModel) return;
        const isRecording = this.#steps > 0 && model.columns.steps.length > this.#steps;
        const state = this.#state.kind === 'model' && this.#state;
        this.#set({ ...whose, ...state, ...(isRecording && { isRecording }), kind: 'model', model });
        if (model.isComplete && (isWithoutPasses(model) || this.comparedWith !== undefined)) void this.#readStates();
      },
      failed: (failure) => {
        if (this.#showsModel) this.fail(failure);
      },
    });
    await this.#model.open();
  }

  /** @param isTold otherwise they are shown again only where they are others. @returns whether they are */
  async #readStates(isTold = true): Promise<boolean> {
    const states = await this.#states.renew();
    if (states?.ok === false) this.surroundings.log().warn(states.failure.message);
    if (!states?.ok) return false;
    const { value } = states;
    const before = 'states' in this.#state ? this.#state.states : undefined;
    const isNews = !before || !isEqual({ ...before, revision: value.revision }, value);
    if (isNews || isTold) this.#showStates(value);
    return isNews;
  }

  #modelBy(target: Target, settings: CheckpointSettings | undefined): ModelRequest {
    return { ...this.#modelRequest(target), ...(settings && { settings }) };
  }

  #modelRequest<T>(target: T): Omit<ModelRequest, 'target'> & { readonly target: T } {
    const { document } = this;
    return {
      target,
      defaults: document.defaults(),
      policy: document.policy([...this.#allowed]),
      thresholds: document.thresholds(),
      rules: document.rules(),
    };
  }

  /** Of a document that holds several tensors, its list; the refusal says so. */
  async #archiveInstead(outcome: Snapshot): Promise<ArchiveView | undefined> {
    const isArchive = !outcome.ok && outcome.failure.refusal?.choose === 'member' && isLone(this.document.target());
    if (!isArchive) return undefined;
    const listed = await this.#link.call((api) => api.browse(this.uri.toString(), this.document.defaults()));
    return listed.ok ? listed.value : undefined;
  }

  #requestToOpen(restore?: Restore): Promise<Snapshot> {
    // Closed while it was being opened: a session that is opened now would never be closed.
    if (this.#life.isOver) return Promise.resolve(failed('The editor was closed', 'Open the file again.'));
    const { channelAxis } = this.#chosen;
    const request: OpenRequest = {
      target: chosenTarget(this.document.target(), this.#chosen),
      defaults: { ...this.document.defaults(), ...(channelAxis !== undefined && { channelAxis }) },
      policy: this.document.policy([...this.#allowed]),
      thresholds: this.document.thresholds(),
      rules: this.document.rules(),
      ...(restore && { restore }),
    };
    return this.#link.call((api) => api.open(this.#id, request));
  }

  /** What was saved, unless the program file itself was edited since. */
  async #recall(): Promise<Restore> {
    const remembered = await this.#memory.recall(this.uri);
    if (remembered?.stamp !== (await this.document.stamp())) return undefined;
    this.#allow(remembered?.allowed ?? []);
    if (!remembered) return undefined;
    const { program, cursor, branches } = remembered;
    return { program, cursor, ...(branches && { branches }) };
  }

  async #remember(snapshot: SessionSnapshot): Promise<void> {
    const stamp = this.#stamp;
    const allowed = [...this.#allowed];
    try {
      await this.#memory.remember(this.uri, {
        ...placeOf(snapshot),
        ...(stamp !== undefined && { stamp }),
        ...(allowed.length > 0 && { allowed }),
      });
    } catch (error) {
      // A disk that is full is no reason to refuse a step.
      this.surroundings
        .log()
        .warn(`${this.document.name} will not be there after a reload as it is: ${messageOf(error)}`);
    }
  }

  /** @param again does once more what a refused file was in the way of */
  #accept(outcome: Snapshot, again = (): Promise<Snapshot> => this.act({ kind: 'reload' })): void {
    if (!outcome.ok) {
      this.fail(outcome.failure);
      void this.#ask(outcome.failure.outside ?? [], again);
      return;
    }
    const revision = outcome.value.revision + this.#revisionBase;
    if (this.snapshot && revision < this.snapshot.revision) return;
    this.#show({ ...outcome.value, revision, numbers: outcome.value.numbers + this.#revisionBase });
  }

  /** Asks once for files that the program names and may not; what they are needed for is done when the user allows them. */
  async #ask(outside: readonly string[], again: () => Promise<Snapshot>): Promise<void> {
    const news = outside.filter((uri) => !this.#asked.has(uri));
    if (news.length === 0) return;
    for (const uri of news) this.#asked.add(uri);
    if (!(await this.surroundings.consent(this.uri, outside)) || this.#life.isOver) return;
    this.#allow(outside);
    const outcome = await again();
    if (outcome.ok) await this.#remember(outcome.value);
  }

  #allow(uris: readonly string[]): void {
    for (const uri of uris) this.#allowed.add(uri);
  }

  #show(snapshot: SessionSnapshot): void {
    const member = isLone(this.document.target()) ? memberIn(this.uri, snapshot) : undefined;
    // What was restored says what had been chosen.
    if (member !== undefined) this.#chosen = { ...this.#chosen, member: this.#chosen.member ?? member };
    const archive = member === undefined ? {} : { archive: this.document.name };
    this.#set({ kind: 'ready', snapshot, failure: null, ...archive });
  }

  #set(state: PanelState): void {
    if (this.#life.isOver) return;
    this.#state = state;
    this.#onDidChange.fire(state);
  }

  async #track<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#report(null);
    }
  }

  #report(progress: Progress | null): void {
    // Late progress of what is over, and the end of what has told nothing.
    if (this.#life.isOver || (progress === null ? this.#progress === null : this.#running === 0)) return;
    this.#progress = progress;
    this.#onDidProgress.fire(progress);
  }
}

type ModelState = PanelState & { readonly kind: 'model' };

/** A model as it is shown; what is undefined, or not so, is left out. */
function modelState({
  model,
  isRecording = false,
  archive,
  states,
}: Pick<ModelState, 'model'> & {
  readonly [K in 'archive' | 'states']?: ModelState[K] | undefined;
} & { readonly isRecording?: boolean | undefined }): ModelState {
  return {
    ...{ kind: 'model', model },
    ...(isRecording && { isRecording }),
    ...(archive !== undefined && { archive }),
    ...(states && { states }),
  };
}

/** Whether there is nothing to show of a model's layers but their states. */
function isWithoutPasses({ layers, columns }: ModelSummary): boolean {
  return layers.length > 0 && columns.steps.length === 0;
}

/** What brings a session back to where it stands. */
function placeOf({ program, cursor, branches }: SessionSnapshot): NonNullable<Restore> {
  const { current, others, programs } = branches;
  const kept = others.map((name, index) => ({ name, program: programs[index] }));
  return { program, cursor, ...(kept.length > 0 && { branches: { current, others: kept } }) };
}

/** Whether a document is one file of tensors, and no program over several. */
function isLone(target: Target | LayerTarget): boolean {
  return target.kind === 'files' && target.uris.length === 1;
}
