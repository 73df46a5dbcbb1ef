import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../../../../src/session/program/paths/uriPolicy.js';

const none = { folders: [], allowed: [] };
const base = 'file:///home/me/work';

describe('a program may name', () => {
  it.each([
    'file:///home/me/work/a.npy',
    'file:///home/me/work/deep/er/a.npy',
    'file:///home/me/work/deep/../a.npy',
    'FILE:///home/me/work/a.npy',
    'file:///home/me/work/%61.npy',
    'file:///home/me/data/b.npy',
    'file:///mnt/one.npy',
  ])('%s', (uri) => {
    expect(isAllowed(uri, base, { folders: ['file:///home/me/data/'], allowed: ['file:///mnt/one.npy'] })).toBe(true);
  });

  it('a file on its own drive, however the letter is written', () => {
    expect(isAllowed('file:///C:/w/a.npy', 'file:///c%3A/w', none)).toBe(true);
  });
});

describe('a program may not name', () => {
  it.each([
    'file:///home/me/a.npy',
    'file:///home/me/worker/a.npy',
    'file:///home/me/work/../a.npy',
    'file:///home/me/work/%2e%2e/a.npy',
    'file:///home/me/work/..%2fa.npy',
    'file:///home/me/work/..\\a.npy',
    'file:///home/me/work/.\t./a.npy',
    'file:///etc/a.npy#/../../home/me/work/a.npy',
    'file:///etc/a.npy?/../../home/me/work/a.npy',
    'file://server/share/x.npy',
    'file://server/home/me/work/x.npy',
    'https://example.org/home/me/work/a.npy',
    'vscode-remote://other/home/me/work/a.npy',
  ])('%s', (uri) => {
    expect(isAllowed(uri, base, none)).toBe(false);
  });

  it('a path whose query says what is read', () => {
    const uri = 'git:/w/a.npy?%7B%22path%22%3A%22/etc/a.npy%22%7D';
    expect(isAllowed(uri, 'git:/w', none)).toBe(false);
    expect(isAllowed(uri, 'git:/w', { folders: [], allowed: [uri] })).toBe(true);
  });

  it('anything elsewhere in a remote workspace of another authority', () => {
    expect(isAllowed('vscode-vfs://github/o/r/a.npy', 'vscode-vfs://github/o/r', none)).toBe(true);
    expect(isAllowed('vscode-vfs://gitlab/o/r/a.npy', 'vscode-vfs://github/o/r', none)).toBe(false);
  });
});
