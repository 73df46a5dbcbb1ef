import { FormatError } from '../formats/index.js';
import type { PlanSources } from './planSources.js';
import type { TensorPath } from './program.js';
import { folderOf, globOf, nameOf, naturalOrder, resolvePath } from './programPaths.js';
import { isWhole, tensorUri } from './tensorUri.js';

/** The tensors that a path of a program means, in order. @throws FormatError where a pattern matches nothing */
export async function matches(base: string, path: TensorPath, sources: PlanSources): Promise<readonly string[]> {
  if (typeof path === 'string') return matchingFiles(base, path, sources);
  const { member, part, slice } = path;
  const place = { ...(part !== undefined && { part }), ...(slice !== undefined && { slice }) };
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
export async function partners(
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

/** The name that an error gives to a path. */
export function fileOf(path: TensorPath): string {
  return typeof path === 'string' ? path : path.file;
}
