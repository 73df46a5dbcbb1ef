import { describe, expect, test } from 'vitest';
import type { Program } from '../../../../../src/session/index.js';
import { calls, passesTold, type Process } from '../../recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded } from '../../recordings/recordingFiles.js';
import { told } from '../told.js';

const updateCount = told('update-count');

async function findings(process: Process, steps = calls(40, 10), changes: Partial<Program> = {}) {
  const files = new RecordingFiles(layerFiles('bn1', passesTold(steps, process)));
  const { session } = await runRecorded(recordedProgram('bn1', changes), files);
  return updateCount(session);
}

describe('update-count', () => {
  test.each([
    ['momentum 0.1', 0.1],
    ['momentum 0.01', 0.01],
    ['momentum 0.9', 0.9],
    ['a cumulative average', null],
  ])('is silent of one update a pass: %s', async (_, momentum) => {
    expect(await findings({ momentum }, undefined, { convention: { base: 'pytorch', momentum } })).toEqual([]);
  });

  test('is silent where means dwarf spreads, and where batches hardly differ from the state', async () => {
    expect(await findings({ place: () => [1000, 0.5] })).toEqual([]);
    expect(await findings({ place: () => [0, 1e-3] }, calls(300))).toEqual([]);
  });

  test('tells of two updates in every pass: how many passes, and the share', async () => {
    const [finding, ...others] = await findings({ updates: () => 2 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', pass: 0, lastPass: 42, known: 0, label: '2 updates' });
    expect(finding.message).toMatch(
      /^40 of 40 train passes moved the recorded running values by 2 updates in the place of 1, 19 % of the way/,
    );
  });

  test('tells of two in a cumulative average', async () => {
    const [finding] = await findings({ updates: () => 2, momentum: null }, undefined, {
      convention: { base: 'pytorch', momentum: null },
    });
    expect(finding.label).toBe('2 updates');
  });

  test('tells of skipped updates, and of the passes that skipped them', async () => {
    const [finding] = await findings({ updates: (pass) => (pass === 7 || pass === 20 ? 0 : 1) });
    expect(finding).toMatchObject({ label: 'no update', pass: 7, lastPass: 20 });
    expect(finding.message).toMatch(/^2 of 40 train passes left/);
  });

  test('tells of a state that is moved by something else between two passes', async () => {
    const [finding, ...others] = await findings({
      meanwhile: (pass, state) => (pass === 12 ? { ...state, mean: state.mean.map((mean) => mean + 2) } : state),
    });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ label: 'moved between', pass: 12, lastPass: 12 });
    expect(finding.message).toMatch(/by up to 2\.\d+ σ/);
  });

  test('is silent of what happened in steps that were not recorded', async () => {
    const everyFifth = Array.from({ length: 20 }, (_, index) => ({ mode: 'train' as const, step: index * 5 }));
    const meanwhile: Process['meanwhile'] = (_, state) => ({ ...state, mean: state.mean.map((mean) => mean + 0.1) });
    expect(await findings({ meanwhile }, everyFifth)).toEqual([]);
  });

  test('tells of a momentum that is another one', async () => {
    const [finding] = await findings({ momentum: 0.03 });
    expect(finding).toMatchObject({ label: 'other updates' });
    expect(finding.message).toMatch(/3 % of the way to the batch/);
  });

  test('tells of eval passes that move it', async () => {
    const [finding, ...others] = await findings({ evalUpdates: 1 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ label: 'eval moved it', pass: 10, lastPass: 43 });
    expect(finding.message).toMatch(/^4 of 4 eval passes moved/);
  });
});
