import { GAP_PARTS, type GapPart } from './parts.js';

/** What one cause takes of the distance between eval and train. */
export interface GapCause {
  readonly part: GapPart;
  /** Mean share over the channels where it matters, or over all where it matters in none; negative: it hides others. */
  readonly share: number;
  /** In how many of those channels it is the largest. */
  readonly largestIn: number;
}

/**
 * The largest share first; of what nothing can be split no channel counts.
 * @param parts of the distance, [parts, channels]
 * @param matters 0 or 1, [channels]
 */
export function causesOf(parts: Float64Array, distance: Float64Array, matters: Uint8Array): readonly GapCause[] {
  const channels = distance.length;
  const isSplit = (channel: number): boolean => distance[channel] > 0 && !Number.isNaN(parts[channel]);
  const counts = Array.from(matters.keys()).filter(isSplit);
  const mattering = counts.filter((channel) => matters[channel] === 1);
  const counted = mattering.length > 0 ? mattering : counts;
  const shares = new Float64Array(GAP_PARTS.length);
  const largestIn = new Uint32Array(GAP_PARTS.length);
  for (const channel of counted) {
    let largest = 0;
    for (let part = 0; part < GAP_PARTS.length; part++) {
      const size = parts[part * channels + channel];
      shares[part] += size / distance[channel];
      if (size > parts[largest * channels + channel]) largest = part;
    }
    largestIn[largest] += 1;
  }
  return GAP_PARTS.map((part, at) => ({
    part,
    share: counted.length === 0 ? 0 : shares[at] / counted.length,
    largestIn: largestIn[at],
  })).sort((a, b) => b.share - a.share);
}
