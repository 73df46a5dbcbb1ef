import { FormatError } from '../../../formats/index.js';
import type { PlanSources } from './planSources.js';
import type { StateAfter, StepOptions, TensorPath } from '../program.js';
import {
  fileOf,
  folderOf,
  globOf,
  isPattern,
  isWhole,
  longestPattern,
  nameOf,
  naturalOrder,
  isTensorPath,
  resolvePath,
  tensorPath,
  tensorUri,
} from '../paths/index.js';
import { checkPassCount } from './passLimit.js';

/** The tensors that a path of a program means, in order. @throws FormatError where a pattern matches nothing, or more than a program may have passes */
export async function matches(base: string, path: TensorPath, sources: PlanSources): Promise<readonly string[]> {
  if (typeof path === 'string') return matchingFiles(base, path, sources);
  const { member, part, slice } = path;
  const place = { ...(part !== undefined && { part }), ...(slice !== undefined && { slice }) };
  const tensors: string[] = [];
  for (const file of await matchingFiles(base, path.file, sources)) {
    const members = member === undefined ? [] : await matchingMembers(file, member, sources);
    if (member === undefined) tensors.push(tensorUri({ file, ...place }));
    // One by one: an archive may have more members than a call has arguments.
    for (const name of members) tensors.push(tensorUri({ file, member: name, ...place }));
    checkPassCount(tensors.length, 0, path.file, 'pattern');
  }
  return tensors;
}

/** A name that is there counts as it stands, whatever is in it. */
async function matchingMembers(file: string, member: string, sources: PlanSources): Promise<readonly string[]> {
  if (!isPattern(member)) return [member];
  const names = await sources.members(file);
  if (names.includes(member)) return [member];
  const path = `${nameOf(file)}/${member}`;
  const found = matching(path, member, names);
  if (found.length === 0) throw noMatch(path, `no tensor in ${nameOf(file)} has such a name`);
  return found;
}

async function matchingFiles(base: string, path: string, sources: PlanSources): Promise<readonly string[]> {
  // The ? of a URI begins its query.
  if (isWhole(path)) return [path];
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const pattern = path.slice(slash + 1);
  if (isPattern(path.slice(0, slash + 1))) {
    throw noMatch(path, 'only the file name may hold * or ?, its folder not');
  }
  if (!isPattern(pattern)) return [resolvePath(base, path)];
  const folder = folderOf(resolvePath(base, path));
  const found = matching(path, pattern, await sources.list(folder));
  if (found.length === 0) throw noMatch(path, `no file in ${nameOf(folder) || folder} has such a name`);
  return found.map((file) => resolvePath(folder, file));
}

/** @param path that the pattern is the end of */
function matching(path: string, pattern: string, names: readonly string[]): readonly string[] {
  if (pattern.length > longestPattern) {
    const [expected, found] = [`at most ${longestPattern} characters`, `${pattern.length} characters`];
    throw new FormatError({ file: path, place: 'pattern', problem: 'it is too long', expected, found });
  }
  const matches = globOf(pattern);
  return names.filter((name) => matches(name)).sort(naturalOrder);
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

/**
 * The running values that are expected after each batch of one step: after the last, but where a pattern matches one file
 * for each. Tensors become strings of `tensorUri`.
 */
export async function statesAfter(
  uris: readonly string[],
  base: string,
  { stateAfter }: Pick<StepOptions, 'stateAfter'>,
  sources: PlanSources,
): Promise<readonly (StateAfter | undefined)[]> {
  const states = uris.map((): Record<string, unknown> => ({}));
  for (const [name, value] of Object.entries(stateAfter ?? {})) {
    if (!isTensorPath(value)) {
      Object.assign(states.at(-1) ?? {}, { [name]: value });
      continue;
    }
    const place = `stateAfter.${name}`;
    const found = await partners(uris, base, value, place, sources);
    const isOneForAll = new Set(found).size <= 1;
    for (const [index, uri] of (found ?? []).entries()) {
      if (!isOneForAll || index === uris.length - 1) Object.assign(states[index], { [name]: tensorPath('', uri) });
    }
  }
  return states.map((state) => (Object.keys(state).length > 0 ? (state as StateAfter) : undefined));
}
