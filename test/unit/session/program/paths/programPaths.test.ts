import { describe, expect, test } from 'vitest';
import {
  naturalOrder,
  otherFiles,
  relativePath,
  resolvePath,
} from '../../../../../src/session/program/paths/programPaths.js';

describe('paths of a program', () => {
  test.each([
    ['file:///w', 'a.npy', 'file:///w/a.npy'],
    ['file:///w/', './sub/a b.npy', 'file:///w/sub/a%20b.npy'],
    ['file:///w/x', '../a.npy', 'file:///w/a.npy'],
    ['file:///w', '../../../a.npy', 'file:///a.npy'],
    ['file:///w', '/abs/ü.npy', 'file:///abs/%C3%BC.npy'],
    ['file:///c%3A/w', 'C:\\data\\a.npy', 'file:///C:/data/a.npy'],
    ['vscode-vfs://github/o/r', 'a.npy', 'vscode-vfs://github/o/r/a.npy'],
    ['vscode-vfs://github/o/r', '/a.npy', 'vscode-vfs://github/a.npy'],
    ['file:///w', 'memory:/x/a.npy', 'memory:/x/a.npy'],
    ['file:///w', '\ud800.npy', 'file:///w/%EF%BF%BD.npy'],
  ])('from %s, %s is %s', (base, path, uri) => {
    expect(resolvePath(base, path)).toBe(uri);
  });

  test.each(['a.npy', 'sub/a b.npy', 'ü#1.npy', '100%.npy', 'star*.npy', 'what?.npy'])(
    'the way back to %s leads to the same file',
    (name) => {
      const uri = `file:///w/${name.split('/').map(encodeURIComponent).join('/')}`;
      expect(otherFiles([resolvePath('file:///w', relativePath('file:///w', uri))], [uri])).toEqual([]);
    },
  );

  test('a name that reads as a pattern is written as a URI', () => {
    expect(relativePath('file:///w', 'file:///w/star%2A.npy')).toBe('file:///w/star%2A.npy');
  });

  test('files are told apart however their URIs are encoded', () => {
    const uris = ['file:///c%3A/w/a.npy', 'file:///w/b%2Bc.npy', 'file:///w/d.npy', 'file:///w/%.npy'];
    expect(otherFiles(uris, ['file:///c:/w/a.npy', 'file:///w/b+c.npy'])).toEqual([
      'file:///w/d.npy',
      'file:///w/%.npy',
    ]);
  });

  test('numbers in names count as numbers', () => {
    const names = ['b10.npy', 'b9.npy', 'b1.npy', 'a2.npy', 'b1a.npy'];
    expect(names.sort(naturalOrder)).toEqual(['a2.npy', 'b1.npy', 'b1a.npy', 'b9.npy', 'b10.npy']);
  });
});
