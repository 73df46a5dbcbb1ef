import { describe, expect, test } from 'vitest';
import type { Chunk } from '../../../../src/formats/index.js';
import { compareValues } from '../../../../src/session/records/compareOutput.js';
import { BASE, exampleFiles, npyOf, openSession } from '../memoryFiles.js';

async function* pieces(values: readonly number[], length: number): AsyncGenerator<Chunk, void> {
  for (let offset = 0; offset < values.length; offset += length) {
    yield await Promise.resolve({ values: Float64Array.from(values.slice(offset, offset + length)), offset });
  }
}
const compare = (actual: number[], expected: number[], rtol = 1e-5, atol = 1e-8) =>
  compareValues(pieces(actual, 3), pieces(expected, 2), { rtol, atol });

// Each `passed` is what numpy.allclose(actual, expected, rtol, atol) returns.
describe('an output against the expected one', () => {
  test('may be off by atol + rtol times the expected value, and by no more', async () => {
    expect(await compare([100.001], [100])).toEqual({ passed: true, maxAbsError: expect.closeTo(0.001, 9) as number });
    expect((await compare([100.0011], [100])).passed).toBe(false);
    expect((await compare([1e-8], [0])).passed).toBe(true);
    expect((await compare([1.1e-8], [0])).passed).toBe(false);
    expect(await compare([0], [0], 0, 0)).toEqual({ passed: true, maxAbsError: 0 });
  });

  test('measures against the expected value, not against the larger', async () => {
    expect((await compare([10], [20], 0.5, 0)).passed).toBe(true);
    expect((await compare([20], [10], 0.5, 0)).passed).toBe(false);
  });

  test('differs where NaN is, also where both have it, as allclose has it by default', async () => {
    expect(await compare([NaN, 1], [NaN, 1])).toEqual({
      ...{ passed: false, maxAbsError: NaN },
      notNumber: { found: NaN, expected: NaN },
    });
    expect(await compare([1, 2], [1, NaN])).toEqual({
      ...{ passed: false, maxAbsError: NaN },
      notNumber: { found: 2, expected: NaN },
    });
  });

  test('equals an infinity by the same infinity only', async () => {
    expect(await compare([Infinity, 1], [Infinity, 1])).toEqual({ passed: true, maxAbsError: 0 });
    expect(await compare([-Infinity], [Infinity])).toMatchObject({ passed: false, maxAbsError: Infinity });
    expect(await compare([1], [Infinity])).toMatchObject({ passed: false, maxAbsError: Infinity });
  });

  test('is compared to its end, however it comes', async () => {
    const many = Array.from({ length: 11 }, (_, i) => i);
    expect(await compare(many, many)).toEqual({ passed: true, maxAbsError: 0 });
    expect(await compare(many, many.with(10, 11))).toEqual({
      passed: false,
      maxAbsError: 1,
      off: { values: 1, count: 11, meanAbsError: 1 / 11, worst: { at: 10, found: 10, expected: 11 } },
    });
  });

  test('has nothing to compare with another shape', async () => {
    const files = exampleFiles();
    files.write('y.npy', npyOf([8, 3], new Float32Array(24)));
    const owner = await openSession({ steps: [{ train: 'batch_0.npy', expect: 'y.npy' }] }, files);
    await owner.runAll();
    const [pass] = owner.session.passes;
    expect(pass.kind === 'computed' && pass.expect).toMatchObject({
      passed: false,
      problem: 'the output has shape [8, 3, 4], expected is [8, 3]',
    });
    expect(pass.plan.batch.uri).toBe(`${BASE}/batch_0.npy`);
  });
});
