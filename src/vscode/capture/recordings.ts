import { debug, Uri, type DebugSession } from 'vscode';
import { openInEditor } from '../commands/tensorFiles.js';
import { withProgress } from '../dialogs.js';
import { isThere } from '../host/fileWatch.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { captureModule } from './pythonProcess.js';
import { pythonText } from './pythonText.js';
import { SentFiles } from './sentFiles.js';
import { toldIn, type Told } from './told.js';

const doneMilliseconds = 2000;

/** A recording that a process has begun. */
export interface Begun {
  readonly session: DebugSession;
  readonly identity: string;
  readonly folder: Uri;
  /** Absent: the process writes into the folder itself. Otherwise it sends so many bytes at most. */
  readonly sent?: number;
  readonly passes: number;
  readonly layers: number;
}

/** Recordings of the next passes, while they are made. */
export class Recordings implements Disposable {
  readonly #life = new Lifetime();
  readonly #listeners = new Map<string, (told: Told) => void>();

  constructor() {
    this.#life.own(
      debug.onDidReceiveDebugSessionCustomEvent(({ event, body }) => {
        const told = event === 'batchnorm' ? toldIn(body) : undefined;
        if (told) this.#listeners.get(told.identity)?.(told);
      }),
    );
  }

  dispose(): void {
    this.#life.dispose();
  }

  /** Tells how far a recording is, and opens it. @throws CaptureError of what is sent and cannot be taken */
  async follow(begun: Begun): Promise<void> {
    const { folder, passes, layers } = begun;
    const title = `Recording the next ${passes} passes of ${layers} ${layers === 1 ? 'layer' : 'layers'}`;
    const isDone = await withProgress(title, (report, signal) => {
      report('continue the program');
      return this.#end(begun, (count) => report(`${count} of ${passes}`, 100 / passes), signal);
    });
    const model = Uri.joinPath(folder, 'model.bn.json');
    if (isDone && (await isThere(model))) await openInEditor(model);
  }

  /** Resolves when all is recorded, or the program has ended; to false where the user wants no more. */
  async #end(
    { session, identity, folder, sent }: Begun,
    onPass: (count: number) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const life = new Lifetime();
    const files = new SentFiles(folder, sent ?? 0);
    try {
      const isDone = await new Promise<boolean>((resolve, reject) => {
        this.#listeners.set(identity, (told) => {
          try {
            if (told.kind === 'file') files.take(told);
            else if (told.kind === 'pass') onPass(told.passes);
            else resolve(true);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
        life.own({ dispose: () => this.#listeners.delete(identity) });
        signal.addEventListener('abort', () => {
          // The program runs: without a frame the debugger asks any thread.
          const expression = `${captureModule}.stop_recording(${pythonText(identity)})`;
          void session.customRequest('evaluate', { expression, context: 'repl' }).then(undefined, () => undefined);
          resolve(false);
        });
        life.own(
          debug.onDidTerminateDebugSession(({ id }) => {
            if (id === session.id) resolve(true);
          }),
        );
        // Where a debugger has no such messages.
        const look = async (): Promise<void> => {
          if (await isThere(Uri.joinPath(folder, 'done.json'))) resolve(true);
        };
        const timer = setInterval(() => void look(), doneMilliseconds);
        life.own({ dispose: () => clearInterval(timer) });
      });
      await files.written;
      return isDone;
    } finally {
      life.dispose();
    }
  }
}
