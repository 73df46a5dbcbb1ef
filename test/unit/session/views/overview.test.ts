import { describe, expect, test } from 'vitest';
import { overview as overviewOf } from '../../../../src/session/views/overview.js';
import { inRows, shownIn } from '../../../../webview/views/overview/overviewCells.js';
import { exampleSession, normalBatch, tensor, withValues, type Example } from './exampleSession.js';

const ALL = { maxRows: 1000, maxColumns: 1000 };
/** Channel c has mean c in pass 0, −2c in pass 1, 0 in pass 2. */
const FACTORS = [1, -2, 0];
const examples = FACTORS.map((factor): Example => [
  'train',
  tensor([2, 8], (index) => factor * (index % 8) + (index < 8 ? -1 : 1)),
]);

/** As the panel reads it, row after row. */
async function overview(...given: Parameters<typeof overviewOf>) {
  const { rows, columns, ...view } = await overviewOf(...given);
  const shown = Array.from({ length: rows * columns }, (_, cell) =>
    shownIn({ rows, columns, ...view }, Math.floor(cell / columns), cell % columns),
  );
  return {
    ...{ rows, columns, ...inRows({ rows, columns, ...view }) },
    channel: shown.map(({ channel }) => channel),
    pass: shown.map(({ pass }) => pass),
  };
}

describe('overview', () => {
  test('shows every channel and pass where there is room', async () => {
    const view = await overview(exampleSession(examples).session, { ...ALL, quantity: 'mean-gap' });
    expect([view.rows, view.columns]).toEqual([8, 3]);
    expect([...view.channel.slice(0, 6)]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([...view.pass.slice(0, 3)]).toEqual([0, 1, 2]);
    // Channel 7, pass 1: mean −14, running mean .9 · .7 − 1.4.
    expect(view.values[7 * 3 + 1]).toBeCloseTo(
      (-14 - (0.9 * 0.7 - 1.4)) / Math.sqrt(0.9 * (0.9 + 0.2) + 0.2 + 1e-5),
      5,
    );
    expect([...view.masked]).toEqual(new Array(24).fill(0));
  });

  test('where there are more than cells, a cell shows the largest magnitude in it, never an average', async () => {
    const { session } = exampleSession(examples);
    const full = await overview(session, { ...ALL, quantity: 'mean-gap' });
    const view = await overview(session, { quantity: 'mean-gap', maxRows: 2, maxColumns: 1 });
    expect([view.rows, view.columns]).toEqual([2, 1]);
    expect([...view.channel]).toEqual([3, 7]);
    expect([...view.pass]).toEqual([1, 1]);
    expect(view.values[1]).toBe(full.values[7 * 3 + 1]);
  });

  test('NaN comes before all', async () => {
    const bad: Example = ['train', withValues(examples[2][1], { 4: NaN })];
    const view = await overview(exampleSession([...examples, bad]).session, {
      quantity: 'mean-gap',
      maxRows: 1,
      maxColumns: 1,
    });
    expect(view.values[0]).toBeNaN();
    expect([view.channel[0], view.pass[0]]).toEqual([4, 3]);
  });

  test('ranges cut a window out', async () => {
    const view = await overview(exampleSession(examples).session, {
      ...ALL,
      quantity: 'non-finite',
      channelRange: [5, 7],
      passRange: [1, 99],
    });
    expect([view.rows, view.columns]).toEqual([2, 2]);
    expect([...view.channel]).toEqual([5, 5, 6, 6]);
    expect([...view.pass]).toEqual([1, 2, 1, 2]);
  });

  test('columns are cut for passes that are yet to come, too', async () => {
    const { session } = exampleSession(examples);
    const of = (to: number) => overview(session, { ...ALL, quantity: 'mean-gap', passRange: [0, to], maxColumns: 2 });
    const [three, four, eight] = await Promise.all([3, 4, 8].map(of));
    expect([three.columns, four.columns, eight.columns]).toEqual([2, 2, 1]);
    expect([...four.pass.slice(0, 2)]).toEqual([0, 2]);
    expect(Math.max(...eight.pass)).toBeLessThan(3);
  });

  test('a refused pass is masked', async () => {
    const one: Example = ['train', tensor([1, 8], () => 1)];
    const view = await overview(exampleSession([examples[0], one]).session, { ...ALL, quantity: 'running-var' });
    expect([...view.masked.slice(0, 4)]).toEqual([0, 1, 0, 1]);
    expect(view.pass[1]).toBe(1);
  });

  test('variance ratios are in powers of two, running values that are not tracked are masked', async () => {
    const ratio = await overview(exampleSession([examples[0]], { changes: { momentum: 1 } }).session, {
      ...ALL,
      quantity: 'variance-ratio',
    });
    // Biased 1 over unbiased 2.
    expect([...ratio.values]).toEqual(new Array(8).fill(-1));
    const untracked = exampleSession([examples[0]], { layer: { trackRunningStats: false } });
    expect((await overview(untracked.session, { ...ALL, quantity: 'running-var' })).masked[0]).toBe(1);
  });

  test('before the first pass is empty', async () => {
    const view = await overview(exampleSession(examples, { run: 0 }).session, { ...ALL, quantity: 'mean-gap' });
    expect([view.rows, view.columns, view.values.length]).toEqual([8, 0, 0]);
  });

  test('of 65,536 channels and 24 passes is as small as a picture', async () => {
    const wide = Array.from({ length: 24 }, (_, i): Example => ['train', normalBatch([2, 65_536], i)]);
    const { session } = exampleSession(wide);
    const view = await overview(session, { quantity: 'mean-gap', maxRows: 192, maxColumns: 12 });
    expect([view.rows, view.columns]).toEqual([192, 12]);
  });
});
