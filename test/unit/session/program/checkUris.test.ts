import { describe, expect, it } from 'vitest';
import { checkUris, OutsideError } from '../../../../src/session/program/checkUris.js';
import { exampleFiles, openSession, trains } from '../memoryFiles.js';

const none = { folders: [], allowed: [] };
const base = 'file:///home/me/work';

describe('a program may not name', () => {
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
