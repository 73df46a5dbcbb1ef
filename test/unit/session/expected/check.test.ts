import { describe, expect, test } from 'vitest';
import { viewOf, type Program } from '../../../../src/session/index.js';
import { exampleFiles, npyOf, openSession } from '../memoryFiles.js';

const numbers = (values: ArrayLike<number>) => Array.from(values);

async function checked(values: Float64Array, program: Partial<Program['steps'][number]> = {}) {
  const files = exampleFiles();
  files.write('x.npy', npyOf([2, 2], Float64Array.of(1, 10, 3, 30)));
  files.write('y.npy', npyOf([2, 2], Float64Array.from(values)));
  const step = { train: 'x.npy', expect: 'y.npy', rtol: 1e-3, atol: 1e-3, ...program };
  const owner = await openSession({ convention: { base: 'pytorch', eps: 0 }, steps: [step] }, files);
  await owner.runAll();
  return { owner, access: owner.store.accessFor(owner.session.layer) };
}
/** What the layer makes of x.npy. */
const right = [-1, -1, 1, 1];

describe('what was expected, in detail', () => {
  test('counts what is off as NumPy’s allclose does, per channel, worst first', async () => {
    const { owner, access } = await checked(Float64Array.of(-1, -1.5, 1.25, 1.001));
    const check = await viewOf(owner.session, 'check', { pass: 0, of: 'output', rule: null }, access);
    // 1.001 is within 0.001 + 0.001 · 1.001.
    expect(check).toMatchObject({ count: 4, off: 2, notNumbers: 0, shape: [2, 2] });
    expect(numbers(check.errors)).toEqual([0.5, expect.closeTo((0.5 + 0.25 + 0.001) / 4, 12)]);
    expect(numbers(check.largest)).toEqual([0.25, 0.5]);
    expect(check.worst.map(({ index }) => index)).toEqual([
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(numbers(check.worst[0].values)).toEqual([-1.5, -1, 0.5]);
    expect(numbers(check.variance)).toEqual([1, 100]);
  });

  test('is 0 ULP where all is equal, and one where the last bit differs', async () => {
    const ulpOf = async (values: number[]) => {
      const { owner, access } = await checked(Float64Array.from(values));
      return (await viewOf(owner.session, 'check', { pass: 0, of: 'output', rule: null }, access)).ulp;
    };
    expect(await ulpOf(right)).toBe(0);
    expect(await ulpOf([...right.slice(0, 3), 1 + 2 ** -52])).toBe(1);
    // Near zero the last place says nothing.
    expect(await ulpOf([0.1, 0.1, 0.1, 0.1])).toBe(-1);
  });

  test('counts NaN as what never agrees, before all', async () => {
    const { owner, access } = await checked(Float64Array.of(-1, -1.5, NaN, 1));
    const check = await viewOf(owner.session, 'check', { pass: 0, of: 'output', rule: null }, access);
    expect(check).toMatchObject({ off: 2, notNumbers: 1 });
    expect(check.errors[0]).toBeNaN();
    expect(check.worst[0].index).toEqual([1, 0]);
  });

  test('shows slices and elements, and what another rule makes of them', async () => {
    const { owner, access } = await checked(Float64Array.of(-1, -1.5, 1, 1));
    const request = { pass: 0, of: 'output', rule: { eps: 3 } } as const;
    const window = { rowAxis: 0, columnAxis: 1, index: [0, 0], maxRows: 8, maxColumns: 8 };
    const slice = await viewOf(owner.session, 'checkSlice', { ...request, ...window }, access);
    expect(numbers(slice.expected)).toEqual([-1, -1.5, 1, 1]);
    expect(numbers(slice.found)).toEqual(right);
    const element = await viewOf(owner.session, 'checkElement', { ...request, index: [1, 0] }, access);
    expect(numbers(element.values)).toEqual([3, 1]);
    expect(numbers(element.found ?? [])).toEqual([1, 2, 1, 0, 0, 1]);
    // (3 − 2) / √(1 + 3)
    expect(numbers(element.ofRule ?? [])).toEqual([1, 2, 1, 3, 0, 0.5]);
    const check = await viewOf(owner.session, 'check', request, access);
    expect(check.ofRule?.[0]).toBeCloseTo(0.5, 12);
  });

  test('is of running values, too, and says where there is nothing to compare', async () => {
    const { owner, access } = await checked(Float64Array.from(right), {
      stateAfter: { runningMean: [0.2, 3] },
    });
    const check = await viewOf(owner.session, 'check', { pass: 0, of: 'state', rule: null }, access);
    expect(check).toMatchObject({ shape: [1, 2], off: 1 });
    expect(check.worst[0].index).toEqual([0, 1]);
    const list = await viewOf(owner.session, 'expectations', {}, access);
    expect(list.map(({ of, passed }) => [of, passed])).toEqual([
      ['output', true],
      ['state', false],
    ]);
    const gradient = viewOf(owner.session, 'check', { pass: 0, of: 'gradient', rule: null }, access);
    await expect(gradient).rejects.toThrow('No gradient is expected of this pass');
  });
});

describe('editing what is expected', () => {
  test('changes the step of the pass, can be undone, and tolerances hold for all', async () => {
    const { owner } = await checked(Float64Array.of(-1, -1.5, 1, 1));
    await owner.expect(0, { stateAfter: { runningMean: 'memory:/work/y.npy' } });
    expect(owner.session.program.steps[0]).toMatchObject({ expect: 'y.npy', stateAfter: { runningMean: 'y.npy' } });
    await owner.tolerate(0, 1);
    expect(owner.session.passes[0]).toMatchObject({ expect: { passed: true } });
    await owner.undo();
    await owner.undo();
    expect(owner.session.program.steps[0]).not.toHaveProperty('stateAfter');
    await expect(owner.expect(7, { expect: 'y.npy' })).rejects.toThrow('There is no pass 8');
    await expect(owner.tolerate(-1, 0)).rejects.toThrow('numbers from 0 on');
  });

  test('of one pass of a step of several makes each a step of its own', async () => {
    const owner = await openSession({ steps: [{ train: 'batch_0.npy', batchSize: 4 }] });
    await owner.expect(1, { expect: 'y.npy' });
    expect(owner.session.program.steps).toEqual([
      { train: 'batch_0.npy', rows: [0, 4] },
      { train: 'batch_0.npy', rows: [4, 4], expect: 'y.npy' },
    ]);
  });
});
