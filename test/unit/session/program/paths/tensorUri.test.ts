import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  resolveTensor,
  tensorPath,
  tensorPlace,
  tensorUri,
} from '../../../../../src/session/program/paths/tensorUri.js';

const base = 'file:///w';

describe('the place of a tensor', () => {
  test('is one string, and comes back from it, whatever the names', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 });
    const within = fc.record({ member: name, part: name }, { requiredKeys: [] });
    fc.assert(
      fc.property(name, within, (file, place) => {
        const path = { file, ...place };
        const uri = resolveTensor(base, path);
        expect(tensorPlace(uri)).toEqual({ ...place, file: resolveTensor(base, file) });
        expect(tensorUri(tensorPlace(uri))).toBe(uri);
      }),
    );
  });

  test('is written in a program as it was read, a plain path where it is a file alone', () => {
    for (const path of [
      'acts.npy',
      'sub/a#member=x.npy',
      { file: 'run#1.npz', member: 'model.bn1/x#y' },
      { file: 'fft.npy', part: 'magnitude' },
      { file: 'a.npz', member: 'z', part: 'real' },
    ]) {
      expect(tensorPath(base, resolveTensor(base, path))).toEqual(path);
    }
  });

  test('is a file alone where a # begins something of the file system’s own', () => {
    expect(tensorPlace('vfs:/a.npy?q#frag')).toEqual({ file: 'vfs:/a.npy?q#frag' });
  });
});
