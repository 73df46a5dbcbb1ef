import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/engine/index.js';
import { compareOutput } from '../../../src/session/compareOutput.js';

const tensor = (...values: number[]): Tensor => ({
  shape: [values.length],
  dtype: 'float64',
  values: Float64Array.from(values),
});
const compare = (actual: number[], expected: number[], rtol = 1e-5, atol = 1e-8) =>
  compareOutput(tensor(...actual), tensor(...expected), { rtol, atol });

// Each `passed` is what numpy.allclose(actual, expected, rtol, atol) returns.
describe('an output against the expected one', () => {
  test('may be off by atol + rtol times the expected value, and by no more', () => {
    expect(compare([100.001], [100])).toEqual({ passed: true, maxAbsError: expect.closeTo(0.001, 9) as number });
    expect(compare([100.0011], [100]).passed).toBe(false);
    expect(compare([1e-8], [0]).passed).toBe(true);
    expect(compare([1.1e-8], [0]).passed).toBe(false);
    expect(compare([0], [0], 0, 0)).toEqual({ passed: true, maxAbsError: 0 });
  });

  test('measures against the expected value, not against the larger', () => {
    expect(compare([10], [20], 0.5, 0).passed).toBe(true);
    expect(compare([20], [10], 0.5, 0).passed).toBe(false);
  });

  test('differs where NaN is, also where both have it, as allclose has it by default', () => {
    expect(compare([NaN, 1], [NaN, 1])).toEqual({ passed: false, maxAbsError: NaN });
    expect(compare([1, 1], [1, NaN])).toEqual({ passed: false, maxAbsError: NaN });
  });

  test('equals an infinity by the same infinity only', () => {
    expect(compare([Infinity, 1], [Infinity, 1])).toEqual({ passed: true, maxAbsError: 0 });
    expect(compare([-Infinity], [Infinity])).toEqual({ passed: false, maxAbsError: Infinity });
    expect(compare([1], [Infinity])).toEqual({ passed: false, maxAbsError: Infinity });
  });

  test('has nothing to compare with another shape', () => {
    const { passed, maxAbsError, problem } = compare([1, 2], [1]);
    expect([passed, maxAbsError, problem]).toEqual([false, NaN, 'the output has shape [2], expected is [1]']);
  });
});
