import { describe, expect, test } from 'vitest';
import { hitCounts } from '../../../../src/session/debugger/index.js';
import { untilOf, viewOf, type RunAction, type Stop } from '../../../../src/session/index.js';
import type { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { batchBytes, exampleFiles, npyOf, openSession, trains } from '../memoryFiles.js';

const run = (owner: SessionOwner, request: Omit<RunAction, 'kind'>): Promise<Stop> => {
  const action = { kind: 'run', ...request } as const;
  return owner.run({ ...action, until: untilOf(action, owner.store.accessFor(owner.session.layer)) });
};
const forward = (owner: SessionOwner, condition: string) => run(owner, { direction: 'forward', condition });

describe('a condition', () => {
  test('is about the pass that has run, and the state after it', async () => {
    const owner = await openSession({ steps: trains(12) });
    await owner.runAll();
    const { passes } = owner.session;
    const means = passes.map(({ after }) => after.runningMean?.[2] ?? NaN);
    const limit = means[7];
    const first = means.findIndex((mean) => mean >= limit);
    for (const [condition, pass] of [
      ['pass == 5', 4],
      [`running_mean[2] >= ${limit}`, first],
      ['num_batches_tracked == 3', 2],
      [`max(running_mean) >= ${limit} and pass > 1`, Math.max(first, 1)],
      ['count == 32', 0],
      ['all(gamma == 1) and all(beta == 0) and eps < 1e-4 and momentum == 0.1', 0],
    ] as const) {
      owner.reset();
      expect([condition, await forward(owner, condition)]).toEqual([condition, { reason: 'condition', pass }]);
    }
    owner.reset();
    expect(await forward(owner, 'pass > 99')).toEqual({ reason: 'end', pass: 11, isUnmet: true });
    expect(await run(owner, { direction: 'backward', condition: 'pass < 4' })).toEqual({
      reason: 'condition',
      pass: 2,
    });
  });

  test('has the numbers that the table has', async () => {
    const owner = await openSession({ steps: trains(3) });
    await owner.runAll();
    const table = await viewOf(owner.session, 'table', { pass: 1 }, owner.store.accessFor(owner.session.layer));
    for (const name of ['mean', 'var', 'min', 'max', 'gap'] as const) {
      owner.reset();
      const channel = 1;
      const stop = await forward(owner, `pass == 2 and ${name}[${channel}] == ${table[name][channel]}`);
      expect([name, stop.reason]).toEqual([name, 'condition']);
    }
  });

  test('may be about values of the batch, which are read for it', async () => {
    const files = exampleFiles();
    const values = Float32Array.from({ length: 8 * 3 * 4 }, (_, i) => Math.sin(i));
    values[77] = NaN;
    files.write('nan.npy', npyOf([8, 3, 4], values));
    const owner = await openSession({ steps: [...trains(2), { train: 'nan.npy' }, { eval: 'val.npy' }] }, files);
    expect(await forward(owner, 'any(isnan(x))')).toEqual({ reason: 'condition', pass: 2 });
    owner.reset();
    expect(await forward(owner, 'any(isnan(y)) and pass > 3')).toMatchObject({ reason: 'condition', pass: 3 });
    owner.reset();
    expect(await forward(owner, 'abs(mean(xhat[:, 1])) < 1e-6 and abs(std(y[:, 1]) - 1) < 0.05')).toEqual({
      reason: 'condition',
      pass: 0,
    });
  });

  test('holds at no pass that has no such value, and stops nothing', async () => {
    const owner = await openSession({
      steps: [{ train: 'gone.npy' }, ...trains(1)],
      trackRunningStats: false,
    });
    expect(await forward(owner, 'running_mean[0] > -1')).toMatchObject({ reason: 'end', isUnmet: true });
    owner.reset();
    expect(await forward(owner, 'any(x > -1e9)')).toEqual({ reason: 'condition', pass: 1 });
    owner.reset();
    expect(await forward(owner, 'mean[7] > -1e9')).toMatchObject({ reason: 'end', isUnmet: true });
  });

  test('that is none is refused, with its place', async () => {
    const owner = await openSession({ steps: trains(2) });
    const condition = (text: string) => () => forward(owner, text);
    await expect(async () => condition('meen > 3')()).rejects.toThrow(/column 1.*mean/s);
    await expect(async () => condition('mean + 3')()).rejects.toThrow(/a comparison/);
    expect(owner.session.cursor.pass).toBe(0);
  });

  test('that is to hold for the third time is counted from the start, whichever way a run comes', async () => {
    const owner = await openSession({ steps: trains(12) });
    const even = { condition: 'pass % 2 == 0', hits: 3 };
    expect(await run(owner, { direction: 'forward', ...even })).toEqual({ reason: 'condition', pass: 5 });
    expect(await run(owner, { direction: 'forward', ...even })).toEqual({ reason: 'condition', pass: 7 });
    await owner.runAll();
    expect(await run(owner, { direction: 'backward', ...even })).toEqual({ reason: 'condition', pass: 9 });
    await owner.goTo(6);
    expect(await run(owner, { direction: 'backward', ...even })).toEqual({ reason: 'condition', pass: 5 });
    expect(await run(owner, { direction: 'backward', ...even })).toMatchObject({ reason: 'start', isUnmet: true });
    // Another history has other counts.
    await owner.goTo(2);
    const counts = hitCounts((session, pass) => session.passes[pass].plan.mode === 'train');
    expect(await counts(owner.session, 4)).toBe(5);
    await owner.pass('eval');
    expect(await counts(owner.session, 4)).toBe(4);
  });

  test('over 10,000 passes computes each once, there and back', async () => {
    const files = exampleFiles();
    files.write('long.npy', batchBytes([40_000, 2]));
    const owner = await openSession({ steps: [{ train: 'long.npy', batchSize: 4 }] }, files);
    expect(owner.session.plan.length).toBe(10_000);
    expect(await forward(owner, 'any(abs(gap) > 1e9)')).toEqual({ reason: 'end', pass: 9999, isUnmet: true });
    const { passes } = owner.session;
    const reads = files.totalReads;
    expect(await run(owner, { direction: 'backward', condition: 'pass <= 17' })).toEqual({
      reason: 'condition',
      pass: 16,
    });
    expect(await forward(owner, 'num_batches_tracked >= 9000')).toEqual({ reason: 'condition', pass: 8999 });
    expect([owner.session.passes, files.totalReads]).toEqual([passes, reads]);
  });
});

describe('a finding', () => {
  test('stops a run where it is first certain, forwards and backwards, at its severity', async () => {
    const files = exampleFiles();
    const values = new Float32Array(8 * 3 * 4).fill(NaN);
    files.write('nan.npy', npyOf([8, 3, 4], values));
    const owner = await openSession({ steps: [...trains(5), { train: 'nan.npy' }, ...trains(2)] }, files);
    const error = { finding: 'error' } as const;
    expect(await run(owner, { direction: 'forward', ...error })).toEqual({ reason: 'finding', pass: 5 });
    expect(owner.session.cursor).toEqual({ pass: 6, stage: null });
    expect(await run(owner, { direction: 'forward', ...error })).toMatchObject({ reason: 'end' });
    expect(await run(owner, { direction: 'backward', ...error })).toEqual({ reason: 'finding', pass: 5 });
    expect(await run(owner, { direction: 'backward', ...error })).toMatchObject({ reason: 'start' });
  });
});
