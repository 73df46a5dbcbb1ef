import { describe, expect, test } from 'vitest';
import { conventionNamed, initialState, type Layer, type LayerState } from '../../../../../src/engine/index.js';
import { stateFindings } from '../../../../../src/session/model/checkpoint.js';
import { calls, passesTold, type Process } from '../../recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded } from '../../recordings/recordingFiles.js';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const notConverged = told('not-converged');

const SHAPE = [32, 3, 4, 4];
const OFF = (channel: number): number => (channel === 1 ? 12_003 : 0);
const AWAY = (): number => 3;
const train = (count: number, mean: (channel: number) => number = () => 0): Example[] =>
  Array.from({ length: count }, (_, i): Example => ['train', normalBatch(SHAPE, i + 1, mean)]);

describe('what the start still moves', () => {
  test('is told at the end, whose state will be saved', () => {
    const found = notConverged(exampleSession(train(12, OFF)).session);
    expect(found).toMatchObject([{ severity: 'warning', pass: 0, lastPass: 11, channel: 1, label: 'not settled' }]);
    expect(found[0].message).toBe('Running mean 8,613, batch mean 12,003: 28 % of the initial 0 is left.');
  });

  test('is nothing where the data lie where it began', () => {
    expect(notConverged(exampleSession([...train(12), ['eval', normalBatch(SHAPE, 99)]]).session)).toEqual([]);
    expect(notConverged(exampleSession([['eval', normalBatch(SHAPE, 1)]]).session)).toEqual([]);
  });

  test('of i.i.d. batches of N(0, 20), 60 of 64, is nothing; of 10 it is the variance', () => {
    const batches = (count: number): Example[] =>
      Array.from({ length: count }, (_, i): Example => [
        'train',
        normalBatch(
          [64, 4],
          i + 1,
          () => 0,
          () => 20,
        ),
      ]);
    expect(notConverged(exampleSession(batches(60)).session)).toEqual([]);
    const found = notConverged(exampleSession(batches(5)).session);
    expect(found.length).toBeGreaterThan(0);
    for (const { message } of found) expect(message).toMatch(/unning variance .*: 59 % of the initial 1 is left\.$/);
  });

  test('before any train pass is all of it', () => {
    // Where no more than that is planned the running values are never updated, which is worse.
    const examples: Example[] = [['eval', normalBatch(SHAPE, 1, (c) => 3 * c)], ...train(1)];
    const found = notConverged(exampleSession(examples, { run: 1 }).session);
    expect(found).toMatchObject([
      { pass: 0, channel: 2 },
      { pass: 0, channel: 1 },
    ]);
    expect(found[0].message).toMatch(
      /^No train pass has run before: eval normalizes with the initial 0, 1, and the batch has [56]\.\d\d, [01]\.\d\d\.$/,
    );
  });

  test('is what it was after a pass that is refused', () => {
    const { session } = exampleSession([...train(12, OFF), ['train', normalBatch([1, 3], 1)]]);
    expect(session.passes[12].kind).toBe('refused');
    expect(notConverged(session)).toMatchObject([{ pass: 0, lastPass: 11, known: 0, channel: 1 }]);
  });

  test('fades at the end, and stays where it was evaluated', () => {
    const { session } = exampleSession([...train(3, AWAY), ['eval', normalBatch(SHAPE, 99, AWAY)], ...train(50, AWAY)]);
    const found = notConverged(session);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one).toMatchObject({ pass: 3, lastPass: 3 });
    expect(notConverged(exampleSession(train(53, AWAY)).session)).toEqual([]);
  });

  test('is nothing for the cumulative average, without tracking, and for a given start', () => {
    expect(notConverged(exampleSession(train(1, AWAY), { changes: { momentum: null } }).session)).toEqual([]);
    expect(notConverged(exampleSession(train(1, AWAY), { layer: { trackRunningStats: false } }).session)).toEqual([]);
    const state = { runningMean: Float64Array.of(0.1, 0.1, 0.1), runningVar: Float64Array.of(1, 1, 1) };
    expect(notConverged(exampleSession(train(1, AWAY), { state }).session)).toEqual([]);
  });
});

describe('for a channel', () => {
  test('that is evaluated far from its batches, the numbers are given', () => {
    const { session } = exampleSession([...train(12, OFF), ['eval', normalBatch(SHAPE, 99, OFF)]]);
    const [finding, ...others] = notConverged(session);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', pass: 12, lastPass: 12, channel: 1, label: 'not settled' });
    expect(finding.message).toBe('Running mean 8,613, batch mean 12,003: 28 % of the initial 0 is left.');
    expect(finding.remedy).toMatch(/^Run \d+ more such batches, or re-estimate the statistics\.$/);
    expect(finding.weight).toBeGreaterThan(1000);
  });

  test('whose variance is still that of the start is told, too', () => {
    const sigma = (channel: number): number => (channel === 2 ? 0.01 : 1);
    const batches = Array.from({ length: 12 }, (_, i): Example => ['train', normalBatch(SHAPE, i + 1, () => 0, sigma)]);
    const { session } = exampleSession([...batches, ['eval', normalBatch(SHAPE, 99, () => 0, sigma)]]);
    const [finding, ...others] = notConverged(session);
    expect(others).toEqual([]);
    expect(finding.channel).toBe(2);
    expect(finding.message).toMatch(/^Running variance 0\.28, batch variance \S+: 28 % of the initial 1 is left\.$/);
  });

  test('the promised number of batches does settle it', () => {
    const [finding] = notConverged(exampleSession([...train(12, OFF), ['eval', normalBatch(SHAPE, 99, OFF)]]).session);
    const more = Number(/\d+/.exec(finding.remedy)?.[0]);
    const after = exampleSession([...train(12 + more, OFF), ['eval', normalBatch(SHAPE, 99, OFF)]]);
    expect(notConverged(after.session)).toEqual([]);
  });
});

describe('of a state alone', () => {
  const CHANNELS = 8;
  const layer: Layer = {
    convention: conventionNamed('pytorch'),
    channelAxis: 1,
    affine: true,
    trackRunningStats: true,
  };
  const weight = 0.9 ** 10;
  const after = (mean: number, variance: number) => ({
    runningMean: new Float64Array(CHANNELS).fill((1 - weight) * mean),
    runningVar: new Float64Array(CHANNELS).fill(weight + (1 - weight) * variance),
  });
  const found = (state: Partial<LayerState>) =>
    stateFindings(layer, { ...initialState(layer, CHANNELS), ...state }, undefined).filter(
      ({ rule }) => rule === 'not-converged',
    );

  test('its counter and the momentum say what is left, and what the batches had', () => {
    const [finding, ...others] = found({ ...after(3, 1), numBatchesTracked: 10 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', pass: -1, label: 'not settled' });
    expect(finding.message).toBe(
      '8 of 8 channels, channel 0 most: running mean 1.95: by numBatchesTracked 10 and momentum 0.1, 35 % of the initial 0 is left, and the batches had about 3.00.',
    );
    expect(finding.remedy).toMatch(/^Run \d+ more such batches/);
    expect(found({ ...after(0, 0.01), numBatchesTracked: 10 })[0].message).toMatch(
      /running variance 0\.36: .* 35 % of the initial 1 is left, and the batches had about 0\.01\.$/,
    );
  });

  test('nothing where it makes no difference, where nobody counted, nor where the counter is of something else', () => {
    expect(found({ ...after(0.1, 1), numBatchesTracked: 10 })).toEqual([]);
    expect(found({ ...after(3, 1), numBatchesTracked: 200 })).toEqual([]);
    expect(found({ ...after(3, 1), numBatchesTracked: 0 })).toEqual([]);
    const { runningMean, runningVar } = after(3, 1);
    runningVar[5] = 0.2;
    expect(found({ runningMean, runningVar, numBatchesTracked: 10 })).toEqual([]);
  });
});

describe('of a recording that begins after a few counted batches', () => {
  const left = 0.9 ** 8;
  const each = (value: number): number[] => [value, value, value, value];
  const initial = (mean: number, variance: number, tracked = 8) => ({
    mean: each((1 - left) * mean),
    var: each(left + (1 - left) * variance),
    tracked,
  });
  async function recorded(process: Process, passes = 3) {
    const files = new RecordingFiles(layerFiles('bn1', passesTold(calls(passes), process)));
    const { mean, var: variance, tracked } = process.initial ?? initial(0, 1);
    const state = { runningMean: mean, runningVar: variance, numBatchesTracked: tracked };
    const { session } = await runRecorded(recordedProgram('bn1', { state }), files);
    return told('not-converged', 'stale-statistics', 'train-eval-gap')(session);
  }
  const place: Process['place'] = () => [3, 2];

  test('the counter says what the start had left by then', async () => {
    const [finding, ...others] = await recorded({ place, initial: initial(3, 4) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'not-converged', severity: 'warning' });
    // .9^(8 + 3)
    expect(finding.message).toMatch(/: 3\d % of the initial 0 is left\.$/);
  });

  test('is nothing once enough batches were counted, or where the batches lie as the state has it', async () => {
    expect(await recorded({ place, initial: { mean: each(3), var: each(4), tracked: 8 } })).toEqual([]);
    expect(await recorded({ place, initial: { mean: each(3), var: each(4), tracked: 500 } })).toEqual([]);
    expect(await recorded({ place: () => [0, 1], initial: initial(0, 1) })).toEqual([]);
  });

  test('is the batches’ affair where they lie somewhere else again', async () => {
    const found = await recorded({ place: () => [-3, 2], initial: initial(3, 4) });
    expect(found.map(({ rule }) => rule)).not.toContain('not-converged');
  });
});
