import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HostApi, Progress } from '../../../src/protocol/index.js';
import { startWorker, type WorkerConnection } from '../../../src/worker/client.js';
import { batchBytes } from '../session/memoryFiles.js';
import { buildWorker } from './buildWorker.js';

let folder: string;
let bundle: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-worker-'));
  bundle = join(folder, 'worker.js');
  await buildWorker(bundle);
  for (let i = 0; i < 12; i++) await writeFile(join(folder, `batch_${i}.npy`), batchBytes([8, 3, 4], i));
  await writeFile(join(folder, 'large.npy'), batchBytes([1000, 3, 100]));
});
afterAll(() => rm(folder, { recursive: true }));

const connections: WorkerConnection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) {
    connection.terminate();
    await connection.ended;
  }
});

async function started(host: Partial<HostApi> = {}): Promise<WorkerConnection> {
  const refuse = () => Promise.reject(new Error('not asked for'));
  const connection = await startWorker(
    { node: bundle, web: '' },
    {
      readFile: refuse,
      readDirectory: refuse,
      onProgress: () => undefined,
      onSay: () => undefined,
      onWarning: () => undefined,
      ...host,
    },
  );
  connections.push(connection);
  return connection;
}
const uri = (name: string) => pathToFileURL(join(folder, name)).href;
const program = (...paths: string[]) => ({
  kind: 'inline' as const,
  program: { steps: paths.map((train) => ({ train })) },
  base: pathToFileURL(folder).href,
});

describe('a worker thread under Node', () => {
  test('reads local files itself, runs passes and answers views with typed arrays', async () => {
    const { api } = await started();
    const opened = await api.open('s', { target: { kind: 'files', uris: [uri('batch_0.npy')] } });
    const others = opened.ok ? opened.value.offers.sameShape : [];
    // All of them where the machine is not too busy to look at them in time.
    expect(others[0]).toBe(uri('batch_1.npy'));
    expect(others.length).toBeLessThanOrEqual(11);
    const acted = await api.act('s', { kind: 'pass', mode: 'train' });
    expect(acted).toMatchObject({ ok: true, value: { computed: 1 } });
    const view = await api.view('s', 'table', { pass: 0 });
    expect(view.ok && view.value.mean).toBeInstanceOf(Float64Array);
  });

  test('reads a file outside of the folder once it is allowed with an action', async () => {
    const { api } = await started({ readFile: () => Promise.resolve(batchBytes([8, 3, 4])) });
    await api.open('s', { target: program('batch_0.npy') });
    const add = { kind: 'addBatches', uris: ['memory:/elsewhere/x.npy'] } as const;
    expect(await api.act('s', add)).toMatchObject({ ok: false, failure: { outside: add.uris } });
    expect(await api.act('s', add, add.uris)).toMatchObject({ ok: true, value: { passes: { length: 2 } } });
  });

  test('asks the host for all other files, and says what the host says', async () => {
    const { api } = await started({
      readFile: (address) =>
        address === 'git:/x.npy'
          ? Promise.resolve(batchBytes([4, 2]))
          : Promise.reject(new Error('NoPermissions (FileSystemError)')),
    });
    const good = await api.open('s', { target: { kind: 'files', uris: ['git:/x.npy'] } });
    expect(good).toMatchObject({ ok: true, value: { input: { shape: [4, 2] } } });
    const bad = await api.open('t', { target: { kind: 'files', uris: ['git:/y.npy'] } });
    expect(bad).toMatchObject({ ok: false, failure: { title: 'y.npy cannot be read' } });
    expect(!bad.ok && bad.failure.message).toMatch(/NoPermissions/);
  });

  test('hears a cancel while it runs, and keeps what was finished', async () => {
    const seen: Progress[] = [];
    const { api } = await started({ onProgress: (_, progress) => seen.push(progress) });
    const steps = Array.from({ length: 400 }, (_, i) => ({ train: 'large.npy', rows: [i, 600] as const }));
    await api.open('s', { target: { ...program(), program: { steps } } });
    const running = api.act('s', { kind: 'runAll' });
    // Opening may have told of its own pass.
    const told = () => seen.find(({ pass }) => pass > 0);
    while (!told()) await new Promise((resolve) => setTimeout(resolve, 5));
    await api.cancel('s');
    const outcome = await running;
    const computed = outcome.ok ? outcome.value.computed : -1;
    expect(computed).toBeGreaterThan(0);
    expect(computed).toBeLessThan(400);
    expect(told()).toMatchObject({ what: expect.stringMatching(/^reading large\.npy \[/) as unknown, passes: 400 });
  });

  test('hears a pause while it runs, which ends the run and nothing else', async () => {
    const seen: Progress[] = [];
    const { api } = await started({ onProgress: (_, progress) => seen.push(progress) });
    const steps = Array.from({ length: 400 }, (_, i) => ({ train: 'large.npy', rows: [i, 600] as const }));
    await api.open('s', { target: { ...program(), program: { steps } } });
    const running = api.act('s', { kind: 'runAll' });
    const behind = api.act('s', { kind: 'stepBack' });
    while (!seen.some(({ pass }) => pass > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
    const view = api.view('s', 'table', { pass: 399 });
    await api.pause('s');
    const stopped = await running;
    const { computed, notice } = stopped.ok ? stopped.value : { computed: -1, notice: stopped.failure.message };
    expect(computed).toBeGreaterThan(0);
    expect(computed).toBeLessThan(400);
    expect(notice).toBe(`Paused after pass ${computed}`);
    expect(await behind).toMatchObject({ ok: true, value: { computed, shown: computed - 2 } });
    expect(await view).toMatchObject({ ok: true });
  });

  test('takes what somebody allowed with an action', async () => {
    const { api } = await started();
    const outside = await mkdtemp(join(tmpdir(), 'batchnorm-outside-'));
    await writeFile(join(outside, 'x.npy'), batchBytes([8, 3, 4], 1));
    const x = pathToFileURL(join(outside, 'x.npy')).href;
    await api.open('s', { target: program('batch_0.npy') });
    const add = { kind: 'addBatches', uris: [x] } as const;
    expect(await api.act('s', add)).toMatchObject({ ok: false, failure: { outside: [x] } });
    expect(await api.act('s', add, [x])).toMatchObject({ ok: true, value: { passes: { length: 2 } } });
    await rm(outside, { recursive: true });
  });

  test('says when it has ended, and another one starts afresh', async () => {
    const first = await started();
    await first.api.open('s', { target: program('batch_0.npy') });
    first.terminate();
    expect((await first.ended).message).toMatch(/ended/);
    const second = await started();
    expect(await second.api.act('s', { kind: 'reset' })).toMatchObject({ ok: false });
    expect(await second.api.open('s', { target: program('batch_0.npy') })).toMatchObject({ ok: true });
  });

  test('that cannot be started says why', async () => {
    const connection = await startWorker(
      { node: join(folder, 'none.js'), web: '' },
      {
        readFile: () => Promise.reject(new Error()),
        readDirectory: () => Promise.resolve([]),
        onProgress: () => undefined,
        onWarning: () => undefined,
        onSay: () => undefined,
      },
    );
    expect((await connection.ended).message).toMatch(/none\.js/);
  });

  test('reports with outputs come whole', async () => {
    const { api } = await started();
    const report = await api.report({ target: program('batch_0.npy', 'batch_1.npy') }, { outputs: true });
    if (!report.ok || 'layers' in report.value) throw new Error('expected the report of one layer');
    expect(report.value.passes.map(({ output }) => output?.data.length)).toEqual([96, 96]);
  });
});
