import { meanGaps, type PassRecord, varianceRatios } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Overview, OverviewQuantity, OverviewRequest } from './view.js';

/**
 * Channels × passes. Where there are more of either than cells, a cell shows the value of largest magnitude in it, and
 * NaN before all: an average would hide the one channel that matters.
 */
export function overview(session: Session, request: OverviewRequest): Overview {
  const { passes } = session;
  const [firstChannel, channels] = span(request.channelRange, channelCount(session));
  const [firstPass, passCount] = span(request.passRange, Math.max(passes.length, request.passRange?.[1] ?? 0));
  const rows = Math.min(channels, Math.max(1, request.maxRows));
  const columnsOfRange = Math.min(passCount, Math.max(1, request.maxColumns));
  const firstOf = (column: number) => firstPass + bound(column, columnsOfRange, passCount);
  let columns = 0;
  while (columns < columnsOfRange && firstOf(columns) < passes.length) columns++;

  const values = new Float64Array(rows * columns);
  const channel = new Uint32Array(rows * columns);
  const pass = new Uint32Array(rows * columns);
  const masked = new Uint8Array(rows * columns).fill(1);
  for (let row = 0; row < rows; row++)
    channel.fill(firstChannel + bound(row, rows, channels), row * columns, (row + 1) * columns);

  for (let column = 0; column < columns; column++) {
    const from = firstOf(column);
    const to = Math.min(passes.length, firstOf(column + 1));
    for (let row = 0; row < rows; row++) pass[row * columns + column] = from;
    for (let p = from; p < to; p++) {
      const quantity = quantityOf(request.quantity, passes[p]);
      if (quantity) fillColumn(quantity, p, column);
    }
  }
  return { quantity: request.quantity, rows, columns, values, channel, pass, masked };

  function fillColumn(quantity: ArrayLike<number>, p: number, column: number): void {
    for (let row = 0; row < rows; row++) {
      const cell = row * columns + column;
      const to = firstChannel + bound(row + 1, rows, channels);
      for (let c = firstChannel + bound(row, rows, channels); c < to; c++) {
        if (masked[cell] === 0 && !outranks(quantity[c], values[cell])) continue;
        values[cell] = quantity[c];
        channel[cell] = c;
        pass[cell] = p;
        masked[cell] = 0;
      }
    }
  }
}

/** What a pass contributes, [groups]; null where it was refused or tracks nothing that could be shown. */
function quantityOf(quantity: OverviewQuantity, pass: PassRecord): ArrayLike<number> | null {
  if (pass.kind === 'refused') return null;
  switch (quantity) {
    case 'mean-gap':
      return meanGaps(pass.moments, pass.after, pass.layer);
    case 'variance-ratio':
      return varianceRatios(pass.moments, pass.after).map(Math.log2);
    case 'running-var':
      return pass.after.runningVar;
    case 'non-finite':
      return pass.moments.nonFinite;
  }
}

/** Whether a value is to be shown rather than one that is already there. */
function outranks(value: number, shown: number): boolean {
  if (Number.isNaN(shown)) return false;
  return Number.isNaN(value) || Math.abs(value) > Math.abs(shown);
}

/** Where a cell of `cells` begins among `items`. */
function bound(cell: number, cells: number, items: number): number {
  return Math.floor((cell * items) / cells);
}

/** [start, length] of a half-open range, held within 0 to `size`. */
function span(range: readonly [number, number] | undefined, size: number): readonly [start: number, length: number] {
  const from = Math.min(size, Math.max(0, Math.floor(range?.[0] ?? 0)));
  const to = Math.min(size, Math.max(from, Math.ceil(range?.[1] ?? size)));
  return [from, to - from];
}

function channelCount({ passes, initial }: Session): number {
  const computed = passes.find((pass) => pass.kind === 'computed');
  return computed?.moments.shift.length ?? initial.runningMean?.length ?? initial.gamma?.length ?? 0;
}
