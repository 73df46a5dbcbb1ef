import type { ReportedFinding, SessionReport } from './report.js';
import type { Moved } from '../model/index.js';

/** What `batchnorm.run` and `npm run report` return of a model or a checkpoint. The shape is a contract (design.md). */
export interface ModelReport {
  /** In the order in which they were first called; of a checkpoint in the natural order of their names. */
  readonly layers: readonly LayerReport[];
  /** Causes first. */
  readonly findings: readonly (ReportedFinding & { readonly layer: string })[];
  /** What is worth a word and no reason to stop; absent: nothing. */
  readonly notices?: readonly string[];
}

export interface LayerReport {
  readonly name: string;
  /** Its passes only where they were asked for; its findings are those of the layer by itself. */
  readonly report: SessionReport;
  /** Since the other recording or checkpoint, where there is one with this layer. */
  readonly moved?: Moved;
  /** Why the layer could not be opened: its report is empty. */
  readonly problem?: string;
  /** How many of its passes were refused, and how many of them for a file that is missing or refused; absent: none. */
  readonly refused?: number;
  readonly unreadable?: number;
  /** Comparisons with what was expected that failed; absent: none. */
  readonly failed?: number;
  /** Passes in all. */
  readonly passCount: number;
}
