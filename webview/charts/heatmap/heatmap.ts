import type { ChartColours } from './chartColours.js';
import { colourTable, type ColourScale } from './colourScale.js';

/** A picture of rows × columns values, one rectangle of whole pixels each. */
export interface Heatmap {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly values: ArrayLike<number>;
  /** Cells that are drawn as background: refused or not run. */
  readonly masked?: ArrayLike<number>;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Background between columns, in pixels, half of it at each side. */
  readonly columnGap: number;
  readonly scale: ColourScale;
}

/** What stands for a value that no colour can: IEEE's three. */
export type CellMark = 'nan' | 'above' | 'below';

/** The mark of a value that is not finite; null for a finite one. */
export function cellMark(value: number): CellMark | null {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return null;
  return value > 0 ? 'above' : 'below';
}

/** Rows lower than this have no room for ▲ and ▼. */
const leastMarkHeight = 8;

/** Sizes a canvas in CSS pixels for the screen's resolution; the context is scaled to CSS pixels. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = canvas.ownerDocument.defaultView?.devicePixelRatio ?? 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.scale(canvas.width / Math.max(1, width), canvas.height / Math.max(1, height));
  return context;
}

/** Paints a heatmap at the canvas's size; NaN as stripes, infinities as solid foreground with a triangle. */
export function paintHeatmap(canvas: HTMLCanvasElement, heatmap: Heatmap, colours: ChartColours): void {
  const { rows, columns, cellWidth, cellHeight, columnGap } = heatmap;
  const width = columns * cellWidth;
  const height = rows * cellHeight;
  const context = sizeCanvas(canvas, width, height);
  if (!context || rows === 0 || columns === 0) return;
  const pixels = canvas.ownerDocument.createElement('canvas');
  pixels.width = columns;
  pixels.height = rows;
  const { image, marked } = cellPixels(heatmap);
  pixels.getContext('2d')?.putImageData(new ImageData(image, columns, rows), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(pixels, 0, 0, width, height);

  const stripes = marked.some((cell) => cellMark(heatmap.values[cell]) === 'nan')
    ? stripePattern(context, colours)
    : null;
  for (const cell of marked) {
    const x = (cell % columns) * cellWidth;
    const y = Math.floor(cell / columns) * cellHeight;
    const mark = cellMark(heatmap.values[cell]);
    context.fillStyle = mark === 'nan' && stripes ? stripes : colours.foreground;
    context.fillRect(x, y, cellWidth, cellHeight);
    if (mark !== 'nan' && mark !== null) paintTriangle(context, x, y, heatmap, mark, colours.background);
  }
  if (columnGap > 0) {
    for (let column = 0; column < columns; column++) {
      context.clearRect(column * cellWidth, 0, columnGap / 2, height);
      context.clearRect((column + 1) * cellWidth - columnGap / 2, 0, columnGap / 2, height);
    }
  }
}

/** One RGBA pixel for each cell (transparent where masked), and the cells that need a mark instead. */
export function cellPixels({
  rows,
  columns,
  values,
  masked,
  scale,
}: Omit<Heatmap, 'cellWidth' | 'cellHeight' | 'columnGap'>): {
  image: Uint8ClampedArray<ArrayBuffer>;
  marked: number[];
} {
  const image = new Uint8ClampedArray(rows * columns * 4);
  const marked: number[] = [];
  const table = colourTable(scale.map);
  const last = table.length / 3 - 1;
  for (let cell = 0; cell < rows * columns; cell++) {
    if (masked?.[cell]) continue;
    if (!Number.isFinite(values[cell])) {
      marked.push(cell);
      continue;
    }
    const entry = Math.round(scale.share(values[cell]) * last) * 3;
    image[cell * 4] = table[entry];
    image[cell * 4 + 1] = table[entry + 1];
    image[cell * 4 + 2] = table[entry + 2];
    image[cell * 4 + 3] = 255;
  }
  return { image, marked };
}

/** Stripes of 45°, 2 of 4 px, that go on from cell to cell. */
function stripePattern(context: CanvasRenderingContext2D, colours: ChartColours): CanvasPattern | null {
  const { a: ratio } = context.getTransform();
  // Measured along x, a period of 4 px across 45° stripes is 4·√2; 6 px has whole pixels at usual ratios.
  const size = Math.round(6 * ratio);
  const tile = context.canvas.ownerDocument.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const paint = tile.getContext('2d');
  if (!paint) return null;
  paint.fillStyle = colours.background;
  paint.fillRect(0, 0, size, size);
  paint.fillStyle = colours.nan;
  paint.beginPath();
  for (const shift of [-size, 0, size]) {
    paint.moveTo(shift, size);
    paint.lineTo(shift + size, 0);
    paint.lineTo(shift + size * 1.5, 0);
    paint.lineTo(shift + size / 2, size);
    paint.closePath();
  }
  paint.fill();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

function paintTriangle(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { cellWidth, cellHeight, columnGap }: Heatmap,
  mark: 'above' | 'below',
  colour: string,
): void {
  if (cellHeight < leastMarkHeight || cellWidth - columnGap < leastMarkHeight) return;
  const size = Math.min(4, cellHeight / 2 - 2, (cellWidth - columnGap) / 2 - 2);
  const middle = x + cellWidth / 2;
  const tip = y + cellHeight / 2 + (mark === 'above' ? -size : size);
  const base = y + cellHeight / 2 + (mark === 'above' ? size : -size);
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(middle, tip);
  context.lineTo(middle + size, base);
  context.lineTo(middle - size, base);
  context.fill();
}
