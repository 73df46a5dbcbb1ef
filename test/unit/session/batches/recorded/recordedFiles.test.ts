import { expect, test } from 'vitest';
import { RecordedFiles } from '../../../../../src/session/batches/recorded/recordedFiles.js';
import { calls, COUNT, passesTold, statistics } from '../../recordings/recordedLayer.js';
import { layerFiles, RecordingFiles, RUN } from '../../recordings/recordingFiles.js';

const told = passesTold(calls(9, 10));
const pass = (index: number) => ({
  uri: `${RUN}/bn1/stats_0.npz`,
  label: `pass ${index}`,
  recorded: { index, count: COUNT, shape: [COUNT, 4], dtype: 'float32' as const },
});

test.each([
  { goesOnce: true, opened: 1, what: 'are let go with the last one where nobody comes back' },
  { goesOnce: false, opened: 0, what: 'are kept otherwise' },
])('passes that were read together $what', async ({ goesOnce, opened }) => {
  const files = new RecordingFiles(layerFiles('bn1', told));
  const recorded = new RecordedFiles(files, undefined, goesOnce);
  const all = [];
  for (let index = 0; index < told.length; index++) all.push((await recorded.pass(pass(index))).moments.shift);
  expect(all).toEqual(told.map(({ mean }) => Float64Array.from(mean)));
  // The last one is by itself: it keeps none of the others.
  expect(all.at(-1)?.buffer.byteLength).toBe(4 * 8);
  files.opened.length = 0;
  for (const index of [0, 1]) {
    expect((await recorded.pass(pass(index))).moments.shift).toEqual(Float64Array.from(told[index].mean));
  }
  expect(files.opened).toHaveLength(opened);
});

test('a variance that is finite is that of finite values, also where their squares add up to more than can be held', async () => {
  const wide = told.map((one) => ({ ...one, var: one.var.map(() => 1e308) }));
  const bytes = statistics(wide, { only: ['mode', 'count', 'mean', 'var'] });
  const { moments } = await new RecordedFiles(new RecordingFiles({ 'bn1/stats_0.npz': bytes })).pass(pass(0));
  expect([...moments.m2]).toEqual([Infinity, Infinity, Infinity, Infinity]);
  expect([...moments.nonFinite]).toEqual([0, 0, 0, 0]);
});
