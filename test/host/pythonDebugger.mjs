// An extension for tests that runs Debian's debugpy as VS Code's Python debugger: what Microsoft's own extension does, without
// the choice of an interpreter. The test workbench takes one extension in development; this one is installed.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../patience.mjs';

const manifest = {
  name: 'python-debugger',
  publisher: 'batchnorm-test',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  activationEvents: ['onDebugResolve:debugpy'],
  contributes: {
    breakpoints: [{ language: 'python' }],
    debuggers: [{ type: 'debugpy', label: 'Python', languages: ['python'] }],
  },
};

const main = `
const vscode = require('vscode');
exports.activate = () => {
  vscode.debug.registerDebugAdapterDescriptorFactory('debugpy', {
    createDebugAdapterDescriptor: ({ configuration }) => configuration.connect
      ? new vscode.DebugAdapterServer(configuration.connect.port, configuration.connect.host)
      : new vscode.DebugAdapterExecutable('/usr/bin/python3', ['-m', 'debugpy.adapter'], {
          // Of itself it gives up a program that has not started within 15 s.
          env: { DEBUGPY_PROCESS_SPAWN_TIMEOUT: '${limits.start / 1000}' },
        }),
  });
};
`;

/** @param {string} extensions the folder of installed extensions */
export async function writePythonDebugger(extensions) {
  const folder = join(extensions, 'batchnorm-test.python-debugger-0.0.1');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'main.js'), main);
}
