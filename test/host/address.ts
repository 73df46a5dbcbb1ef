import { remoteUri } from './nodeHost.js';

/** What the workbench is asked to do, as its address says it. */
export interface WorkbenchAddress {
  readonly authority: string;
  /** An absolute path: a folder or a `*.code-workspace` file. Nothing opens an empty window. */
  readonly workspace?: string | undefined;
  /** A file that opens in it, as an absolute path. */
  readonly file?: string;
  readonly connectionToken?: string;
  /** Folders of extensions under development. */
  readonly extensions?: readonly string[];
  /** The compiled suite whose `run()` the extension host shall call. */
  readonly tests?: string;
}

/** The address that opens VS Code in a browser, served by `startNodeHost`. */
export function workbenchAddress(ask: WorkbenchAddress): string {
  const url = new URL(`http://${ask.authority}/`);
  if (ask.connectionToken !== undefined) url.searchParams.set('tkn', ask.connectionToken);
  if (ask.workspace !== undefined) {
    url.searchParams.set(ask.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', ask.workspace);
  } else {
    url.searchParams.set('ew', 'true');
  }
  const payload = [
    ...(ask.file === undefined ? [] : [['openFile', remoteUri(ask.authority, ask.file)]]),
    ...(ask.extensions ?? []).map((folder) => ['extensionDevelopmentPath', remoteUri(ask.authority, folder)]),
    ...(ask.tests === undefined ? [] : [['extensionTestsPath', remoteUri(ask.authority, ask.tests)]]),
  ];
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
  return url.href;
}
