import { Uri } from 'vscode';
import type { SessionSnapshot } from '../../protocol/index.js';
import { programSuffix } from '../ids.js';
import { baseOf, resolvePath } from './sessionDocument.js';

/** Every file that a session's numbers depend on: the program, its batches, state, expected outputs and gradients. */
export function filesOf(document: Uri, { program, passes }: SessionSnapshot): readonly Uri[] {
  const base = baseOf(document);
  const state: Readonly<Record<string, unknown>> = { ...program.state };
  const paths = [
    ...Object.values(state),
    ...program.steps.flatMap(({ expect, gradOutput }) => [expect, gradOutput]),
    // The ranks of one batch; a pass names the first of them only.
    ...program.steps.flatMap((step) => ('train' in step && typeof step.train !== 'string' ? step.train : [])),
  ].flatMap(fileOf);
  const files = [
    ...(document.path.endsWith(programSuffix) ? [document] : []),
    ...passes.map(({ uri }) => Uri.parse(uri, true)),
    ...paths.filter((path) => !path.includes('*')).map((path) => resolvePath(base, path)),
  ];
  return [...new Map(files.map((file) => [file.toString(), file])).values()];
}

/** The path of the file that a tensor is in; numbers are in none. */
function fileOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || !('file' in value)) return [];
  return typeof value.file === 'string' ? [value.file] : [];
}

/** `a.npy`, `a.npy and b.npy`, `a.npy and 3 more files` */
export function namesOf(files: readonly Uri[]): string {
  const names = files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  if (names.length <= 2) return names.join(' and ');
  return `${names[0]} and ${names.length - 1} more files`;
}
