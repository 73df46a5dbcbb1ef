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
};

/** What was saved, where it is of the kind that is expected. */
export function restoredModelUi(saved: Partial<ModelUi>): ModelUi {
  const { toggled, unfolded, order, filter } = saved;
  return {
    ...initialModelUi,
    ...saved,
    toggled: Array.isArray(toggled) ? toggled : [],
    unfolded: Array.isArray(unfolded) ? unfolded : [],
    order: order === 'worst' ? 'worst' : 'called',
    filter: typeof filter === 'string' ? filter : '',
  };
}
