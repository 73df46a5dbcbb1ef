import {
  debug,
  DebugAdapterInlineImplementation,
  Disposable as VSCodeDisposable,
  Uri,
  ViewColumn,
  workspace,
  type DebugConfiguration,
  type DebugProtocolMessage,
} from 'vscode';
import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import { isProgram } from '../../session/program/paths/index.js';
import { openPanel } from '../commands/tensorFiles.js';
import { showInformation } from '../dialogs.js';
import { unwrap } from '../host/outcome.js';
import type { SessionFace, SessionPanel } from '../host/sessionFace.js';
import type { SessionHub } from '../host/sessionHub.js';
import type { WorkerLink } from '../host/workerLink.js';
import { debugType, programScheme } from '../ids.js';
import { BesidePanel } from './besidePanel.js';
import { DebugAdapter } from './debugAdapter.js';
import type { DebugHost } from './debugHost.js';
import { activeProgram, configurationAsked, configurationFor, documentOf, type Launch } from './launch.js';
import type { Listings } from './listings.js';
import { uncoverPanels } from './uncoverPanels.js';
import { expressionOf, placeOf } from './valuePlace.js';

/** The panels that there are, as far as a debugger has to know. */
interface Panels {
  readonly active: SessionFace | undefined;
  /** The one on a document that was active last. */
  on(document: Uri): SessionPanel | undefined;
}

/** Debugging by VS Code's own debugger, in this process: the adapter speaks with sessions that panels may show. */
export class ProgramDebugger {
  readonly #host: DebugHost;

  constructor(
    private readonly hub: SessionHub,
    link: WorkerLink,
    private readonly panels: Panels,
    listings: Listings,
  ) {
    const beside = new BesidePanel((document) => panels.on(document));
    this.#host = {
      lease: (document) => hub.lease(document),
      textOf,
      show: (uri, text) => listings.set(uri, text),
      stopIn: (document, text, tell) => beside.show(document, text, tell),
      part: (document) => beside.part(document),
      uncover: uncoverPanels,
      rules: async () => unwrap(await link.call((api) => api.rules())),
    };
  }

  adapter(): DebugAdapterInlineImplementation {
    return inProcess(new DebugAdapter(this.#host));
  }

  /** What a new launch.json begins with. */
  configurations(): readonly DebugConfiguration[] {
    return [configurationFor(this.#active() ?? '${workspaceFolder}/program.bn.json')];
  }

  /** That of the file that is open: F5 without a launch.json. */
  async configuration(): Promise<DebugConfiguration | undefined> {
    const program = this.#active();
    if (program) return configurationAsked(program);
    void showInformation('Open a *.bn.json or a tensor file to debug it.');
    return undefined;
  }

  /** @param step by its place in the program's `steps`: it stops there */
  async debugFile(given: unknown, step?: unknown): Promise<void> {
    const document = given instanceof Uri && !isOfActiveTab(given) ? given : this.#active();
    if (!document) throw new Error('Open a *.bn.json or a tensor file to debug it.');
    if (!workspace.isTrusted) {
      // VS Code starts no debugger there. What the panel can do all the same, it says.
      await openPanel(document, this.panels.on(document), ViewColumn.Beside);
      return;
    }
    const configuration = await configurationAsked(document);
    if (!configuration) return;
    await debug.startDebugging(workspace.getWorkspaceFolder(document), {
      ...configuration,
      ...(typeof step === 'number' && { step }),
    });
  }

  /** The program that is debugged, beside its text, where a value of it is. @param given what a menu says of the value */
  async showInPanel(given: unknown): Promise<void> {
    const session = debug.activeDebugSession;
    if (session?.type !== debugType) throw new Error('Start debugging a BatchNorm program first.');
    const document = await documentOf(session.configuration as Launch);
    await openPanel(document, this.panels.on(document), ViewColumn.Beside);
    const expression = expressionOf(given);
    const snapshot = this.hub.find(document)?.snapshot;
    if (expression === undefined || !snapshot) return;
    this.panels.on(document)?.show(placeOf(expression, snapshot.settings.channelAxis));
  }

  #active(): Uri | undefined {
    return activeProgram(this.panels.active?.session.uri);
  }
}

function inProcess(adapter: DebugAdapter): DebugAdapterInlineImplementation {
  // The adapter's package knows no VS Code, whose disposables are of a class.
  const asVsCodeHasIt = Object.assign(new VSCodeDisposable(() => adapter.dispose()), {
    onDidSendMessage: adapter.onDidSendMessage,
    handleMessage: (message: DebugProtocolMessage) => adapter.handleMessage(message as Protocol.ProtocolMessage),
  });
  return new DebugAdapterInlineImplementation(asVsCodeHasIt);
}

/** A button of a tab names its file, and not what of it our editor shows. */
function isOfActiveTab(file: Uri): boolean {
  return activeProgram()?.toString() === file.toString();
}

async function textOf(document: Uri): Promise<string | null> {
  if (document.scheme === programScheme || !isProgram(document.toString())) return null;
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(document));
  } catch {
    // What cannot be read the session says.
    return null;
  }
}
