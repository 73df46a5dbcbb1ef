import { expect, test, vi } from 'vitest';
import type { Failure } from '../../../../src/protocol/index.js';
import type { ModelSummary } from '../../../../src/session/index.js';
import { LiveModel } from '../../../../src/vscode/host/liveModel.js';
import { WorkerLink } from '../../../../src/vscode/host/workerLink.js';
import { layerFor, modelFor } from '../../webview/views/model/modelFor.js';
import { FakeWorker } from './fakeWorker.js';

const withCells = layerFor('a');
const { name, channels, passes, findings, severity } = withCells;
const withoutCells = { name, channels, passes, findings, severity };
const rows = modelFor([withoutCells], { revision: 0, isComplete: false });
const complete = modelFor([withCells], { revision: 1 });

function setup() {
  const workers: FakeWorker[] = [];
  const log = () => ({ debug: vi.fn(), warn: vi.fn(), error: vi.fn() });
  const files = { readFile: () => Promise.reject(new Error('none')), readDirectory: () => Promise.resolve([]) };
  const link = new WorkerLink(
    (host) => {
      workers.push(new FakeWorker(host));
      return Promise.resolve(workers[0].connection);
    },
    files,
    log,
  );
  const changed = vi.fn<(model: ModelSummary) => void>();
  const failed = vi.fn<(failure: Failure) => void>();
  const target = { kind: 'program', uri: 'file:///w/model.bn.json' } as const;
  const model = new LiveModel(link, 'm', () => ({ target }), { changed, failed });
  const next = async (name: 'openModel' | 'modelView') => {
    await vi.waitFor(() => expect(workers[0]?.waiting.at(0)?.name).toBe(name));
    const call = workers[0].waiting.shift();
    return (answer: unknown) => call?.answer(answer as never);
  };
  return { model, changed, failed, next, workers };
}

test('rows come first, cells as they are computed', async () => {
  const { model, changed, next } = setup();
  const opened = model.open();
  (await next('openModel'))({ ok: true, value: rows });
  await opened;
  expect(changed).toHaveBeenLastCalledWith(rows);
  (await next('modelView'))({ ok: true, value: complete });
  await vi.waitFor(() => expect(changed).toHaveBeenLastCalledWith(complete));
});

test('what belongs to an older opening is dropped', async () => {
  const { model, changed, failed, next } = setup();
  void model.open();
  (await next('openModel'))({ ok: true, value: rows });
  const late = await next('modelView');
  void model.open();
  const answer = await next('openModel');
  late({ ok: false, failure: { title: 'gone', message: 'gone' } });
  answer({ ok: true, value: complete });
  await vi.waitFor(() => expect(changed).toHaveBeenLastCalledWith(complete));
  expect(failed).not.toHaveBeenCalled();
});

test('what was opened is closed with it, also where it was being opened', async () => {
  const { model, changed, next, workers } = setup();
  const opened = model.open();
  const answer = await next('openModel');
  model.dispose();
  answer({ ok: true, value: rows });
  await opened;
  await vi.waitFor(() => expect(workers[0].told).toEqual(['close m', 'close m']));
  expect(changed).not.toHaveBeenCalled();
});

test('what grows is read again behind what is being read, and once for all that came meanwhile', async () => {
  const { model, changed, next, workers } = setup();
  void model.open();
  (await next('openModel'))({ ok: true, value: rows });
  const grown = { ...complete, revision: 2 };
  const following = [model.follow(), model.follow()];
  (await next('modelView'))({ ok: true, value: complete });
  const answer = await next('openModel');
  following.push(model.follow());
  answer({ ok: true, value: grown });
  await vi.waitFor(() => expect(changed).toHaveBeenLastCalledWith(grown));
  (await next('openModel'))({ ok: true, value: { ...grown, revision: 3 } });
  await Promise.all(following);
  expect(workers[0].waiting).toEqual([]);
});

test('what cannot be read again stays as it is, and says so', async () => {
  const { model, changed, failed, next } = setup();
  void model.open();
  (await next('openModel'))({ ok: true, value: complete });
  const following = model.follow();
  (await next('openModel'))({ ok: false, failure: { title: 'no', message: 'model.bn.json: line 3' } });
  await following;
  const notices = ['Not read again: model.bn.json: line 3'];
  expect(changed).toHaveBeenLastCalledWith({ ...complete, notices });
  expect(failed).not.toHaveBeenCalled();
});
