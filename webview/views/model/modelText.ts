import type { LayerSummary, ModelColumns, ModelSummary } from '../../../src/session/index.js';
import { count, counted, gap, percent } from '../../kit/format.js';
import { columnOfPass, offOf } from './modelRows.js';

type LayerFinding = ModelSummary['findings'][number];

/** `120 steps: 120 train passes, 6 eval`; in short the steps alone */
export function stepsText({ steps, modes }: ModelColumns, isShort = false): string {
  const evals = modes.filter((mode) => mode === 0).length;
  const trains = modes.length - evals;
  const all = counted(new Set(steps).size, 'step');
  return isShort ? all : `${all}: ${counted(trains, 'train pass', 'train passes')}, ${count(evals)} eval`;
}

/** `train, 3 steps after the eval of step 79` */
export function columnText({ steps, modes }: ModelColumns, column: number): string {
  if (column < 0 || column >= modes.length) return '';
  if (modes[column] === 0) return 'eval';
  let before = column - 1;
  while (before >= 0 && modes[before] !== 0) before -= 1;
  if (before < 0) return 'train';
  const since = steps[column] - steps[before];
  const between = since - 1;
  return since <= 0
    ? 'train'
    : `train, ${between === 0 ? 'right' : counted(between, 'step')} after the eval of step ${steps[before]}`;
}

/** `layer2.1.bn1, step 83`, `…, all steps`, `…, steps 3 to 9`, `…, from step 83`, `…, initial state` */
export function placeText(finding: LayerFinding, { layers, columns }: ModelSummary): string {
  const layer = layers.find(({ name }) => name === finding.layer);
  // Of states alone there are no steps.
  if (!layer || columns.steps.length === 0) return finding.layer + ofChannels(finding);
  return `${finding.layer}, ${when(finding, layer, columns)}`;
}

function ofChannels({ channel, channels }: LayerFinding): string {
  if (channel !== undefined) return `, channel ${channel}`;
  return channels ? `, ${counted(channels.length, 'channel')}` : '';
}

function when({ pass, lastPass }: LayerFinding, layer: LayerSummary, { steps }: ModelColumns): string {
  if (lastPass < 0) return 'initial state';
  const from = steps[Math.max(0, columnOfPass(layer, Math.max(0, pass)))];
  const to = steps[Math.max(0, columnOfPass(layer, lastPass))];
  // An eval pass may come behind the last train pass.
  const isToEnd = lastPass >= layer.passes - 1 || to === steps.at(-1);
  if (pass <= 0 && isToEnd) return 'all steps';
  if (from === to) return `step ${from}`;
  return isToEnd ? `from step ${from}` : `steps ${from} to ${to}`;
}

/** `10 layers, 2 eval passes follow`, `layer1.0.bn1 follows`, `3 more findings follow`; null where nothing does. */
export function followsText(finding: LayerFinding, { layers, columns }: ModelSummary): string | null {
  const { follows = [], layer, pass } = finding;
  const cells = layers.find(({ name }) => name === layer)?.cells;
  // Eval passes that it has spoiled.
  const isSpoiled = (mode: number, at: number): boolean =>
    mode === 0 && cells !== undefined && cells.pass[at] > pass && Number.isNaN(cells.gap[at]);
  const evals = pass >= 0 && finding.rule.startsWith('non-finite') ? columns.modes.filter(isSpoiled).length : 0;
  const poisoned = evals > 0 ? counted(evals, 'eval pass', 'eval passes') : '';
  if (follows.length === 0) return poisoned === '' ? null : `${poisoned} ${evals === 1 ? 'follows' : 'follow'}`;
  const others = [
    ...new Set(follows.flatMap((one) => (one.layer === undefined || one.layer === layer ? [] : [one.layer]))),
  ];
  if (others.length === 1) return poisoned === '' ? `${others[0]} follows` : `${others[0]}, ${poisoned} follow`;
  if (others.length > 1) return `${[`${count(others.length)} layers`, poisoned].filter(Boolean).join(', ')} follow`;
  return follows.length === 1 ? 'one more finding follows' : `${count(follows.length)} more findings follow`;
}

/** `layer2.1.bn1, error, 1 of 32 channels off, gap NaN, from step 83` */
export function rowText(layer: LayerSummary, { layers, columns }: ModelSummary, column: number): string {
  const { name, severity, problem, follows, cells, channels } = layer;
  if (problem !== undefined) return `${name}, cannot be opened: ${problem}`;
  const words = [name];
  if (severity) words.push(severity);
  else if (follows !== undefined) words.push(`follows from ${layers[follows].name}`);
  if (!cells) return [...words, 'not computed yet'].join(', ');
  const off = offOf(layer, column);
  if (off === null) words.push('no pass in this step');
  else words.push(`${count(off)} of ${count(channels)} channels off`, `gap ${gap(cells.gap[column])}`);
  if (severity && layer.column !== undefined) {
    words.push(layer.column < 0 ? 'from the start' : `from step ${columns.steps[layer.column]}`);
  }
  return words.join(', ');
}

/** What is left of the start; the layer that never trains keeps all. */
export function initialText(share: number): string {
  return percent(share);
}

/** What the list of findings says where it is empty. */
export function noFindingsText(model: ModelSummary): string {
  const { layers, columns, isComplete } = model;
  if ('numbers' in model) return `No findings in ${counted(layers.length, 'layer')}.`;
  if (layers.length > 0 && layers.every(({ problem }) => problem !== undefined)) return 'No layer could be opened.';
  if (layers.length === 0 || columns.steps.length === 0) return 'No BatchNorm layer was called yet.';
  if (!isComplete) return 'None yet. Layers are looked at one after another.';
  return `No findings in ${counted(layers.length, 'layer')}, ${counted(columns.steps.length, 'pass', 'passes')}.`;
}

/** `20 to 60` where the axis shows some of the steps only. */
export function zoomText({ steps }: ModelColumns, zoom: readonly [number, number] | null): string {
  return zoom ? `${steps[zoom[0]]} to ${steps[Math.min(zoom[1], steps.length) - 1]}` : '';
}
