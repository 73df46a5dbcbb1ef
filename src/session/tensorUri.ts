import { printable } from '../formats/index.js';
import { isUri, nameOf, relativePath, resolvePath } from './programPaths.js';
import type { TensorPath } from './program.js';

/** Where a tensor is: a file, which tensor of an archive, which part of items that are no real numbers. */
export interface TensorPlace {
  /** URI. */
  readonly file: string;
  readonly member?: string;
  readonly part?: string;
}

/**
 * One string for one tensor, by which batches are told apart: the file's URI, and after a `#` what is read of it. A `#`
 * in the name of a file is %23 in its URI.
 */
export function tensorUri({ file, member, part }: TensorPlace): string {
  const entries = [
    ...(member === undefined ? [] : [`member=${encodeURIComponent(member)}`]),
    ...(part === undefined ? [] : [`part=${encodeURIComponent(part)}`]),
  ];
  return entries.length === 0 ? file : `${file}#${entries.join('&')}`;
}

/** The way back. */
export function tensorPlace(uri: string): TensorPlace {
  const [file, entries] = /^([^#]*)#((?:member|part)=.*)$/s.exec(uri)?.slice(1) ?? [uri, ''];
  const value = (name: string): string | undefined => {
    const entry = entries.split('&').find((one) => one.startsWith(`${name}=`));
    return entry && decodeURIComponent(entry.slice(name.length + 1));
  };
  const [member, part] = [value('member'), value('part')];
  return { file, ...(member !== undefined && { member }), ...(part !== undefined && { part }) };
}

/** For people: `acts.npy`, `acts.npz/conv1/x`, `acts.npz/z (real)`. Archives' own errors name members so, too. */
export function tensorName(uri: string): string {
  const { file, member, part } = tensorPlace(uri);
  const name = member === undefined ? nameOf(file) : `${nameOf(file)}/${printable(member, 200)}`;
  return part === undefined ? name : `${name} (${printable(part)})`;
}

/** What a program's path means, as a string of `tensorUri`. */
export function resolveTensor(base: string, path: TensorPath): string {
  if (typeof path === 'string') return resolvePath(base, path);
  return tensorUri({ ...path, file: resolvePath(base, path.file) });
}

/** How a program with this base writes a string of `tensorUri`. */
export function tensorPath(base: string, uri: string): TensorPath {
  const { file, ...within } = tensorPlace(uri);
  const path = relativePath(base, file);
  return Object.keys(within).length === 0 ? path : { file: path, ...within };
}

/** Whether a path is a URI as a whole, in which a `?` is no pattern. */
export function isWhole(path: string): boolean {
  return isUri(path) && !path.includes('*');
}
