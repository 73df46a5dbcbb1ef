import { Uri, workspace, type Event } from 'vscode';
import type { Action, Failure, PanelState, SessionSnapshot } from '../../protocol/index.js';
import { isProgram } from '../../session/program/paths/index.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { FileWatch, type FileChanges } from './fileWatch.js';
import { failed } from './outcome.js';
import { baseOf, defaultSettings, findingSettings, targetOf } from './sessionDocument.js';
import { namesOf } from './fileNames.js';
import { textFileOf } from './modelLayer.js';
import { areSame, NamedFilesReader, type NamedFiles } from './namedFiles.js';
import { watchedFiles } from './watchedFiles.js';
import { watchRecording } from './watchRecording.js';
import type { WorkerLink } from './workerLink.js';

/** What has to be known of a session to keep it true, and how that is done. */
interface KeptSession {
  readonly uri: Uri;
  readonly snapshot: SessionSnapshot | null;
  /** URI of the file that the states of its layers are compared with. */
  readonly comparedWith: string | undefined;
  readonly onDidChange: Event<PanelState>;
  act(action: Action): Promise<unknown>;
  /** The document's own program instead of what was made of it. */
  revert(options: { readonly keepsPlace: boolean; readonly notice?: string }): Promise<unknown>;
  /** Findings by what the settings say now. */
  judge(): Promise<void>;
  /** Reads a model's recordings again, which have changed; or nobody said so for a while. @returns whether they have grown */
  followModel(isRecording: boolean): Promise<boolean>;
  /** Reads what is new in the recording that the states of its layers are compared with; likewise. */
  followCompared(isTold: boolean): Promise<boolean>;
  /** Reads the states of its layers again, and what they are compared with. */
  renewStates(): Promise<void>;
  fail(failure: Failure): void;
}

/** Keeps a session true to the world around it: its files, the user's settings, the worker. */
export class SessionUpkeep implements Disposable {
  readonly #life = new Lifetime();
  readonly #watch = this.#life.own(new FileWatch((changes) => void this.#filesChanged(changes)));

  #recording: Disposable | undefined;
  #comparedRecording: Disposable | undefined;

  readonly #reader = new NamedFilesReader();
  /** What names the files that are watched. */
  #named: NamedFiles | undefined;
  #files: readonly Uri[];
  #compared: Uri | undefined;

  constructor(
    private readonly session: KeptSession,
    link: WorkerLink,
  ) {
    const { uri } = session;
    this.#files = [textFileOf(uri)];
    this.#watch.set(this.#files);
    this.#life.own(
      session.onDidChange((state) => {
        if (state.kind === 'ready') this.#follow(state.snapshot);
        this.#followCompared();
        // An archive does not grow by files beside it.
        if (state.kind === 'model' && state.archive === undefined && !this.#recording)
          this.#recording = watchRecording(baseOf(uri), uri, (isTold) => session.followModel(isTold));
      }),
    );
    this.#life.own(link.onDidDie((error) => this.#workerDied(error)));
    this.#life.own(
      workspace.onDidChangeConfiguration((event) => {
        if (defaultSettings.some((name) => event.affectsConfiguration(name, uri))) void this.#settingsChanged();
        if (findingSettings.some((name) => event.affectsConfiguration(name, uri))) void session.judge();
      }),
    );
  }

  dispose(): void {
    this.#recording?.dispose();
    this.#comparedRecording?.dispose();
    this.#life.dispose();
  }

  #follow(snapshot: SessionSnapshot): void {
    const named = this.#reader.read(snapshot);
    if (this.#named && areSame(named, this.#named)) return;
    this.#named = named;
    this.#files = [textFileOf(this.session.uri), ...watchedFiles(this.session.uri, named)];
    this.#watchAll();
  }

  #followCompared(): void {
    const { session } = this;
    const { comparedWith } = session;
    if (comparedWith === this.#compared?.toString()) return;
    const compared = comparedWith === undefined ? undefined : Uri.parse(comparedWith, true);
    this.#compared = compared;
    this.#watchAll();
    this.#comparedRecording?.dispose();
    this.#comparedRecording =
      compared && isProgram(compared.toString())
        ? watchRecording(baseOf(compared), compared, (isTold) => session.followCompared(isTold))
        : undefined;
  }

  #watchAll(): void {
    this.#watch.set([...this.#files, ...(this.#compared ? [this.#compared] : [])]);
  }

  async #filesChanged(changes: FileChanges): Promise<void> {
    const { session } = this;
    const own = new Set(this.#files.map((file) => file.toString()));
    const [changed, gone] = [changes.changed, changes.gone].map((files) =>
      files.filter((file) => own.has(file.toString())),
    );
    // The page says what is wrong with a file that it only compares with.
    const isCompared = [...changes.changed, ...changes.gone].some((file) => file.toString() === session.comparedWith);
    if (isCompared) await session.renewStates();
    const isProgram = targetOf(session.uri).kind !== 'files';
    const text = textFileOf(session.uri).toString();
    const notice = `${namesOf(changed)} changed on disk and was read again`;
    if (isProgram && changed.some((file) => file.toString() === text)) {
      // The text of the program is what counts now, not what was made of the older one.
      await session.revert({ keepsPlace: true, notice });
    } else if (changed.length > 0) {
      await session.act({ kind: 'reload', notice });
    }
    if (gone.length > 0) session.fail(goneFailure(gone));
  }

  /** New defaults reach a session that nobody has edited; edits stay what they are. */
  async #settingsChanged(): Promise<void> {
    const { session } = this;
    if (targetOf(session.uri).kind === 'files' && session.snapshot?.canUndo === false) {
      await session.revert({ keepsPlace: true });
    }
  }

  #workerDied(error: Error): void {
    const message = `${error.message} The passes computed so far are still shown; retry continues from them.`;
    this.session.fail(failed('The computation stopped', message).failure);
  }
}

function goneFailure(gone: readonly Uri[]): { readonly title: string; readonly message: string } {
  const names = namesOf(gone);
  const [are, were, they] = gone.length === 1 ? ['is', 'was', 'it is'] : ['are', 'were', 'they are'];
  return {
    title: `${names} ${are} gone`,
    message: `${names} ${were} deleted or moved. What was computed stays; retry when ${they} back.`,
  };
}
