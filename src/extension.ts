import { Uri, type ExtensionContext } from 'vscode';
import { start, type Extension } from './vscode/index.js';

/** Wiring only: the editor and the commands get a worker to talk to when they first need one. */
export function activate(context: ExtensionContext): Extension {
  const bundle = (...path: string[]): Uri => Uri.joinPath(context.extensionUri, 'dist', ...path);
  const location = { node: bundle('worker.js').fsPath, web: bundle('web', 'worker.js').toString(true) };
  return start(context, async (host) => {
    const { startWorker } = await import('./worker/client.js');
    return startWorker(location, host);
  });
}
