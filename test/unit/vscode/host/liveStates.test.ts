import { expect, test, vi } from 'vitest';
import type { Uri } from 'vscode';
import { LiveStates } from '../../../../src/vscode/host/liveStates.js';
import { StatesMemory } from '../../../../src/vscode/host/statesMemory.js';
import { WorkerLink } from '../../../../src/vscode/host/workerLink.js';
import { stateFor, statesFor } from '../../webview/views/checkpoint/statesFor.js';
import { FakeWorker } from './fakeWorker.js';
import { memento } from './memento.js';

const uri = Object.assign(Object.create(null) as Uri, { toString: () => 'file:///w/now.pt' });
const other = 'file:///w/then.pt';
const alone = statesFor([stateFor('bn1')]);
const compared = { title: 'then.pt', isLater: false, updates: 140, missing: [] };

function setup(memory = new StatesMemory(memento())) {
  const workers: FakeWorker[] = [];
  const log = () => ({ debug: vi.fn(), warn: vi.fn(), error: vi.fn() });
  const files = { readFile: () => Promise.reject(new Error('none')), readDirectory: () => Promise.resolve([]) };
  const link = new WorkerLink(
    (host) => {
      workers.push(new FakeWorker(host));
      return Promise.resolve(workers[workers.length - 1].connection);
    },
    files,
    log,
  );
  const states = new LiveStates(link, 's', uri, memory, () => ({
    target: { kind: 'files', uris: [uri.toString()] },
  }));
  const next = async (name: 'openStates' | 'stateChannels') => {
    await vi.waitFor(() => expect(workers.at(-1)?.waiting.at(0)?.name).toBe(name));
    return workers[workers.length - 1].next(name);
  };
  return { states, memory, next, workers };
}

test('what they are compared with, and their rules, are there again after a reload', async () => {
  const { states, memory, next } = setup();
  const comparing = states.compare(other);
  (await next('openStates')).answer({ ok: true, value: { ...alone, compared } } as never);
  await comparing;
  const ruling = states.setRules({ eps: 1e-3 });
  (await next('openStates')).answer({ ok: true, value: { ...alone, compared } } as never);
  await ruling;

  const again = setup(memory);
  expect(again.states.against).toBe(other);
  void again.states.open();
  const { given } = await again.next('openStates');
  expect(given[1]).toMatchObject({ against: other, settings: { eps: 1e-3 } });
});

test('a convention has its own eps and momentum, the others are changed beside it; null takes all back', async () => {
  const { states, memory, workers } = setup();
  await states.keepRules(states.rulesAfter({ eps: 1e-3 }));
  await states.keepRules(states.rulesAfter({ momentum: null }));
  expect(memory.recall(uri)).toEqual({ rules: { eps: 1e-3, momentum: null } });
  expect(states.rulesAfter({ convention: 'keras' })).toEqual({ convention: 'keras' });
  await states.keepRules(states.rulesAfter(null));
  expect(setup(memory).states.rules).toEqual({});
  expect(workers).toHaveLength(0);
});

test('a file that cannot be compared leaves what was there', async () => {
  const { states, memory, next } = setup();
  const comparing = states.compare(other);
  const problem = 'then.pt has no BatchNorm layers';
  (await next('openStates')).answer({ ok: true, value: { ...alone, compared: { ...compared, problem } } } as never);
  expect(await comparing).toMatchObject({ ok: false, failure: { message: problem } });
  expect(states.against).toBeUndefined();
  expect(memory.recall(uri)).toEqual({});
});

test('each reading has a revision of its own, and a worker that ended is asked again', async () => {
  const { states, next, workers } = setup();
  const opening = states.open();
  (await next('openStates')).answer({ ok: true, value: alone } as never);
  expect(await opening).toMatchObject({ value: { revision: 1 } });
  workers[0].die('gone');
  await vi.waitFor(() => expect(workers[0].waiting).toHaveLength(0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  const asking = states.channels(0);
  (await next('openStates')).answer({ ok: true, value: alone } as never);
  const channels = { eps: 1e-5 };
  (await next('stateChannels')).answer({ ok: true, value: channels } as never);
  expect(await asking).toEqual({ ok: true, value: channels });
});

test('what nobody waits for is read behind what was chosen, and gives way to it', async () => {
  const { states, next, workers } = setup();
  const comparing = states.compare(other);
  const following = states.renew();
  const first = await next('openStates');
  expect(workers[0].waiting).toHaveLength(0);
  first.answer({ ok: true, value: { ...alone, compared } } as never);
  expect((await comparing).ok).toBe(true);
  const second = await next('openStates');
  expect(second.given[1]).toMatchObject({ against: other });
  const again = states.setRules({ eps: 1e-3 });
  const third = await next('openStates');
  second.answer({ ok: false, failure: { title: 'Stopped', message: 'by another' } } as never);
  expect(await following).toBeNull();
  third.answer({ ok: true, value: { ...alone, compared } } as never);
  expect(await again).toMatchObject({ ok: true, value: { revision: 3 } });
});
