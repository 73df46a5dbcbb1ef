import { FindingsFold, type Finding } from '../findings/index.js';
import type { RunOptions, Session } from '../run/index.js';
import { comparisonsOf, type PassRecord } from '../records/index.js';
import { CellsOfLayer } from './cells.js';
import { FactsOfLayer, type LayerFacts } from './layerFacts.js';
import type { ModelSources } from './modelSources.js';
import { PassRun } from './passRun.js';
import type { LayerCells } from './summary.js';

/** What is known of a layer when all its passes have been looked at. */
export interface LayerScan {
  readonly cells: LayerCells;
  readonly findings: readonly Finding[];
  readonly facts: LayerFacts;
  /** Passes that were refused, and those among them, or their comparisons, whose file was. */
  readonly refused: number;
  readonly unreadable: number;
  /** Comparisons that failed. */
  readonly failed: number;
}

export interface ScanOptions extends RunOptions {
  /** Told of every pass, which is not kept here. */
  readonly onRecord?: (record: PassRecord) => void;
}

/**
 * Looks at all passes of a layer, once.
 * @param ofPasses the column of each pass
 * @throws the signal's reason
 */
export function scanLayer(
  session: Session,
  ofPasses: Uint32Array,
  columns: number,
  sources: Pick<ModelSources, 'files' | 'heads'>,
  options?: ScanOptions,
): Promise<LayerScan> {
  return new LayerScanner(session, ofPasses, columns).scan(session, ofPasses, columns, sources, options);
}

/** Looks at the passes of a layer; of a recording that grows at those that are new. */
export class LayerScanner {
  readonly #run: PassRun;
  readonly #fold: FindingsFold;
  readonly #cells: CellsOfLayer;
  readonly #facts = new FactsOfLayer();
  #refused = 0;
  #unreadable = 0;
  #failed = 0;
  #ofPasses: Uint32Array;
  #scan: LayerScan | null = null;

  /** @param ofPasses the column of each pass */
  constructor(session: Session, ofPasses: Uint32Array, columns: number) {
    const { layer, initial, thresholds, program, plan } = session;
    this.#run = new PassRun(session);
    this.#fold = new FindingsFold({ layer, initial, thresholds, program, plan });
    this.#cells = new CellsOfLayer(columns, initial.runningMean?.length ?? 0);
    this.#ofPasses = ofPasses;
  }

  /** Whether it can go on with this session. */
  isBeginningOf(session: Session, sources: ModelSources, options?: ScanOptions): Promise<boolean> {
    return this.#run.isBeginningOf(session, sources, options);
  }

  /**
   * @param session the one that it began with, or one that it is the beginning of
   * @throws the signal's reason; it can go on from there
   */
  async scan(
    session: Session,
    ofPasses: Uint32Array,
    columns: number,
    sources: Pick<ModelSources, 'files' | 'heads'>,
    options: ScanOptions = {},
  ): Promise<LayerScan> {
    const fold = this.#fold;
    const isMoved = this.#cells.moveTo(this.#ofPasses.subarray(0, this.#run.done), ofPasses, columns);
    this.#ofPasses = ofPasses;
    if (this.#scan && !isMoved && this.#run.done === session.plan.length) return this.#scan;
    await this.#run.goOn(session, sources, options, (pass, record) => {
      fold.see(record);
      this.#facts.add(pass, record);
      this.#cells.add(pass, ofPasses[pass], record, fold.weightOfStart);
      this.#count(record);
      options.onRecord?.(record);
    });
    this.#scan = {
      cells: this.#cells.cells,
      findings: fold.tell(),
      facts: this.#facts.facts,
      refused: this.#refused,
      unreadable: this.#unreadable,
      failed: this.#failed,
    };
    return this.#scan;
  }

  #count(record: PassRecord): void {
    const refused = record.kind === 'refused' ? record : null;
    if (refused) this.#refused += 1;
    const compared = comparisonsOf(record);
    if ([refused, ...compared].some((one) => one?.isUnreadable)) this.#unreadable += 1;
    if (compared.some(({ passed }) => !passed)) this.#failed += 1;
  }
}
