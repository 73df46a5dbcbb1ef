import { Uri, workspace } from 'vscode';
import { openInEditor } from '../commands/tensorFiles.js';
import { askForText, pickOne, showError, withProgress } from '../dialogs.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { captureFolder, fileNameOf } from './captureFolder.js';
import { expressionOf } from './expressionOf.js';
import { isJupyterVariable, notebookOf } from './jupyter.js';
import { KernelProcess } from './kernelProcess.js';
import { PausedProcess } from './pausedProcess.js';
import { CaptureError, pythonFile, type HandedOut, type PythonProcess } from './pythonProcess.js';
import { pythonSource, pythonText } from './pythonText.js';
import { Recordings } from './recordings.js';

/** What is taken at most: through a file, and through the debugger, which passes about 1 MB a second. */
const most = { file: 4 * 2 ** 30, protocol: 256 * 2 ** 20 };
const usualPasses = 8;

interface Model {
  readonly expression: string;
  readonly type: string;
  readonly layers: number;
}

/** Tensors, layers and passes of a Python program that is paused in the debugger. */
export class Capture implements Disposable {
  readonly #life = new Lifetime();
  readonly #recordings = this.#life.own(new Recordings());

  /** @param storage where what is captured is kept */
  constructor(
    private readonly extension: Uri,
    private readonly storage: Uri,
  ) {}

  dispose(): void {
    this.#life.dispose();
  }

  /** An array or tensor, as a file of its own in the panel. @returns the file */
  async tensor(given: unknown): Promise<Uri | undefined> {
    const expression = await expressionOf(given, 'An array or tensor, as you would write it in this frame');
    if (expression === undefined) return undefined;
    const process = await PausedProcess.current(this.extension);
    return this.#open(`${fileNameOf(expression)}.npy`, tensorCall(expression), () => Promise.resolve(process));
  }

  /** What the Jupyter extension's variables view sends: from the kernel, or where it debugs, from its debug session. */
  async variable(given: unknown): Promise<Uri | undefined> {
    if (!isJupyterVariable(given)) return this.tensor(given);
    const notebook = notebookOf(given);
    if (!notebook) return this.tensor(given.name);
    return this.#open(`${fileNameOf(given.name)}.npy`, tensorCall(given.name), (signal) =>
      KernelProcess.of(notebook, this.extension, signal),
    );
  }

  /** All BatchNorm layers of a model as they are now. @returns an archive of their states */
  async layers(given: unknown): Promise<Uri | undefined> {
    const process = await PausedProcess.current(this.extension);
    const model = await this.#model(process, given);
    if (!model) return undefined;
    const call: HandOut = (path, bytes) => `state((${model.expression}), ${path}, ${bytes})`;
    return this.#open(`${fileNameOf(model.expression)}.npz`, call, () => Promise.resolve(process));
  }

  /** Hooks for the next calls of a model; its recording opens when they have been. @returns its folder */
  async record(given: unknown): Promise<Uri | undefined> {
    const process = await PausedProcess.current(this.extension);
    const model = await this.#model(process, given);
    if (!model) return undefined;
    const passes = await passesOf(given);
    if (passes === undefined) return undefined;
    const { uri, isShared } = await captureFolder(this.storage, process);
    const identity = crypto.randomUUID();
    const folder = Uri.joinPath(uri, fileNameOf(model.expression));
    const recorder = pythonSource(await pythonFile(this.extension, 'batchnorm_recorder.py'));
    const [path, bytes] = isShared ? [pythonText(folder.fsPath), most.file] : ['None', most.protocol];
    const { layers } = await process.call<{ readonly layers: number }>(
      `record((${model.expression}), ${recorder}, ${path}, ${passes}, ${pythonText(identity)}, ${bytes})`,
    );
    const begun = { session: process.session, identity, folder, passes, layers, ...(!isShared && { sent: bytes }) };
    void this.#recordings.follow(begun).catch(showError);
    return folder;
  }

  /** The model that is meant: of the menu, the only one there is, or the one that the user picks. */
  async #model(process: PausedProcess, given: unknown): Promise<Model | undefined> {
    const expression = given === undefined ? undefined : await expressionOf(given);
    const names =
      expression === undefined ? '{**globals(), **locals()}' : `{${pythonText(expression)}: (${expression})}`;
    const { models, problem } = await process.call<{ readonly models: readonly Model[]; readonly problem?: string }>(
      `scan(${names})`,
    );
    if (models.length === 0) {
      throw new CaptureError(
        problem ?? `${expression ?? 'This frame'} has no PyTorch model with a BatchNorm layer: choose another frame.`,
      );
    }
    if (models.length === 1) return models[0];
    const choices = models.map((model) => ({
      label: model.expression,
      description: model.type,
      detail: `${model.layers} BatchNorm ${model.layers === 1 ? 'layer' : 'layers'}`,
      model,
    }));
    return (await pickOne(choices, { title: 'Which Model?', placeHolder: 'Models of this frame' }))?.model;
  }

  /** A file of what a process hands out, with progress and a Cancel; it opens. @returns the file */
  async #open(name: string, call: HandOut, processOf: (signal: AbortSignal) => Promise<PythonProcess>): Promise<Uri> {
    const uri = await withProgress(`Capturing ${name}`, async (report, signal) => {
      const process = await processOf(signal);
      const { uri: folder, isShared } = await captureFolder(this.storage, process);
      const file = Uri.joinPath(folder, name);
      const text = isShared ? call(pythonText(file.fsPath), most.file) : call('None', most.protocol);
      const handed = await process.call<HandedOut>(text, signal);
      if (handed.token === undefined) return file;
      let told = 0;
      const tell = (bytes: number): void => {
        const message = `${Math.round(bytes / 2 ** 20)} of ${Math.ceil(handed.bytes / 2 ** 20)} MB`;
        report(message, (100 * (bytes - told)) / handed.bytes);
        told = bytes;
      };
      await workspace.fs.writeFile(file, await process.content(handed, tell, signal));
      return file;
    });
    await openInEditor(uri);
    return uri;
  }
}

/** A call of our module that hands out at most so many bytes. @param path of the file that it writes, or `None` */
type HandOut = (path: string, most: number) => string;

function tensorCall(expression: string): HandOut {
  return (path, bytes) => `tensor((${expression}), ${path}, ${bytes})`;
}

async function passesOf(given: unknown): Promise<number | undefined> {
  if (typeof given === 'object' && given !== null && 'passes' in given && typeof given.passes === 'number') {
    return given.passes;
  }
  const text = await askForText({
    title: 'Record Next Passes',
    prompt: 'How many passes of each layer',
    value: String(usualPasses),
    problem: (value) => (/^[1-9]\d{0,4}$/.test(value.trim()) ? undefined : 'a whole number from 1 to 99999'),
  });
  return text === undefined ? undefined : Number(text);
}
