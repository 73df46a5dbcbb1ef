import { describe, expect, test } from 'vitest';
import { forward } from '../../../../src/engine/index.js';
import { recordEnvironment, valuesAfter, type PlaceValue, type Program } from '../../../../src/session/index.js';
import { openSession, trains } from '../memoryFiles.js';

async function ran(program: Partial<Program> = {}) {
  const owner = await openSession({
    channelAxis: 1,
    steps: [...trains(2), { eval: 'val.npy' }, { train: 'single.npy' }],
    ...program,
  });
  await owner.runAll();
  return owner;
}
const names = (values: readonly PlaceValue[]) => values.map(({ name }) => name).join(' ');
const listed = (value: PlaceValue['value']) =>
  typeof value === 'object'
    ? Array.from({ length: value.shape.reduce((a, b) => a * b, 1) }, (_, i) => value.at(i))
    : value;
const valueOf = (values: readonly PlaceValue[], name: string) => listed(values.find((one) => one.name === name)?.value);

describe('what there is inside a pass', () => {
  test('grows with its stages, in the order of the listing', async () => {
    const { session } = await ran();
    const start = 'x N eps m γ β μᵣ σᵣ² k';
    expect([-1, 0, 1, 2, 3, 4, 5].map((stage) => names(valuesAfter(session, 1, stage)))).toEqual([
      start,
      `${start} μ`,
      `${start} μ σ²`,
      `${start} μ σ² x̂`,
      `${start} μ σ² x̂ y`,
      `${start} μ σ² x̂ y`,
      `${start} μ σ² x̂ y s²`,
    ]);
    expect([-1, 0, 1].map((stage) => names(valuesAfter(session, 2, stage)))).toEqual([
      start,
      `${start} x̂`,
      `${start} x̂ y`,
    ]);
  });

  test('running values are the old ones until their stage, which keeps them beside the new ones', async () => {
    const { session } = await ran();
    const { before, after } = session.passes[1];
    const at = (stage: number, name: string) => valuesAfter(session, 1, stage).find((one) => one.name === name);
    expect(at(3, 'μᵣ')).toMatchObject({ stage: null, expression: 'running_mean' });
    expect(listed(at(3, 'μᵣ')?.value)).toEqual([...(before.runningMean ?? [])]);
    expect(at(3, 'k')?.value).toBe(1);
    expect(at(4, 'μᵣ')?.stage).toBe('update-running-mean');
    expect(listed(at(4, 'μᵣ')?.value)).toEqual([...(after.runningMean ?? [])]);
    expect(listed(at(4, 'μᵣ')?.old)).toEqual([...(before.runningMean ?? [])]);
    expect([at(4, 'k')?.value, at(4, 'k')?.old]).toEqual([2, 1]);
    expect(listed(at(4, 'σᵣ²')?.value)).toEqual([...(before.runningVar ?? [])]);
    expect(listed(at(5, 'σᵣ²')?.value)).toEqual([...(after.runningVar ?? [])]);
  });

  test('values of the batch are computed from it, as the pass has them', async () => {
    const { session, store } = await ran();
    const x = await store.tensor(session.plan[1].batch);
    const values = valuesAfter(session, 1, 5, x.values);
    const { output } = forward(x, session.passes[1].before, session.layer, 'train');
    expect((valueOf(values, 'y') as number[]).map(Math.fround)).toEqual([...output.values]);
    expect(values.find(({ name }) => name === 'x')).toMatchObject({ shape: [8, 3, 4], stage: null });
    const without = valuesAfter(session, 1, 5).filter(({ value }) => value === undefined);
    expect(without.map(({ name, shape }) => [name, shape])).toEqual([
      ['x', [8, 3, 4]],
      ['x̂', [8, 3, 4]],
      ['y', [8, 3, 4]],
    ]);
  });

  test('at its end they are what expressions call them', async () => {
    const { session, store } = await ran();
    const { values: x } = await store.tensor(session.plan[1].batch);
    const environment = recordEnvironment(session, 1, x);
    for (const { expression, value } of valuesAfter(session, 1, 5, x)) {
      if (expression !== undefined) expect(listed(environment.lookup(expression))).toEqual(listed(value));
    }
  });

  test('what is set before a pass is there when it begins', async () => {
    const steps: Program['steps'] = [
      trains(1)[0],
      { set: { eps: 0.5, momentum: null, runningMean: 4 } },
      { train: 'batch_1.npy' },
    ];
    const { session } = await ran({ steps });
    const values = valuesAfter(session, 1, -1);
    expect([valueOf(values, 'eps'), valueOf(values, 'm'), valueOf(values, 'μᵣ')]).toEqual([0.5, undefined, [4, 4, 4]]);
  });

  test('a Linear has its own names, and no single value of y', async () => {
    const steps = [{ train: { file: 'batch_0.npy', slice: ':, :, 0' } }];
    const { session, store } = await ran({ convention: 'linear-projection', steps });
    const { values: x } = await store.tensor(session.plan[0].batch);
    const values = valuesAfter(session, 0, 3, x);
    expect(names(values)).toBe('x N eps m W b μᵣ σᵣ² k μ σ² x̂ y');
    expect(values.find(({ name }) => name === 'W')?.shape).toEqual([3, 3]);
    expect(values.find(({ name }) => name === 'y')).toEqual({
      name: 'y',
      expression: 'y',
      stage: 'scale-and-shift',
      shape: [8, 3],
    });
    // Expressions mean the biased one.
    expect(values.find(({ name }) => name === 'σ²')?.expression).toBeUndefined();
  });

  test('a refused pass has what it began with; others are no place', async () => {
    const { session } = await ran();
    expect(names(valuesAfter(session, 3, 2))).toBe('x N eps m γ β μᵣ σᵣ² k');
    expect(() => valuesAfter(session, 1, 6)).toThrow('stage 6: pass 2 has stages 0 to 5, and −1 before the first');
    expect(() => valuesAfter(session, 4, 0)).toThrow('pass 5: 4 passes ran');
  });
});
