import {
  arrayOf,
  compileFilter,
  ExpressionError,
  knownNames,
  type KnownName,
} from '../../../src/session/expressions/index.js';
import type { LayerCells, LayerSummary, ModelSummary } from '../../../src/session/index.js';
import { severityRank } from '../../../src/session/severity.js';
import { isWorse } from './stepAxis.js';

/** A line of the list: a layer, or a module whose layers are folded into it or stand below it. */
export interface ModelRow {
  /** The module's path, or the layer's name. */
  readonly name: string;
  /** Places in the model's layers: those of the module, or the one. */
  readonly layers: readonly number[];
  readonly module: { readonly isFolded: boolean } | null;
}

/** The layers that are shown, in order. */
export function orderedLayers(
  { layers, ranked }: ModelSummary,
  order: 'called' | 'worst',
  test: (layer: number) => boolean,
): readonly number[] {
  const all = order === 'worst' ? [...ranked] : [...layers.keys()];
  return all.filter(test);
}

/**
 * Rows for the layers in this order. Where there are more than fit, modules without a finding are folded, the outermost that
 * have none.
 * @param toggled modules that the user has folded or unfolded
 */
export function modelRows(
  layers: readonly LayerSummary[],
  order: readonly number[],
  most: number,
  toggled: readonly string[],
): readonly ModelRow[] {
  if (order.length <= most) return order.map((at) => ({ name: layers[at].name, layers: [at], module: null }));
  const rows: ModelRow[] = [];
  for (let from = 0; from < order.length;) {
    const folded = foldedAt(layers, order, from);
    if (!folded) {
      rows.push({ name: layers[order[from]].name, layers: [order[from]], module: null });
      from += 1;
      continue;
    }
    const members = order.slice(from, folded.end);
    const isFolded = !toggled.includes(folded.name);
    rows.push({ name: folded.name, layers: members, module: { isFolded } });
    if (!isFolded) for (const at of members) rows.push({ name: layers[at].name, layers: [at], module: null });
    from = folded.end;
  }
  return rows;
}

/** The outermost module that begins here, has no finding, and more than one layer. */
function foldedAt(
  layers: readonly LayerSummary[],
  order: readonly number[],
  from: number,
): { readonly name: string; readonly end: number } | null {
  const parts = layers[order[from]].name.split('.');
  for (let depth = 1; depth < parts.length; depth++) {
    const name = parts.slice(0, depth).join('.');
    const isInside = (at: number): boolean => layers[at].name.startsWith(`${name}.`);
    // One that began before has a layer that could not be folded.
    if (from > 0 && isInside(order[from - 1])) continue;
    if (layers.some((layer, at) => isInside(at) && (layer.severity !== null || layer.problem !== undefined))) continue;
    let end = from;
    while (end < order.length && isInside(order[end])) end += 1;
    if (end - from > 1) return { name, end };
  }
  return null;
}

/** What a row shows in a column: of its layers the one with the largest |gap|; null where none has a pass there. */
export function shownLayer(layers: readonly LayerSummary[], row: ModelRow, column: number): number | null {
  let shown: number | null = null;
  for (const at of row.layers) {
    const cells = layers[at].cells;
    if (!cells?.passes[column]) continue;
    if (shown === null || isWorse(cells.gap[column], layers[shown].cells?.gap[column] ?? 0)) shown = at;
  }
  return shown;
}

/** The cells of a row's layers as one, column by column that of the worst; the layer's own where it is one. */
export function cellsOf(layers: readonly LayerSummary[], row: ModelRow, columns: number): LayerCells | null {
  if (row.layers.length === 1) return layers[row.layers[0]].cells ?? null;
  if (row.layers.every((at) => !layers[at].cells)) return null;
  const worst = Array.from({ length: columns }, (_, column) => {
    const at = shownLayer(layers, row, column);
    return at === null ? undefined : layers[at].cells;
  });
  const pick = (name: keyof LayerCells) => (column: number) => worst[column]?.[name][column] ?? 0;
  const float = (name: keyof LayerCells) => Float32Array.from({ length: columns }, (_, at) => pick(name)(at));
  return {
    passes: Uint32Array.from(float('passes')),
    gap: float('gap'),
    channel: Uint32Array.from(float('channel')),
    typicalGap: float('typicalGap'),
    spread: float('spread'),
    nonFinite: Float64Array.from(float('nonFinite')),
    shareOff: float('shareOff'),
    distance: float('distance'),
    initial: float('initial'),
    pass: Int32Array.from({ length: columns }, (_, column) => worst[column]?.pass[column] ?? -1),
  };
}

const ofLayers = { element: 'number', form: 'channels' } as const;
const names: readonly KnownName[] = [
  ...knownNames.filter(({ name }) => name !== 'channel'),
  {
    name: 'layer',
    ...ofLayers,
    description: 'place of the layer in the order of call, from 0',
    aliases: ['channel', '#'],
  },
  { name: 'off', ...ofLayers, description: 'channels in which the gap matters' },
  { name: 'channels', ...ofLayers, description: 'channels of the layer' },
  { name: 'initial', ...ofLayers, description: 'what is left of the start of the running values' },
];

export type LayerFilter =
  { readonly ok: true; readonly test: (layer: number) => boolean } | { readonly ok: false; readonly message: string };

/** A filter for layers at a column: an expression over numbers of the layers, or a part of their names. */
export function filterLayers(text: string, { layers }: ModelSummary, column: number): LayerFilter {
  const wanted = text.trim().toLowerCase();
  const isNamed = layers.some(({ name }) => name.toLowerCase().includes(wanted));
  if (wanted === '' || isNamed) {
    return { ok: true, test: (at) => layers[at].name.toLowerCase().includes(wanted) };
  }
  const each = (of: (layer: LayerSummary, at: number) => number) => arrayOf(Float64Array.from(layers, of));
  const cell = (name: keyof LayerCells) => each(({ cells }) => (cells?.passes[column] ? cells[name][column] : 0));
  const marked = (least: number, most: number) => {
    const found = Float64Array.from(layers, ({ severity }) => severityRank(severity));
    return {
      element: 'boolean' as const,
      shape: [layers.length],
      at: (at: number) => Number(found[at] >= least && found[at] <= most),
    };
  };
  const [info, warning, error] = (['info', 'warning', 'error'] as const).map((one) => severityRank(one));
  const values: Partial<Record<string, () => ReturnType<typeof each> | ReturnType<typeof marked>>> = {
    ...{ gap: () => cell('gap'), spread: () => cell('spread') },
    // What `nan` and `inf` look at.
    ...{
      mean: () => cell('gap'),
      var: () => cell('gap'),
      running_mean: () => cell('gap'),
      running_var: () => cell('gap'),
    },
    ...{ nonFinite: () => cell('nonFinite'), initial: () => cell('initial') },
    off: () => each((layer) => offOf(layer, column) ?? 0),
    channels: () => each(({ channels }) => channels),
    layer: () => each((_, at) => at),
    info: () => marked(info, info),
    warning: () => marked(warning, warning),
    error: () => marked(error, error),
    finding: () => marked(info, error),
  };
  const compiled = (expression: string): ((layer: number) => boolean) =>
    compileFilter(expression, names)?.({ lookup: (name) => values[name]?.() }) ?? (() => true);
  // `layer2 and |gap| > 0.5`: a part of the name among the terms.
  const terms = text.trim().split(/\s+and\s+/i);
  const holds = (at: number, term: string): boolean => layers[at].name.toLowerCase().includes(term.toLowerCase());
  const isName = (term: string): boolean => layers.some((_, at) => holds(at, term));
  try {
    if (!terms.some(isName)) return { ok: true, test: compiled(text) };
    const tests = terms.map((term) => (isName(term) ? (at: number) => holds(at, term) : compiled(term)));
    return { ok: true, test: (at) => tests.every((test) => test(at)) };
  } catch (problem) {
    if (!(problem instanceof ExpressionError)) throw problem;
    return {
      ok: false,
      message: `"${text.trim().slice(0, 60)}" is no name and no filter. Try layer2, |gap| > 0.5, off > 3, nan, warning. At ${problem.message}`,
    };
  }
}

/** How many channels are off in a column; null where there is no pass. */
export function offOf({ cells, channels }: LayerSummary, column: number): number | null {
  return cells?.passes[column] ? Math.round(cells.shareOff[column] * channels) : null;
}

/** The column in which a pass of a layer ran; of one before the first −1. */
export function columnOfPass({ cells, column = 0 }: LayerSummary, pass: number): number {
  if (pass < 0) return -1;
  const found = cells ? cells.pass.findIndex((last) => last >= pass) : -1;
  return found >= 0 ? found : column;
}
