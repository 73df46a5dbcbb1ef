import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FollowedView } from '../../../../src/protocol/index.js';
import type { ChannelTable } from '../../../../src/session/index.js';
import { Store } from '../../../../webview/store/store.js';
import { tableOf } from '../../session/views/table/tableOf.js';
import { FakeLink, snapshotOf } from './fakeLink.js';

let link: FakeLink;
let frames: (() => void)[];
let store: Store;
const drawFrames = (): void => frames.splice(0).forEach((frame) => frame());
const open = (): Store => new Store(link, 'dark', (run) => frames.push(run));
const show = (change = {}, views: readonly FollowedView[] = []): void =>
  link.listener.state({ kind: 'ready', snapshot: snapshotOf(change), failure: null }, views);
const answer = (value: ChannelTable): { ok: true; value: ChannelTable } => ({ ok: true, value });

beforeEach(() => {
  link = new FakeLink();
  frames = [];
  store = open();
});

it('what was told to stop is said to be stopping, until it has', () => {
  link.listener.progress({ what: 'reading a.npy', bytes: 1, totalBytes: 2, pass: 0, passes: 1, secondsLeft: null });
  store.stop();
  expect([link.sent.at(-1), store.isStopping]).toEqual(['stop', true]);
  link.listener.progress(null);
  expect(store.isStopping).toBe(false);
});

describe('views', () => {
  it('are undefined until the first answer', async () => {
    show();
    expect(store.view('table', { pass: 10 })).toBeUndefined();
    const table = tableOf(48);
    await link.asked[0].answer(answer(table));
    expect(store.view('table', { pass: 10 })).toBe(table);
    expect(link.asked).toHaveLength(1);
  });

  it('show the older answer while a newer one is under way', async () => {
    show();
    store.view('table', { pass: 10 });
    const [older, newer] = [tableOf(48), tableOf(48)];
    await link.asked[0].answer(answer(older));
    show({ revision: 2, shown: 11 });
    expect(store.view('table', { pass: 11 })).toBe(older);
    await link.asked[1].answer(answer(newer));
    expect(store.view('table', { pass: 11 })).toBe(newer);
  });

  it('of another experiment are no older answers of this one', async () => {
    show();
    const request = { values: {}, source: 'built-in', pass: null, channel: 0 } as const;
    const result = { sentence: 'y stays', numbers: [], plots: [], source: 'built-in' };
    store.view('experiment', { ...request, id: 'bias-cancels' });
    await link.asked[0].answer({ ok: true, value: result });
    expect(store.view('experiment', { ...request, id: 'bias-cancels', values: { bias: 2 } })).toBe(result);
    expect(store.view('experiment', { ...request, id: 'whitening' })).toBeUndefined();
  });

  it('ask again for the same request when the session has changed', async () => {
    show();
    store.view('table', { pass: 10 });
    await link.asked[0].answer(answer(tableOf(48)));
    show({ revision: 2 });
    store.view('table', { pass: 10 });
    expect(link.asked).toHaveLength(2);
  });

  it('have one request of a kind under way, and skip those in between', async () => {
    show();
    for (const pass of [1, 2, 3, 4]) store.view('table', { pass });
    expect(link.asked.map(({ request }) => request)).toEqual([{ pass: 1 }]);
    await link.asked[0].answer(answer(tableOf(48)));
    store.view('table', { pass: 4 });
    expect(link.asked.map(({ request }) => request)).toEqual([{ pass: 1 }, { pass: 4 }]);
  });

  it('forget what was known when the channels are others, also what comes late', async () => {
    show();
    store.view('table', { pass: 10 });
    const input = { ...snapshotOf().input, channels: 14 };
    show({ revision: 2, input });
    await link.asked[0].answer(answer(tableOf(48)));
    expect(store.view('table', { pass: 10 })).toBeUndefined();
    expect(link.asked).toHaveLength(2);
  });

  it('say why they have nothing', async () => {
    show();
    store.view('table', { pass: 10 });
    const failure = { title: 'acts.npy cannot be read', message: 'acts.npy: gone' };
    await link.asked[0].answer({ ok: false, failure });
    expect(store.view('table', { pass: 10 })).toBeUndefined();
    expect(store.viewFailure('table', { pass: 10 })).toEqual(failure);
    expect(link.asked).toHaveLength(1);
  });
});

describe('what the user chose', () => {
  it('is saved, except what the mouse is over', () => {
    store.set({ channels: [37], filter: 'nan' });
    store.set({ hover: { pass: 3, channel: 16 } });
    expect(link.savedState).toMatchObject({ channels: [37], filter: 'nan', hover: null });
  });

  it('comes back in the next life of the panel', () => {
    store.set({ channels: [37, 5], passZoom: [2, 9] });
    const next = open();
    expect(next.ui).toMatchObject({ channels: [37, 5], passZoom: [2, 9] });
    expect(link.sent).toEqual([{ ready: false }, { ready: true }]);
  });

  it('is left at its defaults where the saved state makes no sense', () => {
    link.savedState = { channels: 'all', filter: 7, sort: null, unknown: 1 };
    expect(open().ui).toMatchObject({ channels: [0], filter: '', sort: { column: 'gap', descending: true } });
  });

  it('keeps the filter of findings, and takes from a saved one what makes sense', () => {
    store.set({ findingFilter: { text: 'nan', hidden: ['info'] } });
    expect(open().ui.findingFilter).toEqual({ text: 'nan', hidden: ['info'] });
    link.savedState = { findingFilter: { text: 5, hidden: ['warning', 'loud'] } };
    expect(open().ui.findingFilter).toEqual({ text: '', hidden: ['warning'] });
  });

  it('gives way where the session has no such channel, pass or index', () => {
    store.set({ channels: [37, 5], passZoom: [5, 13], channelBrush: [30, 40], picked: [0, 37, 6, 9], finding: 2 });
    const input = { ...snapshotOf().input, shape: [64, 8], channels: 8 };
    show({ input, passes: snapshotOf().passes.slice(0, 6) });
    expect(store.ui).toMatchObject({ channels: [5], passZoom: null, channelBrush: null, picked: null, finding: null });
  });
});

it('tells its listeners once per frame', () => {
  let heard = 0;
  store.subscribe(() => heard++);
  show();
  store.set({ filter: 'a' });
  store.set({ filter: 'b' });
  expect(heard).toBe(0);
  drawFrames();
  expect(heard).toBe(1);
});

describe('another pass', () => {
  beforeEach(async () => {
    store.subscribe(() => {
      store.view('table', { pass: store.snapshot?.shown ?? null });
      store.view('history', { channels: [0, 1] });
    });
    show();
    drawFrames();
    await link.asked[0].answer(answer(tableOf(48)));
    await link.asked[1].answer({ ok: true, value: [] });
    drawFrames();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is asked for what is shown as soon as it is there, and drawn when all answers are', async () => {
    show({ revision: 2, shown: 11 });
    expect(link.asked.slice(2).map(({ request }) => request)).toEqual([{ pass: 11 }, { channels: [0, 1] }]);
    const table = tableOf(48);
    await link.asked[2].answer(answer(table));
    expect(frames).toEqual([]);
    await link.asked[3].answer({ ok: true, value: [] });
    expect(frames).toHaveLength(1);
    expect(store.view('table', { pass: 11 })).toBe(table);
    expect(link.asked).toHaveLength(4);
  });

  it.each([
    ['a column more where each has one', [0, 13], 13, [0, 14], 14],
    ['no more than there is room for', [3, 13], 4, [3, 14], 4],
    ['and not where another part is looked at', [3, 9], 6, [3, 9], 6],
  ] as const)(
    'that is new is asked for in the picture of all passes: %s',
    async (_, range, most, nextRange, nextMost) => {
      const request = { quantity: 'mean-gap', maxRows: 150 } as const;
      store.subscribe(() => store.view('overview', { ...request, passRange: range, maxColumns: most }));
      show({ revision: 2 });
      drawFrames();
      const asked = () => link.asked.filter(({ name }) => name === 'overview');
      await asked()[0].answer({ ok: false, failure: { title: 'Cancelled', message: 'Cancelled' } });
      const { passes } = snapshotOf();
      show({ revision: 3, passes: [...passes, passes[0]] });
      expect(asked().map((one) => one.request)).toEqual([
        { ...request, passRange: range, maxColumns: most },
        { ...request, passRange: nextRange, maxColumns: nextMost },
      ]);
    },
  );

  it('is drawn once where its views came along, and asks for none of them', () => {
    const table = tableOf(48);
    show({ revision: 2, shown: 11 }, [
      { name: 'table', request: { pass: 11 }, answer: { ok: true, value: table } },
      { name: 'history', request: { channels: [0, 1] }, answer: { ok: true, value: [] } },
    ]);
    expect(frames).toHaveLength(1);
    drawFrames();
    expect(store.view('table', { pass: 11 })).toBe(table);
    expect(link.asked).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(frames).toEqual([]);
  });

  it('needs no word of what is looked at where that follows from the last', () => {
    show({ revision: 1 });
    drawFrames();
    vi.advanceTimersByTime(1);
    const views = [
      { name: 'table', request: { pass: 10 } },
      { name: 'history', request: { channels: [0, 1] } },
    ];
    expect(link.looked).toEqual([{ of: { revision: 1, shown: 10, passes: 13 }, views }]);
    show({ revision: 2, shown: 11 });
    vi.advanceTimersByTime(100);
    drawFrames();
    vi.advanceTimersByTime(1);
    expect(link.looked).toHaveLength(1);
    const stop = store.subscribe(() => store.view('numbers', { pass: store.snapshot?.shown ?? null, channel: 0 }));
    store.set({ channels: [0] });
    drawFrames();
    vi.advanceTimersByTime(1);
    expect(link.looked[1]).toMatchObject({ of: { revision: 2, shown: 11 }, views: [{}, {}, { name: 'numbers' }] });
    stop();
    store.set({ channels: [0] });
    drawFrames();
    vi.advanceTimersByTime(1);
    expect(link.looked[2].views).toHaveLength(2);
  });

  it('is drawn without them when they take long', async () => {
    show({ revision: 2, shown: 11 });
    vi.advanceTimersByTime(99);
    expect(frames).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(frames).toHaveLength(1);
    drawFrames();
    vi.advanceTimersByTime(1000);
    expect(frames).toEqual([]);
    await link.asked[2].answer(answer(tableOf(48)));
    expect(frames).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(frames).toHaveLength(1);
  });

  it('is drawn once more when the answers that took long are all there', async () => {
    show({ revision: 2, shown: 11 });
    vi.advanceTimersByTime(100);
    drawFrames();
    await link.asked[2].answer(answer(tableOf(48)));
    await link.asked[3].answer({ ok: true, value: [] });
    expect(frames).toHaveLength(1);
    drawFrames();
    vi.advanceTimersByTime(1000);
    expect(frames).toEqual([]);
  });

  it('is drawn in time however quickly passes follow each other', () => {
    for (let pass = 11; pass < 16; pass++) {
      show({ revision: pass, shown: pass });
      vi.advanceTimersByTime(30);
    }
    expect(frames).toHaveLength(1);
  });

  it('is not waited for where the pass is the same one', async () => {
    show({ revision: 2 });
    expect(frames).toHaveLength(1);
    expect(link.asked).toHaveLength(4);
    await link.asked[2].answer({ ok: false, failure: { title: 'Cancelled', message: 'Cancelled' } });
    await link.asked[3].answer({ ok: true, value: [] });
    drawFrames();
    // Nothing has changed but what failed, which is asked for again.
    show({ revision: 2 });
    expect(link.asked.slice(4).map(({ name }) => name)).toEqual(['table']);
  });

  it('keeps what is shown where it has no such view', async () => {
    show({ revision: 2, shown: 11 });
    await link.asked[2].answer({ ok: false, failure: { title: 'No', message: 'pass 11 was refused' } });
    expect(store.view('table', { pass: 12 })).toMatchObject({ channels: 48 });
  });
});

it('keeps no more than the latest tables of a wide layer', async () => {
  const input = { ...snapshotOf().input, channels: 65_536 };
  for (let revision = 1; revision <= 12; revision++) {
    show({ revision, input });
    store.view('table', { pass: revision });
    await link.asked[revision - 1].answer(answer(tableOf(65_536)));
    drawFrames();
  }
  show({ revision: 12, input });
  store.view('table', { pass: 12 });
  expect(link.asked).toHaveLength(12);
  const cache = Reflect.get(store, 'cache') as { answers: ReadonlyMap<string, unknown> };
  expect(cache.answers.size).toBeGreaterThan(1);
  expect(cache.answers.size).toBeLessThan(12);
});

it('a pass that has run and was seen is shown again without being asked for', async () => {
  show({ revision: 1, numbers: 1, shown: 3 });
  store.view('table', { pass: 3 });
  store.view('history', { channels: [0] });
  for (const asked of link.asked) await asked.answer(answer(tableOf(48)));
  const before = link.asked.length;
  show({ revision: 2, numbers: 1, shown: 2 });
  store.view('history', { channels: [0] });
  expect(link.asked.slice(before).map(({ name, request }) => [name, request])).toEqual([['table', { pass: 2 }]]);
  show({ revision: 3, numbers: 1, shown: 3 });
  expect(store.view('table', { pass: 3 })).toBeDefined();
  expect(link.asked.length).toBe(before + 1);
  // What was computed since may answer otherwise.
  show({ revision: 4, numbers: 2, shown: 3 });
  expect(link.asked.length).toBeGreaterThan(before + 1);
});

it('turns to where a value is that is asked for elsewhere, as far as there is such a place', () => {
  show();
  store.set({ showsConventions: true, page: 'repair', hoverIndex: [0, 0, 0, 0] });
  link.listener.show({ page: 'gradients', channel: 5 });
  expect(store.ui).toMatchObject({ page: 'gradients', channels: [5], showsConventions: false, hoverIndex: null });
  link.listener.show({ page: 'debug', channel: 1_000_000, index: [1, 1] });
  expect(store.ui).toMatchObject({ page: 'debug', channels: [0], picked: null });
});
