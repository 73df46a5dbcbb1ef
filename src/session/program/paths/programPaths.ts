import { decodeText, encodeText } from './uriText.js';

/** URIs as strings: a program's paths are relative to its base, the URI of a folder. */

/** `a/b.npy` below `file:///x/` -> `file:///x/a/b.npy`. A URI or an absolute path stays what it is. */
export function resolvePath(base: string, path: string): string {
  if (isUri(path)) return path;
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodePart).join('/');
  const [, root, folder] = /^([a-z][a-z\d+.-]*:(?:\/\/[^/]*)?)(.*)$/i.exec(base) ?? [null, '', base];
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

/** The way back: as short as the base allows, else the URI. */
export function relativePath(base: string, uri: string): string {
  const folder = decodeText(base.replace(/\/?$/, '/'));
  const file = decodeText(uri);
  const path = file.startsWith(folder) ? file.slice(folder.length) : '';
  // What reads as a pattern, or as a URI, would not come back as this file.
  return path === '' || /[*?\\]/.test(path) || isUri(path) ? uri : path;
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

/** Numbers in names count as numbers: batch_2 before batch_10. */
export const naturalOrder = new Intl.Collator('en', { numeric: true }).compare;

/** Whether a path is a URI already. Two letters at least, since C: is a drive. */
export function isUri(path: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(path);
}

function encodePart(part: string): string {
  return encodeText(part).replaceAll('*', '%2A');
}
