import { describe, expect, test } from 'vitest';
import { Paused, untilRecord, type RunOptions, type Session } from '../../../../src/session/index.js';
import type { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { batchBytes, exampleFiles, openSession, trains } from '../memoryFiles.js';

const cursor = ({ session }: SessionOwner) => [session.cursor.pass, session.cursor.stage];
const meanOf = ({ passes }: Session, pass: number) => passes[pass].after.runningMean?.[1] ?? NaN;

/** Passes over two files in turn, whose second channel's running mean rises from pass to pass. */
const many = (count: number) => ({
  steps: Array.from({ length: count }, (_, i) => ({ train: `batch_${i % 2}.npy`, rows: [i % 4, 4] as const })),
});

describe('a run', () => {
  test('goes to the end, or to the start', async () => {
    const owner = await openSession({ steps: trains(4) });
    expect(await owner.run({ direction: 'forward' })).toEqual({ reason: 'end', pass: 3 });
    expect(cursor(owner)).toEqual([4, null]);
    expect(await owner.run({ direction: 'backward' })).toEqual({ reason: 'start', pass: null });
    expect([cursor(owner), owner.session.passes.length]).toEqual([[0, null], 4]);
  });

  test('stops at the end of a pass, in either direction', async () => {
    const owner = await openSession({ steps: trains(4) });
    expect(await owner.run({ direction: 'forward', pass: 1 })).toEqual({ reason: 'pass', pass: 1 });
    expect([cursor(owner), owner.session.passes.length]).toEqual([[2, null], 2]);
    // It is there already: the next one is looked for.
    expect(await owner.run({ direction: 'forward', pass: 1 })).toEqual({ reason: 'end', pass: 3, isUnmet: true });
    expect(await owner.run({ direction: 'backward', pass: 1 })).toEqual({ reason: 'pass', pass: 1 });
    expect(await owner.run({ direction: 'backward', pass: 1 })).toEqual({ reason: 'start', pass: null, isUnmet: true });
  });

  test('goes from the middle of a pass to its end, or to the end of the one before', async () => {
    const owner = await openSession({ steps: trains(4) });
    await owner.goTo(1);
    await owner.stepInto();
    expect(cursor(owner)).toEqual([2, 0]);
    const always = untilRecord(() => true);
    expect(await owner.run({ direction: 'backward', until: { condition: always } })).toMatchObject({ pass: 1 });
    await owner.stepInto();
    expect(await owner.run({ direction: 'forward', until: { condition: always } })).toMatchObject({ pass: 2 });
  });

  test('stops at the first pass of a step, backwards at its last', async () => {
    const owner = await openSession({
      steps: [{ train: 'batch_0.npy' }, { train: 'batch_1?.npy' }, { eval: 'val.npy' }],
    });
    expect(owner.session.stepOfPass).toEqual([0, 1, 1, 2]);
    expect(await owner.run({ direction: 'forward', step: 1 })).toEqual({ reason: 'step', pass: 1 });
    await owner.runAll();
    expect(await owner.run({ direction: 'backward', step: 1 })).toEqual({ reason: 'step', pass: 2 });
  });

  test('that nothing watches makes one list of passes, and gives a turn wherever one is due', async () => {
    const owner = await openSession(many(500));
    const seen: Session[] = [];
    const turn = { isDue: () => true, give: () => Promise.resolve(void seen.push(owner.session)) };
    await owner.run({ direction: 'forward' }, { turn });
    // After each pass, and at the end.
    expect([seen.length, new Set(seen.slice(0, 500).map(({ passes }) => passes)).size]).toEqual([501, 1]);
    expect(owner.session.passes).toHaveLength(500);
  });

  test('stops where a predicate over the record holds, there and back at the same pass', async () => {
    const owner = await openSession(many(1500));
    const looked: number[] = [];
    const until = (holds: (session: Session, pass: number) => boolean) => ({
      condition: untilRecord((session, pass) => {
        looked.push(pass);
        return holds(session, pass);
      }),
    });
    const at = 1100;
    const ahead = await owner.run({ direction: 'forward', until: until((_, pass) => pass === at) });
    expect(ahead).toEqual({ reason: 'condition', pass: at });
    // Each pass was looked at once, in order, and none was computed beyond.
    expect(looked).toEqual([...Array(at + 1).keys()]);
    expect(owner.session.passes.length).toBe(at + 1);
    const threshold = meanOf(owner.session, 700);
    const above = until((session, pass) => meanOf(session, pass) >= threshold);
    const first = owner.session.passes.findIndex((_, pass) => meanOf(owner.session, pass) >= threshold);
    const last = owner.session.passes.slice(0, at).findLastIndex((_, pass) => meanOf(owner.session, pass) >= threshold);
    expect(await owner.run({ direction: 'backward', until: above })).toEqual({ reason: 'condition', pass: last });
    owner.reset();
    expect(await owner.run({ direction: 'forward', until: above })).toEqual({ reason: 'condition', pass: first });
  });

  test('waits for a predicate that has to read, and names the first of two reasons', async () => {
    const owner = await openSession({ steps: trains(4) });
    const slow = untilRecord((_, pass) => Promise.resolve(pass === 2));
    const finding = untilRecord((_, pass) => pass === 1);
    const both = { condition: slow, finding };
    expect(await owner.run({ direction: 'forward', until: both })).toEqual({ reason: 'finding', pass: 1 });
    await owner.runAll();
    expect(await owner.run({ direction: 'backward', until: both })).toEqual({ reason: 'condition', pass: 2 });
  });

  test('reads nothing that is known, and computes no pass again', async () => {
    const files = exampleFiles();
    const owner = await openSession(many(600), files);
    await owner.runAll();
    const [records, reads] = [owner.session.passes, files.totalReads];
    await owner.run({ direction: 'backward' });
    await owner.run({ direction: 'forward', until: { condition: untilRecord((_, pass) => pass === 599) } });
    expect(owner.session.passes).toBe(records);
    expect(files.totalReads).toBe(reads);
  });
});

/** Turns that are due after every so many looks at it. */
function turns(every: number, onTurn: (turn: number) => void): NonNullable<RunOptions['turn']> {
  let [looks, given] = [0, 0];
  return {
    isDue: () => ++looks % every === 0,
    give: () => {
      onTurn(++given);
      return Promise.resolve();
    },
  };
}

describe('a run that is paused', () => {
  test.each(['forward', 'backward'] as const)('%s stops within a turn, behind what was finished', async (direction) => {
    const owner = await openSession(many(4000));
    if (direction === 'backward') await owner.runAll();
    const controller = new AbortController();
    const turn = turns(1, (given) => {
      if (given === 3) controller.abort(new Paused());
    });
    const stop = await owner.run({ direction }, { signal: controller.signal, turn });
    expect(stop.reason).toBe('pause');
    expect(cursor(owner)).toEqual([(stop.pass ?? -1) + 1, null]);
    if (direction === 'forward') expect(owner.session.passes.length).toBe((stop.pass ?? -1) + 1);
    expect(Math.abs((stop.pass ?? -1) - (direction === 'forward' ? -1 : 3999))).toBeLessThan(900);
    // And goes on from there.
    expect(await owner.run({ direction })).toMatchObject({ reason: direction === 'forward' ? 'end' : 'start' });
  });

  test('has gathered what is to be told of its passes, up to the last turn', async () => {
    const owner = await openSession(many(40));
    const controller = new AbortController();
    const gathered: number[] = [];
    const turn = turns(5, (given) => {
      if (given === 4) controller.abort(new Paused());
    });
    const gather = (session: Session) => void gathered.push(session.passes.length);
    const stop = await owner.run({ direction: 'forward' }, { signal: controller.signal, turn, gather });
    expect([stop, gathered]).toEqual([{ reason: 'pause', pass: 19 }, [5, 10, 15, 20]]);
  });

  test('stops at what it came over before the pause', async () => {
    const owner = await openSession(many(40));
    const controller = new AbortController();
    const turn = { isDue: () => false, give: () => Promise.resolve() };
    const onPass = (pass: number) => {
      if (pass === 9) controller.abort(new Paused());
    };
    const until = { condition: untilRecord((_, pass) => pass === 5) };
    const options = { signal: controller.signal, turn, onPass };
    expect(await owner.run({ direction: 'forward', until }, options)).toEqual({ reason: 'condition', pass: 5 });
  });

  test('that is cancelled instead throws the reason, and keeps what was finished', async () => {
    const owner = await openSession(many(40));
    const controller = new AbortController();
    const onPass = (pass: number) => {
      if (pass === 9) controller.abort();
    };
    await expect(owner.runAll({ signal: controller.signal, onPass })).rejects.toThrow(/abort/i);
    expect([cursor(owner), owner.session.passes.length]).toEqual([[9, null], 9]);
  });

  test('leaves the batch that it was in to views', async () => {
    const files = exampleFiles();
    files.write('large.npy', batchBytes([1000, 3, 100]));
    const owner = await openSession({ steps: [{ train: 'batch_0.npy' }, { train: 'large.npy' }] }, files);
    for (const [reason, expected] of [
      [new Paused(), 'read'],
      [undefined, 'Reading large.npy was cancelled. Train, Eval or Reload read it again.'],
    ] as const) {
      const controller = new AbortController();
      controller.abort(reason);
      const { batch } = owner.session.plan[1];
      const measuring = owner.store.moments(batch, owner.session.layer, {
        signal: controller.signal,
      });
      await expect(measuring).rejects.toThrow();
      const view = owner.store.accessFor(owner.session.layer).moments(batch);
      expect(
        await view.then(
          () => 'read',
          (error: unknown) => (error as Error).message,
        ),
      ).toBe(expected);
      await owner.reload();
    }
  });
});
