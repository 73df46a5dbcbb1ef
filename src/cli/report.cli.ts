import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { createWorkerApi } from '../worker/api.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { workerFiles } from '../worker/workerFiles.js';
import { reportTable } from './report/reportTable.js';
import { reportJson } from './report/reportJson.js';

/** `report PROGRAM [--json] [--outputs]`: runs a program or a tensor file and prints what `batchnorm.run` returns. */
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [program, ...rest] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isJson = flags.includes('--json');
const unknown = flags.find((flag) => !['--json', '--outputs'].includes(flag));

if (!program || rest.length > 0 || unknown !== undefined) {
  fail(`${unknown ? `unknown option ${unknown}; ` : ''}usage: npm run report -- PROGRAM [--json] [--outputs]`);
} else {
  const refuse = () => Promise.reject(new Error('only local files can be read from a terminal'));
  const api = createWorkerApi({
    files: workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles),
    onProgress: () => undefined,
    breathe: () => Promise.resolve(),
    now: () => performance.now(),
  });
  const uri = pathToFileURL(resolve(program)).href;
  const target = program.endsWith('.bn.json')
    ? ({ kind: 'program', uri } as const)
    : ({ kind: 'files', uris: [uri] } as const);
  const outcome = await api.report(target, { outputs: flags.includes('--outputs') });
  if (outcome.ok) process.stdout.write(`${isJson ? reportJson(outcome.value) : reportTable(outcome.value)}\n`);
  else fail(outcome.failure.message);
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  if (isJson) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
  process.exitCode = 1;
}
