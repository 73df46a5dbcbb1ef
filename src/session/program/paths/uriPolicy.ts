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
