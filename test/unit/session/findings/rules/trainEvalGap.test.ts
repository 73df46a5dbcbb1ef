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

describe('a batch that moves away', () => {
  test('is a drift, told with where it came from', () => {
    const { session } = exampleSession([
      ...settled,
      at(0.3, 60),
      at(1, 61),
      at(2, 62),
      at(3, 63),
      at(3, 64, 1, 'eval'),
    ]);
    const [finding, ...others] = trainEvalGap(session);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'train-eval-gap', severity: 'warning', pass: 51, lastPass: 54, channel: 2 });
    expect(finding.label).toBe('drift');
    expect(finding.message).toMatch(
      /^Batch mean rose from 0\.(29|30|31) to (2\.9\d|3\.0\d), the running mean only to 0\.5\d: eval x̂ is centred at \+2\.\d\d\.$/,
    );
  });

  test('needs as many batches as the table of traps says: N(0, 1) to N(3, 2), .17 after 22', () => {
    const { session } = exampleSession([...settled, at(3, 70, Math.SQRT2), at(3, 71, Math.SQRT2)]);
    const [finding] = trainEvalGap(session);
    const more = Number(/Run (\d+) more such batches/.exec(finding.remedy)?.[1]);
    expect(more).toBeGreaterThanOrEqual(18);
    expect(more).toBeLessThanOrEqual(26);
  });

  test('only in one evaluation is a gap', () => {
    const { session } = exampleSession([...settled, at(-2, 60, 1, 'eval')]);
    expect(trainEvalGap(session)).toMatchObject([{ pass: 50, lastPass: 50, channel: 2, label: 'gap' }]);
    expect(trainEvalGap(session)[0].message).toMatch(
      /^Batch mean −(1\.9\d|2\.0\d), running mean \S+: eval x̂ is centred at −\d\.\d\d, train x̂ at 0\.$/,
    );
  });
});

test('batches that are not alike: means ±1 in turn', () => {
  const { session } = exampleSession(Array.from({ length: 60 }, (_, i) => at(i % 2 === 0 ? 1 : -1, i + 1)));
  const [finding] = trainEvalGap(session);
  expect(finding).toMatchObject({ channel: 2, lastPass: 59 });
  expect(finding.remedy).toMatch(/^Shuffle so that batches are alike/);
});

test('given running values that do not fit the data', () => {
  const state = { runningMean: Float64Array.of(0, 0, 1), runningVar: Float64Array.of(1, 1, 1.5) };
  const { session } = exampleSession([at(8, 1, 1, 'eval')], { state });
  const [finding] = trainEvalGap(session);
  expect(finding.message).toMatch(/^Batch mean (7\.9\d|8\.0\d), running mean 1\.00: eval x̂ is centred at \+5\.\d\d/);
  expect(finding.remedy).toMatch(/check that they are prepared as in training\.$/);
});

test('another spread, at the same mean', () => {
  const { session } = exampleSession([...settled, at(0, 60, 4, 'eval')]);
  expect(trainEvalGap(session)).toMatchObject([{ channel: 2, label: 'spread' }]);
  expect(trainEvalGap(session)[0].message).toMatch(
    /^Batch variance 1\d\.\d, running variance (0\.9\d|1\.0\d): eval x̂ has σ (3\.9\d|4\.\d\d), train x̂ 1\.$/,
  );
});

test('what the layer starts with is not blamed on the batches', () => {
  const far = Array.from({ length: 6 }, (_, i) => at(500, i + 1));
  expect(trainEvalGap(exampleSession([...far, at(500, 99, 1, 'eval')]).session)).toEqual([]);
});

test('chance is not a finding: 4 samples of 512 channels', () => {
  const small = Array.from({ length: 40 }, (_, i): Example => ['train', normalBatch([4, 512], i + 1)]);
  expect(trainEvalGap(exampleSession(small).session)).toEqual([]);
});
