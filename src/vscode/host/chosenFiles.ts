import { Uri } from 'vscode';
import type { TargetLayer } from '../../protocol/index.js';
import type { TensorPath } from '../../session/index.js';
import {
  fileOf,
  isTensorPath,
  nameOf,
  naturalOrder,
  programSuffix,
  relativePath,
  resolvePath,
} from '../../session/program/paths/index.js';
import { programScheme } from '../ids.js';

/** A tensor that somebody chose: a file, and what of it is read. */
export interface ChosenTensor {
  readonly file: Uri;
  readonly member?: string;
  readonly part?: string;
}

/** What the URI of an untitled program carries: it outlives a reload without being stored anywhere. */
interface ChosenFiles {
  /** The folder that all of them share. */
  readonly base: string;
  /** Their paths below it. */
  readonly files: readonly TensorPath[];
  readonly layer?: TargetLayer;
}

/**
 * The URI of the program that runs these tensors, one train pass each, in the natural order of their names. All share
 * scheme and authority.
 */
export function chosenFilesUri(tensors: readonly ChosenTensor[], layer?: TargetLayer): Uri {
  const sorted = [...tensors].sort(
    (a, b) =>
      naturalOrder(nameOf(a.file.toString()), nameOf(b.file.toString())) ||
      naturalOrder(a.file.path, b.file.path) ||
      naturalOrder(a.member ?? '', b.member ?? ''),
  );
  const folder = commonFolder(sorted.map(({ file }) => file.path));
  const base = sorted[0].file.with({ path: folder }).toString();
  const files = sorted.map(({ file, ...within }): TensorPath => {
    const path = relativePath(base, file.toString());
    return Object.keys(within).length === 0 ? path : { file: path, ...within };
  });
  const chosen: ChosenFiles = { base, files, ...(layer && { layer }) };
  const what = tensors.some(({ member }) => member !== undefined) ? 'tensor' : 'file';
  return Uri.from({
    scheme: programScheme,
    path: `${folder}${tensors.length} ${what}${tensors.length === 1 ? '' : 's'}${programSuffix}`,
    query: JSON.stringify(chosen),
  });
}

/** The tensors that a program of `chosenFilesUri` runs, their files as URIs. */
export function chosenTensorsOf(uri: Uri): readonly TensorPath[] {
  const { base, files } = parse(uri);
  const whole = (path: string): string => Uri.parse(resolvePath(base, path), true).toString();
  return files.map((file) => (typeof file === 'string' ? whole(file) : { ...file, file: whole(file.file) }));
}

/** What they run through, where that was chosen, too. */
export function chosenLayerOf(uri: Uri): TargetLayer | undefined {
  return parse(uri).layer;
}

/** The first file, to whose folder the paths of the program are relative. */
export function chosenFileOf(uri: Uri): Uri {
  const [first] = chosenTensorsOf(uri);
  return Uri.parse(fileOf(first), true);
}

/** The program as text, with paths relative to the folder that its files share. */
export function chosenFilesProgram(uri: Uri): string {
  const { files, layer } = parse(uri);
  const { convention, state } = layer ?? {};
  const steps = files.map((train) => ({ train }));
  return `${JSON.stringify({ convention, state, steps }, null, 2)}\n`;
}

function parse(uri: Uri): ChosenFiles {
  const value: unknown = JSON.parse(uri.query);
  if (typeof value === 'object' && value !== null && 'base' in value && 'files' in value) {
    const { base, files } = value;
    // What a layer's state holds is checked where programs are.
    if (typeof base === 'string' && Array.isArray(files) && files.every(isTensorPath)) return value as ChosenFiles;
  }
  throw new Error(`${uri.path}: expected base and files in the address, found ${uri.query.slice(0, 80)}`);
}

/** With its slash at the end. */
function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => path.split('/').slice(0, -1));
  const [first] = folders;
  let depth = 0;
  while (depth < first.length && folders.every((parts) => parts[depth] === first[depth])) depth += 1;
  return `${first.slice(0, depth).join('/')}/`;
}
