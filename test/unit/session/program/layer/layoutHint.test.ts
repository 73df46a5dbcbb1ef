import { describe, expect, test } from 'vitest';
import { axesThatFit, layoutHint } from '../../../../../src/session/program/layer/layoutHint.js';
import { batchBytes, MemoryFiles, npyOf, openSession } from '../../memoryFiles.js';

describe('where the channels are', () => {
  test.each<[string, number[], number, ReturnType<typeof layoutHint>]>([
    ['is axis 1 in [N, C]', [64, 48], 1, { candidates: [1], isAmbiguous: false, suggestion: null }],
    ['is open in [N, 24, 40]', [32, 24, 40], 1, { candidates: [1, 2], isAmbiguous: true, suggestion: null }],
    ['is told by an image', [64, 48, 14, 14], 1, { candidates: [1, 3], isAmbiguous: false, suggestion: null }],
    ['is open where all is one size', [8, 8, 8, 8], 1, { candidates: [1, 3], isAmbiguous: true, suggestion: null }],
    ['is open beside 1 × 1', [8, 16, 1, 1], 1, { candidates: [1, 3], isAmbiguous: true, suggestion: null }],
    ['is no axis that is not there', [8, 16], 4, { candidates: [1], isAmbiguous: false, suggestion: null }],
    ['is not known of rank 1', [8], 0, { candidates: [0], isAmbiguous: false, suggestion: null }],
  ])('%s', (_name, shape, axis, hint) => {
    expect(layoutHint(shape, axis)).toEqual(hint);
  });

  test('is suggested where the image lies on the channel axis', () => {
    expect(layoutHint([16, 12, 12, 32], 1).suggestion).toEqual({
      axis: 3,
      reason: '12 × 12 looks like an image, which makes axis 3 the channels (channels last)',
    });
    expect(layoutHint([2, 5, 7, 7, 7], 4).suggestion?.axis).toBe(1);
  });

  test('is what parameters say, and what the program says', () => {
    expect(layoutHint([32, 24, 40], 2, [{ name: 'gamma', length: 40 }])).toEqual({
      candidates: [2],
      isAmbiguous: false,
      suggestion: null,
    });
    expect(layoutHint([32, 40, 40], 1, [{ name: 'gamma', length: 40 }]).isAmbiguous).toBe(true);
    expect(layoutHint([32, 24, 40], 1, [], true).isAmbiguous).toBe(false);
  });

  test('axis 0 fits only where no other does', () => {
    expect(axesThatFit([64, 32, 64], [{ name: 'beta', length: 64 }])).toEqual([2]);
    expect(axesThatFit([64, 32], [{ name: 'beta', length: 64 }])).toEqual([0]);
    expect(axesThatFit([64, 32], [{ name: 'beta', length: 7 }])).toEqual([]);
  });
});

describe('parameters of another axis', () => {
  const files = new MemoryFiles();
  files.write('x.npy', batchBytes([4, 8, 3, 16]));
  files.write('gamma.npy', npyOf([16], new Float32Array(16).fill(2)));

  test('are refused with the axis that they fit, and taken with it', async () => {
    const owner = await openSession({ steps: [{ train: 'x.npy' }] }, files);
    const gamma = 'gamma.npy';
    await expect(owner.configure({ state: { gamma } })).rejects.toThrow(
      'gamma: gamma.npy has shape [16], expected 8 values: one for each channel of a batch of shape [4, 8, 3, 16]; axis 3 has 16 entries, axis 1 has 8',
    );
    await expect(owner.configure({ state: { gamma } })).rejects.toMatchObject({ fittingAxis: 3 });
    await owner.configure({ state: { gamma }, channelAxis: -1 });
    expect(owner.session.layer.channelAxis).toBe(3);
    expect(owner.session.initial.gamma).toHaveLength(16);
    await owner.undo();
    expect([owner.session.layer.channelAxis, owner.session.initial.gamma?.length]).toEqual([1, 8]);
  });
});
