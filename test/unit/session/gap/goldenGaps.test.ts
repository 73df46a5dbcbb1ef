import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { numbersOf, parseGoldenFile, type GoldenFile } from '../../../../src/cli/golden/goldenFile.js';
import { conventionOf, goldenInitialState, goldenLayerOf } from '../../../../src/cli/golden/goldenLayer.js';
import {
  advance,
  computeMoments,
  EngineError,
  layoutOf,
  stateAfterError,
  varianceAt,
  type LayerState,
} from '../../../../src/engine/index.js';
import { ChannelSplit, GAP_PARTS } from '../../../../src/session/gap/index.js';
import { PART } from '../../../../src/session/gap/parts.js';
import { trainHistory } from '../../../../src/session/gap/trainHistory.js';
import { meanGapOf, type PassRecord } from '../../../../src/session/records/index.js';

const folder = new URL('../../../fixtures/golden/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'index.json');

/** The passes of a recorded file, as a session has them. */
function recordsOf(file: GoldenFile): { initial: LayerState; records: PassRecord[] } {
  const convention = conventionOf(file);
  if (!convention) throw new Error(`${file.convention} is no convention of ours`);
  const records: PassRecord[] = [];
  let initial: LayerState | null = null;
  for (const { op, x } of file.steps) {
    const layer = goldenLayerOf(file, convention, x.shape.length);
    const layout = layoutOf(x.shape, layer);
    initial ??= goldenInitialState(file, layer, layout.channels, layout.groups);
    const before: LayerState = records.at(-1)?.after ?? initial;
    const moments = computeMoments(numbersOf(x, file.dtype), layout);
    const plan = { mode: op, batch: { uri: 'file:///x.npy', label: 'x.npy' } };
    const common = { plan, layer, shape: x.shape, moments, before };
    try {
      records.push({ ...common, kind: 'computed', after: advance(layer, op, moments, before, x.shape).after });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      records.push({ ...common, kind: 'refused', error: error.message, after: stateAfterError(error, before) });
    }
  }
  if (!initial) throw new Error('no step');
  return { initial, records };
}

const sum = (values: Float64Array): number => values.reduce((all, one) => all + one, 0);
const largest = (values: Float64Array): number => values.reduce((most, one) => Math.max(most, Math.abs(one)), 1);

/** Of all passes and channels of a file how many were split; expects of each that its parts add up. */
function checkedSplits(file: GoldenFile): number {
  const { initial, records } = recordsOf(file);
  let splits = 0;
  for (const [pass, record] of records.entries()) {
    const { layer, moments, after } = record;
    if (record.kind === 'refused' || !moments || !after.runningMean || !after.runningVar) continue;
    const history = trainHistory(initial, records.slice(0, pass + 1));
    const one = new ChannelSplit(history, { layer, moments, state: after });
    for (const channel of after.runningMean.keys()) {
      const isFinite = [after.runningMean, after.runningVar, moments.shift, moments.m2].every((values) =>
        Number.isFinite(values[channel]),
      );
      expect(one.split(channel)).toBe(isFinite && after.runningVar[channel] > 0);
      if (!isFinite || after.runningVar[channel] <= 0) continue;
      splits += 1;
      const { eps } = layer.convention;
      const runningVar = after.runningVar[channel];
      const gap = meanGapOf(moments, after, layer, channel);
      const spread = (varianceAt(moments, channel) + eps) / (runningVar + eps);
      // A mean that float64 rounds to 1e-16 of itself.
      const rounding = Math.abs(after.runningMean[channel]) / Math.sqrt(runningVar + eps);
      expect(Math.abs(sum(one.mean) - gap)).toBeLessThanOrEqual(1e-12 * largest(one.mean));
      expect(Math.abs(sum(one.variance) - (spread - 1))).toBeLessThanOrEqual(1e-12 * largest(one.variance));
      expect(Math.abs(sum(one.distances) - one.distance)).toBeLessThanOrEqual(1e-12 * largest(one.distances));
      // The weights are those of the convention: nothing is left for updates that nobody made.
      expect(Math.abs(one.mean[PART.other])).toBeLessThanOrEqual(1e-12 * Math.max(rounding, largest(one.mean)));
      expect(Math.abs(one.variance[PART.other])).toBeLessThanOrEqual(1e-12 * largest(one.variance));
    }
  }
  return splits;
}

const read = (name: string): GoldenFile => parseGoldenFile(readFileSync(new URL(name, folder), 'utf8'));

describe('the parts add up to the gap', () => {
  const unsplit = new Set(names.map((name) => read(name).convention));

  it.each(names)('%s', (name) => {
    const file = read(name);
    if (checkedSplits(file) > 0) unsplit.delete(file.convention);
  });

  it('in every convention', () => {
    expect([...unsplit]).toEqual([]);
  });

  it('each in its place', () => {
    expect(GAP_PARTS.map((part) => PART[part])).toEqual([...GAP_PARTS.keys()]);
  });
});
