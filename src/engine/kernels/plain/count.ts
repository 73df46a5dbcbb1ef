import type { Values } from '../../tensor.js';
import type { AffineSeries, BinEdges } from '../kernels.js';

export function count(values: Values, series: AffineSeries, bins: BinEdges, counts: Float64Array): void {
  const { shift, remainder, std, factor, added, gamma, beta } = series;
  const { edges, width, first } = bins;
  const last = edges.length - 2;
  const low = edges[0];
  const high = edges[last + 1];
  for (const x of values) {
    const value = (((x - shift - remainder) / std) * factor + added) * gamma + beta;
    if (!(value >= low && value <= high)) continue;
    let bin = Math.min(last, Math.max(0, Math.floor(value / width) - first));
    // The quotient may be rounded over an edge.
    if (value < edges[bin]) bin--;
    else if (bin < last && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
}
