import { describe, expect, test } from 'vitest';
import type { Program } from '../../../../src/session/index.js';
import { findingsOf } from '../../../../src/session/index.js';
import { shareAfter, WHOLE_SHARE } from '../../../../src/session/records/index.js';
import { batchBytes, exampleFiles, npyOf, openSession, trains } from '../memoryFiles.js';

const files = () => {
  const all = exampleFiles();
  all.write('nan.npy', npyOf([3], Float64Array.of(0, NaN, 0)));
  all.write('wide8.npy', batchBytes([64, 8, 4], 1, 40));
  return all;
};

async function run(steps: Program['steps'], convention: Program['convention'] = 'pytorch') {
  const owner = await openSession({ convention, channelAxis: 1, steps }, files());
  await owner.runAll();
  return owner.session;
}
const told = async (steps: Program['steps'], rule: string) =>
  findingsOf(await run(steps))
    .filter((finding) => finding.rule === rule)
    .map(({ pass, lastPass, message }) => ({ pass, lastPass, message }));
const weightsOf = async (...given: Parameters<typeof run>) => {
  const shares = [WHOLE_SHARE];
  for (const pass of (await run(...given)).passes) shares.push(shareAfter(shares[shares.length - 1], pass));
  return shares.map(({ weight }) => weight);
};
const [first, second, third] = trains(3);

describe('the share of the running values that were given', () => {
  test('is whole again where they are set', async () => {
    const weights = await weightsOf([first, second, { set: { runningMean: 0 } }, third, { eval: 'val.npy' }]);
    expect(weights).toEqual([1, 0.9, 0.9 ** 2, 0.9, 0.9]);
    expect(await weightsOf([first, { set: { gamma: 2, eps: 1 } }, second])).toEqual([1, 0.9, 0.9 ** 2]);
  });

  test('fades with the momentum of each pass', async () => {
    const weights = await weightsOf([first, { set: { momentum: 0.5 } }, second, { set: { momentum: null } }, third]);
    [1, 0.9, 0.45, 0.45 * (2 / 3)].forEach((weight, pass) => expect(weights[pass]).toBeCloseTo(weight, 15));
  });

  test('is that of the batches before in an average that keeps sums', async () => {
    const weights = await weightsOf([first, second, { set: { runningVar: 4 } }, third], 'caffe');
    const before = 1 + 0.999;
    [1, 0, 0, (0.999 * before) / (0.999 * before + 1)].forEach((weight, pass) =>
      expect(weights[pass]).toBeCloseTo(weight, 14),
    );
  });
});

describe('what a step sets is found as what a program starts with', () => {
  test('a reset that is evaluated', async () => {
    const reset = { set: { runningMean: 0, runningVar: 1, numBatchesTracked: 0 } };
    const [finding, ...others] = await told([...trains(12), reset, { eval: 'val.npy' }], 'not-converged');
    expect(others).toEqual([]);
    expect(finding.pass).toBe(12);
    expect(finding.message).toMatch(
      /^3 of 3 channels, channel \d most: no train pass has run since they were set before pass 13: eval normalizes with the initial 0, 1, and/,
    );
    // A checkpoint's values are no guess.
    const given = { set: { runningMean: [0, 1, 2], runningVar: 2 } };
    expect((await told([...trains(12), given, { eval: 'val.npy' }], 'not-converged')).map(({ pass }) => pass)).toEqual(
      [],
    );
  });

  test('a variance that is none, as long as it is there', async () => {
    const steps = [first, { set: { runningVar: [1, -2, 1] } }, { eval: 'val.npy' }, { set: { runningVar: 1 } }, second];
    expect(await told(steps, 'negative-variance')).toEqual([
      {
        pass: 1,
        lastPass: 1,
        message: expect.stringMatching(
          /^The running variance set before pass 2 is −2\.00, below −eps \(1e-5\)/,
        ) as unknown,
      },
    ]);
  });

  test('NaN, until something else is set', async () => {
    const steps = [
      first,
      { set: { runningMean: 'nan.npy' } },
      second,
      third,
      { set: { runningMean: 0 } },
      first,
      second,
    ];
    expect(await told(steps, 'non-finite-state')).toEqual([
      {
        pass: 1,
        lastPass: 2,
        message:
          'The running mean set before pass 2 is NaN: no train pass can make it finite again, and eval of the channel is NaN from then on (2 passes so far).',
      },
    ]);
    expect(
      await told([{ set: { runningMean: 'nan.npy' } }, { set: { runningMean: 0 } }, first], 'non-finite-state'),
    ).toEqual([]);
  });

  test('mean and variance in each other’s place', async () => {
    const train = { train: 'wide8.npy' };
    const { passes } = await run([{ set: { momentum: 1 } }, train]);
    const { runningMean, runningVar } = passes[0].after;
    const swapped = { set: { runningMean: [...(runningVar ?? [])], runningVar: [...(runningMean ?? [])] } };
    const [finding] = await told([train, swapped, train], 'swapped-statistics');
    expect(finding).toMatchObject({ pass: 1, lastPass: 1 });
    expect(finding.message).toMatch(/^Running mean and variance set before pass 2 look swapped: exchanged, they are/);
  });

  test('the eps of each pass decides how far its batch is off', async () => {
    const far = { set: { runningMean: 50, runningVar: 1 } };
    const gaps = async (...sets: Program['steps']) =>
      (await told([first, ...sets, { eval: 'val.npy' }], 'stale-statistics')).filter(({ pass }) => pass === 1);
    expect(await gaps(far)).toMatchObject([{ pass: 1, lastPass: 1 }]);
    expect(await gaps(far, { set: { eps: 1e6 } })).toEqual([]);
  });
});

test('values that only few batches were counted for are the start’s, and nobody’s', async () => {
  const stale = async (numBatchesTracked: number) => {
    const state = { runningMean: 50, runningVar: 1, numBatchesTracked };
    const program = { convention: 'pytorch', channelAxis: 1, state, steps: trains(3) } as const;
    const owner = await openSession(program, files());
    await owner.runAll();
    return findingsOf(owner.session).filter(({ rule }) => rule === 'stale-statistics').length;
  };
  expect(await stale(1)).toBe(0);
  expect(await stale(28)).toBe(0);
  expect(await stale(29)).toBe(1);
  expect(await stale(0)).toBe(1);
});
