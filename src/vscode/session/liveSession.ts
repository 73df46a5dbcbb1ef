import { EventEmitter, workspace, type Uri } from 'vscode';
import type {
  Action,
  Failure,
  OpenRequest,
  Outcome,
  PanelState,
  Progress,
  SessionSnapshot,
  ViewAnswer,
} from '../../protocol/index.js';
import type { ViewName, ViewRequest } from '../../session/index.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { log, messageOf } from '../log.js';
import { failed } from './outcome.js';
import { defaultsFor, targetOf } from './sessionDocument.js';
import { namesOf } from './sessionFiles.js';
import type { SessionMemory } from './sessionMemory.js';
import { SessionUpkeep } from './sessionUpkeep.js';
import type { WorkerLink } from './workerLink.js';

type Snapshot = Outcome<SessionSnapshot>;
type Restore = OpenRequest['restore'];

let sessionsSoFar = 0;

/**
 * A document's session as the extension host knows it: the state that all its editors show, and the way to the worker
 * that computes it. It outlives the worker: the next action after a death opens it again where it stood.
 */
export class LiveSession implements Disposable {
  readonly #life = new Lifetime();
  readonly #id = `session-${(sessionsSoFar += 1)}`;
  readonly #onDidChange = this.#life.own(new EventEmitter<PanelState>());
  readonly onDidChange = this.#onDidChange.event;
  readonly #onDidProgress = this.#life.own(new EventEmitter<Progress | null>());
  readonly onDidProgress = this.#onDidProgress.event;

  #state: PanelState = { kind: 'loading' };
  #progress: Progress | null = null;
  #running = 0;
  /** Where the worker's session comes from, and the generation of the worker that has it. */
  #opening: { readonly outcome: Promise<Snapshot>; readonly generation: number } | undefined;
  /** Added to the worker's revisions, which start again with every opening. */
  #revisionBase = 0;
  #stamp: string | undefined;

  constructor(
    readonly uri: Uri,
    private readonly link: WorkerLink,
    private readonly memory: SessionMemory,
  ) {
    this.#life.own(link.onProgress(this.#id, (progress) => this.#report(progress)));
    this.#life.own(new SessionUpkeep(this, link));
    void this.#track(() => this.#ensureOpen());
  }

  get state(): PanelState {
    return this.#state;
  }
  get snapshot(): SessionSnapshot | null {
    return this.#state.kind === 'ready' ? this.#state.snapshot : null;
  }
  /** Null also while something runs that is over before it has anything to tell. */
  get progress(): Progress | null {
    return this.#progress;
  }

  /** Carries out an action; its result, or its failure, is in the state when the promise is resolved. */
  act(action: Action): Promise<Snapshot> {
    return this.#track(async () => {
      const before = this.#opening;
      const opened = await this.#ensureOpen();
      // A session that was opened just now has read its files anyway.
      if (!opened.ok || (before !== this.#opening && action.kind === 'reload')) return opened;
      const outcome = await this.link.call((api) => api.act(this.#id, action));
      this.#accept(outcome);
      if (outcome.ok) await this.#remember(outcome.value);
      return outcome;
    });
  }

  /** Starts nothing: a session whose worker is dead says so, until something is done to it. */
  async view<K extends ViewName>(name: K, request: ViewRequest<K>): Promise<ViewAnswer<K>> {
    if (this.#opening?.generation !== this.link.generation) {
      return failed('The computation stopped', 'Retry starts it again.');
    }
    const opened = await this.#opening.outcome;
    if (!opened.ok) return opened;
    return this.#track(() => this.link.call((api) => api.view(this.#id, name, request)));
  }

  /** Ends what is running; finished passes stay. */
  cancel(): void {
    this.link.tell((api) => api.cancel(this.#id));
  }

  /** Reads the files again, after an error or on demand. */
  retry(): Promise<Snapshot> {
    return this.act({ kind: 'reload' });
  }

  /** The document's own program instead of what was made of it; at its start, or at the pass that was shown. */
  revert({ keepsPlace = false, notice }: { keepsPlace?: boolean; notice?: string } = {}): Promise<Snapshot> {
    return this.#track(async () => {
      const shown = this.snapshot?.shown ?? null;
      await this.memory.forget(this.uri);
      const opened = await this.#open();
      if (!opened.ok) return opened;
      if (keepsPlace && shown !== null) {
        await this.act({ kind: 'goTo', pass: Math.min(shown, opened.value.passes.length - 1) });
      }
      if (notice !== undefined && this.snapshot) this.#show({ ...this.snapshot, notice });
      return opened;
    });
  }

  /** Says that something went wrong; what was there before is still shown. */
  fail(failure: Failure): void {
    log().warn(`${failure.title}: ${failure.message}`);
    const { snapshot } = this;
    this.#set(snapshot ? { kind: 'ready', snapshot, failure } : { kind: 'failed', failure });
  }

  dispose(): void {
    this.link.tell(async (api) => {
      await api.cancel(this.#id);
      await api.close(this.#id);
    });
    this.#life.dispose();
  }

  async #ensureOpen(): Promise<Snapshot> {
    if (this.#life.isOver) return failed('The editor was closed', 'Open the file again.');
    const current = this.#opening;
    if (current?.generation === this.link.generation) {
      const outcome = await current.outcome;
      if (outcome.ok || current !== this.#opening) return outcome;
    }
    const { snapshot } = this;
    return this.#open(() => (snapshot ? Promise.resolve(snapshot) : this.#recall()));
  }

  /** Opens the document anew in the worker, from what is to be restored where there is such a thing. */
  #open(recall?: () => Promise<Restore>): Promise<Snapshot> {
    const opening = { outcome: this.#attemptToOpen(recall), generation: this.link.generation };
    this.#opening = opening;
    return opening.outcome;
  }

  async #attemptToOpen(recall: (() => Promise<Restore>) | undefined): Promise<Snapshot> {
    let outcome: Snapshot;
    try {
      const restore = await recall?.();
      this.#stamp = await stampOf(this.uri);
      outcome = await this.#requestToOpen(restore);
      // What was saved may not fit the files any more; the document's own program may.
      if (!outcome.ok && restore !== undefined) outcome = await this.#requestToOpen();
    } catch (error) {
      outcome = failed(`${namesOf([this.uri])} cannot be opened`, messageOf(error));
    }
    this.#revisionBase = (this.snapshot?.revision ?? -1) + 1;
    this.#accept(outcome);
    return outcome;
  }

  #requestToOpen(restore?: Restore): Promise<Snapshot> {
    // Closed while it was being opened: a session that is opened now would never be closed.
    if (this.#life.isOver) return Promise.resolve(failed('The editor was closed', 'Open the file again.'));
    const request: OpenRequest = {
      target: targetOf(this.uri),
      defaults: defaultsFor(this.uri),
      ...(restore && { restore: { program: restore.program, cursor: restore.cursor } }),
    };
    return this.link.call((api) => api.open(this.#id, request));
  }

  /** What was saved, unless the program file itself was edited since. */
  async #recall(): Promise<Restore> {
    const remembered = this.memory.recall(this.uri);
    return remembered?.stamp === (await stampOf(this.uri)) ? remembered : undefined;
  }

  async #remember({ program, cursor }: SessionSnapshot): Promise<void> {
    const stamp = this.#stamp;
    await this.memory.remember(this.uri, { program, cursor, ...(stamp !== undefined && { stamp }) });
  }

  #accept(outcome: Snapshot): void {
    if (!outcome.ok) {
      this.fail(outcome.failure);
      return;
    }
    const revision = outcome.value.revision + this.#revisionBase;
    if (this.snapshot && revision < this.snapshot.revision) return;
    this.#show({ ...outcome.value, revision });
  }

  #show(snapshot: SessionSnapshot): void {
    this.#set({ kind: 'ready', snapshot, failure: null });
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

/** Changes when a program file is edited; absent for tensor files, whose numbers do not change the program. */
async function stampOf(uri: Uri): Promise<string | undefined> {
  if (targetOf(uri).kind !== 'program') return undefined;
  try {
    const { mtime, size } = await workspace.fs.stat(uri);
    return `${mtime}:${size}`;
  } catch {
    return undefined;
  }
}
