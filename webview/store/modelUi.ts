/** What a cell of a model's page shows. */
export type CellQuantity = 'gap' | 'typicalGap' | 'spread' | 'nonFinite' | 'shareOff';

/** What the user looks at of a model; layers go by their names, columns are places on the common axis. */
export interface ModelUi {
  /** null: that of the first finding. */
  readonly layer: string | null;
  /** `last`: the last one, also when more come; null: where the first finding begins. */
  readonly column: number | 'last' | null;
  readonly quantity: CellQuantity;
  readonly order: 'called' | 'worst';
  readonly filter: string;
  /** Modules that are folded or unfolded otherwise than by themselves. */
  readonly toggled: readonly string[];
  /** Places of findings whose consequences are listed. */
  readonly unfolded: readonly number[];
  readonly finding: number | null;
  /** Half-open range of columns, from the brush. */
  readonly zoom: readonly [number, number] | null;
  /** Of the selected layer; null: that with the largest |gap|. */
  readonly channel: number | null;
  /** How far the rows, and the page, are scrolled, in pixels. */
  readonly scroll: { readonly rows: number; readonly page: number };
}

export const initialModelUi: ModelUi = {
  layer: null,
  column: null,
  quantity: 'gap',
  order: 'called',
  filter: '',
  toggled: [],
  unfolded: [],
  finding: null,
  zoom: null,
  channel: null,
  scroll: { rows: 0, page: 0 },
};

/** What was saved, where it is of the kind that is expected. */
export function restoredModelUi(saved: Partial<ModelUi>): ModelUi {
  const { toggled, unfolded, order, filter, zoom, channel } = saved;
  return {
    ...initialModelUi,
    ...saved,
    toggled: Array.isArray(toggled) ? toggled : [],
    unfolded: Array.isArray(unfolded) ? unfolded : [],
    zoom: Array.isArray(zoom) && zoom.every(Number.isSafeInteger) ? zoom : null,
    channel: typeof channel === 'number' ? channel : null,
    scroll: { ...initialModelUi.scroll, ...saved.scroll },
    order: order === 'worst' ? 'worst' : 'called',
    filter: typeof filter === 'string' ? filter : '',
  };
}
