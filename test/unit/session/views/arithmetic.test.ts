import { describe, expect, test } from 'vitest';
import type { Arithmetic, Term } from '../../../../src/session/views/view.js';
import { viewOf } from '../../../../src/session/views/viewOf.js';
import { exampleSession, tensor, type Example } from './exampleSession.js';

const TRAIN: Example = ['train', tensor([4, 2], [1, 10, 2, 20, 4, 40, 5, 50])];
const EVAL: Example = ['eval', TRAIN[1]];
const STATE = { gamma: Float64Array.of(2, 1), beta: Float64Array.of(-0.5, 0) };

/** A stage as one line, batch numbers in <>, running ones in []. */
function lines({ stages, values }: Arithmetic): string[] {
  const text = (term: Term): string => {
    if (typeof term === 'string') return term;
    const number = values[term.value].toFixed(4);
    return { batch: `<${number}>`, running: `[${number}]`, plain: number }[term.role];
  };
  return stages.map(
    ({ name, terms, result }) =>
      `${name}: ${terms.map(text).join('')}${result === null ? '' : ` = ${values[result].toFixed(4)}`}`,
  );
}

describe('arithmetic', () => {
  test('of a train pass has six stages with their numbers', async () => {
    const { session, access } = exampleSession([TRAIN], { state: STATE });
    const view = await viewOf(session, 'arithmetic', { pass: 0, channel: 0, index: [3, 0] }, access);
    expect(view.mode).toBe('train');
    expect(view.index).toEqual([3, 0]);
    expect(lines(view)).toEqual([
      'batch mean: 12.0000 / 4 = 3.0000',
      'batch variance: 10.0000 / 4 = 2.5000',
      'normalize: (5.0000 − <3.0000>) / √(<2.5000> + 1e-5) = 1.2649',
      'scale and shift: 2.0000 · 1.2649 + (-0.5000) = 2.0298',
      'update running mean: 0.9 · [0.0000] + 0.1 · <3.0000> = 0.3000',
      'update running variance: 0.9 · [1.0000] + 0.1 · <2.5000> · 4/3 = 1.2333',
    ]);
    expect(view.stages.map(({ resultRole }) => resultRole)).toEqual([
      'batch',
      'batch',
      'plain',
      'plain',
      'running',
      'running',
    ]);
  });

  test('of an eval pass has the two that it runs, on what is remembered', async () => {
    const { session, access } = exampleSession([TRAIN, EVAL]);
    const view = await viewOf(session, 'arithmetic', { pass: 1, channel: 0, index: null }, access);
    expect(view.index).toEqual([0, 0]);
    expect(lines(view)).toEqual([
      'normalize: (1.0000 − [0.3000]) / √([1.2333] + 1e-5) = 0.6303',
      'scale and shift: 1.0000 · 0.6303 + 0.0000 = 0.6303',
    ]);
  });

  test('of a pass that has not run has formulas only', async () => {
    const { session, access } = exampleSession([TRAIN], { run: 0 });
    const view = await viewOf(session, 'arithmetic', { pass: null, channel: 1, index: null }, access);
    expect(view.stages.map(({ id }) => id)).toEqual([
      'batch-mean',
      'batch-variance',
      'normalize',
      'scale-and-shift',
      'update-running-mean',
      'update-running-variance',
    ]);
    expect(view.stages.every(({ terms, result }) => terms.length === 0 && result === null)).toBe(true);
    expect(view.stages[0].formula).toBe('μ = Σx / N');
    expect(view.values).toHaveLength(0);
  });

  test('moves the picked index into the channel, and into a smaller batch', async () => {
    const { session, access } = exampleSession([['train', tensor([2, 3, 2, 2], (i) => i)]]);
    const view = await viewOf(session, 'arithmetic', { pass: 0, channel: 2, index: [9, 0, 1, 9] }, access);
    expect(view.index).toEqual([1, 2, 1, 1]);
  });

  test('of the cumulative average divides by the passes', async () => {
    const { session, access } = exampleSession([TRAIN, TRAIN], { changes: { momentum: null } });
    const view = await viewOf(session, 'arithmetic', { pass: 1, channel: 0, index: null }, access);
    expect(lines(view)[4]).toBe('update running mean: [3.0000] + (<3.0000> − [3.0000]) / 2 = 3.0000');
  });

  test.each([
    [
      'makemore',
      'batch variance: 10.0000 / 3 = 3.3333',
      'update running variance: 0.9 · [1.0000] + 0.1 · <3.3333> = 1.2333',
    ],
    [
      'keras',
      'batch variance: 10.0000 / 4 = 2.5000',
      'update running variance: 0.99 · [1.0000] + 0.01 · <2.5000> = 1.0150',
    ],
    [
      'keras-2.3',
      'batch variance: 10.0000 / 4 = 2.5000',
      'update running variance: 0.99 · [1.0000] + 0.01 · <2.5000> · 4/2.999 = 1.0233',
    ],
    ['haiku', 'batch variance: 10.0000 / 4 = 2.5000', /= 2\.5000$/],
    [
      'caffe',
      'batch variance: 10.0000 / 4 = 2.5000',
      /^update running variance: \(0\.999 · \[0\.0000\] \+ 1 · <2\.5000> · 4\/3\) \/ 1 = 3\.3333$/,
    ],
  ])('follows the rules of %s', async (convention, variance, update) => {
    const { session, access } = exampleSession([TRAIN], { convention });
    const stages = lines(await viewOf(session, 'arithmetic', { pass: 0, channel: 0, index: null }, access));
    expect(stages[1]).toBe(variance);
    expect(stages.at(-1)).toMatch(update);
  });
});
