import { FormatError, type ReadOptions } from '../formats/index.js';
import { folderOf, globOf, nameOf, naturalOrder, relativePath, resolvePath } from './programPaths.js';
import type { Step } from './program.js';
import type { Batch, PlannedPass } from './session.js';
import type { SessionFiles } from './sessionFiles.js';

/** numpy.allclose's own. */
const DEFAULT_RTOL = 1e-5;
const DEFAULT_ATOL = 1e-8;

/**
 * The passes of a program, in order: patterns in natural order, one file cut into mini-batches along axis 0.
 * @param base URI of the folder that the paths are relative to
 * @throws FormatError where a pattern matches nothing, or a file that is to be cut cannot be read
 */
export async function planProgram(
  steps: readonly Step[],
  base: string,
  files: Pick<SessionFiles, 'withTensor' | 'list'>,
  options?: ReadOptions,
): Promise<readonly PlannedPass[]> {
  const plan: PlannedPass[] = [];
  for (const step of steps) {
    const mode = 'train' in step ? 'train' : 'eval';
    const path = 'train' in step ? step.train : step.eval;
    const extras = {
      ...(step.expect !== undefined && {
        expect: {
          uri: resolvePath(base, step.expect),
          rtol: step.rtol ?? DEFAULT_RTOL,
          atol: step.atol ?? DEFAULT_ATOL,
        },
      }),
      ...(step.gradOutput !== undefined && { gradOutput: { uri: resolvePath(base, step.gradOutput) } }),
    };
    const uris = await matches(resolvePath(base, path), path, files);
    for (const uri of uris) {
      const batches = step.batchSize
        ? await miniBatches(uri, step.batchSize, files, options)
        : [batchOf(uri, step.rows)];
      for (const batch of batches) plan.push({ mode, batch, ...extras });
    }
  }
  return plan;
}

/** The step that plans just this pass: what an edited program consists of. */
export function stepOf({ mode, batch, expect, gradOutput }: PlannedPass, base: string): Step {
  const path = relativePath(base, batch.uri);
  return {
    ...(mode === 'train' ? { train: path } : { eval: path }),
    ...(batch.rows && { rows: [batch.rows.start, batch.rows.count] as const }),
    ...(expect && {
      expect: relativePath(base, expect.uri),
      ...(expect.rtol !== DEFAULT_RTOL && { rtol: expect.rtol }),
      ...(expect.atol !== DEFAULT_ATOL && { atol: expect.atol }),
    }),
    ...(gradOutput && { gradOutput: relativePath(base, gradOutput.uri) }),
  };
}

export function batchOf(uri: string, rows?: readonly [start: number, count: number]): Batch {
  if (!rows) return { uri, label: nameOf(uri) };
  const [start, count] = rows;
  return { uri, label: `${nameOf(uri)} [${start}:${start + count}]`, rows: { start, count } };
}

async function matches(uri: string, path: string, files: Pick<SessionFiles, 'list'>): Promise<readonly string[]> {
  const name = path.slice(path.replaceAll('\\', '/').lastIndexOf('/') + 1);
  const glob = globOf(name);
  if (!glob) return [uri];
  const folder = folderOf(uri);
  const found = (await files.list(folder)).filter(glob).sort(naturalOrder);
  if (found.length > 0) return found.map((file) => resolvePath(folder, file));
  throw new FormatError({
    file: name,
    place: `folder ${nameOf(folder)}`,
    problem: `no file matches ${path}`,
    expected: 'at least one file',
    found: 'none',
  });
}

async function miniBatches(
  uri: string,
  size: number,
  files: Pick<SessionFiles, 'withTensor'>,
  options?: ReadOptions,
): Promise<readonly Batch[]> {
  const [samples = 0] = await files.withTensor(uri, ({ shape }) => Promise.resolve(shape), options);
  const starts = Array.from({ length: Math.ceil(samples / size) }, (_, i) => i * size);
  if (starts.length === 0) {
    const problem = 'there are no samples along axis 0 to cut into mini-batches';
    throw new FormatError({ file: nameOf(uri), place: 'shape', problem });
  }
  return starts.map((start) => batchOf(uri, [start, Math.min(size, samples - start)]));
}
