import type { PassRecord } from '../../records/index.js';
import type { Overview, OverviewQuantity } from '../view.js';
import { fillOf } from './overviewQuantity.js';
import type { PassFold } from './passFolds.js';
import { offsetsFor, type Offsets, outranks, type Span, startOf } from './span.js';

/** Passes whose rows lie in one piece of memory: more of them move none. */
const passesOfPiece = 64;

/** What some passes show, [passes, rows] each. */
interface Piece {
  readonly values: Float64Array;
  /** Where a row holds several channels: the one that is shown, from the first of the picture on. */
  readonly channel: Offsets | null;
  /** Whether a pass has anything to show. */
  readonly shows: Uint8Array;
}

/**
 * What each pass shows in each row of an overview. A picture of any passes in any number of columns is made of it, without
 * a look at the records: with each pass that is new the columns of a long history are cut elsewhere.
 */
export class PassRows implements PassFold {
  readonly work: number;
  readonly #pieces: Piece[] = [];
  #count = 0;
  /** What a pass contributes, one number for each channel of the span. */
  readonly #values: Float64Array;

  constructor(
    private readonly quantity: OverviewQuantity,
    private readonly channels: Span,
  ) {
    this.work = 64 + channels.size;
    this.#values = new Float64Array(channels.size);
  }

  add(record: PassRecord): void {
    const { channels } = this;
    const at = this.#count % passesOfPiece;
    if (at === 0) this.#pieces.push(emptyPiece(channels));
    this.#count += 1;
    // A pass that was refused, or tracks nothing, has nothing to show.
    if (record.kind === 'refused') return;
    if (!fillOf[this.quantity](record, channels.first, this.#values)) return;
    const { values, channel, shows } = this.#pieces[this.#pieces.length - 1];
    shows[at] = 1;
    const from = at * channels.cells;
    if (channel) this.#reduce(values, channel, from);
    else values.set(this.#values, from);
  }

  /** @param passes their cells are the columns */
  overview(passes: Span): Overview {
    const { quantity, channels } = this;
    const rows = channels.cells;
    let columns = 0;
    while (columns < passes.cells && startOf(passes, columns) < this.#count) columns++;
    const values = new Float64Array(rows * columns);
    const channel = channels.cells === channels.size ? null : offsetsFor(channels.size, rows * columns);
    const pass = passes.cells === passes.size ? null : offsetsFor(passes.size, rows * columns);
    const masked = new Uint8Array(columns);
    for (let column = 0; column < columns; column++) {
      const from = startOf(passes, column);
      const to = Math.min(startOf(passes, column + 1), this.#count);
      const isShown = this.#show(from, to, from - passes.first, { values, channel, pass }, column * rows);
      masked[column] = Number(!isShown);
      if (isShown) continue;
      for (let row = 0; row < rows; row++) {
        if (channel) channel[column * rows + row] = startOf(channels, row) - channels.first;
        if (pass) pass[column * rows + row] = from - passes.first;
      }
    }
    const [firstChannel, firstPass] = [channels.first, passes.first];
    return { quantity, rows, columns, values, firstChannel, channel, firstPass, pass, masked };
  }

  /** The largest of some passes in each row; false where none has anything to show. @param offset of the first of them */
  #show(
    from: number,
    to: number,
    offset: number,
    into: { readonly values: Float64Array; readonly channel: Offsets | null; readonly pass: Offsets | null },
    start: number,
  ): boolean {
    const rows = this.channels.cells;
    let isShown = false;
    for (let pass = from; pass < to; pass++) {
      const { values, channel, shows } = this.#pieces[Math.floor(pass / passesOfPiece)];
      const at = pass % passesOfPiece;
      if (shows[at] === 0) continue;
      const source = at * rows;
      for (let row = 0; row < rows; row++) {
        const value = values[source + row];
        if (isShown && !outranks(value, into.values[start + row])) continue;
        into.values[start + row] = value;
        if (into.channel && channel) into.channel[start + row] = channel[source + row];
        if (into.pass) into.pass[start + row] = offset + pass - from;
      }
      isShown = true;
    }
    return isShown;
  }

  /** The channel of largest magnitude in each row. */
  #reduce(into: Float64Array, channel: Offsets, start: number): void {
    const { first, cells } = this.channels;
    const values = this.#values;
    for (let row = 0; row < cells; row++) {
      let most = startOf(this.channels, row) - first;
      const to = startOf(this.channels, row + 1) - first;
      for (let index = most + 1; index < to; index++) if (outranks(values[index], values[most])) most = index;
      into[start + row] = values[most];
      channel[start + row] = most;
    }
  }
}

function emptyPiece({ size, cells }: Span): Piece {
  return {
    values: new Float64Array(passesOfPiece * cells),
    channel: cells === size ? null : offsetsFor(size, passesOfPiece * cells),
    shows: new Uint8Array(passesOfPiece),
  };
}
