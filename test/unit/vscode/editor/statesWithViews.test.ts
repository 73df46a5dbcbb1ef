import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FollowedView, PanelState, ViewAnswer, ViewCall } from '../../../../src/protocol/index.js';
import { StatesWithViews } from '../../../../src/vscode/editor/statesWithViews.js';
import { snapshotOf } from '../../webview/store/fakeLink.js';

type Ready = Extract<PanelState, { readonly kind: 'ready' }>;
type Sent = readonly [shown: number | null, views: readonly FollowedView[]];

const refused: ViewAnswer = { ok: false, failure: { title: 'No', message: 'no' } };
const numbers = (pass: number | null): ViewCall => ({ name: 'numbers', request: { pass, channel: 3 } });
const history: ViewCall = { name: 'history', request: { channels: [3] } };
let asked: { readonly call: ViewCall; readonly answer: () => Promise<void> }[];
let sent: Sent[];
let states: StatesWithViews;

const state = (change: Parameters<typeof snapshotOf>[0]): Ready => ({
  kind: 'ready',
  snapshot: snapshotOf(change),
  failure: null,
});
const look = (...views: ViewCall[]): void => states.look({ of: { revision: 1, shown: 10, passes: 13 }, views });
const answerAll = async (): Promise<void> => {
  for (const one of asked) await one.answer();
};
const requests = (of: Sent | undefined) => of?.[1].map(({ request }) => request);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  sent = [];
  states = new StatesWithViews(
    (call) =>
      new Promise((resolve) => {
        asked.push({ call, answer: () => (resolve(refused), Promise.resolve().then(() => undefined)) });
      }),
    (one, views) => sent.push([one.snapshot.shown, views]),
  );
  states.send(state({ revision: 1, shown: 10 }));
});
afterEach(() => {
  vi.useRealTimers();
});

it('sends at once what nobody looks at', () => {
  states.send(state({ revision: 2, shown: 11 }));
  expect([sent, asked]).toEqual([
    [
      [10, []],
      [11, []],
    ],
    [],
  ]);
});

it('sends a step with what is looked at, of the pass that is shown then', async () => {
  look(numbers(10), history);
  states.send(state({ revision: 2, shown: 11 }));
  expect(sent).toHaveLength(1);
  await answerAll();
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual([
    11,
    [
      { ...numbers(11), answer: refused },
      { ...history, answer: refused },
    ],
  ]);
});

it('waits for no view that takes long, and asks no second time for it', async () => {
  look(numbers(10), history);
  states.send(state({ revision: 2, shown: 11 }));
  await asked[1].answer();
  vi.advanceTimersByTime(59);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect([sent[1][0], requests(sent[1])]).toEqual([11, [history.request]]);
  const late = states.view(numbers(11));
  expect(asked).toHaveLength(2);
  await asked[0].answer();
  await expect(late).resolves.toBe(refused);
  expect(sent).toHaveLength(2);
});

it('sends the newest of states that come while one waits, in the time of the first', async () => {
  look(numbers(10), history);
  states.send(state({ revision: 2, shown: 11 }));
  vi.advanceTimersByTime(40);
  await asked[0].answer();
  await Promise.resolve();
  states.send(state({ revision: 3, shown: 12 }));
  expect(asked.map(({ call }) => call)).toEqual([numbers(11), history, numbers(12)]);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(20);
  expect(sent.map(([shown]) => shown)).toEqual([10, 12]);
});

it('leaves a view that takes longer than a step to the panel', () => {
  look(numbers(10));
  for (let pass = 11; pass < 15; pass++) states.send(state({ revision: pass, shown: pass }));
  expect(asked.map(({ call }) => call)).toEqual([numbers(11)]);
  expect(sent.map(([shown]) => shown)).toEqual([10, 12, 13, 14]);
});

it('gives nothing twice while the numbers are the same', async () => {
  look(numbers(10), history);
  states.send(state({ revision: 2, numbers: 2, shown: 11 }));
  await answerAll();
  states.send(state({ revision: 3, numbers: 2, shown: 10 }));
  expect(asked.slice(2).map(({ call }) => call)).toEqual([numbers(10)]);
  await answerAll();
  states.send(state({ revision: 4, numbers: 2, shown: 11 }));
  expect(sent.map(([shown, views]) => [shown, views.length])).toEqual([
    [10, 0],
    [11, 2],
    [10, 1],
    [11, 0],
  ]);
  // What the panel has asked for itself it has.
  void states.view(numbers(12));
  await asked[3].answer();
  await Promise.resolve();
  states.send(state({ revision: 5, numbers: 2, shown: 12 }));
  expect(sent.at(-1)).toEqual([12, []]);
  states.send(state({ revision: 6, numbers: 3, shown: 12 }));
  await answerAll();
  expect(requests(sent.at(-1))).toEqual([numbers(12).request, history.request]);
});

it('sends what waits before something else is sent', () => {
  look(numbers(10));
  states.send(state({ revision: 2, shown: 11 }));
  states.flush();
  expect(sent.map(([shown]) => shown)).toEqual([10, 11]);
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(2);
});

it('sends nothing of before to a page that is new', async () => {
  look(numbers(10));
  states.send(state({ revision: 2, shown: 11 }));
  states.reset();
  await answerAll();
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(1);
  states.send(state({ revision: 2, shown: 11 }));
  states.send(state({ revision: 3, shown: 12 }));
  expect(sent.slice(1)).toEqual([
    [11, []],
    [12, []],
  ]);
});
