import {
  commands,
  debug,
  DebugAdapterInlineImplementation,
  Disposable as VSCodeDisposable,
  EvaluatableExpression,
  languages,
  Uri,
  ViewColumn,
  workspace,
  type DebugConfiguration,
  type DebugProtocolMessage,
} from 'vscode';
import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import { isProgram } from '../../session/program/paths/index.js';
import { openPanel } from '../commands/tensorFiles.js';
import { showError, showInformation } from '../dialogs.js';
import { unwrap } from '../host/outcome.js';
import type { SessionFace, SessionPanel } from '../host/sessionFace.js';
import type { SessionHub } from '../host/sessionHub.js';
import type { WorkerLink } from '../host/workerLink.js';
import { debugType, listingScheme, programScheme } from '../ids.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { BesidePanel } from './besidePanel.js';
import { DebugAdapter } from './debugAdapter.js';
import type { DebugHost } from './debugHost.js';
import { activeProgram, configurationAsked, configurationFor, documentOf, type Launch } from './launch.js';
import { Listings } from './listings.js';
import { uncoverPanels } from './uncoverPanels.js';
import { expressionOf, placeOf } from './valuePlace.js';

/** The panels that there are, as far as a debugger has to know. */
interface Panels {
  readonly active: SessionFace | undefined;
  /** The one on a document that was active last. */
  on(document: Uri): SessionPanel | undefined;
}

/** Debugging by VS Code's own debugger, in this process: the adapter speaks with sessions that panels may show. */
export function registerDebug(hub: SessionHub, link: WorkerLink, panels: Panels): Disposable {
  const life = new Lifetime();
  const listings = life.own(new Listings());
  const active = (): Uri | undefined => activeProgram(panels.active?.session.uri);
  const beside = new BesidePanel((document) => panels.on(document));
  const host: DebugHost = {
    lease: (document) => hub.lease(document),
    textOf,
    show: (uri, text) => listings.set(uri, text),
    stopIn: (document, text, tell) => beside.show(document, text, tell),
    part: (document) => beside.part(document),
    uncover: uncoverPanels,
    rules: async () => unwrap(await link.call((api) => api.rules())),
  };
  life.own(workspace.registerTextDocumentContentProvider(listingScheme, listings));
  life.own(
    debug.registerDebugAdapterDescriptorFactory(debugType, {
      createDebugAdapterDescriptor: () => inProcess(new DebugAdapter(host)),
    }),
  );
  life.own(
    debug.registerDebugConfigurationProvider(debugType, {
      provideDebugConfigurations: () => [configurationFor(active() ?? '${workspaceFolder}/program.bn.json')],
      resolveDebugConfiguration: (_folder, configuration) =>
        configuration.type ? configuration : configurationOf(active()),
    }),
  );
  // The names of the algorithm; `x.mean` would be none.
  life.own(
    languages.registerEvaluatableExpressionProvider(
      { scheme: listingScheme },
      {
        provideEvaluatableExpression: (document, position) => {
          const range = document.getWordRangeAtPosition(position, /[A-Za-z_][A-Za-z_0-9]*/);
          return range && new EvaluatableExpression(range);
        },
      },
    ),
  );
  const register = (id: string, command: (...given: unknown[]) => Promise<void>): void => {
    const guarded = (...given: unknown[]): Promise<void> => command(...given).catch(showError);
    life.own(commands.registerCommand(id, guarded));
  };
  register('batchnorm.debugFile', (given) => debugFile(panels, given));
  register('batchnorm.debugProgram', (given, step) => debugFile(panels, given, step));
  register('batchnorm.showInPanel', (given) => showInPanel(given, hub, panels));
  return life;
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

/** That of the file that is open: F5 without a launch.json. */
async function configurationOf(program: Uri | undefined): Promise<DebugConfiguration | undefined> {
  if (program) return configurationAsked(program);
  void showInformation('Open a *.bn.json or a tensor file to debug it.');
  return undefined;
}

/** @param step by its place in the program's `steps`: it stops there */
async function debugFile(panels: Panels, given: unknown, step?: unknown): Promise<void> {
  const document = given instanceof Uri && !isOfActiveTab(given) ? given : activeProgram(panels.active?.session.uri);
  if (!document) throw new Error('Open a *.bn.json or a tensor file to debug it.');
  if (!workspace.isTrusted) {
    // VS Code starts no debugger there. What the panel can do all the same, it says.
    await openPanel(document, panels.on(document), ViewColumn.Beside);
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
async function showInPanel(given: unknown, hub: SessionHub, panels: Panels): Promise<void> {
  const session = debug.activeDebugSession;
  if (session?.type !== debugType) throw new Error('Start debugging a BatchNorm program first.');
  const document = await documentOf(session.configuration as Launch);
  await openPanel(document, panels.on(document), ViewColumn.Beside);
  const expression = expressionOf(given);
  const snapshot = hub.find(document)?.snapshot;
  if (expression === undefined || !snapshot) return;
  panels.on(document)?.show(placeOf(expression, snapshot.settings.channelAxis));
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
