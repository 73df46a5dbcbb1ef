/** Letters of the axes as PyTorch's pages write them: n, c, then l, or h and w, or d, h and w. */
export function axisNames(rank: number, channelAxis: number, batchAxis = 0): readonly string[] {
  const spatial = ['', 'l', 'hw', 'dhw'][Math.max(0, rank - 2)] ?? '';
  const samples = batchAxis === channelAxis ? (channelAxis === 0 ? 1 : 0) : batchAxis;
  let place = 0;
  return Array.from({ length: rank }, (_, axis) => {
    if (axis === channelAxis) return 'c';
    if (axis === samples) return 'n';
    place += 1;
    // Beyond three spatial axes letters run out: axis 4 is a4.
    return spatial[place - 1] ?? `a${axis}`;
  });
}

/** What an axis's steps are called. */
export function stepName(name: string): string {
  return name === 'n' ? 'sample' : name;
}

export interface SliceAxes {
  /** null: one row. */
  readonly row: number | null;
  readonly column: number;
}

/**
 * The axes that are shown unless others are chosen: the last two spatial ones; with one of them, samples × positions;
 * with none, samples × channels.
 */
export function defaultAxes(rank: number, channelAxis: number): SliceAxes {
  const others = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== channelAxis);
  if (others.length >= 2) return { row: others[others.length - 2], column: others[others.length - 1] };
  if (others.length === 1 && rank > 1) return { row: others[0], column: channelAxis };
  return { row: null, column: 0 };
}

/** Puts an axis where it is asked for; the other one takes its place if it was there. */
export function withAxis(axes: SliceAxes, which: 'row' | 'column', axis: number): SliceAxes {
  const other = which === 'row' ? axes.column : axes.row;
  if (axis === other) return { row: axes.column, column: axes.row ?? axes.column };
  return which === 'row' ? { ...axes, row: axis } : { ...axes, column: axis };
}
