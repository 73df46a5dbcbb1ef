/** Columns beside the heat map that there is room for; widths in pixels, 0: there is none. */
export interface GridColumns {
  readonly name: number;
  /** Words are cut short. */
  readonly isNarrow: boolean;
  readonly spark: number;
  readonly initial: boolean;
  readonly mode: boolean;
  readonly off: number;
}

/** Width that the heat map should have before what stands beside it is left out, and what it has at least. */
const wantedHeat = 340;
const leastHeat = 80;

/**
 * The columns for which there is room, and what they leave to the heat map.
 * @param channels of the layer with the most
 */
export function fitColumns(width: number, channels: number): { readonly columns: GridColumns; readonly heat: number } {
  const isNarrow = width < 500;
  const name = isNarrow ? 108 : 144;
  const off = channels < 1000 ? 72 : 88;
  const base = 16 + 4 + name + 8 + 54;
  const has = { spark: true, initial: true, mode: true, off: true };
  const rest = (): number =>
    width - base - (has.spark ? 70 : 0) - (has.initial ? 48 : 0) - (has.mode ? 40 : 0) - (has.off ? off + 4 : 0);
  for (const one of ['spark', 'initial', 'mode', 'off'] as const) if (rest() < wantedHeat) has[one] = false;
  const { initial, mode } = has;
  const columns = { name, isNarrow, spark: has.spark ? 62 : 0, initial, mode, off: has.off ? off : 0 };
  return { columns, heat: Math.max(leastHeat, rest()) };
}

/** As a grid's template. */
export function columnSizes({ name, spark, initial, mode, off }: GridColumns, heat: number): string {
  const sizes = [16, name + 4, heat, ...(mode ? [36] : []), ...(off > 0 ? [off] : []), 50, ...(initial ? [44] : [])];
  return [...sizes, ...(spark > 0 ? [spark] : [])].map((size) => `${size}px`).join(' ');
}

/** Where the heat map begins in it. */
export function heatLeft({ name }: GridColumns): number {
  return 16 + 4 + name + 4 + 4;
}
