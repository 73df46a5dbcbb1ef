/** A matrix of numbers as colours, white at 0. */
export interface MatrixSpec {
  readonly title: string;
  /** What the numbers are: `correlations`. */
  readonly what: string;
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly values: Float64Array;
  /** The magnitude that has the strongest colour. */
  readonly limit: number;
  /** What rows and columns count: `channel`. */
  readonly rowLabel: string;
  readonly columnLabel: string;
}

/** Correlations of channels, [size, size]. */
export function correlationMatrix(title: string, size: number, values: Float64Array): MatrixSpec {
  const labels = { rowLabel: 'channel', columnLabel: 'channel' };
  return { title, what: 'correlations', rows: size, columns: size, values, limit: 1, ...labels };
}
