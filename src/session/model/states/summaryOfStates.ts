import { bySeverity, severityRank } from '../../severity.js';
import { findingsOfLayers } from '../acrossLayers/findingsOfLayers.js';
import { rankOf } from '../acrossLayers/rankOf.js';
import { newestWeight, type CheckpointLayer } from '../checkpoint.js';
import { compareStates, withBetween } from '../compareStates.js';
import { sharedRules } from '../sharedRules.js';
import { statesOfCheckpoint, type NamedState } from '../statesOf.js';
import { movedMost, type MovedMost } from './movedMost.js';
import type { States } from './readStates.js';
import { scalesOf } from './scales.js';
import type { ComparedStatesSummary, StateNumbers, StatesSummary, StateSummary } from './statesSummary.js';
import { stripAxis, stripOf, stripPlaces } from './strip.js';

/** The file that others are compared with; `problem`: why it could not be read. */
export type OtherStates = States | { readonly title: string; readonly problem: string };

/** What a page shows of these states, and of how they differ from another file's. */
export function summaryOfStates(
  states: States,
  other: OtherStates | null,
  beside: readonly string[],
  revision: number,
): StatesSummary {
  const others = other && 'layers' in other ? statesOfCheckpoint(other) : null;
  const own = statesOfCheckpoint(states);
  const compared = other && comparedWith(states, other);
  const [before, now] = compared?.isLater ? [own, others] : [others, own];
  const between = before && now ? compareStates(before, now) : null;
  const noColumns = { steps: new Float64Array(0), modes: new Uint8Array(0) };
  const { findings } = findingsOfLayers(
    states.layers.map(({ name, findings: alone }) => {
      const { rank } = rankOf(name);
      return {
        name,
        rank,
        cells: null,
        findings: withBetween(alone, between?.findings.get(name)),
        columnOf: new Uint32Array(0),
      };
    }),
    noColumns,
  );
  const scales = states.layers.map((layer) => (layer.problem === undefined ? scalesOf(layer) : null));
  const axis = stripAxis(scales.flatMap((one) => one?.median ?? []));
  const isLater = compared?.isLater === true;
  const column = () => new Float64Array(states.layers.length);
  const numbers: StateNumbers = {
    ...{ median: column(), largest: column(), leastVar: column() },
    ...{ gamma: column(), beta: column(), mean: column(), variance: column() },
  };
  const put = (name: keyof StateNumbers, index: number, value: number | null | undefined): void => {
    numbers[name][index] = value ?? 0;
  };
  const layers = states.layers.map((layer, index): StateSummary => {
    const scale = scales[index];
    const found = findings.filter((finding) => finding.layer === layer.name);
    const [worst] = found.toSorted((a, b) => bySeverity(a.severity, b.severity));
    const { runningVar, numBatchesTracked } = layer.state;
    const movement = others && layer.problem === undefined ? movementOf(layer, others.get(layer.name), isLater) : {};
    const { apart, moved: all } = movement;
    put('median', index, scale?.median);
    put('largest', index, scale?.largest);
    put('leastVar', index, runningVar && least(runningVar));
    if (all) for (const name of ['gamma', 'beta', 'mean', 'variance'] as const) put(name, index, all[name]);
    return {
      name: layer.name,
      channels: layer.channels,
      passes: 0,
      findings: found.length,
      severity: found.length > 0 ? worst.severity : null,
      ...(layer.problem !== undefined && { problem: layer.problem }),
      ...(scale && { strip: stripOf(scale, layer, axis) }),
      batches: layer.hasCounter ? numBatchesTracked : null,
      ...(apart !== undefined && { apart }),
      ...(all && { moved: withoutNumbers(all) }),
    };
  });
  return {
    revision,
    title: states.title,
    columns: noColumns,
    layers,
    ranked: ranked(layers, numbers),
    stored: Uint32Array.from(layers.keys()).sort((a, b) => states.layers[a].place - states.layers[b].place),
    findings,
    isComplete: true,
    notices: [],
    axis,
    places: stripPlaces,
    numbers,
    rules: sharedRules(
      states.layers.map(({ layer }) => layer),
      states.settings,
      { isSaid: states.isModel, hasPasses: states.isModel },
    ),
    compared,
    beside,
  };
}

function withoutNumbers(moved: MovedMost): NonNullable<StateSummary['moved']> {
  const { isAffineSame, isRunningSame, hasAffine, hasRunning, updates, unknown } = moved;
  return { isAffineSame, isRunningSame, hasAffine, hasRunning, updates, ...(unknown !== undefined && { unknown }) };
}

function movementOf(
  layer: CheckpointLayer,
  other: NamedState | undefined,
  isLater: boolean,
): { readonly moved?: MovedMost; readonly apart?: string } {
  if (!other) return { apart: 'only here' };
  const size = other.state.runningMean?.length;
  if (size !== layer.state.runningMean?.length) return { apart: `${size ?? 'no'} channels there` };
  const [before, now] = isLater ? [layer, other] : [other, layer];
  return { moved: movedMost(before, now, layer.layer.convention.eps, newestWeight(layer.layer)) };
}

/** The other one is the later where it counted more batches. Without counters it is taken for the earlier. */
function comparedWith({ layers }: States, other: OtherStates): ComparedStatesSummary {
  const { title } = other;
  if (!('layers' in other)) return { title, problem: other.problem, isLater: false, updates: null, missing: [] };
  const theirs = new Map(other.layers.map((layer) => [layer.name, layer]));
  let [most, counted] = [0, 0];
  for (const { name, hasCounter, state } of layers) {
    const one = theirs.get(name);
    if (!hasCounter || !one?.hasCounter) continue;
    counted += 1;
    const updates = state.numBatchesTracked - one.state.numBatchesTracked;
    if (Math.abs(updates) > Math.abs(most)) most = updates;
  }
  const known = new Set(layers.map(({ name }) => name));
  const missing = other.layers.map(({ name }) => name).filter((name) => !known.has(name));
  return { title, isLater: most < 0, updates: counted > 0 ? Math.abs(most) : null, missing };
}

/** Severity, then how far the largest scale is above the median. */
function ranked(layers: readonly StateSummary[], { largest, median }: StateNumbers): Uint32Array {
  const urgency = ({ severity, problem }: StateSummary): number =>
    problem === undefined ? severityRank(severity) : severityRank('error') + 1;
  const peak = (at: number): number => (median[at] > 0 ? largest[at] / median[at] : 0);
  return Uint32Array.from(layers.keys()).sort((a, b) => {
    const [one, two] = [peak(a), peak(b)];
    return urgency(layers[b]) - urgency(layers[a]) || (one === two ? 0 : two - one) || a - b;
  });
}

function least(values: Float64Array): number {
  let smallest = Infinity;
  for (const value of values) {
    if (Number.isNaN(value)) return NaN;
    if (value < smallest) smallest = value;
  }
  return smallest;
}
