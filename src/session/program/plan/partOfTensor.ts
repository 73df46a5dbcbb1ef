import { narrowed, type Pick } from '../../../formats/index.js';
import { tensorPlace, tensorUri } from '../paths/index.js';

/** Less of one of a tensor's axes: one entry of it, or some. */
export function partOfTensor(uri: string, axis: number, pick: Pick): string {
  const place = tensorPlace(uri);
  return tensorUri({ ...place, slice: narrowed(place.slice, axis, pick) });
}
