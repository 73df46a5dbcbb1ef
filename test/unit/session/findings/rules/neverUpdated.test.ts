import { describe, expect, test } from 'vitest';
import { calls, passesTold, type Process } from '../../recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded } from '../../recordings/recordingFiles.js';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const neverUpdated = told('never-updated');
const others = told('not-converged', 'train-eval-gap');
/** 2·randn + 3. */
const batch = (seed: number, mode: Example[0] = 'train'): Example => [
  mode,
  normalBatch(
    [64, 4],
    seed,
    () => 3,
    () => 2,
  ),
];
const three = [batch(1), batch(2), batch(3, 'eval')];

describe('running values that no pass moves', () => {
  test.each([
    ['pytorch', { momentum: 0 }, '0'],
    ['keras', { momentum: 1 }, '1'],
  ])('in %s, by a momentum that gives a batch no weight', (convention, changes, momentum) => {
    const { session } = exampleSession(three, { convention, changes });
    const [finding, ...more] = neverUpdated(session);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error', pass: 0, lastPass: 2, known: 0 });
    expect(finding.channel).toBeUndefined();
    expect(finding.message).toMatch(
      new RegExp(
        `^The running values are still the initial 0, 1 after 2 train passes \\(numBatchesTracked \\d\\): momentum ${momentum} gives a batch no weight; the batch of pass 3 lies \\+3\\.\\d\\d σ away in channel \\d, where its σ is (1\\.\\d|2\\.\\d)\\d times theirs\\.$`,
      ),
    );
    expect(others(session)).toEqual([]);
  });

  test('with a momentum that does move them there is nothing to tell', () => {
    expect(neverUpdated(exampleSession(three).session)).toEqual([]);
    expect(neverUpdated(exampleSession(three, { changes: { momentum: 1e-3 } }).session)).toEqual([]);
  });

  test('where the batches are where they start, neither', () => {
    const normal: Example[] = [1, 2, 3].map((seed) => ['train', normalBatch([64, 4], seed)]);
    expect(neverUpdated(exampleSession(normal, { changes: { momentum: 0 } }).session)).toEqual([]);
  });
});

describe('only evaluated', () => {
  const gamma = Float64Array.of(0.9, 1.1, 1.2, 0.8);

  test('no train pass was there', () => {
    const [finding] = neverUpdated(exampleSession([batch(1, 'eval'), batch(2, 'eval')]).session);
    expect(finding).toMatchObject({ severity: 'error', pass: 0, lastPass: 1, known: 0 });
    expect(finding.message).toMatch(/^The running values are still the initial 0, 1 \(numBatchesTracked 0\): no train/);
  });

  test('beside a trained γ, a checkpoint has lost its buffers', () => {
    const [finding] = neverUpdated(exampleSession([batch(1, 'eval')], { state: { gamma } }).session);
    expect(finding.message).toContain('though γ or β have been trained: the checkpoint was loaded without its buffers');
  });

  test('as long as training is still planned, nothing has failed', () => {
    const { session } = exampleSession([batch(1, 'eval'), batch(2)], { run: 1 });
    expect(neverUpdated(session)).toEqual([]);
  });

  test('given running values are no initial ones', () => {
    const state = { runningMean: Float64Array.of(0, 0, 0, 1e-9) };
    expect(neverUpdated(exampleSession([batch(1, 'eval')], { state }).session)).toEqual([]);
  });
});

describe('a state alone', () => {
  const alone = (state: Parameters<typeof exampleSession>[1]) => {
    const { session } = exampleSession([batch(1)], { ...state, run: 0 });
    return neverUpdated({ ...session, plan: [] });
  };

  test('whose γ or β has been trained, and whose statistics are initial', () => {
    const [finding] = alone({ state: { beta: Float64Array.of(0.1, -0.2, 0, 0.3) } });
    expect(finding).toMatchObject({ severity: 'error', pass: -1, lastPass: -1, known: -1 });
    expect(finding.message).toContain('(numBatchesTracked 0), though γ or β have been trained');
  });

  test('is fresh where γ and β are constants', () => {
    expect(alone({ state: { gamma: new Float64Array(4), beta: new Float64Array(4).fill(0.1) } })).toEqual([]);
  });

  test('of a program with passes is judged by them', () => {
    const { session } = exampleSession([batch(1)], { state: { beta: Float64Array.of(0.1, -0.2, 0, 0.3) }, run: 0 });
    expect(neverUpdated(session)).toEqual([]);
  });
});

test('a frozen layer is not meant to move', () => {
  expect(neverUpdated(exampleSession(three, { convention: 'frozen' }).session)).toEqual([]);
});

describe('recorded', () => {
  async function recorded(process: Process, these = calls(12)) {
    const files = new RecordingFiles(layerFiles('bn1', passesTold(these, process)));
    const { session } = await runRecorded(recordedProgram('bn1'), files);
    return told('never-updated', 'update-count')(session);
  }
  const place: Process['place'] = () => [3, 2];

  test('running values that stayed initial, though the passes should have moved them', async () => {
    const [finding, ...others] = await recorded({ place, updates: () => 0 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'never-updated', severity: 'error', pass: 0, known: 0 });
    expect(finding.follows?.map(({ rule }) => rule)).toContain('update-count');
    expect(finding.message).toMatch(
      /^The running values are still the initial 0, 1 after \d+ train passes \(numBatchesTracked 0\)/,
    );
  });

  test('that moved once are not', async () => {
    const found = await recorded({ place, updates: (pass) => (pass === 0 ? 1 : 0) });
    expect(found.map(({ rule }) => rule)).toEqual(['update-count']);
  });

  test('that began to move late are not, where they were not evaluated before', async () => {
    const found = await recorded({ place, updates: (pass) => (pass === 0 ? 0 : 1) });
    expect(found.map(({ rule }) => rule)).not.toContain('never-updated');
  });

  test.each([
    ['were evaluated before any training', 0, []],
    ['were evaluated while they stood', 2, ['never-updated']],
  ])('that began to move late, and %s', async (_, at, expected) => {
    const these = calls(12);
    these.splice(at, 0, { mode: 'eval', step: 0 });
    // The first three passes, the evaluation among them, move nothing.
    const found = await recorded({ place, updates: (pass) => (pass < 3 ? 0 : 1) }, these);
    expect(found.map(({ rule }) => rule).filter((rule) => rule === 'never-updated')).toEqual(expected);
  });
});
