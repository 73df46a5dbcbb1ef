import { describe, expect, test } from 'vitest';
import { isRun } from '../../../../src/protocol/index.js';
import { carryOut, type Action } from '../../../../src/session/index.js';
import { moveFrom } from '../../../../src/session/run/moveFrom.js';
import type { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { openSession, trains } from '../memoryFiles.js';

const program = {
  steps: [{ train: 'batch_0.npy' }, { set: { momentum: 0.5 } }, { train: 'batch_1?.npy' }, { eval: 'val.npy' }],
};
const over = { kind: 'stepOver' } as const;
const out = { kind: 'stepOut', breaks: true } as const;

async function after(owner: SessionOwner, action: Action): Promise<string> {
  await carryOut(owner, action, {});
  const { pass, stage } = owner.session.cursor;
  return `${pass}${stage === null ? '' : `.${stage}`} of ${owner.session.passes.length}`;
}

describe('a step over', () => {
  test('runs the pass that comes, whatever its mode, and adds none at the end', async () => {
    const owner = await openSession(program);
    expect(owner.session.plan.map(({ mode }) => mode)).toEqual(['train', 'train', 'train', 'eval']);
    const places = [];
    for (let count = 0; count < 5; count++) places.push(await after(owner, over));
    expect(places).toEqual(['1 of 1', '2 of 2', '3 of 3', '4 of 4', '4 of 4']);
    expect(owner.session.plan).toHaveLength(4);
  });

  test('inside a pass is over its next stage, behind the last one out of it', async () => {
    const owner = await openSession({ steps: trains(2) });
    await owner.goTo(0, 3);
    const places = [];
    for (let count = 0; count < 4; count++) places.push(await after(owner, over));
    expect(places).toEqual(['0.4 of 1', '0.5 of 1', '1 of 1', '2 of 2']);
  });

  test('has breakpoints where it runs, and none where it does not', async () => {
    const owner = await openSession(program);
    const breaks = { ...over, breaks: true } as const;
    expect(moveFrom(owner.session, breaks)).toEqual({ kind: 'run', direction: 'forward', pass: 0, breaks: true });
    await owner.goTo(0, 2);
    expect(moveFrom(owner.session, breaks)).toEqual({ kind: 'stepInto' });
  });
});

describe('a step out', () => {
  test('runs the rest of the pass, and between passes the rest of the program', async () => {
    const owner = await openSession(program);
    await owner.goTo(1, 2);
    expect(await after(owner, out)).toBe('2 of 2');
    expect(await after(owner, out)).toBe('4 of 4');
  });

  test('between passes goes nowhere where no breakpoint could stop it', async () => {
    const owner = await openSession(program);
    await owner.goTo(0);
    expect(await after(owner, { kind: 'stepOut' })).toBe('1 of 1');
  });
});

describe('going to a step', () => {
  test('stands before its first pass, from either side, and computes no more', async () => {
    const owner = await openSession(program);
    expect(owner.session.stepOfPass).toEqual([0, 2, 2, 3]);
    expect(await after(owner, { kind: 'goTo', step: 3 })).toBe('3 of 3');
    expect(await after(owner, { kind: 'goTo', step: 2 })).toBe('1 of 3');
    expect(await after(owner, { kind: 'goTo', step: 2 })).toBe('1 of 3');
    expect(await after(owner, { kind: 'goTo', step: 0 })).toBe('0 of 3');
  });

  test('that has no pass stands before what follows it, of the last one at the end', async () => {
    const owner = await openSession({ steps: [...program.steps, { set: { eps: 0.1 } }] });
    expect(await after(owner, { kind: 'goTo', step: 1 })).toBe('1 of 1');
    expect(await after(owner, { kind: 'goTo', step: 4 })).toBe('4 of 4');
  });

  test('leaves a pass that the cursor is in', async () => {
    const owner = await openSession(program);
    await owner.goTo(1, 2);
    expect(await after(owner, { kind: 'goTo', step: 2 })).toBe('1 of 2');
    await owner.goTo(1, 2);
    expect(await after(owner, { kind: 'goTo', step: 3 })).toBe('3 of 3');
  });
});

test('what a pause stops is what may come to be a run', async () => {
  const owner = await openSession(program);
  const actions: Action[] = [over, out, { kind: 'goTo', step: 3 }, { kind: 'run', direction: 'forward' }];
  for (const action of actions) {
    expect([moveFrom(owner.session, action).kind, isRun(action)]).toEqual(['run', true]);
  }
  const others: Action[] = [{ kind: 'goTo', pass: 2 }, { kind: 'stepOut' }, { kind: 'stepInto' }, { kind: 'stepBack' }];
  for (const action of others) {
    expect([moveFrom(owner.session, action), isRun(action)]).toEqual([action, false]);
  }
});
