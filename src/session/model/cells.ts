import { varianceAt } from '../../engine/index.js';
import { median, type PassRecord } from '../records/index.js';
import type { LayerCells } from './summary.js';

/** From where on a gap, or a ratio of spreads, matters: as everywhere in the panel. */
const matters = { gap: 0.25, narrow: 0.8, wide: 1.25 };

/** Gathers what the columns show of one layer. */
export class CellsOfLayer {
  /** What was handed out stays as it is where passes are added after `moveTo`. */
  cells: LayerCells;
  readonly #sizes: Float64Array;

  constructor(columns: number, channels: number) {
    this.cells = emptyCells(columns);
    this.#sizes = new Float64Array(channels);
  }

  /**
   * The same passes in other columns, as more come.
   * @param before the columns of the passes that were added
   * @param after those of all passes
   * @returns whether there is anything new: a pass, or another place
   */
  moveTo(before: Uint32Array, after: Uint32Array, columns: number): boolean {
    const old = this.cells;
    const isSame = columns === old.passes.length && before.every((column, pass) => column === after[pass]);
    if (isSame && before.length === after.length) return false;
    const moved = emptyCells(columns);
    before.forEach((from, pass) => {
      for (const name of Object.keys(old) as (keyof LayerCells)[]) moved[name][after[pass]] = old[name][from];
    });
    this.cells = moved;
    return true;
  }

  /** @param weightOfStart what is left of the start after the pass */
  add(pass: number, column: number, record: PassRecord, weightOfStart: number): void {
    const { cells } = this;
    cells.passes[column] += 1;
    cells.pass[column] = pass;
    cells.initial[column] = weightOfStart;
    const { moments, after, layer } = record;
    if (record.kind === 'refused' || !moments) return;
    const { shift, remainder, nonFinite } = moments;
    const { runningMean, runningVar } = after;
    const { eps } = layer.convention;
    const channels = shift.length;
    let worst = 0;
    let channel = 0;
    let off = 0;
    let squares = 0;
    let broken = 0;
    let known = 0;
    let widest = 1;
    let narrowest = 1;
    let isWideFirst = true;
    let hasUnknown = false;
    for (let c = 0; c < channels; c++) {
      broken += nonFinite[c];
      if (!runningMean || !runningVar) continue;
      const sigma = runningVar[c] + eps;
      const variance = varianceAt(moments, c);
      const gap = (shift[c] - runningMean[c] + remainder[c]) / Math.sqrt(sigma);
      const ratio = Math.sqrt((variance + eps) / sigma);
      const size = Math.abs(gap);
      if (!(size <= matters.gap && ratio >= matters.narrow && ratio <= matters.wide)) off += 1;
      squares += gap * gap + ((ratio - 1) * (ratio - 1) * variance) / (variance + eps);
      if (Number.isNaN(gap)) {
        if (!Number.isNaN(worst)) channel = c;
        worst = NaN;
      } else {
        this.#sizes[known++] = size;
        if (size > Math.abs(worst)) {
          worst = gap;
          channel = c;
        }
      }
      if (ratio > widest) {
        widest = ratio;
        isWideFirst = false;
      } else if (ratio < narrowest) {
        narrowest = ratio;
        isWideFirst = true;
      } else if (Number.isNaN(ratio)) hasUnknown = true;
    }
    cells.nonFinite[column] += broken;
    const isFirst = cells.passes[column] === 1;
    // NaN before all others.
    if (!isFirst && (Number.isNaN(cells.gap[column]) || Math.abs(worst) <= Math.abs(cells.gap[column]))) return;
    cells.gap[column] = worst;
    cells.channel[column] = channel;
    cells.typicalGap[column] = known === 0 ? (runningMean ? NaN : 0) : median(this.#sizes, known);
    cells.spread[column] = hasUnknown ? NaN : fartherOf(Math.log2(widest), Math.log2(narrowest), isWideFirst);
    cells.shareOff[column] = off / channels;
    cells.distance[column] = Math.sqrt(squares / channels);
  }
}

/** The one that is further from 0. */
function fartherOf(wide: number, narrow: number, isWideFirst: boolean): number {
  if (Math.abs(wide) === -narrow) return isWideFirst ? wide : narrow;
  return wide > -narrow ? wide : narrow;
}

function emptyCells(columns: number): LayerCells {
  return {
    passes: new Uint32Array(columns),
    gap: new Float32Array(columns),
    channel: new Uint32Array(columns),
    typicalGap: new Float32Array(columns),
    spread: new Float32Array(columns),
    nonFinite: new Float64Array(columns),
    shareOff: new Float32Array(columns),
    distance: new Float32Array(columns),
    initial: new Float32Array(columns),
    pass: new Int32Array(columns).fill(-1),
  };
}
