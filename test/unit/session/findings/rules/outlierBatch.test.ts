import { describe, expect, test } from 'vitest';
import { exampleSession, normalNumbers, tensor, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const outlier = told('outlier-batch');
const SHAPE = [64, 2, 8];
const AT = 24;

/** Of one batch channel 1 has a value that lies so many σ away. */
function program(spike: number, valueOf: (normal: () => number) => number) {
  const examples = Array.from({ length: 26 }, (_, pass): Example => {
    const normal = normalNumbers(pass + 1);
    const values = Float64Array.from({ length: 64 * 2 * 8 }, () => valueOf(normal));
    if (pass === AT) values[8] = spike;
    return ['train', tensor(SHAPE, values)];
  });
  const state = { runningMean: new Float64Array(2), runningVar: new Float64Array(2).fill(1) };
  return outlier(exampleSession(examples, { state }).session);
}

/** Student's t with 3 degrees of freedom: its variances hardly scatter, but for a batch now and then. */
const heavy = (normal: () => number): number =>
  normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);

describe('one value that makes all of a batch’s variance', () => {
  test('is told where no other batch has one nearly so far', () => {
    expect(program(3500, (normal) => normal())).toMatchObject([{ channel: 1, pass: AT }]);
    expect(program(400, (normal) => normal())).toMatchObject([{ channel: 1, pass: AT, severity: 'warning' }]);
  });

  test('is chance where the farthest values of other batches scatter as far', () => {
    expect(program(3500, heavy)).toEqual([]);
  });
});
