import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Failure, WorkerApi } from '../protocol/index.js';
import { isProgram } from '../session/index.js';
import { createWorkerApi } from '../worker/api.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { nodeLayerThreads, nodeThreads } from '../worker/threads/nodeThreads.js';
import { workerFiles } from '../worker/workerFiles.js';
import { printLine } from './print.js';
import { archiveTable } from './report/archiveTable.js';
import { exitCode, modelExitCode } from './report/exitCode.js';
import { modelTable } from './report/modelTable.js';
import { reportTable } from './report/reportTable.js';
import { reportJson } from './report/reportJson.js';

const usage =
  'usage: npm run report -- PROGRAM [NAME] [--part PART] [--json] [--outputs] [--fail-on error|warning] [--against OTHER] [--passes] [--allow FILE_OR_FOLDER]';
const isJson = process.argv.includes('--json');

/** A failure whose advice is told, too. */
class ReportError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/**
 * `report PROGRAM`: runs a program or a tensor file, or looks at a model or a checkpoint, and prints what `batchnorm.run`
 * returns. OTHER: an earlier recording or checkpoint, since which the layers moved. NAME: which tensor of an
 * archive, which is listed where none is named; PART: what is read of items that are no real numbers.
 */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      outputs: { type: 'boolean' },
      passes: { type: 'boolean' },
      against: { type: 'string' },
      part: { type: 'string' },
      'fail-on': { type: 'string' },
      allow: { type: 'string', multiple: true },
    },
  });
  const [program, member, ...rest] = positionals;
  const { part, 'fail-on': failOn } = values;
  if (!program || rest.length > 0) throw new Error(usage);
  if (failOn !== undefined && failOn !== 'error' && failOn !== 'warning') throw new Error(usage);
  const api = apiOfTerminal();
  const uri = uriOf(program);
  const within = { ...(member && { member }), ...(part !== undefined && { part }) };
  if (isProgram(uri) && Object.keys(within).length > 0) throw new Error('a program names its tensors itself');
  const target = isProgram(uri)
    ? ({ kind: 'program', uri } as const)
    : ({ kind: 'files', uris: [{ file: uri, ...within }] } as const);
  // Who runs it in a folder means what is there.
  const policy = { folders: [uriOf('.')], allowed: (values.allow ?? []).map(uriOf) };
  const { outputs = false, passes = false, against } = values;
  const options = { outputs, passes, ...(against !== undefined && { against: uriOf(against) }) };
  const outcome = await api.report({ target, policy }, options);
  if (outcome.ok) {
    const report = outcome.value;
    const isModel = 'layers' in report;
    // Of a checkpoint people also see what else is in it.
    const archive = isModel && !isJson && !isProgram(uri) ? await api.browse(uri) : undefined;
    if (archive?.ok) await printLine([archiveTable(archive.value), '\n']);
    await printLine(isJson ? reportJson(report) : [isModel ? modelTable(report) : reportTable(report)]);
    process.exitCode = isModel ? modelExitCode(report, failOn) : exitCode(report, failOn);
    return;
  }
  const isUnnamed = !isProgram(uri) && positionals.length === 1 && outcome.failure.refusal?.choose === 'member';
  const archive = isUnnamed ? await api.browse(uri) : undefined;
  if (archive?.ok !== true) throw new ReportError(outcome.failure);
  await printLine([isJson ? JSON.stringify({ archive: archive.value }) : archiveTable(archive.value)]);
}

function apiOfTerminal(): WorkerApi {
  const refuse = () => Promise.reject(new Error('only local files can be read from a terminal'));
  const worker = fileURLToPath(new URL('worker.js', import.meta.url));
  return createWorkerApi({
    files: {
      ...workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles),
      measure: nodeThreads(worker).measure,
    },
    layerThreads: nodeLayerThreads(worker),
    onProgress: () => undefined,
    onWarning: (sentence) => void process.stderr.write(`${sentence}\n`),
    breathe: () => Promise.resolve(),
    now: () => performance.now(),
  });
}

/** Of a path, seen from the working directory; a URI stays what it is. */
function uriOf(path: string): string {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(path) ? path : pathToFileURL(resolve(path)).href;
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const { advice, code } = (error instanceof ReportError ? error.failure.refusal : undefined) ?? {};
  process.stderr.write(`${[message, advice, code].filter((text) => text !== undefined).join('\n')}\n`);
  const said = { error: message, ...(advice !== undefined && { advice }), ...(code !== undefined && { code }) };
  if (isJson) await printLine([JSON.stringify(said)]);
  process.exitCode = 2;
}
