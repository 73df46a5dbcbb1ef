import { printable } from '../../formats/index.js';
import { nameOf, tensorPlace } from './paths/index.js';

/** For people: `acts.npy`, `acts.npz/conv1/x`, `acts.npz/z (real)`, `acts.npy [3]`. Archives' own errors name members so, too. */
export function tensorName(uri: string): string {
  const { file, member, part, slice } = tensorPlace(uri);
  const fileName = printable(nameOf(file), 200);
  const name = member === undefined ? fileName : `${fileName}/${printable(member, 200)}`;
  const ofPart = part === undefined ? name : `${name} (${printable(part)})`;
  return slice === undefined ? ofPart : `${ofPart} [${printable(slice)}]`;
}
