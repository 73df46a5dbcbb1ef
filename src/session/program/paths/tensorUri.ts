import { isUri, relativePath, resolvePath } from './programPaths.js';
import type { TensorPath } from '../program.js';
import { decodeText, encodeText } from './uriText.js';

/** Where a tensor is: a file, which tensor of an archive, which part of items that are no real numbers. */
export interface TensorPlace {
  /** URI. */
  readonly file: string;
  readonly member?: string;
  readonly part?: string;
  /** `3, :, 32:64` */
  readonly slice?: string;
}

/**
 * One string for one tensor, by which batches are told apart: the file's URI, and after a `#` what is read of it. A `#`
 * in the name of a file is %23 in its URI.
 */
export function tensorUri({ file, member, part, slice }: TensorPlace): string {
  const entries = [
    ...(member === undefined ? [] : [`member=${encodeText(member)}`]),
    ...(part === undefined ? [] : [`part=${encodeText(part)}`]),
    ...(slice === undefined ? [] : [`slice=${encodeText(slice)}`]),
  ];
  return entries.length === 0 ? file : `${file}#${entries.join('&')}`;
}

/** The way back. */
export function tensorPlace(uri: string): TensorPlace {
  const [file, entries] = /^([^#]*)#((?:member|part|slice)=.*)$/s.exec(uri)?.slice(1) ?? [uri, ''];
  const value = (name: string): string | undefined => {
    const entry = entries.split('&').find((one) => one.startsWith(`${name}=`));
    return entry && decodeText(entry.slice(name.length + 1));
  };
  const [member, part, slice] = [value('member'), value('part'), value('slice')];
  return {
    file,
    ...(member !== undefined && { member }),
    ...(part !== undefined && { part }),
    ...(slice !== undefined && { slice }),
  };
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

/** Whether a value is a path of a program: numbers, and lists of them, are none. */
export function isTensorPath(value: unknown): value is TensorPath {
  if (typeof value === 'string') return true;
  return typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string';
}

/** The file of a path, as the program writes it. */
export function fileOf(path: TensorPath): string {
  return typeof path === 'string' ? path : path.file;
}

/** The files of those among some values that are paths. */
export function filesAmong(values: readonly unknown[]): readonly string[] {
  return values.filter(isTensorPath).map(fileOf);
}
