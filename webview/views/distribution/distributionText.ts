import type { Distribution } from '../../../src/session/index.js';
import type { TableContent } from '../../charts/hiddenTable.js';
import { significant } from '../../kit/format.js';
import { shareText } from '../../kit/shareText.js';

/** The histograms' numbers; bins that are empty in all of them are left out. */
export function distributionTable({ edges, xEdges, x, normalized, evalNormalized, y }: Distribution): TableContent {
  const columns = [
    { head: 'x', shares: xEdges ? null : x },
    { head: 'x̂', shares: normalized },
    { head: 'x̂ in eval', shares: evalNormalized },
    { head: 'y', shares: y },
  ].flatMap(({ head, shares }) => (shares ? [{ head, shares }] : []));
  const ownAxis = xEdges ? [{ head: 'x', shares: x }] : [];
  const rows = (used: Float64Array, shown: typeof columns): string[][] =>
    Array.from({ length: used.length - 1 }, (_, bin) => bin)
      .filter((bin) => shown.some(({ shares }) => shares[bin] > 0))
      .map((bin) => [
        `${significant(used[bin], 4)} to ${significant(used[bin + 1], 4)}`,
        ...shown.map(({ shares }) => shareText(shares[bin])),
      ]);
  // With an axis of its own x is told first, in the first column, and the others after it.
  const all = xEdges
    ? [
        ...rows(xEdges, ownAxis).map((row) => [...row, ...columns.map(() => '')]),
        ...rows(edges, columns).map(([value, ...shares]) => [value, '', ...shares]),
      ]
    : rows(edges, columns);
  return {
    caption: `Share of values in each bin${xEdges ? ': x on its own axis, then x̂ and y' : ''}`,
    heads: ['value', ...ownAxis.map(({ head }) => head), ...columns.map(({ head }) => head)],
    rowCount: all.length,
    row: (index) => all[index],
  };
}
