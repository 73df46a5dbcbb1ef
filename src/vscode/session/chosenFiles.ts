import { Uri } from 'vscode';
import { programScheme, programSuffix } from '../ids.js';

/** What the URI of an untitled program carries: it outlives a reload without being stored anywhere. */
interface ChosenFiles {
  /** The folder that all of them share. */
  readonly base: string;
  /** Their paths below it. */
  readonly files: readonly string[];
}

/**
 * The URI of the program that runs these files, one train pass each, in the natural order of their names. All share
 * scheme and authority.
 */
export function chosenFilesUri(files: readonly Uri[]): Uri {
  const sorted = [...files].sort((a, b) => naturalOrder(nameOf(a), nameOf(b)) || naturalOrder(a.path, b.path));
  const folder = commonFolder(sorted.map(({ path }) => path));
  const base = sorted[0].with({ path: folder });
  const chosen: ChosenFiles = { base: base.toString(), files: sorted.map(({ path }) => path.slice(folder.length)) };
  return Uri.from({
    scheme: programScheme,
    path: `${folder}${files.length} files${programSuffix}`,
    query: JSON.stringify(chosen),
  });
}

/** The files that a program of `chosenFilesUri` runs. */
export function chosenFilesOf(uri: Uri): readonly Uri[] {
  const { base, files } = parse(uri);
  const folder = Uri.parse(base, true);
  return files.map((file) => Uri.joinPath(folder, file));
}

/** The program as text, with paths relative to the folder that its files share; the layer is left to the settings. */
export function chosenFilesProgram(uri: Uri): string {
  return `${JSON.stringify({ steps: parse(uri).files.map((train) => ({ train })) }, null, 2)}\n`;
}

function parse(uri: Uri): ChosenFiles {
  const value: unknown = JSON.parse(uri.query);
  if (typeof value === 'object' && value !== null && 'base' in value && 'files' in value) {
    const { base, files } = value;
    if (typeof base === 'string' && Array.isArray(files) && files.every((file) => typeof file === 'string')) {
      return { base, files };
    }
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

const naturalOrder = new Intl.Collator('en', { numeric: true }).compare;
const nameOf = ({ path }: Uri): string => path.slice(path.lastIndexOf('/') + 1);
