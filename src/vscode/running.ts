import { commands, Uri, type ExtensionContext, type TestController } from 'vscode';
import { captureCommands } from './capture/captureCommands.js';
import { askForFiles } from './commands/askForFiles.js';
import type { Browse } from './commands/chooseTensors.js';
import type { Commands } from './commands/command.js';
import { commandTable } from './commands/commandTable.js';
import { onHostMessage } from './commands/hostMessages.js';
import { runWith, type Run } from './commands/run.js';
import { contextKeeper } from './contextKeys.js';
import { debugCommands } from './debug/debugCommands.js';
import type { ProgramDebugger } from './debug/programDebugger.js';
import type { Listings } from './debug/listings.js';
import { OpenEditors } from './editor/openEditors.js';
import type { TensorEditorProvider } from './editor/tensorEditorProvider.js';
import { ActiveSession } from './host/activeSession.js';
import { hostFiles } from './host/hostFiles.js';
import { LiveSession } from './host/liveSession.js';
import { LongPrograms } from './host/longPrograms.js';
import { unwrap } from './host/outcome.js';
import { chosenFilesProgram } from './host/chosenFiles.js';
import { layerProgram, modelLayerOf } from './host/modelLayer.js';
import { documentAt } from './host/sessionDocument.js';
import { SessionHub } from './host/sessionHub.js';
import { SessionMemory } from './host/sessionMemory.js';
import { SessionUpkeep } from './host/sessionUpkeep.js';
import { WorkerLink, type StartWorker } from './host/workerLink.js';
import { Lifetime, type Disposable } from './lifetime.js';
import { log } from './log.js';
import { once } from './once.js';
import type { ProgramCompletion } from './programs/programCompletion.js';
import { Programs } from './programs/programs.js';
import type { RunTool } from './programs/tools/runTool.js';
import { StatusBar } from './statusBar.js';

/** What VS Code has of us from the start. */
export interface Registered {
  readonly listings: Listings;
  readonly tests: TestController;
}

/**
 * What the registrations of `start` lead to: sessions, the worker, commands. What only some of them need is loaded with the
 * first of those. The worker starts where a program is open as text, or when it is first asked.
 */
export class Running implements Disposable {
  readonly #life = new Lifetime();
  readonly link: WorkerLink;
  readonly hub: SessionHub;
  readonly editors = this.#life.own(new OpenEditors());
  readonly programs: Programs;
  readonly statusBar = this.#life.own(new StatusBar());
  readonly run: Run;
  /** All that the manifest names, and `batchnorm.run`. */
  readonly commands: Commands;
  readonly editorProvider: () => Promise<TensorEditorProvider>;
  readonly debugging: () => Promise<ProgramDebugger>;
  readonly completion: () => Promise<ProgramCompletion>;
  readonly tool: () => Promise<RunTool>;

  constructor(context: ExtensionContext, startWorker: StartWorker, registered: Registered) {
    const { extensionUri, storageUri, globalStorageUri, workspaceState } = context;
    const life = this.#life;
    const link = (this.link = life.own(new WorkerLink(startWorker, hostFiles, log)));
    // What is kept of a window without a folder goes with it, and would leave files behind elsewhere.
    const longPrograms = storageUri && new LongPrograms(Uri.joinPath(storageUri, 'programs'));
    const memory = new SessionMemory(workspaceState, longPrograms);
    const keep = (session: LiveSession): SessionUpkeep => new SessionUpkeep(session, link);
    const surroundings = { link, memory, consent: askForFiles, keep, log };
    const startSession = (uri: Uri): LiveSession => {
      const session = new LiveSession(documentAt(uri), surroundings);
      this.programs.follow(uri, session);
      return session;
    };
    const hub = (this.hub = life.own(new SessionHub(startSession)));
    const { editors } = this;
    const run = (this.run = runWith(link));
    const browse: Browse = async (archive) => unwrap(await link.call((api) => api.browse(archive.toString())));
    this.programs = life.own(new Programs(link, hub, registered.tests));

    this.editorProvider = once(async () => {
      const { TensorEditorProvider } = await import('./editor/tensorEditorProvider.js');
      return new TensorEditorProvider(extensionUri, hub, editors, onHostMessage);
    });
    this.debugging = once(async () => {
      const { ProgramDebugger } = await import('./debug/programDebugger.js');
      return new ProgramDebugger(hub, link, editors, registered.listings);
    });
    this.completion = once(async () => {
      const { ProgramCompletion } = await import('./programs/programCompletion.js');
      return new ProgramCompletion(browse);
    });
    this.tool = once(async () => {
      const { RunTool } = await import('./programs/tools/runTool.js');
      return new RunTool(run);
    });
    const capture = once(async () => {
      const { Capture } = await import('./capture/capture.js');
      return life.own(new Capture(extensionUri, storageUri ?? globalStorageUri));
    });
    this.commands = new Map([
      ...commandTable(editors, hub, extensionUri, run, browse),
      ...this.programs.commands,
      ...captureCommands(capture),
      ...debugCommands(this.debugging),
    ]);
    this.#showActive();
  }

  /** The text of a document of ours that is no file. @throws Error where its URI stands for none */
  async textOf(uri: Uri): Promise<string> {
    const own = modelLayerOf(uri);
    return own ? layerProgram(own) : chosenFilesProgram(uri);
  }

  dispose(): void {
    this.#life.dispose();
  }

  /** In the status bar, and in what keys and menus ask for. */
  #showActive(): void {
    const active = this.#life.own(new ActiveSession(this.editors));
    const keepContext = contextKeeper((key, value) => commands.executeCommand('setContext', key, value));
    this.#life.own(
      active.onDidChange((face) => {
        this.statusBar.show(face);
        keepContext(face);
      }),
    );
  }
}
