import type { Workbench } from '../../host/workbench.js';
import type { Figures } from '../figures.js';

/** Figures that are taken in one panel. */
export interface Part {
  readonly name: string;
  /** The names of its figures: those that are not there where `measure` throws are absent. */
  readonly figures: readonly string[];
  /** @param say tells on stderr how far it is */
  readonly measure: (workbench: Workbench, figures: Figures, say: (what: string) => void) => Promise<void>;
}
