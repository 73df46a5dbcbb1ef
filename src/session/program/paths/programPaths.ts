import { isPattern } from './globOf.js';
import { decodeText, encodeText } from './uriText.js';

/** URIs as strings: a program's paths are relative to its base, the URI of a folder. */

/** `a/b.npy` below `file:///x/` -> `file:///x/a/b.npy`. A URI or an absolute path stays what it is. */
export function resolvePath(base: string, path: string): string {
  if (isUri(path)) return path;
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodePart).join('/');
  const { root, path: folder } = rootOf(base);
  if (slashed.startsWith('/')) return root + encoded;
  if (/^[a-z]:\//i.test(slashed)) return `${root}/${encoded.replace('%3A', ':')}`;
  const parts = folder.replace(/\/$/, '').split('/');
  for (const part of encoded.split('/')) {
    if (part === '..') {
      if (parts.length > 1) parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return root + parts.join('/');
}

/**
 * The way back: relative to the base where both have scheme, authority and drive in common, else the URI. What would be
 * read as another file is the URI, too: a name that looks like a pattern, an address or a drive, a query.
 */
export function relativePath(base: string, uri: string): string {
  const folder = base.endsWith('/') ? base : `${base}/`;
  // Most are: thousands of passes are written with every change of a program.
  if (uri.startsWith(folder) && plainPath.test(uri.slice(folder.length))) return uri.slice(folder.length);
  if (/[?#]/.test(base + uri)) return uri;
  const [from, to] = [partsOf(base.replace(/\/$/, '')), partsOf(uri)];
  if (from.root !== to.root || (driveOf(from) ?? driveOf(to)) !== driveOf(to)) return uri;
  let shared = 0;
  while (shared < to.parts.length - 1 && from.parts[shared] === to.parts[shared]) shared += 1;
  const path = [...from.parts.slice(shared).map(() => '..'), ...to.parts.slice(shared)].join('/');
  return isSameFile(resolvePath(base, path), uri) && !isPattern(path) ? path : uri;
}

/** Below a folder, of names that are written alike in URIs and in programs. */
const plainPath = /^\w[\w.-]*(?:\/\w[\w.-]*)*$/;

/** Whether two URIs are one, however either is encoded. */
export function isSameFile(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [partsOf(one), partsOf(other)];
  return a.root === b.root && a.parts.length === b.parts.length && a.parts.every((part, at) => part === b.parts[at]);
}

interface PartsOfUri {
  /** Scheme and authority. */
  readonly root: string;
  /** Names of folders and of the file, decoded; the first is empty where the path begins with a slash. */
  readonly parts: readonly string[];
}

function partsOf(uri: string): PartsOfUri {
  const { root, path } = rootOf(uri);
  const parts = path.split('/').map(decodeText);
  const drive = parts.findIndex((part) => /^[A-Z]:$/.test(part));
  // Its letter is written either way.
  if (drive >= 0 && drive < 2) parts[drive] = parts[drive].toLowerCase();
  return { root, parts };
}

function driveOf({ parts }: PartsOfUri): string | undefined {
  return parts.slice(0, 2).find((part) => /^[a-z]:$/.test(part));
}

function rootOf(uri: string): { readonly root: string; readonly path: string } {
  const [, root, path] = /^([a-z][a-z\d+.-]*:(?:\/\/[^/]*)?)(.*)$/is.exec(uri) ?? [null, '', uri];
  return { root, path };
}

export function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** File name for people, without the query that git's URIs have. */
export function nameOf(uri: string): string {
  const [path] = isUri(uri) ? uri.split(/[?#]/, 1) : [uri];
  return decodeText(path.slice(path.lastIndexOf('/') + 1));
}

/** Those of `uris` that mean none of the files `others`, however either are encoded. */
export function otherFiles(uris: readonly string[], others: readonly string[]): readonly string[] {
  if (uris.length === 0) return [];
  const known = new Set(others.map(decodeText));
  return uris.filter((uri) => !known.has(decodeText(uri)));
}

let collator: Intl.Collator | undefined;

/** Numbers in names count as numbers: batch_2 before batch_10. */
export function naturalOrder(one: string, other: string): number {
  // The first of a process takes more than ten milliseconds: who sorts nothing does not wait for it.
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(one, other);
}

/** Whether a path is a URI already. Two letters at least, since C: is a drive. */
export function isUri(path: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(path);
}

function encodePart(part: string): string {
  return encodeText(part).replaceAll('*', '%2A');
}
