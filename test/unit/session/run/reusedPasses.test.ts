import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PlannedPass } from '../../../../src/session/program/index.js';
import { reusedPasses } from '../../../../src/session/run/reusedPasses.js';
import type { Session } from '../../../../src/session/run/session.js';
import { exampleSession, normalBatch, type Example } from '../views/exampleSession.js';

const LENGTH = 30;
const { session } = exampleSession(
  Array.from({ length: LENGTH }, (_, pass): Example => ['train', normalBatch([4, 2], pass)]),
);

/** The session with its passes planned anew, one of them changed. */
function replanned(change: Partial<PlannedPass> = {}, at = 0): Session {
  const plan = session.plan.map((pass, index) => ({
    ...pass,
    batch: { ...pass.batch },
    ...(index === at && change),
  }));
  return { ...session, plan };
}

afterEach(() => vi.restoreAllMocks());

describe('what was computed of another plan', () => {
  test('is kept where all passes are the same, without writing them out', () => {
    const next = replanned();
    const written = vi.spyOn(JSON, 'stringify');
    expect(reusedPasses(session, next)).toBe(session.passes);
    // The programs, but for their steps.
    expect(written).toHaveBeenCalledTimes(2);
  });

  test.each<[string, Partial<PlannedPass>]>([
    ['mode', { mode: 'eval' }],
    ['file', { batch: { ...session.plan[7].batch, uri: 'file:///other.npy' } }],
    ['rows', { batch: { ...session.plan[7].batch, rows: { start: 0, count: 2 } } }],
    ['parts', { batch: { ...session.plan[7].batch, parts: [session.plan[7].batch] } }],
    ['expected output', { expect: { uri: 'file:///y.npy', rtol: 1e-5, atol: 1e-8 } }],
    ['set values', { sets: [{ eps: 0.1 }] }],
    ['way with the state', { keepsState: true }],
  ])('is kept up to the pass with another %s', (_, change) => {
    expect(reusedPasses(session, replanned(change, 7))).toEqual(session.passes.slice(0, 7));
  });

  test('is kept as far as the other plan goes', () => {
    const next = replanned();
    expect(reusedPasses(session, { ...next, plan: next.plan.slice(0, 4) })).toHaveLength(4);
  });
});
