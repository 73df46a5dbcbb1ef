import type { Absent } from './figures.js';
import type { Result } from './result.js';

/** Figures that are measured together, under one heading. */
export interface Group {
  /** What `--only` is given. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what was done, and how. */
  readonly about: string;
  /**
   * @param say tells on stderr how far it is
   * @param isWanted whether a part, by its name, is to be measured
   */
  readonly measure: (say: (what: string) => void, isWanted: (part: string) => boolean) => Promise<Measurement>;
}

export interface Measurement {
  readonly results: readonly Result[];
  /** What could not be measured. */
  readonly absent?: readonly Absent[];
  /** Of the peers that took part: `PyTorch 1.13.1`. */
  readonly versions?: readonly string[];
}

export interface MeasuredGroup extends Measurement {
  readonly group: Group;
}
