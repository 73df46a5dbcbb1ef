import { FormatError } from '../../formats/index.js';
import { fileOf, isAllowed, namedPaths, nameOf, resolvePath, type UriPolicy } from './paths/index.js';
import type { Program } from './program.js';

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

/** The same for one file that a model names. @throws OutsideError */
export function checkPath(uri: string, base: string, policy: UriPolicy, place: string): void {
  if (!isAllowed(uri, base, policy)) throw new OutsideError(place, base, [uri]);
}

/**
 * @param base URI of the program's folder
 * @throws OutsideError that names all files the program may not name, and the place of the first
 */
export function checkUris(program: Program, base: string, policy: UriPolicy): void {
  const outside = namedPaths(program)
    .map(({ place, path }) => ({ place, uri: resolvePath(base, fileOf(path)) }))
    .filter(({ uri }) => !isAllowed(uri, base, policy));
  if (outside.length === 0) return;
  throw new OutsideError(outside[0].place, base, [...new Set(outside.map(({ uri }) => uri))]);
}
