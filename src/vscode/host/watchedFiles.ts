import { Uri } from 'vscode';
import type { SessionSnapshot } from '../../protocol/index.js';
import { fileOf, isPattern, isProgram, isWhole, namedPaths } from '../../session/program/paths/index.js';
import { baseOf, uriAt } from './sessionDocument.js';

/** Every file that a session's numbers depend on: the program, its batches, state, expected outputs and gradients. */
export function watchedFiles(document: Uri, { program, passes }: SessionSnapshot): readonly Uri[] {
  const base = baseOf(document);
  const paths = namedPaths(program).map(({ path }) => fileOf(path));
  const files = [
    ...(isProgram(document.toString()) ? [document] : []),
    ...passes.map(({ uri }) => Uri.parse(uri, true)),
    // The files that a pattern stands for are those of the passes.
    ...paths.filter((path) => isWhole(path) || !isPattern(path)).map((path) => uriAt(base, path)),
  ];
  return [...new Map(files.map((file) => [file.toString(), file])).values()];
}
