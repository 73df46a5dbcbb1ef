import { describe, expect, test } from 'vitest';
import { compareConventions, finiteRanges } from '../../../../src/session/compare/index.js';
import { shapesOf } from '../../../../src/session/compare/runUnder.js';
import type { Session } from '../../../../src/session/run/session.js';
import { exampleSession, normalBatch, tensor, type Example } from '../views/exampleSession.js';

const LENGTH = 40;
const wide = normalBatch([2, 8192], 1);
const wider = normalBatch([2, 2 ** 14], 1);

/** A session of 40 passes, and how often each is run under any convention. */
function watchedSession(
  batch: (pass: number) => Example[1] = (pass) => normalBatch([4, 3], pass),
  options: Parameters<typeof exampleSession>[1] = {},
) {
  const { session, access } = exampleSession(
    Array.from({ length: LENGTH }, (_, pass): Example => ['train', batch(pass)]),
    options,
  );
  const runs = new Array<number>(LENGTH).fill(0);
  const passes = session.passes.map(
    (record, pass) =>
      new Proxy(record, {
        get(target, name, receiver) {
          // Whoever runs a pass asks for its mode.
          if (name === 'plan') runs[pass]++;
          return Reflect.get(target, name, receiver) as unknown;
        },
      }),
  );
  const watched: Session = { ...session, passes };
  return { session: watched, access, runs };
}

function turns(most = Infinity) {
  const counted = { given: 0, breathe: () => Promise.resolve() };
  counted.breathe = async () => {
    await Promise.resolve();
    if (++counted.given > most) throw new Error('cancelled');
  };
  return counted;
}

describe('a comparison', () => {
  test('runs each pass once under the baseline, and once under each of the others', async () => {
    const { session, runs } = watchedSession();
    const conventions = ['pytorch', 'keras', 'flax', 'textbook'];
    const { others } = await compareConventions(session, { conventions, pass: null });
    // They part at the first pass, which is run again to tell by which rule.
    expect(others.map(({ parting }) => parting?.pass)).toEqual([0, 0, 0]);
    expect(runs.slice(1)).toEqual(new Array(LENGTH - 1).fill(conventions.length));
  });

  test('looks for the rule in the passes up to the one where they part', async () => {
    // A cumulative average and a momentum of 1 agree while all batches are alike.
    const same = tensor([4, 1], [1, 2, 4, 5]);
    const other = tensor([4, 1], [2, 3, 5, 6]);
    const batch = (pass: number) => (pass === 10 ? other : same);
    const { session, runs } = watchedSession(batch, { changes: { momentum: 1 } });
    const { others } = await compareConventions(session, { conventions: ['pytorch', 'cudnn'], pass: null });
    expect(others[0].parting?.pass).toBe(10);
    expect([runs[0] > 2, runs[10], runs[11]]).toEqual([true, runs[0], 2]);
  });

  test('gives turns by what it has run, and none where that is little', async () => {
    const few = turns();
    const { session } = watchedSession();
    await compareConventions(session, { conventions: ['pytorch', 'keras'], pass: null }, new Map(), few.breathe);
    expect(few.given).toBe(0);
    const channels = watchedSession(() => wide);
    const many = turns();
    await compareConventions(
      channels.session,
      { conventions: ['pytorch', 'keras'], pass: null },
      new Map(),
      many.breathe,
    );
    // 2 · 32 · 8,256 numbers in two runs of a pass: half of what is one turn.
    expect(many.given).toBeGreaterThanOrEqual(LENGTH / 2);
  });

  test('ends where its turn says that nobody waits any more', async () => {
    const { session, runs } = watchedSession(() => wide);
    const request = { conventions: ['pytorch', 'keras'], pass: null };
    await expect(compareConventions(session, request, new Map(), turns(3).breathe)).rejects.toThrow('cancelled');
    expect(runs[LENGTH - 1]).toBe(0);
  });

  test('gives turns while it looks for batches that hold infinities', async () => {
    const { session, access } = watchedSession(() => wider);
    const given = turns();
    await finiteRanges(session, { ...access, breathe: given.breathe });
    expect(given.given).toBe(1);
  });

  test('looks at each shape once', () => {
    const { session } = watchedSession((pass) => normalBatch([pass % 3 === 0 ? 4 : 2, 3], pass));
    expect(shapesOf(session)).toEqual([
      [4, 3],
      [2, 3],
    ]);
  });
});
