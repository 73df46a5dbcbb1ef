import type { Layer } from '../../engine/index.js';
import { bySeverity, severityRank, type Severity } from '../severity.js';
import type { LayerFinding } from './layerFinding.js';
import type { ScannedModel } from './scannedModel.js';
import { sharedRules } from './sharedRules.js';
import type { LayerCells, LayerRules, LayerSummary, ModelSummary } from './summary.js';

/** What a page shows of a model, with what is known of it by now. */
export function summaryOf(scanned: ScannedModel, revision: number): ModelSummary {
  const { model, scans, findings, follows, isComplete } = scanned;
  const byLayer = new Map<string, LayerFinding[]>();
  for (const finding of findings) byLayer.set(finding.layer, [...(byLayer.get(finding.layer) ?? []), finding]);
  const layers = model.layers.map((layer, index): LayerSummary => {
    const own = byLayer.get(layer.name) ?? [];
    const worst = own.toSorted((a, b) => bySeverity(a.severity, b.severity)).at(0);
    const cells = scans[index]?.cells;
    const cause = follows.get(index);
    return {
      name: layer.name,
      ...(layer.uri !== undefined && { program: layer.uri }),
      channels: layer.kind === 'ready' ? layer.channels : 0,
      passes: layer.kind === 'ready' ? layer.session.plan.length : 0,
      ...(layer.kind === 'ready' && { rules: rulesOf(layer.session.layer) }),
      ...(cells && { cells }),
      findings: own.length,
      severity: worst?.severity ?? null,
      ...(worst && { column: worst.pass < 0 ? -1 : model.ofPasses[index][worst.pass] }),
      ...(cause !== undefined && { follows: cause }),
      ...(layer.kind === 'refused' && { problem: layer.problem }),
    };
  });
  return {
    revision,
    title: model.title,
    columns: model.columns,
    layers,
    ranked: ranked(layers, follows),
    findings,
    isComplete,
    notices: model.notices,
    rules: sharedRules(
      model.layers.flatMap((layer) => (layer.kind === 'ready' ? [layer.session.layer] : [])),
      model.sources.settings,
      { isSaid: !model.isNamed, hasPasses: true },
    ),
  };
}

function rulesOf({ convention: { key, eps, momentum } }: Layer): LayerRules {
  return { convention: key, eps, momentum };
}

/** Severity, what follows from it, |gap|; what could not be opened before all, otherwise in order of call. */
function ranked(layers: readonly LayerSummary[], follows: ReadonlyMap<number, number>): Uint32Array {
  const followers = new Uint32Array(layers.length);
  for (const cause of follows.values()) followers[cause] += 1;
  const urgency = ({ severity, problem }: LayerSummary): number =>
    problem === undefined ? severityRank(severity satisfies Severity | null) : severityRank('error') + 1;
  const sizes = layers.map(({ cells }) => largestGap(cells));
  return Uint32Array.from(layers.keys()).sort(
    (a, b) =>
      urgency(layers[b]) - urgency(layers[a]) ||
      followers[b] - followers[a] ||
      // Both may be infinite.
      (sizes[a] === sizes[b] ? 0 : sizes[b] - sizes[a]) ||
      a - b,
  );
}

/** NaN is infinite. */
function largestGap(cells: LayerCells | undefined): number {
  let most = 0;
  for (const gap of cells?.gap ?? []) most = Math.max(most, Number.isNaN(gap) ? Infinity : Math.abs(gap));
  return most;
}
