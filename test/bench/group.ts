import type { Result } from './result.js';

/** Figures that are measured together, under one heading. */
export interface Group {
  /** What `--only` is given. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what was done, and how. */
  readonly about: string;
  /** @param say tells on stderr how far it is */
  readonly measure: (say: (what: string) => void) => Promise<Measurement>;
}

export interface Measurement {
  readonly results: readonly Result[];
  /** Of the peers that took part: `PyTorch 1.13.1`. */
  readonly versions?: readonly string[];
}

export interface MeasuredGroup extends Measurement {
  readonly group: Group;
}
