import { FormatError } from '../formats/index.js';
import { batchOf, mergedBatch, miniBatches } from './batchOf.js';
import { folderOf, globOf, nameOf, naturalOrder, resolvePath } from './programPaths.js';
import type { Step, TensorPath } from './program.js';
import type { PlannedPass } from './session.js';
import { isWhole, tensorName, tensorPath, tensorUri } from './tensorUri.js';
import { mergedRows, virtualBatches } from './virtualBatches.js';

/** numpy.allclose's own. */
const DEFAULT_RTOL = 1e-5;
const DEFAULT_ATOL = 1e-8;

/** What a plan has to know of the files that it is about. */
export interface PlanSources {
  /** Names of the files in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Names of the tensors in an archive. @throws FormatError where the file is none */
  members(uri: string): Promise<readonly string[]>;
  shapeOf(uri: string): Promise<readonly number[]>;
}

/**
 * The passes of a program, in order: patterns in natural order, files with a batch size cut along axis 0.
 * @param base URI of the folder that the paths are relative to
 * @throws FormatError where a pattern matches nothing, or a file that is to be cut cannot be read
 */
export async function planProgram(
  steps: readonly Step[],
  base: string,
  sources: PlanSources,
): Promise<readonly PlannedPass[]> {
  const plan: PlannedPass[] = [];
  for (const step of steps) {
    const mode = 'train' in step ? 'train' : 'eval';
    const given = 'train' in step ? step.train : step.eval;
    if (isSeveral(given)) {
      plan.push(...(await rankPasses(step, given, base, sources)));
      continue;
    }
    const uris = await matches(base, given, sources);
    const expected = await partners(uris, base, step.expect, 'expect', sources);
    const gradients = await partners(uris, base, step.gradOutput, 'gradOutput', sources);
    const { rtol = DEFAULT_RTOL, atol = DEFAULT_ATOL, batchSize, rows, virtualBatchSize: virtualSize } = step;
    if (virtualSize !== undefined && mode === 'eval') {
      const problem = 'only training has virtual batches: eval normalizes every batch by the running values';
      throw new FormatError({ file: fileOf(given), place: 'virtualBatchSize', problem });
    }
    for (const [index, uri] of uris.entries()) {
      const extras = {
        ...(expected && { expect: { uri: expected[index], rtol, atol } }),
        ...(gradients && { gradOutput: { uri: gradients[index] } }),
      };
      const batches = batchSize ? miniBatches(uri, batchSize, 0, await samplesOf(uri, sources)) : [batchOf(uri, rows)];
      for (const batch of batches) {
        const samples = () => batch.rows?.count ?? samplesOf(uri, sources);
        const cut = virtualSize ? virtualBatches(batch, await samples(), virtualSize, step.ranks) : [{ batch }];
        for (const pass of cut) {
          plan.push({ mode, ...extras, ...(mode === 'train' && step.keepsState && { keepsState: true }), ...pass });
        }
      }
    }
  }
  return plan;
}

/** The step that plans just this pass: what an edited program consists of. */
export function stepOf({ mode, batch, expect, gradOutput, keepsState }: PlannedPass, base: string): Step {
  const path = tensorPath(base, batch.uri);
  const merged = mergedRows(batch);
  const train = merged ? path : (batch.parts?.map(({ uri }) => tensorPath(base, uri)) ?? path);
  return {
    ...(mode === 'train' ? { train, ...merged } : { eval: path }),
    ...(keepsState && { keepsState }),
    ...(batch.rows && { rows: [batch.rows.start, batch.rows.count] as const }),
    ...(expect && {
      expect: tensorPath(base, expect.uri),
      ...(expect.rtol !== DEFAULT_RTOL && { rtol: expect.rtol }),
      ...(expect.atol !== DEFAULT_ATOL && { atol: expect.atol }),
    }),
    ...(gradOutput && { gradOutput: tensorPath(base, gradOutput.uri) }),
  };
}

/** The passes of a step whose batch is spread over several files. */
async function rankPasses(
  step: Step,
  paths: readonly TensorPath[],
  base: string,
  sources: PlanSources,
): Promise<readonly PlannedPass[]> {
  const cut = (['batchSize', 'rows', 'virtualBatchSize'] as const).find((name) => step[name] !== undefined);
  if (cut)
    throw new FormatError({ file: fileOf(paths[0]), place: cut, problem: 'it cuts one file, and there are several' });
  const uris = (await Promise.all(paths.map((path) => matches(base, path, sources)))).flat();
  const isApart = step.ranks === 'apart';
  const batches = isApart ? uris.map((uri) => batchOf(uri)) : [mergedBatch(uris)];
  const owners = batches.map(({ uri }) => uri);
  const expected = await partners(owners, base, step.expect, 'expect', sources);
  const gradients = await partners(owners, base, step.gradOutput, 'gradOutput', sources);
  const { rtol = DEFAULT_RTOL, atol = DEFAULT_ATOL } = step;
  return batches.map((batch, index) => ({
    mode: 'train',
    batch,
    ...(expected && { expect: { uri: expected[index], rtol, atol } }),
    ...(gradients && { gradOutput: { uri: gradients[index] } }),
    ...((step.keepsState === true || index > 0) && { keepsState: true }),
  }));
}

async function matches(base: string, path: TensorPath, sources: PlanSources): Promise<readonly string[]> {
  if (typeof path === 'string') return matchingFiles(base, path, sources);
  const { member, part } = path;
  const place = part === undefined ? {} : { part };
  const tensors: string[] = [];
  for (const file of await matchingFiles(base, path.file, sources)) {
    const members = member === undefined ? [] : await matchingMembers(file, member, sources);
    tensors.push(
      ...(member === undefined ? [tensorUri({ file, ...place })] : []),
      ...members.map((name) => tensorUri({ file, member: name, ...place })),
    );
  }
  return tensors;
}

/** A name that is there counts as it stands, whatever is in it. */
async function matchingMembers(file: string, member: string, sources: PlanSources): Promise<readonly string[]> {
  const glob = globOf(member);
  if (!glob) return [member];
  const names = await sources.members(file);
  if (names.includes(member)) return [member];
  const found = names.filter(glob).sort(naturalOrder);
  if (found.length === 0) throw noMatch(`${nameOf(file)}/${member}`, `no tensor in ${nameOf(file)} has such a name`);
  return found;
}

async function matchingFiles(base: string, path: string, sources: PlanSources): Promise<readonly string[]> {
  // The ? of a URI begins its query.
  if (isWhole(path)) return [path];
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const glob = globOf(path.slice(slash + 1));
  if (globOf(path.slice(0, slash + 1))) {
    throw noMatch(path, 'only the file name may hold * or ?, its folder not');
  }
  if (!glob) return [resolvePath(base, path)];
  const folder = folderOf(resolvePath(base, path));
  const found = (await sources.list(folder)).filter(glob).sort(naturalOrder);
  if (found.length === 0) throw noMatch(path, `no file in ${nameOf(folder) || folder} has such a name`);
  return found.map((file) => resolvePath(folder, file));
}

function noMatch(path: string, problem: string): FormatError {
  return new FormatError({ file: path, place: 'pattern', problem });
}

/** The files that go with the batches of one step: one for all, or a pattern that matches one for each. */
async function partners(
  uris: readonly string[],
  base: string,
  path: TensorPath | undefined,
  what: string,
  sources: PlanSources,
): Promise<readonly string[] | null> {
  if (path === undefined) return null;
  const found = await matches(base, path, sources);
  if (found.length === 1) return uris.map(() => found[0]);
  if (found.length === uris.length) return found;
  throw new FormatError({
    file: fileOf(path),
    place: what,
    problem: 'there must be one file for each batch',
    expected: `${uris.length}`,
    found: `${found.length}`,
  });
}

async function samplesOf(uri: string, sources: PlanSources): Promise<number> {
  const [samples = 0] = await sources.shapeOf(uri);
  if (samples > 0) return samples;
  const problem = 'there are no samples along axis 0 to cut into mini-batches';
  throw new FormatError({ file: tensorName(uri), place: 'shape', problem });
}

/** `Array.isArray` would take what is read-only for no array. */
function isSeveral(given: TensorPath | readonly TensorPath[]): given is readonly TensorPath[] {
  return Array.isArray(given);
}

function fileOf(path: TensorPath): string {
  return typeof path === 'string' ? path : path.file;
}
