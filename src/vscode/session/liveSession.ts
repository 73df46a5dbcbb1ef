import { EventEmitter, workspace, type Uri } from 'vscode';
import type {
  Action,
  OpenRequest,
  Outcome,
  PanelState,
  Progress,
  SessionSnapshot,
  ViewAnswer,
} from '../../protocol/index.js';
import type { ViewName, ViewRequest } from '../../session/index.js';
import { programSuffix } from '../ids.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { log, messageOf } from '../log.js';
import { FileWatch, type FileChanges } from './fileWatch.js';
import { failed } from './outcome.js';
import { defaultsFor, targetOf } from './sessionDocument.js';
import { filesOf, namesOf } from './sessionFiles.js';
import type { SessionMemory } from './sessionMemory.js';
import type { WorkerLink } from './workerLink.js';

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
  readonly #watch = this.#life.own(new FileWatch((changes) => void this.#filesChanged(changes)));

  #state: PanelState = { kind: 'loading' };
  #progress: Progress | null = null;
  #running = 0;
  /** The opening that the worker's session comes from, and the generation of the worker it was made in. */
  #opening: { readonly outcome: Promise<Outcome<SessionSnapshot>>; readonly generation: number } | undefined;
  /** Added to the worker's revisions, which start again with every opening. */
  #revisionBase = 0;
  #stamp: string | undefined;

  constructor(
    readonly uri: Uri,
    private readonly link: WorkerLink,
    private readonly memory: SessionMemory,
  ) {
    this.#life.own(link.onProgress(this.#id, (progress) => this.#report(progress)));
    this.#life.own(link.onDidDie((error) => this.#workerDied(error)));
    this.#life.own(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('batchnorm', uri)) void this.#settingsChanged();
      }),
    );
    this.#watch.set([uri]);
    void this.#track(() => this.#ensureOpen());
  }

  get state(): PanelState {
    return this.#state;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get isRunning(): boolean {
    return this.#running > 0;
  }
  get snapshot(): SessionSnapshot | null {
    return this.#state.kind === 'ready' ? this.#state.snapshot : null;
  }

  /** Carries out an action; its result, or its failure, is in the state when the promise is resolved. */
  act(action: Action): Promise<Outcome<SessionSnapshot>> {
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

  async view<K extends ViewName>(name: K, request: ViewRequest<K>): Promise<ViewAnswer<K>> {
    if (this.#opening?.generation !== this.link.generation) {
      return failed('The computation stopped', 'Retry starts it again.');
    }
    const opened = await this.#opening.outcome;
    return opened.ok ? this.link.call((api) => api.view(this.#id, name, request)) : opened;
  }

  /** Ends what is running; finished passes stay. */
  cancel(): void {
    this.link.tell((api) => api.cancel(this.#id));
  }

  /** Reads the files again, after an error or on demand. */
  retry(): Promise<Outcome<SessionSnapshot>> {
    return this.act({ kind: 'reload' });
  }

  /** Gives up what was edited: the document's own program, before its first pass. */
  async revert(): Promise<Outcome<SessionSnapshot>> {
    await this.memory.forget(this.uri);
    return this.#track(() => this.#open());
  }

  dispose(): void {
    this.link.tell(async (api) => {
      await api.cancel(this.#id);
      await api.close(this.#id);
    });
    this.#life.dispose();
  }

  async #ensureOpen(): Promise<Outcome<SessionSnapshot>> {
    const current = this.#opening;
    if (current?.generation === this.link.generation) {
      const outcome = await current.outcome;
      if (outcome.ok || current !== this.#opening) return outcome;
    }
    const { snapshot } = this;
    return this.#open(() => (snapshot ? Promise.resolve(snapshot) : this.#recalled()));
  }

  /** Opens the document anew in the worker, from what is to be restored where there is such a thing. */
  #open(recall?: () => Promise<OpenRequest['restore']>): Promise<Outcome<SessionSnapshot>> {
    const request = (restore?: OpenRequest['restore']): Promise<Outcome<SessionSnapshot>> =>
      this.link.call((api) =>
        api.open(this.#id, {
          target: targetOf(this.uri),
          defaults: defaultsFor(this.uri),
          ...(restore && { restore: { program: restore.program, cursor: restore.cursor } }),
        }),
      );
    const attempt = async (): Promise<Outcome<SessionSnapshot>> => {
      let outcome: Outcome<SessionSnapshot>;
      try {
        const restore = await recall?.();
        this.#stamp = await stampOf(this.uri);
        outcome = await request(restore);
        // What was saved may not fit the files any more; the document's own program may.
        if (!outcome.ok && restore !== undefined) outcome = await request();
      } catch (error) {
        outcome = failed(`${namesOf([this.uri])} cannot be opened`, messageOf(error));
      }
      this.#revisionBase = (this.snapshot?.revision ?? -1) + 1;
      this.#accept(outcome);
      return outcome;
    };
    const opening = { outcome: attempt(), generation: this.link.generation };
    this.#opening = opening;
    return opening.outcome;
  }

  /** What was saved, unless the program file itself was edited since. */
  async #recalled(): Promise<OpenRequest['restore']> {
    const remembered = this.memory.recall(this.uri);
    return remembered?.stamp === (await stampOf(this.uri)) ? remembered : undefined;
  }

  async #remember({ program, cursor }: SessionSnapshot): Promise<void> {
    await this.memory.remember(this.uri, {
      program,
      cursor,
      ...(this.#stamp !== undefined && { stamp: this.#stamp }),
    });
  }

  #accept(outcome: Outcome<SessionSnapshot>): void {
    if (this.#life.isOver) return;
    if (!outcome.ok) {
      log().warn(`${outcome.failure.title}: ${outcome.failure.message}`);
      const { snapshot } = this;
      const { failure } = outcome;
      this.#set(snapshot ? { kind: 'ready', snapshot, failure } : { kind: 'failed', failure });
      return;
    }
    const revision = outcome.value.revision + this.#revisionBase;
    if (this.snapshot && revision < this.snapshot.revision) return;
    const snapshot = { ...outcome.value, revision };
    this.#watch.set([this.uri, ...filesOf(this.uri, snapshot)]);
    this.#set({ kind: 'ready', snapshot, failure: null });
  }

  #set(state: PanelState): void {
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
    if (this.#life.isOver || (progress !== null && this.#running === 0)) return;
    this.#progress = progress;
    this.#onDidProgress.fire(progress);
  }

  async #filesChanged({ changed, gone }: FileChanges): Promise<void> {
    if (changed.some((file) => file.toString() === this.uri.toString()) && this.uri.path.endsWith(programSuffix)) {
      // The text of the program is what counts now, not what was made of the older one.
      const cursor = this.snapshot?.cursor;
      await this.revert();
      if (cursor && cursor.pass > 0) await this.act({ kind: 'goTo', pass: cursor.pass - 1 });
    } else if (changed.length > 0) {
      await this.act({ kind: 'reload', notice: `${namesOf(changed)} changed on disk and was read again` });
    }
    if (gone.length > 0) this.#accept(goneFailure(gone));
  }

  #workerDied(error: Error): void {
    this.#accept(
      failed(
        'The computation stopped',
        `${error.message} The passes computed so far are still shown; retry continues from them.`,
      ),
    );
  }

  /** New defaults reach a session that nobody has edited; edits stay what they are. */
  async #settingsChanged(): Promise<void> {
    const { snapshot } = this;
    if (targetOf(this.uri).kind !== 'files' || snapshot === null || snapshot.canUndo) return;
    const { cursor } = snapshot;
    await this.#track(() => this.#open());
    if (cursor.pass > 0) await this.act({ kind: 'goTo', pass: cursor.pass - 1 });
  }
}

function goneFailure(gone: readonly Uri[]): ReturnType<typeof failed> {
  const are = gone.length === 1 ? 'is' : 'are';
  return failed(
    `${namesOf(gone)} ${are} gone`,
    `${namesOf(gone)} ${gone.length === 1 ? 'was' : 'were'} deleted or moved. What was computed stays; retry when the file is back.`,
  );
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
