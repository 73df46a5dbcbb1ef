import { printable } from '../../../formats/index.js';
import type { ProgramPath } from './sourceMap.js';

/** A path into a program, for people: `steps[3].set.eps`. */
export function pathText(path: ProgramPath): string {
  const joined = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return printable(joined.replace(/^\./, ''), 200) || 'the program';
}
