import { expect, it } from 'vitest';
import { programOfNames } from '../../../../../src/session/program/paths/index.js';

it('makes a program of what a folder’s names say', () => {
  const names = [
    'x_10.npy',
    'x_2.npy',
    'bn1.weight.npy',
    'running_mean.npy',
    'running_var.npy',
    'val_0.npy',
    'val_out.npy',
    'readme.md',
    'beta.npy',
  ];
  expect(programOfNames(names)).toEqual({
    convention: 'pytorch',
    state: {
      beta: 'beta.npy',
      gamma: 'bn1.weight.npy',
      runningMean: 'running_mean.npy',
      runningVar: 'running_var.npy',
    },
    steps: [{ train: 'x_*.npy' }, { eval: 'val_0.npy' }],
  });
  expect(programOfNames(['a.txt'])).toEqual({ convention: 'pytorch', steps: [] });
});
