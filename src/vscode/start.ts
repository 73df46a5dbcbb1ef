import { commands, window, workspace, Uri, type ExtensionContext } from 'vscode';
import { Capture } from './capture/capture.js';
import { askForFiles } from './commands/askForFiles.js';
import type { Browse } from './commands/chooseTensors.js';
import { onHostMessage } from './commands/hostMessages.js';
import { registerCommands } from './commands/registerCommands.js';
import { runWith, type Run } from './commands/run.js';
import { contextKeeper } from './contextKeys.js';
import { OpenEditors } from './editor/openEditors.js';
import { TensorEditorProvider } from './editor/tensorEditorProvider.js';
import { registerDebug } from './debug/registerDebug.js';
import { programScheme, programViewType, tensorViewType } from './ids.js';
import { Lifetime } from './lifetime.js';
import { disposeLog, log } from './log.js';
import { programFiles } from './programFiles.js';
import { Programs } from './programs/programs.js';
import { wakeJsonFeatures } from './programLanguage.js';
import { ActiveSession } from './host/activeSession.js';
import { hostFiles } from './host/hostFiles.js';
import { unwrap } from './host/outcome.js';
import { LiveSession } from './host/liveSession.js';
import { documentAt } from './host/sessionDocument.js';
import { SessionHub } from './host/sessionHub.js';
import { LongPrograms } from './host/longPrograms.js';
import { SessionMemory } from './host/sessionMemory.js';
import { SessionUpkeep } from './host/sessionUpkeep.js';
import { WorkerLink, type StartWorker } from './host/workerLink.js';
import { StatusBar } from './statusBar.js';

/** What `activate()` returns. */
export interface Extension {
  readonly run: Run;
  /** Our own tests look inside here; its shape changes without notice. */
  readonly internalForTests: {
    readonly editors: OpenEditors;
    readonly hub: SessionHub;
    readonly link: WorkerLink;
    readonly statusBar: StatusBar;
    readonly programs: Programs;
    /** What activation took, in milliseconds. */
    readonly activationTime: number;
  };
}

/** Registers everything; reads no file and starts no worker. */
export function start(context: ExtensionContext, startWorker: StartWorker): Extension {
  const started = performance.now();
  const life = new Lifetime();
  context.subscriptions.push(life);

  life.own({ dispose: disposeLog });
  const link = life.own(new WorkerLink(startWorker, hostFiles, log));
  const ownFolder = context.storageUri ?? context.globalStorageUri;
  // What is kept of a window without a folder goes with it, and would leave files behind elsewhere.
  const longPrograms = context.storageUri && new LongPrograms(Uri.joinPath(context.storageUri, 'programs'));
  const memory = new SessionMemory(context.workspaceState, longPrograms);
  const keep = (session: LiveSession): SessionUpkeep => new SessionUpkeep(session, link);
  const surroundings = { link, memory, consent: askForFiles, keep, log };
  const startSession = (uri: Uri): LiveSession => {
    const session = new LiveSession(documentAt(uri), surroundings);
    programs.follow(uri, session);
    return session;
  };
  const hub = life.own(new SessionHub(startSession));
  const editors = life.own(new OpenEditors());
  const run = runWith(link);
  const browse: Browse = async (archive) => unwrap(await link.call((api) => api.browse(archive.toString())));
  const programs = life.own(new Programs(link, () => hub, { run, browse }));

  const provider = new TensorEditorProvider(context.extensionUri, hub, editors, onHostMessage);
  for (const viewType of [tensorViewType, programViewType]) {
    life.own(window.registerCustomEditorProvider(viewType, provider, { supportsMultipleEditorsPerDocument: true }));
  }
  life.own(workspace.registerFileSystemProvider(programScheme, programFiles, { isReadonly: true }));
  life.own(registerCommands(editors, hub, context.extensionUri, run, browse));

  life.own(new Capture(context.extensionUri, ownFolder));
  life.own(registerDebug(hub, link, editors));
  life.own(wakeJsonFeatures());

  const statusBar = life.own(new StatusBar());
  const active = life.own(new ActiveSession(editors));
  const keepContext = contextKeeper((key, value) => commands.executeCommand('setContext', key, value));
  life.own(
    active.onDidChange((face) => {
      statusBar.show(face);
      keepContext(face);
    }),
  );
  const activationTime = performance.now() - started;
  return { run, internalForTests: { editors, hub, link, statusBar, programs, activationTime } };
}
