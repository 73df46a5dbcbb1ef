import { describe, expect, test } from 'vitest';
import { carryOut } from '../../../../src/session/index.js';
import type { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { openSession, trains } from '../memoryFiles.js';

const cursor = ({ session }: SessionOwner) => [session.cursor.pass, session.cursor.stage];
const opened = () => openSession({ steps: [...trains(2), { eval: 'val.npy' }, { train: 'single.npy' }] });

describe('a place inside a pass', () => {
  test('is gone to by its pass and the stage that runs next, computing as far', async () => {
    const owner = await opened();
    await owner.goTo(1, 2);
    expect([cursor(owner), owner.session.passes.length]).toEqual([[1, 2], 2]);
    await owner.stepInto();
    expect(cursor(owner)).toEqual([1, 3]);
    owner.stepBack();
    await owner.goTo(0, 0);
    expect(cursor(owner)).toEqual([0, 0]);
  });

  test('is the nearest that there is', async () => {
    const owner = await opened();
    await owner.goTo(1, 99);
    expect(cursor(owner)).toEqual([1, 5]);
    await owner.goTo(2, 99);
    expect(cursor(owner)).toEqual([2, 1]);
    await owner.goTo(null, 3);
    expect(cursor(owner)).toEqual([0, null]);
    // A refused pass has no stages.
    await owner.goTo(99, 1);
    expect(cursor(owner)).toEqual([4, null]);
  });

  test('is left to the end of the pass', async () => {
    const owner = await opened();
    await owner.goTo(1, 2);
    owner.stepOut();
    expect(cursor(owner)).toEqual([2, null]);
    const { session } = owner;
    owner.stepOut();
    expect(owner.session).toBe(session);
  });

  test('is gone to and left by actions', async () => {
    const owner = await opened();
    await carryOut(owner, { kind: 'goTo', pass: 1, stage: 4 }, {});
    expect(cursor(owner)).toEqual([1, 4]);
    await carryOut(owner, { kind: 'stepOut' }, {});
    expect(cursor(owner)).toEqual([2, null]);
    await carryOut(owner, { kind: 'goTo', pass: 0 }, {});
    expect(cursor(owner)).toEqual([1, null]);
  });

  test('is not reached where it is cancelled: what is finished stays', async () => {
    const owner = await opened();
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(owner.goTo(1, 2, { signal })).rejects.toThrow('cancelled');
    expect(cursor(owner)).toEqual([0, null]);
  });
});
