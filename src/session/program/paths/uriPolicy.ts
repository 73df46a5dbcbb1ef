import { FormatError } from '../../../formats/index.js';
import type { Program, TensorPath } from '../program.js';
import { nameOf, resolvePath } from './programPaths.js';
import { decodeText } from './uriText.js';

/**
 * Which files a program may name: those below its own folder, or below a folder of the workspace, of the program's own
 * scheme and authority; and what somebody allowed by name. A name in somebody else's program must not make the editor
 * read elsewhere: `file://server/share/x.npy` would be asked for over the network (on Windows with the user's hash).
 *
 * Links in a file system are not followed here: they are its owner's.
 */
export interface UriPolicy {
  /** URIs of folders, such as the workspace's: all below is allowed. */
  readonly folders: readonly string[];
  /** URIs of files, or of folders, that were allowed by name. */
  readonly allowed: readonly string[];
}

/** Nothing but what is below the program's own folder. */
export const ownFolderOnly: UriPolicy = { folders: [], allowed: [] };

/** A program names files that it may not name unless somebody allows it. */
export class OutsideError extends FormatError {
  /** @param uris of all such files of the program */
  constructor(
    place: string,
    base: string,
    readonly uris: readonly string[],
  ) {
    const [uri, ...others] = uris;
    const more = others.length === 0 ? '' : `, and ${others.length} more like it`;
    super({
      file: nameOf(uri),
      place,
      problem: 'it is not below the folder of the program, nor in the workspace',
      expected: `a file below ${base}`,
      found: `${uri}${more}`,
      advice:
        'Where you trust the program: open it in the editor and allow the file, name it (from a terminal: --allow URI; for batchnorm.run: options.allow), or open its folder as workspace.',
    });
  }
}

/**
 * @param base URI of the program's folder
 * @throws OutsideError that names all files the program may not name, and the place of the first
 */
export function checkUris(program: Program, base: string, policy: UriPolicy): void {
  const outside = namedPaths(program)
    .map(({ place, path }) => ({ place, uri: resolvePath(base, path) }))
    .filter(({ uri }) => !isAllowed(uri, base, policy));
  if (outside.length === 0) return;
  throw new OutsideError(outside[0].place, base, [...new Set(outside.map(({ uri }) => uri))]);
}

/** Whether a program in the folder `base` may name this file. */
export function isAllowed(uri: string, base: string, { folders, allowed }: UriPolicy): boolean {
  return [base, ...folders, ...allowed].some((one) => isWithin(uri, one));
}

/** Whether one URI is the other, or below it. Where a query says what is read, the path does not: only the same URI is. */
function isWithin(uri: string, folder: string): boolean {
  if (uri === folder) return true;
  if (!/^file:/i.test(uri) && uri.includes('?')) return false;
  const [inner, outer] = [normalized(uri), normalized(folder)];
  return inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

/**
 * Decoded, without `.` and `..`, query and fragment, the letter of a drive small, and without what URL parsers pass over
 * (WHATWG URL, 4.4): what is the same place is the same text.
 */
function normalized(uri: string): string {
  const [read] = uri
    .replace(/[\t\n\r]/g, '')
    .trim()
    .split(/[?#]/, 1);
  const [, origin, rest] = /^([a-z][a-z\d+.-]*:(?:\/\/[^/\\]*)?)(.*)$/is.exec(read) ?? [null, '', read];
  const parts: string[] = [];
  for (const part of decodeText(rest).replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const drive = /^[A-Z]:$/.exec(parts[0] ?? '');
  return `${origin.toLowerCase()}/${(drive ? [drive[0].toLowerCase(), ...parts.slice(1)] : parts).join('/')}`;
}

/** Every path in a program, and where it stands. */
export function namedPaths(program: Program): readonly { readonly place: string; readonly path: string }[] {
  const paths: { place: string; path: string }[] = [];
  const note = (place: string, value: unknown): void => {
    if (typeof value === 'string') paths.push({ place, path: value });
    else if (isTensorPath(value)) note(place, value.file);
  };
  for (const [name, value] of Object.entries(program.state ?? {})) note(`state.${name}`, value);
  for (const [index, step] of program.steps.entries()) {
    const place = `steps[${index}]`;
    const batches = 'train' in step ? step.train : step.eval;
    if (Array.isArray(batches)) batches.forEach((batch, rank) => note(`${place}.train[${rank}]`, batch));
    else note(`${place}.${'train' in step ? 'train' : 'eval'}`, batches);
    note(`${place}.expect`, step.expect);
    note(`${place}.gradOutput`, step.gradOutput);
  }
  return paths;
}

function isTensorPath(value: unknown): value is Exclude<TensorPath, string> {
  return typeof value === 'object' && value !== null && 'file' in value;
}
