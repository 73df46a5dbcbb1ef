/** Rows of the overview: whole pixels, at most 8 high, together at most 192. */
export interface OverviewRows {
  readonly rows: number;
  readonly rowHeight: number;
  readonly channels: number;
}

export const mostHeight = 192;
const highestRow = 8;

export function overviewRows(channels: number): OverviewRows {
  const rows = Math.min(channels, mostHeight);
  return { rows, rowHeight: Math.max(1, Math.min(highestRow, Math.floor(mostHeight / Math.max(1, rows)))), channels };
}

/** The row that shows a channel; the inverse of `floor(row · channels / rows)`, where a row begins. */
export function rowOf({ rows, channels }: OverviewRows, channel: number): number {
  return Math.ceil(((channel + 1) * rows) / channels) - 1;
}

export function firstChannelOf({ rows, channels }: OverviewRows, row: number): number {
  return Math.floor((row * channels) / rows);
}

/** Pixels from the picture's top to the middle of a channel's row. */
export function rowCentre(rows: OverviewRows, channel: number): number {
  return (rowOf(rows, channel) + 0.5) * rows.rowHeight;
}

/** The row under a pixel, held inside the picture. */
export function rowAt({ rows, rowHeight }: OverviewRows, y: number): number {
  return Math.max(0, Math.min(rows - 1, Math.floor(y / rowHeight)));
}

/** The half-open range of channels between two pixels, for a brush. */
export function channelsBetween(rows: OverviewRows, a: number, b: number): readonly [number, number] {
  const first = rowAt(rows, Math.min(a, b));
  const last = rowAt(rows, Math.max(a, b));
  return [firstChannelOf(rows, first), last + 1 >= rows.rows ? rows.channels : firstChannelOf(rows, last + 1)];
}

/** Channels that the vertical axis names: round ones, and the last. */
export function channelTicks(rows: OverviewRows): readonly number[] {
  const { channels, rows: count, rowHeight } = rows;
  const last = channels - 1;
  const least = 14;
  const perChannel = (count * rowHeight) / channels;
  let step = 1;
  for (let power = 1; step * perChannel < least + 4; power *= 10) {
    step = [1, 2, 5, 10].map((nice) => nice * power).find((nice) => nice * perChannel >= least + 4) ?? power * 10;
  }
  // Few channels are easier to find by tens.
  if (step > 2 && step < 10 && channels > 20) step = 10;
  const ticks: number[] = [];
  for (let channel = 0; channel < last; channel += step) {
    if (channel === 0 || (last - channel) * perChannel >= least) ticks.push(channel);
  }
  return channels > 0 ? [...ticks, last] : [];
}
