import { expect, test } from 'vitest';
import { fileOf, namedPaths, rebase, resolvePath } from '../../../../../src/session/program/paths/index.js';

const program = {
  convention: 'keras',
  state: { gamma: 'gamma.npy', beta: [0, 1], runningMean: { file: '../rm.npz', member: 'bn.mean' }, runningVar: 1 },
  steps: [
    { train: 'a.npy', expect: 'y.npy', rtol: 1e-3 },
    { train: ['rank0.npy', { file: 'rank1.npz', part: 'real' }] },
    { eval: 'file:///elsewhere/v.npy', gradOutput: '/mnt/dy.npy' },
    { set: { eps: 0.1, gamma: 'g.npy', runningVar: { file: '../rm.npz', member: 'bn.var' } } },
  ],
};

test('a program in another folder names the same files, and is the same otherwise', () => {
  const [from, to] = ['file:///home/me/run', 'file:///home/me/programs'];
  const moved = rebase(program, from, to);
  expect(moved).toEqual({
    convention: 'keras',
    state: {
      gamma: '../run/gamma.npy',
      beta: [0, 1],
      runningMean: { file: '../rm.npz', member: 'bn.mean' },
      runningVar: 1,
    },
    steps: [
      { train: '../run/a.npy', expect: '../run/y.npy', rtol: 1e-3 },
      { train: ['../run/rank0.npy', { file: '../run/rank1.npz', part: 'real' }] },
      { eval: '../../../elsewhere/v.npy', gradOutput: '../../../mnt/dy.npy' },
      { set: { eps: 0.1, gamma: '../run/g.npy', runningVar: { file: '../rm.npz', member: 'bn.var' } } },
    ],
  });
  const files = (one: typeof program, base: string) =>
    namedPaths(one).map(({ path }) => resolvePath(base, fileOf(path)));
  expect(files(moved as typeof program, to)).toEqual(files(program, from));
});

test('a pattern stays one, in its own folder', () => {
  const patterns = { steps: [{ train: 'batch_*.npy' }, { train: 'epoch1/batch_?.npy', expect: '../y_*.npy' }] };
  expect(rebase(patterns, 'file:///w/run', 'file:///w')).toEqual({
    steps: [{ train: 'run/batch_*.npy' }, { train: 'run/epoch1/batch_?.npy', expect: 'y_*.npy' }],
  });
  expect(rebase(patterns, 'file:///w/run', 'file:///w/run')).toEqual(patterns);
  expect(rebase({ steps: [{ eval: 'v*.npy' }] }, 'file:///w', 'memory:/m').steps).toEqual([
    { eval: 'file:///w/v*.npy' },
  ]);
});

test('the places of paths are those of the text', () => {
  expect(namedPaths(program).map(({ place }) => place)).toEqual([
    'state.gamma',
    'state.runningMean',
    'steps[0].train',
    'steps[0].expect',
    'steps[1].train[0]',
    'steps[1].train[1]',
    'steps[2].eval',
    'steps[2].gradOutput',
    'steps[3].set.gamma',
    'steps[3].set.runningVar',
  ]);
});
