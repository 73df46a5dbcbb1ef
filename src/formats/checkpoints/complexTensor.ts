import { elementCount, elementTypes, fieldSource, FormatError, magnitudeTensor, storedTensor } from '../readerKit.js';
import type { Stored } from '../stored.js';
import type { TensorFile } from '../tensorFile.js';

const parts = ['real', 'imaginary', 'magnitude'];

/**
 * One part of complex numbers, each of which is stored as two numbers of `element`.
 * @throws FormatError where none of them is chosen
 */
export function complexTensor(stored: Stored, part: string | undefined): TensorFile {
  const { source, shape, element, offset } = stored;
  const chosen = parts.indexOf(part ?? '');
  if (chosen < 0) {
    throw new FormatError({
      file: source.name,
      place: 'data',
      problem: 'its numbers are complex',
      expected: `one of ${parts.join(', ')}`,
      choices: parts,
      choose: 'part',
      advice: 'Choose a part of them.',
    });
  }
  const { size } = elementTypes[element.dtype];
  const wholeBytes = elementCount(shape) * 2 * size;
  const half = (at: number): TensorFile => {
    const field = { dataAt: offset, count: elementCount(shape), itemSize: 2 * size, at, size };
    return storedTensor({ ...stored, source: fieldSource(source, field), offset: 0 }, []);
  };
  const tensor = chosen === 2 ? magnitudeTensor(half(0), half(size)) : half(chosen * size);
  return { ...tensor, parts, wholeBytes };
}
