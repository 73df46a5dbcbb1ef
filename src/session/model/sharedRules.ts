import { conventions, type Layer } from '../../engine/index.js';

/** Rules that layers follow instead of those that their programs say, or the names of a checkpoint's members suggest. */
export interface CheckpointSettings {
  /** Key of a convention. */
  readonly convention?: string;
  readonly eps?: number;
  /** null: the average of all batches. */
  readonly momentum?: number | null;
}

/** By which rules the layers of a model run, as far as they share them, and by which others they could. */
export interface SharedRules {
  /** Key of the convention that all layers follow; null: several. */
  readonly convention: string | null;
  readonly conventions: readonly { readonly key: string; readonly name: string; readonly description: string }[];
  /** Null: several. */
  readonly eps: number | null;
  /** `cumulative`: the average of all batches; null: several. */
  readonly momentum: number | 'cumulative' | null;
  /** Whether programs say them; otherwise they are what the names of a file's tensors suggest. */
  readonly isSaid: boolean;
  /** Whether passes run by them; otherwise they only explain what a state shows. */
  readonly hasPasses: boolean;
  /** Whether some were chosen instead. */
  readonly isChosen: boolean;
}

/** Null where there is no layer; where none can follow what was chosen, it can still be taken back. */
export function sharedRules(
  layers: readonly Layer[],
  chosen: CheckpointSettings | undefined,
  { isSaid, hasPasses }: Pick<SharedRules, 'isSaid' | 'hasPasses'>,
): SharedRules | null {
  if (layers.length === 0 && !hasRules(chosen)) return null;
  const shared = <T>(of: (layer: Layer) => T): T | null => {
    const all = new Set(layers.map(of));
    return all.size === 1 ? [...all][0] : null;
  };
  return {
    convention: layers.length === 0 ? (chosen?.convention ?? null) : shared(({ convention }) => convention.key),
    conventions: conventions.map(({ key, name, rule }) => ({ key, name, description: rule })),
    eps: shared(({ convention }) => convention.eps),
    momentum: shared(({ convention }) => convention.momentum ?? 'cumulative'),
    isSaid,
    hasPasses,
    isChosen: hasRules(chosen),
  };
}

export function hasRules(chosen: CheckpointSettings | undefined): chosen is CheckpointSettings {
  return Object.keys(chosen ?? {}).length > 0;
}
