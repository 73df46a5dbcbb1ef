import { describe, expect, it } from 'vitest';
import { readFiles } from '../../../../../src/vscode/commands/exports/readFiles.js';
import type { PassSummary } from '../../../../../src/protocol/index.js';

describe('readFiles', () => {
  it('names batches, state, expected outputs and what is set, beside the program or elsewhere', () => {
    const pass: PassSummary = { mode: 'train', batch: 'a', uri: 'file:///w/a_0.npy', status: 'computed', worst: null };
    const program = {
      state: { gamma: { file: 'ckpt.npz', member: 'bn.weight' }, beta: [1, 2] },
      steps: [
        { train: 'a_*.npy' },
        { set: { runningMean: '../rm.npy' } },
        { eval: 'file:///other/val.npy', expect: 'out.npy' },
      ],
    };
    expect(readFiles({ program, passes: [pass] }, 'file:///w', ['conv.weight.npy'])).toEqual([
      'file:///w/a_0.npy',
      'file:///w/ckpt.npz',
      'file:///w/a_%2A.npy',
      'file:///rm.npy',
      'file:///other/val.npy',
      'file:///w/out.npy',
      'file:///w/conv.weight.npy',
    ]);
    expect(readFiles(null, 'file:///w')).toEqual([]);
  });
});
