import type { Uri } from 'vscode';
import { commands, extensions, window, type Tab, TabInputCustom } from 'vscode';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { SessionReport } from '../../../src/session/index.js';
import type { Extension } from '../../../src/vscode/index.js';
import type { Running } from '../../../src/vscode/running.js';
import type { LiveSession } from '../../../src/vscode/host/liveSession.js';
import { until } from './until.js';

export const extensionId = 'batchnorm-debugger.batchnorm-debugger';

/** Runs a program of one layer. */
export type RunLayer = (...given: Parameters<Extension['run']>) => Promise<SessionReport>;

/** What the extension hands out, for tests of one layer; its inside is loaded by that. */
export async function activated(): Promise<{ readonly internalForTests: Running; readonly run: RunLayer }> {
  const { run, internalForTests } = await extensionApi();
  return {
    internalForTests: await internalForTests.running(),
    run: async (...given) => {
      const report = await run(...given);
      if ('layers' in report) throw new Error(`expected the report of one layer, found ${report.layers.length}`);
      return report;
    },
  };
}

export async function extensionApi(): Promise<Extension> {
  const extension = extensions.getExtension<Extension>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  return extension.activate();
}

/** Opens a file as a user would, waits until its session has answered, and returns the session. */
export async function openSession(uri: Uri, how: 'vscode.open' | 'batchnorm.debugTensor' = 'batchnorm.debugTensor') {
  const { internalForTests } = await activated();
  await commands.executeCommand(how, uri);
  const session = await until(() => internalForTests.hub.find(uri), `a session on ${uri.toString()}`);
  await until(() => session.state.kind !== 'loading', `${uri.toString()} to be read`);
  await until(() => internalForTests.editors.active?.session === session, 'its editor to be active');
  return session;
}

export function snapshotOf(session: LiveSession): SessionSnapshot {
  const { state } = session;
  if (state.kind !== 'ready') throw new Error(`expected a session that is ready, found ${JSON.stringify(state)}`);
  return state.snapshot;
}

/** The failure that the panel shows, over what was there before or alone. */
export function failureOf({ state }: LiveSession): string | undefined {
  const failure = state.kind === 'failed' || state.kind === 'ready' ? state.failure : null;
  return failure ? `${failure.title}: ${failure.message}` : undefined;
}

export function activeTab(): Tab | undefined {
  return window.tabGroups.activeTabGroup.activeTab;
}

export function activeViewType(): string | undefined {
  const input = activeTab()?.input;
  return input instanceof TabInputCustom ? input.viewType : undefined;
}

export async function closeAll(): Promise<void> {
  await commands.executeCommand('workbench.action.closeAllEditors');
  const { internalForTests } = await activated();
  await until(() => internalForTests.hub.size === 0, 'all sessions to end');
}
