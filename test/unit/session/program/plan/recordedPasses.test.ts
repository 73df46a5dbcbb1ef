import { expect, test } from 'vitest';
import type { RecordedHead } from '../../../../../src/session/program/plan/recordedHead.js';
import { recordedPasses } from '../../../../../src/session/program/plan/recordedPasses.js';

const refuse = () => Promise.reject(new Error('nobody asks'));

/** Passes of three channels with these shapes, and those of a second file. */
const planOf = async (...files: (readonly (readonly number[])[])[]) => {
  const heads = files.map((shapes, file): RecordedHead => {
    const passes = shapes.length;
    const counts = Float64Array.from(shapes, (shape) => shape.reduce((product, size) => product * size, 1) / 3);
    const steps = Float64Array.from(shapes.keys(), (pass) => 10 * file + pass);
    const modes = new Uint8Array(passes).fill(1);
    return { passes, channels: 3, modes, counts, steps, shapes: Float64Array.from(shapes.flat()), members: [] };
  });
  const sources = {
    list: () => Promise.resolve(files.map((_, file) => `s_${file}.npz`)),
    members: refuse,
    shapeOf: refuse,
    recorded: (uri: string) => Promise.resolve(heads[Number(/_(\d)/.exec(uri)?.[1])]),
  };
  const { passes } = await recordedPasses({ recorded: 's_*.npz' }, 'file:///w', sources, 0, {});
  return passes.map(({ recorded }) => recorded?.recorded);
};

test('each recorded pass has its own shape, and neighbours that have the same share one', async () => {
  const [large, small] = [
    [8, 3, 2, 2],
    [5, 3, 2, 2],
  ];
  const planned = await planOf([large, large, small], [small, large, [1, 3, 2, 2]], [[4, 3]]);
  expect(planned.map((pass) => pass?.shape)).toEqual([large, large, small, small, large, [1, 3, 2, 2], [4, 3]]);
  expect(planned.map((pass) => [pass?.index, pass?.step, pass?.count])).toEqual([
    [0, 0, 32],
    [1, 1, 32],
    [2, 2, 20],
    [0, 10, 20],
    [1, 11, 32],
    [2, 12, 4],
    [0, 20, 4],
  ]);
  const shapes = planned.map((pass) => pass?.shape);
  expect(shapes[1]).toBe(shapes[0]);
  expect(shapes[3]).toBe(shapes[2]);
  expect(shapes[4]).not.toBe(shapes[3]);
});
