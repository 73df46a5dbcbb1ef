import { expect, test } from 'vitest';
import { history } from '../../../../src/session/views/history.js';
import { openSession, trains } from '../memoryFiles.js';

const channels = { channels: [1, 0] };

test('the running values of a branch go on over the batches that the current one runs', async () => {
  const [owner, plain] = [await openSession({ steps: trains(4) }), await openSession({ steps: trains(4) })];
  await plain.runAll();
  await owner.pass('train');
  await owner.set(1, { momentum: 0.5 });
  await owner.pass('train');
  const early = await history(owner.session, channels, {}, owner.branches);
  expect(early[0].beside?.map(({ runningMean }) => runningMean.length)).toEqual([3]);
  await owner.runAll();

  const [first, second] = await history(owner.session, channels, {}, owner.branches);
  const [expected] = await history(plain.session, channels);
  expect(first.beside).toEqual([
    { name: 'original', runningMean: expected.runningMean, runningVar: expected.runningVar },
  ]);
  expect(second.beside).toBeUndefined();
  expect(first.runningMean).not.toEqual(expected.runningMean);
});

test('those of one that has run further are cut where the current one ends', async () => {
  const owner = await openSession({ steps: trains(4) });
  await owner.runAll();
  const [whole] = await history(owner.session, channels);
  await owner.goTo(0);
  await owner.set(1, { momentum: 0.5 });
  const length = owner.session.passes.length + 1;
  const [{ beside }] = await history(owner.session, channels, {}, owner.branches);
  expect(beside).toEqual([
    {
      name: 'original',
      runningMean: whole.runningMean.slice(0, length),
      runningVar: whole.runningVar.slice(0, length),
    },
  ]);
});

test('a branch ends where its own program goes another way', async () => {
  const owner = await openSession({ steps: trains(4) });
  await owner.pass('train');
  await owner.set(1, { momentum: 0.5 });
  await owner.switchBranch('original');
  await owner.runAll();
  const [{ beside }] = await history(owner.session, channels, {}, owner.branches);
  expect(beside?.map(({ name, runningMean }) => [name, runningMean.length])).toEqual([['momentum 0.5 at pass 2', 2]]);
});
