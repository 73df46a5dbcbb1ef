import { describe, expect, test } from 'vitest';
import { meanOf, varianceOf } from '../../../../../src/engine/index.js';
import type { Program } from '../../../../../src/session/index.js';
import { MemoryFiles, npyOf, openSession } from '../../memoryFiles.js';

const SHAPE = [5, 6, 4, 3];
const value = (index: readonly number[]): number =>
  Math.fround(index.reduce((sum, at, axis) => sum + at * [1, 0.01, 10, 0.1][axis], 0) + Math.sin(index.join().length));

/** A float32 tensor whose axes are those of SHAPE in another order. */
function permuted(order: readonly number[], shape = SHAPE, of = value): Uint8Array<ArrayBuffer> {
  const lengths = order.map((axis) => shape[axis]);
  const size = lengths.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, flat) => {
    let rest = flat;
    const index = shape.map(() => 0);
    for (let place = order.length - 1; place >= 0; place--) {
      index[order[place]] = rest % lengths[place];
      rest = Math.floor(rest / lengths[place]);
    }
    return of(index);
  });
  return npyOf(lengths, values);
}

/** All values of SHAPE with these entries of its axes. */
function valuesAt(fixed: Partial<Record<number, number | readonly [number, number]>>): number[] {
  const found: number[] = [];
  const walk = (index: readonly number[]): void => {
    if (index.length === SHAPE.length) {
      found.push(value(index));
      return;
    }
    const wanted = fixed[index.length];
    const [from, to] = typeof wanted === 'number' ? [wanted, wanted + 1] : (wanted ?? [0, SHAPE[index.length]]);
    for (let at = from; at < to; at++) walk([...index, at]);
  };
  walk([]);
  return found;
}
const average = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const spread = (values: readonly number[]): number => average(values.map((one) => (one - average(values)) ** 2));

const files = (extra: Record<string, Uint8Array<ArrayBuffer>> = {}): MemoryFiles =>
  new MemoryFiles({ 'steps.npy': permuted([0, 1, 2, 3]), 'last.npy': permuted([1, 2, 3, 0]), ...extra });

async function run(program: Program, folder = files()) {
  const owner = await openSession(program, folder);
  await owner.runAll();
  return owner;
}

describe('a file of several passes', () => {
  test.each([
    ['steps.npy', 0],
    ['last.npy', 3],
    ['last.npy', -1],
  ])('%s is a pass for each entry of axis %i', async (train, passAxis) => {
    const { session } = await run({ steps: [{ train, passAxis }] });
    expect(session.passes.map(({ shape }) => shape)).toEqual(Array.from({ length: 5 }, () => [6, 4, 3]));
    const last = passAxis !== 0;
    expect(session.plan.map(({ batch }) => batch.label)).toEqual(
      [0, 1, 2, 3, 4].map((at) => (last ? `last.npy [:, :, :, ${at}]` : `steps.npy [${at}]`)),
    );
    session.passes.forEach(({ moments }, pass) => {
      if (!moments) throw new Error('The pass did not run');
      for (let channel = 0; channel < 4; channel++) {
        const values = valuesAt({ 0: pass, 2: channel });
        expect(meanOf(moments)[channel]).toBeCloseTo(average(values), 12);
        expect(varianceOf(moments, 'biased')[channel]).toBeCloseTo(spread(values), 12);
      }
    });
  });

  test('has the same numbers while it streams', async () => {
    const held = await run({
      steps: [
        { train: 'steps.npy', passAxis: 0 },
        { train: 'last.npy', passAxis: 3 },
      ],
    });
    const folder = new MemoryFiles(
      { 'steps.npy': permuted([0, 1, 2, 3]), 'last.npy': permuted([1, 2, 3, 0]) },
      { small: 16, packed: 16 },
    );
    const streamed = await run(
      {
        steps: [
          { train: 'steps.npy', passAxis: 0 },
          { train: 'last.npy', passAxis: 3 },
        ],
      },
      folder,
    );
    expect(folder.totalReads).toBe(0);
    streamed.session.passes.forEach(({ moments }, pass) => {
      const other = held.session.passes[pass].moments;
      if (!moments || !other) throw new Error('A pass did not run');
      expect([...meanOf(moments)]).toEqual([...meanOf(other)]);
    });
  });

  test('can be cut into mini-batches, each with its part of what is expected', async () => {
    const zeros = permuted([0, 1, 2, 3], SHAPE, () => 0);
    const folder = files({ 'y.npy': zeros, 'one.npy': permuted([0, 1, 2, 3], [1, ...SHAPE.slice(1)], () => 0) });
    const { session } = await run(
      { steps: [{ train: 'steps.npy', passAxis: 0, batchSize: 4, expect: 'y.npy' }] },
      folder,
    );
    expect(session.plan.map(({ batch }) => batch.label).slice(0, 3)).toEqual([
      'steps.npy [0] [0:4]',
      'steps.npy [0] [4:6]',
      'steps.npy [1] [0:4]',
    ]);
    expect(session.passes.map(({ shape }) => shape?.[0])).toEqual([4, 2, 4, 2, 4, 2, 4, 2, 4, 2]);
    for (const pass of session.passes) {
      expect(pass.kind === 'computed' && pass.expect?.problem).toBeUndefined();
      expect(pass.kind === 'computed' && pass.expect?.maxAbsError).toBeGreaterThan(0);
    }
  });

  test('is written as slices once the program is edited, which mean the same', async () => {
    const owner = await run({ steps: [{ train: 'steps.npy', passAxis: 0 }] });
    await owner.removePass(1);
    expect(owner.session.program.steps).toEqual(
      [0, 2, 3, 4].map((at) => ({ train: { file: 'steps.npy', slice: String(at) } })),
    );
    const again = await run(owner.session.program);
    expect(again.session.passes.map(({ after }) => after)).toEqual(owner.session.passes.map(({ after }) => after));
  });

  test('becomes one from the panel, and one pass again, and undo takes it back', async () => {
    const owner = await run({ steps: [{ train: 'steps.npy' }] });
    expect(owner.session.layer.channelAxis).toBe(1);
    await owner.configure({ passAxis: 0 });
    expect(owner.session.program.steps).toEqual([{ train: 'steps.npy', passAxis: 0 }]);
    expect(owner.session.plan).toHaveLength(5);
    await owner.runAll();
    await owner.removePass(4);
    await owner.configure({ passAxis: 1 });
    expect(owner.session.program.steps).toEqual([{ train: 'steps.npy', passAxis: 1 }]);
    expect(owner.session.plan).toHaveLength(6);
    await owner.configure({ passAxis: null, channelAxis: -1 });
    expect(owner.session.program.steps).toEqual([{ train: 'steps.npy' }]);
    expect(owner.session.layer.channelAxis).toBe(3);
    await owner.undo();
    await owner.undo();
    expect(owner.session.plan.map(({ batch }) => batch.label)).toEqual([0, 1, 2, 3].map((at) => `steps.npy [${at}]`));
  });

  test('leaves files of other ranks as they are', async () => {
    const folder = files({ 'val.npy': permuted([0, 1, 2], [6, 4, 3]) });
    const owner = await run({ steps: [{ train: 'steps.npy' }, { eval: 'val.npy' }] }, folder);
    await owner.goTo(0);
    await owner.configure({ passAxis: 0 });
    expect(owner.session.program.steps).toEqual([{ train: 'steps.npy', passAxis: 0 }, { eval: 'val.npy' }]);
    await owner.runAll();
    expect(owner.session.passes.every(({ kind }) => kind === 'computed')).toBe(true);
  });

  test.each<[Program['steps'][number], RegExp]>([
    [
      { train: 'steps.npy', passAxis: 4 },
      /^steps\.npy: passAxis 4: the tensor has no such axis \(expected an axis from 0 to 3, found shape/,
    ],
    [{ train: 'steps.npy', passAxis: -5 }, /passAxis -5: the tensor has no such axis/],
    [
      { train: 'flat.npy', passAxis: 0 },
      /^flat\.npy: passAxis 0: the tensor has too few axes for it \(expected at least 3 axes/,
    ],
    [
      { train: ['steps.npy', 'last.npy'], passAxis: 0 },
      /^steps\.npy: passAxis: it cuts one file, and there are several/,
    ],
    [{ train: { file: 'steps.npy', slice: '7' } }, /slice \[7\]: axis 0 has no such entries/],
  ])('%j is refused', async (step, message) => {
    const folder = files({ 'flat.npy': permuted([0, 1], [6, 4]) });
    await expect(openSession({ steps: [step] }, folder)).rejects.toThrow(message);
  });
});

describe('a batch axis', () => {
  // [channels, positions, samples]
  const folder = (): MemoryFiles => new MemoryFiles({ 'x.npy': permuted([2, 3, 1], SHAPE) });

  test('is what mini-batches are cut along', async () => {
    const { session } = await run(
      {
        channelAxis: 0,
        batchAxis: 2,
        steps: [
          { train: 'x.npy', batchSize: 4 },
          { train: 'x.npy', rows: [1, 2] },
        ],
      },
      folder(),
    );
    expect(session.plan.map(({ batch }) => batch.label)).toEqual([
      'x.npy [:, :, 0:4]',
      'x.npy [:, :, 4:6]',
      'x.npy [:, :, 1:3]',
    ]);
    const ranges = [
      [0, 4],
      [4, 6],
      [1, 3],
    ] as const;
    session.passes.forEach(({ moments, shape }, pass) => {
      expect(shape).toEqual([4, 3, ranges[pass][1] - ranges[pass][0]]);
      if (!moments) throw new Error('The pass did not run');
      for (let channel = 0; channel < 4; channel++) {
        const values = valuesAt({ 0: 0, 1: ranges[pass], 2: channel });
        expect(meanOf(moments)[channel]).toBeCloseTo(average(values), 12);
        expect(varianceOf(moments, 'biased')[channel]).toBeCloseTo(spread(values), 12);
      }
    });
  });

  test('is what virtual batches and splitting cut along', async () => {
    const owner = await openSession(
      { channelAxis: 0, batchAxis: -1, steps: [{ train: 'x.npy', batchSize: 4, virtualBatchSize: 3, ranks: 'apart' }] },
      folder(),
    );
    expect(owner.session.plan.map(({ batch, keepsState }) => [batch.label, keepsState ?? false])).toEqual([
      ['x.npy [:, :, 0:3]', false],
      ['x.npy [:, :, 3:4]', true],
      ['x.npy [:, :, 4:6]', false],
    ]);
    const split = await openSession({ channelAxis: 0, batchAxis: 2, steps: [{ train: 'x.npy' }] }, folder());
    await split.split(4);
    expect(split.session.program.steps).toEqual([
      { train: { file: 'x.npy', slice: ':, :, 0:4' } },
      { train: { file: 'x.npy', slice: ':, :, 4:6' } },
    ]);
    await split.split(1);
    expect(split.session.plan).toHaveLength(2);
  });

  test('is what conventions with statistics over the batch take, first or last, in either order of memory', async () => {
    for (const limits of [{}, { small: 16, packed: 16 }]) {
      const both = new MemoryFiles(
        { 'x.npy': permuted([2, 3, 1], SHAPE), 'first.npy': permuted([1, 2, 3], SHAPE) },
        limits,
      );
      const last = await run(
        { convention: 'makemore', channelAxis: 0, batchAxis: 2, steps: [{ train: 'x.npy' }] },
        both,
      );
      const first = await run({ convention: 'makemore', channelAxis: 1, steps: [{ train: 'first.npy' }] }, both);
      const [a, b] = [last, first].map(({ session }) => session.passes[0].moments);
      if (!a || !b) throw new Error('A pass did not run');
      expect([a.count, [...meanOf(a)], [...a.min]]).toEqual([b.count, [...meanOf(b)], [...b.min]]);
      for (let group = 0; group < 12; group++) {
        const values = valuesAt({ 0: 0, 2: Math.floor(group / 3), 3: group % 3 });
        expect(meanOf(a)[group]).toBeCloseTo(average(values), 12);
      }
    }
  });

  test.each<[Partial<Program>, RegExp]>([
    [{ batchAxis: 1 }, /batch axis 1 of shape \[4, 3, 6\]: it is the channel axis, too/],
    [{ batchAxis: 3 }, /batch axis 3: expected an axis of shape \[4, 3, 6\]/],
    [
      { convention: 'makemore', channelAxis: 0, batchAxis: 1 },
      /statistics over the batch alone need its axis to be the first or the last/,
    ],
    [{ batchAxis: 5, steps: [{ train: 'x.npy', batchSize: 2 }] }, /^x\.npy: batchAxis 5: the tensor has no such axis/],
    [
      { channelAxis: 0, batchAxis: 2, steps: [{ train: ['x.npy', 'x.npy'] }] },
      /ranks of one batch are joined along axis 0/,
    ],
  ])('%j is refused', async (change, message) => {
    await expect(openSession({ steps: [{ train: 'x.npy' }], ...change }, folder())).rejects.toThrow(message);
  });

  test('gives way to the channels where they take its axis', async () => {
    const owner = await openSession({ channelAxis: 0, batchAxis: 2, steps: [{ train: 'x.npy' }] }, folder());
    await owner.configure({ channelAxis: 2 });
    expect([owner.session.layer.channelAxis, owner.session.program.batchAxis]).toEqual([2, undefined]);
    await owner.configure({ channelAxis: 1, batchAxis: 2 });
    expect(owner.session.layer.batchAxis).toBe(2);
  });
});
