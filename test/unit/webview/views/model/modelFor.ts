import type { LayerCells, LayerSummary, ModelSummary } from '../../../../../src/session/index.js';

/** Cells with this gap in each column, of which NaN is off in one channel of four. */
export function cellsWith(gaps: readonly number[], passes: readonly number[] = gaps.map(() => 1)): LayerCells {
  const columns = gaps.length;
  let pass = -1;
  return {
    passes: Uint32Array.from(passes),
    gap: Float32Array.from(gaps),
    channel: new Uint32Array(columns).fill(2),
    typicalGap: new Float32Array(columns),
    spread: new Float32Array(columns),
    nonFinite: Float64Array.from(gaps, (gap) => (Number.isNaN(gap) ? 3 : 0)),
    shareOff: Float32Array.from(gaps, (gap) => (Math.abs(gap) <= 0.25 ? 0 : 0.25)),
    distance: new Float32Array(columns),
    initial: new Float32Array(columns).fill(0.1),
    pass: Int32Array.from(passes, (count) => (count > 0 ? (pass += count) : -1)),
  };
}

export function layerFor(name: string, changes: Partial<LayerSummary> = {}): LayerSummary {
  const cells = cellsWith([0, 0.1, 0.1, 0.1]);
  return {
    name,
    program: `file:///w/${name}.bn.json`,
    channels: 4,
    passes: 4,
    cells,
    findings: 0,
    severity: null,
    ...changes,
  };
}

/** Steps 0, 1, an eval of step 1, and 2. */
export function modelFor(layers: readonly LayerSummary[], changes: Partial<ModelSummary> = {}): ModelSummary {
  return {
    revision: 1,
    title: 'model.bn.json',
    columns: { steps: Float64Array.of(0, 1, 1, 2), modes: Uint8Array.of(1, 1, 0, 1) },
    layers,
    ranked: Uint32Array.from(layers.keys()),
    findings: [],
    isComplete: true,
    notices: [],
    rules: null,
    ...changes,
  };
}

export function findingFor(
  layer: string,
  changes: Partial<ModelSummary['findings'][number]> = {},
): ModelSummary['findings'][number] {
  return {
    ...{ rule: 'non-finite-input', severity: 'error', layer, pass: 1, lastPass: 3, known: 1 },
    ...{ label: 'NaN', message: 'Not finite.', remedy: 'Look.', weight: 1 },
    ...changes,
  };
}
