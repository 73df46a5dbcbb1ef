import { describe, expect, test } from 'vitest';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const trainEvalGap = told('train-eval-gap');

const SHAPE = [64, 3, 7, 7];
const at = (mean: number, seed: number, sigma = 1, mode: Example[0] = 'train'): Example => [
  mode,
  normalBatch(
    SHAPE,
    seed,
    (c) => (c === 2 ? mean : 0),
    (c) => (c === 2 ? sigma : 1),
  ),
];
const settled = Array.from({ length: 50 }, (_, i) => at(0, i + 1));

describe('a channel that eval normalizes to somewhere else', () => {
  test('is told with its numbers', () => {
    const { session } = exampleSession([...settled, at(-2, 60, 1, 'eval')]);
    expect(trainEvalGap(session)).toMatchObject([{ pass: 50, lastPass: 50, channel: 2, label: 'gap' }]);
    expect(trainEvalGap(session)[0].message).toMatch(
      /^Batch mean −(1\.9\d|2\.0\d), running mean \S+: eval x̂ is centred at −\d\.\d\d, train x̂ at 0\.$/,
    );
  });

  test('or with another spread, at the same mean', () => {
    const { session } = exampleSession([...settled, at(0, 60, 4, 'eval')]);
    expect(trainEvalGap(session)).toMatchObject([{ channel: 2, label: 'spread' }]);
    expect(trainEvalGap(session)[0].message).toMatch(
      /^Batch variance 1\d\.\d, running variance (0\.9\d|1\.0\d): eval x̂ has σ (3\.9\d|4\.\d\d), train x̂ 1\.$/,
    );
  });

  test('in one train pass is the batch’s own affair', () => {
    expect(trainEvalGap(exampleSession([...settled, at(1, 60), at(0, 61)]).session)).toEqual([]);
  });
});

test('given running values that do not fit the data, in one channel of several', () => {
  const state = { runningMean: Float64Array.of(0, 0, 1), runningVar: Float64Array.of(1, 1, 1.5) };
  const { session } = exampleSession([at(8, 1, 1, 'eval')], { state });
  const [finding] = trainEvalGap(session);
  expect(finding.message).toMatch(/^Batch mean (7\.9\d|8\.0\d), running mean 1\.00: eval x̂ is centred at \+5\.\d\d/);
  expect(finding.remedy).toMatch(/check that they are prepared as in training\.$/);
});

test('frozen statistics have no gap between the modes: the input lies away from them', () => {
  const state = { runningMean: Float64Array.of(0, 0, 1), runningVar: Float64Array.of(1, 1, 1) };
  const { session } = exampleSession([at(4, 1), at(4, 2)], { state, convention: 'frozen' });
  const [finding, ...others] = trainEvalGap(session);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ channel: 2, pass: 0, lastPass: 1 });
  expect(finding.message).toMatch(
    /^The input lies away from the frozen statistics: batch mean \S+, frozen mean 1\.00; x̂ is centred at \+3\.0\d, in training too\.$/,
  );
  expect(finding.remedy).toMatch(/^Load the statistics of such inputs/);
});

test('what the layer starts with is not blamed on the batches', () => {
  const far = Array.from({ length: 6 }, (_, i) => at(500, i + 1));
  expect(trainEvalGap(exampleSession([...far, at(500, 99, 1, 'eval')]).session)).toEqual([]);
});

test('chance is not a finding: 4 samples of 512 channels', () => {
  const small = Array.from({ length: 40 }, (_, i): Example => ['train', normalBatch([4, 512], i + 1)]);
  expect(trainEvalGap(exampleSession(small).session)).toEqual([]);
});

test('batches of two kinds in turn are a cause of their own', () => {
  const { session } = exampleSession(
    Array.from({ length: 60 }, (_, i) => at(i % 2 === 0 ? 1 : -1, i + 1, 1, i === 59 ? 'eval' : 'train')),
  );
  expect(trainEvalGap(session)).toEqual([]);
  const [finding] = told('two-populations')(session);
  expect(finding).toMatchObject({ channel: 2, pass: 0, lastPass: 58 });
  expect(finding.follows?.map(({ rule }) => rule)).toContain('train-eval-gap');
});

test('a shift is told with where it came from', () => {
  const { session } = exampleSession([...settled, at(3, 61), at(3, 62), at(3, 63), at(3, 64, 1, 'eval')]);
  expect(trainEvalGap(session)).toEqual([]);
  const [finding] = told('distribution-shift')(session);
  expect(finding).toMatchObject({ channel: 2, pass: 50, lastPass: 52, known: 52, label: 'shift' });
  expect(finding.message).toMatch(
    /^The mean of the train batches is another one in passes 51 to 53, from \S+ to (2\.9\d|3\.0\d), \+[23]\.\d+ σ: /,
  );
});
