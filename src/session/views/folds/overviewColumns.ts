import type { PassRecord } from '../../records/index.js';
import type { Overview, OverviewQuantity } from '../view.js';
import { fillOf } from './overviewQuantity.js';
import type { PassFold } from './passFolds.js';

/** Items that are shown in cells, one each or fewer. */
export interface Span {
  readonly first: number;
  /** Infinite, as `cells` is then, where more may come, each with a cell of its own. */
  readonly size: number;
  readonly cells: number;
}

/** The cells of one column, [rows] each. */
interface Column {
  /** Masked: no pass of it has anything to show. */
  isEmpty: boolean;
  readonly values: Float64Array;
  readonly channel: Uint32Array;
  readonly pass: Uint32Array;
}

/** The columns of an overview as far as passes have run; a pass changes the last one, or begins another. */
export class OverviewColumns implements PassFold {
  readonly work: number;
  readonly #columns: Column[] = [];
  /** What a pass contributes, one number for each channel of the span. */
  readonly #values: Float64Array;
  /** The first channel of each row, and the one behind the last, [rows + 1]. */
  readonly #rowStarts: Uint32Array;
  /** What a pass shows in each row, and of which channel, [rows]. */
  readonly #rowValues: Float64Array;
  readonly #rowChannels: Uint32Array;

  constructor(
    private readonly quantity: OverviewQuantity,
    private readonly channels: Span,
    private readonly passes: Span,
  ) {
    const { size, cells } = channels;
    this.work = 64 + size;
    this.#values = new Float64Array(size);
    this.#rowStarts = Uint32Array.from({ length: cells + 1 }, (_, row) => startOf(channels, row));
    this.#rowValues = cells === size ? this.#values : new Float64Array(cells);
    this.#rowChannels = this.#rowStarts.slice(0, -1);
  }

  add(record: PassRecord, pass: number): void {
    const { passes, channels } = this;
    if (pass < passes.first || pass >= passes.first + passes.size) return;
    if (pass === startOf(passes, this.#columns.length)) this.#columns.push(this.#emptyColumn(pass));
    // A pass that was refused, or tracks nothing, has nothing to show.
    if (record.kind === 'refused') return;
    if (!fillOf[this.quantity](record, channels.first, this.#values)) return;
    if (channels.cells < channels.size) this.#reduceRows();
    this.#show(pass, this.#columns[this.#columns.length - 1]);
  }

  overview(): Overview {
    const { quantity } = this;
    const rows = this.channels.cells;
    const columns = this.#columns.length;
    const values = new Float64Array(rows * columns);
    const channel = new Uint32Array(rows * columns);
    const pass = new Uint32Array(rows * columns);
    const masked = new Uint8Array(rows * columns);
    this.#columns.forEach((column, at) => {
      const mask = Number(column.isEmpty);
      for (let row = 0, cell = at; row < rows; row++, cell += columns) {
        values[cell] = column.values[row];
        channel[cell] = column.channel[row];
        pass[cell] = column.pass[row];
        masked[cell] = mask;
      }
    });
    return { quantity, rows, columns, values, channel, pass, masked };
  }

  #emptyColumn(pass: number): Column {
    const rows = this.channels.cells;
    return {
      isEmpty: true,
      values: new Float64Array(rows),
      channel: this.#rowStarts.slice(0, -1),
      pass: new Uint32Array(rows).fill(pass),
    };
  }

  /** The channel of largest magnitude in each row. */
  #reduceRows(): void {
    const { first, cells } = this.channels;
    const values = this.#values;
    const starts = this.#rowStarts;
    for (let row = 0; row < cells; row++) {
      let most = starts[row] - first;
      const to = starts[row + 1] - first;
      for (let index = most + 1; index < to; index++) if (outranks(values[index], values[most])) most = index;
      this.#rowValues[row] = values[most];
      this.#rowChannels[row] = first + most;
    }
  }

  #show(pass: number, column: Column): void {
    const values = this.#rowValues;
    const channels = this.#rowChannels;
    const shown = column.values;
    for (let row = 0; row < shown.length; row++) {
      if (!column.isEmpty && !outranks(values[row], shown[row])) continue;
      shown[row] = values[row];
      column.channel[row] = channels[row];
      column.pass[row] = pass;
    }
    column.isEmpty = false;
  }
}

/** Where a cell begins. */
function startOf({ first, size, cells }: Span, cell: number): number {
  return first + (cells === size ? cell : Math.floor((cell * size) / cells));
}

/** Whether a value is to be shown rather than one that is already there: NaN before all, then the larger magnitude. */
function outranks(value: number, shown: number): boolean {
  return !(Math.abs(value) <= Math.abs(shown)) && !Number.isNaN(shown);
}
