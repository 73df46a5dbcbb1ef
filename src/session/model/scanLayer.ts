import { BatchStore } from '../batches/index.js';
import { FindingsFold, type Finding } from '../findings/index.js';
import { computePass, type RunOptions, type Session } from '../run/index.js';
import { comparisonsOf, type PassRecord } from '../records/index.js';
import { CellsOfLayer } from './cells.js';
import { FactsOfLayer, type LayerFacts } from './layerFacts.js';
import type { ModelSources } from './modelSources.js';
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
 * Runs all passes of a layer, one after another, and keeps none of them: what a layer takes does not grow with its passes.
 * @param ofPasses the column of each pass
 * @throws the signal's reason
 */
export async function scanLayer(
  session: Session,
  ofPasses: Uint32Array,
  columns: number,
  { files }: Pick<ModelSources, 'files'>,
  options: ScanOptions = {},
): Promise<LayerScan> {
  const { layer, shape, initial, plan, program, thresholds } = session;
  const store = new BatchStore(files);
  const fold = new FindingsFold({ layer, initial, thresholds, program, plan });
  const cells = new CellsOfLayer(columns, initial.runningMean?.length ?? 0);
  const facts = new FactsOfLayer();
  const { turn, signal } = options;
  let [refused, unreadable, failed] = [0, 0, 0];
  let passes: readonly PassRecord[] = [];
  for (let pass = 0; pass < plan.length; pass++) {
    const record = await computePass({ layer, shape, initial, passes, plan }, plan[pass], store, options);
    passes = [record];
    fold.see(record);
    facts.add(pass, record);
    cells.add(pass, ofPasses[pass], record, fold.weightOfStart);
    if (record.kind === 'refused') refused += 1;
    const compared = comparisonsOf(record);
    if ([record.kind === 'refused' ? record : null, ...compared].some((one) => one?.isUnreadable)) unreadable += 1;
    if (compared.some(({ passed }) => !passed)) failed += 1;
    options.onRecord?.(record);
    if (turn?.isDue() === true) await turn.give();
    signal?.throwIfAborted();
  }
  return { cells: cells.cells, findings: fold.tell(), facts: facts.facts, refused, unreadable, failed };
}
