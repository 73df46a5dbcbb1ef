import type { StatesSummary, StateSummary } from '../../../../../src/session/index.js';
import { modelFor } from '../model/modelFor.js';

export function stateFor(name: string, changes: Partial<StateSummary> = {}): StateSummary {
  return {
    ...{ name, channels: 4, passes: 0, findings: 0, severity: null, batches: 200 },
    strip: { ticks: Uint16Array.of(500), below: null, above: null, nan: null, dead: 0, isAmplifying: false },
    ...changes,
  };
}

/** Layers whose numbers are those of each column, in their order. */
export function statesFor(
  layers: readonly StateSummary[],
  numbers: Partial<Record<keyof StatesSummary['numbers'], readonly number[]>> = {},
  changes: Partial<StatesSummary> = {},
): StatesSummary {
  const column = (name: keyof StatesSummary['numbers']) =>
    Float64Array.from(layers, (_, at) => numbers[name]?.at(at) ?? 0);
  return {
    ...modelFor([], { columns: { steps: new Float64Array(0), modes: new Uint8Array(0) } }),
    layers,
    ranked: Uint32Array.from(layers.keys()),
    stored: Uint32Array.from(layers.keys()),
    axis: [-2, 1],
    places: 1000,
    numbers: {
      ...{ median: column('median'), largest: column('largest'), leastVar: column('leastVar') },
      ...{ gamma: column('gamma'), beta: column('beta'), mean: column('mean'), variance: column('variance') },
    },
    rules: null,
    compared: null,
    beside: [],
    ...changes,
  };
}
