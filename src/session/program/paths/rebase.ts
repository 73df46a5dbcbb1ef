import type { Program, TensorPath } from '../program.js';
import { isPattern } from './globOf.js';
import { programWithPaths } from './namedPaths.js';
import { relativePath, resolvePath } from './programPaths.js';
import { isWhole } from './tensorUri.js';

/**
 * The program as it is written in another folder: its paths mean the same files there.
 * @param from URI of the folder that its paths are relative to
 * @param to URI of the folder that they become relative to; those that cannot be become URIs
 */
export function rebase(program: Program, from: string, to: string): Program {
  const moveFile = (path: string): string => {
    if (isWhole(path) || !isPattern(path)) return relativePath(to, resolvePath(from, path));
    // The pattern is in the name of the file; any other name has the same folder.
    const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    const moved = relativePath(to, resolvePath(from, `${path.slice(0, slash + 1)}x`));
    return moved.slice(0, -1) + path.slice(slash + 1);
  };
  return programWithPaths(program, (path): TensorPath =>
    typeof path === 'string' ? moveFile(path) : { ...path, file: moveFile(path.file) },
  );
}
