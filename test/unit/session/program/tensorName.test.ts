import { describe, expect, test } from 'vitest';
import { resolveTensor } from '../../../../src/session/program/paths/index.js';
import { tensorName } from '../../../../src/session/program/tensorName.js';

const base = 'file:///w';

describe('a tensor', () => {
  test('has a name for people that says file, member and part', () => {
    expect(tensorName(resolveTensor(base, { file: 'sub/run#1.npz', member: 'conv1/x' }))).toBe('run#1.npz/conv1/x');
    expect(tensorName(resolveTensor(base, { file: 'fft.npy', part: 'real' }))).toBe('fft.npy (real)');
    expect(tensorName('file:///w/a%23b.npy')).toBe('a#b.npy');
  });
});
