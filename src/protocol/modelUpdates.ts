import type { LayerCells, ModelSummary } from '../session/index.js';
import { isEqual } from './isEqual.js';

/** A model whose layers keep the cells that were known of them by the same rules, where what comes leaves them out. */
export function mergedModel(before: ModelSummary | null, sent: ModelSummary): ModelSummary {
  const columns = sent.columns.steps.length;
  const layers = sent.layers.map((layer, index) => {
    const known = before?.layers.at(index);
    const isSame = known?.name === layer.name && isEqual(known.rules, layer.rules);
    const fits = isSame && known.cells?.gap.length === columns;
    return layer.cells || layer.problem !== undefined || !fits ? layer : { ...layer, cells: known.cells };
  });
  return { ...sent, layers };
}

/** Sends a model's cells once. */
export class ModelSender {
  #sent: readonly (LayerCells | undefined)[] = [];

  /** Who listens from now on knows nothing. */
  reset(): void {
    this.#sent = [];
  }

  /** The model without the cells that were sent before. A plain Infinity would arrive as null. */
  update(model: ModelSummary): ModelSummary {
    const before = this.#sent;
    this.#sent = model.layers.map(({ cells }) => cells);
    return {
      ...model,
      layers: model.layers.map((layer, index) => {
        const { cells, ...rest } = layer;
        return cells && cells === before[index] ? rest : layer;
      }),
      findings: finite(model.findings),
    };
  }
}

/** States as they can cross into a webview. */
export function sentStates<T extends Pick<ModelSummary, 'findings'>>(states: T): T {
  return { ...states, findings: finite(states.findings) };
}

function finite(findings: ModelSummary['findings']): ModelSummary['findings'] {
  return findings.map((finding) => ({ ...finding, weight: Math.min(finding.weight, Number.MAX_VALUE) }));
}
