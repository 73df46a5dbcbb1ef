import type { ModelSummary } from '../../../src/session/index.js';
import { columnOfPass } from './modelRows.js';
import type { ModelUi } from '../../store/modelUi.js';

/** The layer, by its place, and the column that are looked at; −1 where there is none. */
export interface ModelSelection {
  readonly layer: number;
  readonly column: number;
  readonly finding: number | null;
}

/** What the user has chosen, as far as it is there; else where the first finding begins; else the last step. */
export function selectionOf(model: ModelSummary, ui: ModelUi): ModelSelection {
  const last = model.columns.steps.length - 1;
  const first = model.findings.at(0);
  const found = model.layers.findIndex(({ name }) => name === first?.layer);
  const chosen = model.layers.findIndex(({ name }) => name === ui.layer);
  const layer = chosen >= 0 ? chosen : Math.max(found, Math.min(0, model.layers.length - 1));
  const isUntouched = ui.layer === null && ui.column === null;
  const begins = first && found >= 0 ? Math.max(0, columnOfPass(model.layers[found], first.pass)) : last;
  const column = ui.column === 'last' ? last : Math.min(last, ui.column ?? (isUntouched ? begins : last));
  const listed = ui.finding !== null && ui.finding < model.findings.length ? ui.finding : null;
  return { layer, column, finding: listed ?? (isUntouched && first ? 0 : null) };
}

/** A column as it is kept: who looks at the last one sees what comes. */
export function keptColumn({ columns }: ModelSummary, column: number): number | 'last' {
  return column >= columns.steps.length - 1 ? 'last' : Math.max(0, column);
}
