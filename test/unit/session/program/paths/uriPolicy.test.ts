import { describe, expect, it } from 'vitest';
import { checkUris, isAllowed, OutsideError } from '../../../../../src/session/program/paths/uriPolicy.js';
import { exampleFiles, openSession, trains } from '../../memoryFiles.js';

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

  it('files outside, wherever in it they stand: all are named at once', () => {
    const program = {
      state: { gamma: '../gamma.npy', beta: [0], runningMean: { file: 'file://server/share/rm.npz', member: 'x' } },
      steps: [
        { train: ['a.npy', '/etc/rank1.npy'] },
        { eval: 'b.npy', expect: '../../y.npy', gradOutput: '../gamma.npy' },
      ],
    };
    const refusal = (): OutsideError => {
      try {
        checkUris(program, base, none);
      } catch (error) {
        if (error instanceof OutsideError) return error;
        throw error;
      }
      throw new Error('all was allowed');
    };
    const { uris, message } = refusal();
    expect(uris).toEqual([
      'file:///home/me/gamma.npy',
      'file://server/share/rm.npz',
      'file:///etc/rank1.npy',
      'file:///home/y.npy',
    ]);
    expect(message).toMatch(/^gamma\.npy: state\.gamma: it is not below the folder of the program.*and 3 more like it/);
    expect(() => checkUris(program, base, { folders: [], allowed: uris })).not.toThrow();
  });
});

describe('a session', () => {
  it('opens nothing of a program that names files outside', async () => {
    const opened: string[] = [];
    const files = exampleFiles();
    const { withTensor } = files;
    files.withTensor = (uri, use, options) => {
      opened.push(uri);
      return withTensor(uri, use, options);
    };
    const steps = [{ train: 'batch_0.npy' }, { train: 'file://server/share/x.npy' }];
    await expect(openSession({ steps }, files)).rejects.toThrow(OutsideError);
    expect(opened).toEqual([]);
  });

  it('takes batches from outside only after they were allowed', async () => {
    const owner = await openSession({ steps: trains(1) });
    const before = owner.session;
    const elsewhere = 'memory:/elsewhere/batch_1.npy';
    await expect(owner.addBatches([elsewhere], false)).rejects.toThrow(OutsideError);
    expect(owner.session).toBe(before);
    owner.allow([elsewhere]);
    await owner.addBatches([elsewhere], false);
    expect(owner.session.plan).toHaveLength(2);
  });
});
