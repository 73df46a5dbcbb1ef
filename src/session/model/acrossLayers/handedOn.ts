import type { Placed } from '../layerFinding.js';
import type { LayerCells, ModelColumns } from '../summary.js';

/** What a layer can get from the one before it. */
const effects = new Set(['train-eval-gap', 'mode-shift']);
/** What makes a layer's eval output another one than its train output. */
const causes = new Set([
  ...effects,
  'not-converged',
  'stale-statistics',
  'never-updated',
  'frozen-moved',
  'update-count',
  'momentum-inverted',
  'two-populations',
  'distribution-shift',
  'between-batch-variance',
  'outlier-batch',
  'small-last-batch',
  'small-batch',
  'padding',
  'ranks-disagree',
]);
/** By as much: distances of both are rounded by chance, and an activation between takes some of it away or adds some. */
const share = 0.8;
/** A narrower or wider input is another one behind the next convolution by more: so dropout is handed on, in measured networks. */
const shareOfShift = 0.5;

/** One layer as far as this is about it. */
export interface HandingLayer {
  /** Of several ranks: whose layer it is; a layer gets nothing from another rank's. */
  readonly rank: string;
  readonly cells: LayerCells | null;
}

/**
 * A layer's gap is put down to the layer before it where that one's eval output already differs from its train output by as
 * much: there the distance d, root mean square over the channels, is compared in the column where this layer's is largest.
 */
export function handedOn(
  placed: readonly Placed[],
  layers: readonly HandingLayer[],
  { modes }: ModelColumns,
): Map<Placed, Placed> {
  const explained = new Map<Placed, Placed>();
  for (const one of placed) {
    if (!effects.has(one.finding.rule)) continue;
    const before = layerBefore(one.layer, layers);
    const [own, theirs] = [layers[one.layer].cells, layers.at(before)?.cells];
    if (before < 0 || !own || !theirs) continue;
    const column = worstColumn(own, one, modes);
    const isShift = one.finding.rule === 'mode-shift';
    const from = placed.filter(({ layer, finding }) => layer === before && causes.has(finding.rule));
    const least = isShift && from.some(({ finding }) => finding.rule === 'mode-shift') ? shareOfShift : share;
    if (!(theirs.distance[column] >= least * own.distance[column])) continue;
    const cause = from.reduce<Placed | null>(
      (best, other) => (best && best.finding.weight >= other.finding.weight ? best : other),
      null,
    );
    if (cause) explained.set(one, cause);
  }
  return explained;
}

/** The one that was called right before, of the same rank; −1: there is none. */
function layerBefore(layer: number, layers: readonly HandingLayer[]): number {
  return layers.findLastIndex(({ rank }, index) => index < layer && rank === layers[layer].rank);
}

/** Of a finding's columns that in which the layer is furthest off, eval before train. */
function worstColumn({ distance, passes }: LayerCells, { column, lastColumn }: Placed, modes: Uint8Array): number {
  let worst = Math.max(0, column);
  let isEval = false;
  for (let at = worst; at <= lastColumn; at++) {
    if (passes[at] === 0) continue;
    const isBetter = distance[at] > distance[worst] && (modes[at] === 0) === isEval;
    if (isBetter || (modes[at] === 0 && !isEval)) {
      worst = at;
      isEval = modes[at] === 0;
    }
  }
  return worst;
}
