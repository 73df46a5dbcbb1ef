/** Everything that imports 'vscode': the editor, the commands, the status bar. `start` puts it together. */
export { start, type Extension } from './start.js';
export type { StartWorker } from './host/workerLink.js';
