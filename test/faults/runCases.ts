import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWorkerApi } from '../../src/worker/api.js';
import { nodeFiles } from '../../src/worker/nodeFiles.js';
import { workerFiles } from '../../src/worker/workerFiles.js';
import { problemOf, type JudgedFinding, type Truth } from './judge.js';

export { alarms } from './judge.js';

export interface RanCase {
  /** The folder's path below all cases: `padding/3-near`. */
  readonly name: string;
  readonly truth: Truth;
  readonly findings: readonly JudgedFinding[];
  /** Null: as it must be. */
  readonly problem: string | null;
}

/** Every case below a folder that `make_faults.py` wrote, through the session that the extension and the terminal have. */
export async function ranCases(folder: string, onlyNames: readonly string[] = []): Promise<readonly RanCase[]> {
  const refuse = () => Promise.reject(new Error('only local files are read here'));
  const api = createWorkerApi({
    files: workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles),
    onProgress: () => undefined,
    onWarning: () => undefined,
    breathe: () => Promise.resolve(),
    now: () => performance.now(),
  });
  const policy = { folders: [pathToFileURL(folder).href], allowed: [] };
  const entries = await readdir(folder, { recursive: true });
  const names = entries
    .filter((path) => /(^|\/)truth\.json$/.test(path))
    .map((path) => path.slice(0, -'/truth.json'.length));
  const ran: RanCase[] = [];
  for (const name of names.sort()) {
    if (onlyNames.length > 0 && !onlyNames.some((one) => name.startsWith(one))) continue;
    const truth = JSON.parse(await readFile(join(folder, name, 'truth.json'), 'utf8')) as Truth;
    const isModel = truth.layer !== undefined;
    const uri = pathToFileURL(join(folder, name, isModel ? 'run/model.bn.json' : 'case.bn.json')).href;
    const outcome = await api.report({ target: { kind: 'program', uri }, policy }, {});
    if (!outcome.ok) throw new Error(`${name}: ${outcome.failure.message}`);
    const findings: readonly JudgedFinding[] = outcome.value.findings;
    ran.push({ name, truth, findings, problem: problemOf(truth, findings) });
  }
  return ran;
}
