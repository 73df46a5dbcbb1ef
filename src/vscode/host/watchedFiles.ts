import { Uri } from 'vscode';
import { isPattern, isProgram, isWhole } from '../../session/program/paths/index.js';
import type { NamedFiles } from './namedFiles.js';
import { baseOf, uriAt } from './sessionDocument.js';

/** Those files, and the program's own. */
export function watchedFiles(document: Uri, { batches, paths }: NamedFiles): readonly Uri[] {
  const base = baseOf(document);
  const files = [
    ...(isProgram(document.toString()) ? [document] : []),
    ...[...batches].map((uri) => Uri.parse(uri, true)),
    // The files that a pattern stands for are those of the passes.
    ...[...paths].filter((path) => isWhole(path) || !isPattern(path)).map((path) => uriAt(base, path)),
  ];
  return [...new Map(files.map((file) => [file.toString(), file])).values()];
}
