import fc from 'fast-check';
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

  test.each([
    ['file:///w/run', 'file:///w/a.npy', '../a.npy'],
    ['file:///w/run/', 'file:///w/data/a%20b.npy', '../data/a b.npy'],
    ['file:///w', 'file:///data/a.npy', '../data/a.npy'],
    ['file:///c%3A/w', 'file:///C:/data/a.npy', '../data/a.npy'],
    ['file:///c%3A/w', 'file:///d%3A/data/a.npy', 'file:///d%3A/data/a.npy'],
    ['file:///w', 'file://server/w/a.npy', 'file://server/w/a.npy'],
    ['vscode-vfs://github/o/r', 'vscode-vfs://github/o/a.npy', '../a.npy'],
    ['git:/w', 'git:/w/a.npy?%7B%7D', 'git:/w/a.npy?%7B%7D'],
    ['file:///w', 'file:///w/c%3A/a.npy', 'file:///w/c%3A/a.npy'],
    ['file:///w', 'file:///w/../a.npy', 'file:///w/../a.npy'],
  ])('below %s, %s is written %s', (base, uri, path) => {
    expect(relativePath(base, uri)).toBe(path);
  });

  const root = fc.constantFrom('file://', 'file://server', 'vscode-vfs://github', 'memory:');
  // Few names, so that folders are shared; and any other.
  const name = fc.oneof(
    fc.constantFrom('w', 'run', 'c:', 'D:', 'd:', '..', 'a*.npy', 'a?.npy', 'x\\y', 'http:a', '%41', '#1', ' '),
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== '.' && text !== '..'),
  );
  const uriOf = (parts: readonly string[]) => parts.map((part) => `/${encodeURIComponent(part)}`).join('');
  const place = fc
    .tuple(root, fc.array(name, { minLength: 1, maxLength: 4 }).map(uriOf))
    .map((parts) => parts.join(''));

  const withSmallDrive = (uri: string) => uri.replace(/\/[A-Z](:|%3A)/gi, (drive) => drive.toLowerCase());

  test('the way back from any folder to any file leads to that file', () => {
    fc.assert(
      fc.property(place, place, (base, uri) => {
        const again = resolvePath(base, relativePath(base, uri));
        expect(otherFiles([withSmallDrive(again)], [withSmallDrive(uri)])).toEqual([]);
      }),
    );
  });

  test('so does the way back to what is hardly a URI', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true, withFragments: true }));
    fc.assert(
      fc.property(place, text, (base, rest) => {
        for (const uri of [`memory:${rest}`, `file:///w/${rest}`]) {
          expect(otherFiles([resolvePath(base, relativePath(base, uri))], [uri])).toEqual([]);
        }
      }),
    );
  });

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
