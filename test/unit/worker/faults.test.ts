import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, readFile, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Progress, SessionSnapshot, WorkerApi } from '../../../src/protocol/index.js';
import { createWorkerApi } from '../../../src/worker/api.js';
import { startWorker, type WorkerConnection } from '../../../src/worker/client.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { nodeThreads } from '../../../src/worker/threads/nodeThreads.js';
import { workerFiles } from '../../../src/worker/workerFiles.js';
import { limits } from '../../patience.mjs';
import { npyFile, npyHeader } from '../formats/npyFile.js';
import { batchBytes } from '../session/memoryFiles.js';
import { buildWorker } from './buildWorker.js';
import { valueOf } from './workerOver.js';

/** Long enough in coming that something can go wrong on the way; zeros that take no room on the disk. */
const shape = [2048, 64, 64, 64];
const dataBytes = 4 * shape.reduce((product, size) => product * size, 1);

/** For what takes no time on a machine that has nothing else to do. */
const patience = { timeout: limits.event, interval: 20 };

let folder: string;
let bundle: string;
let connection: WorkerConnection;
let api: WorkerApi;
let threadsBefore: number;
let progress: (Progress & { readonly id: string })[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-faults-'));
  bundle = join(folder, 'worker.js');
  await buildWorker(bundle);
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  await writeFile(join(folder, 'small.npy'), batchBytes([8, 64, 4]));
  await writeSparse('large.npy');
  progress = [];
  threadsBefore = threadCount();
  await start();
  expect(threadCount()).toBeGreaterThan(process.platform === 'linux' ? threadsBefore : -1);
});
afterEach(async () => {
  connection.terminate();
  await connection.ended;
  await vi.waitFor(() => expect(openFiles()).toEqual([]), patience);
  await vi.waitFor(() => expect(threadCount()).toBeLessThanOrEqual(threadsBefore), patience);
});

async function start(): Promise<void> {
  const refuse = () => Promise.reject(new Error('not asked for'));
  connection = await startWorker(
    { node: bundle, web: '' },
    {
      readFile: refuse,
      readDirectory: refuse,
      onProgress: (id, told) => progress.push({ id, ...told }),
      onWarning: () => undefined,
      onSay: () => undefined,
    },
  );
  ({ api } = connection);
}

async function writeSparse(name: string): Promise<void> {
  const header = npyFile(npyHeader("'<f4'", `(${shape.join()})`), { dataBytes: 0 });
  await writeFile(join(folder, name), header);
  await truncate(join(folder, name), header.length + dataBytes);
}

/** Threads of this process, those of workers included. */
function threadCount(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0;
}

/** Files of the folder that this process, all of its threads included, has open. */
function openFiles(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) && path.includes('.npy') ? [path] : [];
    } catch {
      return [];
    }
  });
}

/** What would keep this process from ending, but for what the test's own clock and port are. */
function waiting(): readonly string[] {
  return process.getActiveResourcesInfo().toSorted();
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** In the end nothing else is waiting than this. `vi.waitFor` has timers of its own. */
async function expectWaiting(expected: readonly string[]): Promise<void> {
  for (let turn = 0; turn < limits.event / 20 && waiting().join() !== expected.join(); turn++) await pause(20);
  expect(waiting()).toEqual(expected);
}

/** At some time something else is. Between two reads nothing need be, and a timer of the test's own would be something. */
async function expectOtherThan(expected: readonly string[]): Promise<void> {
  const end = Date.now() + limits.event;
  while (waiting().join() === expected.join() && Date.now() < end) {
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(waiting()).not.toEqual(expected);
}

const program = (...paths: string[]) => ({
  target: {
    kind: 'inline' as const,
    program: { steps: paths.map((train) => ({ train })) },
    base: pathToFileURL(folder).href,
  },
});

/** Resolves when some of the large file has been read, and not all of it. */
async function inTheMiddle(id = 's', count = progress.length): Promise<void> {
  await vi.waitFor(() => expect(progress.slice(count).some((told) => told.id === id && told.bytes > 0)).toBe(true), {
    timeout: limits.event,
    interval: 5,
  });
}

/** A session that has run the small file and is about to run the large one. */
async function opened(id = 's'): Promise<SessionSnapshot> {
  valueOf(await api.open(id, program('small.npy', 'large.npy')));
  return valueOf(await api.act(id, { kind: 'pass', mode: 'train' }));
}

const sliceRequest = { pass: 0, rowAxis: 1, columnAxis: 2, index: [9, 0, 0, 5], maxRows: 8, maxColumns: 8 };
const train = { kind: 'pass', mode: 'train' } as const;

const reading = (count: number) => ({ computed: count });

describe('while a large file streams', () => {
  test('progress tells bytes, time left and what is known so far, and other views are answered', async () => {
    await opened();
    const running = api.act('s', train);
    await inTheMiddle();
    let isOver = false;
    void running.then(() => (isOver = true));
    expect(valueOf(await api.view('s', 'table', { pass: 0 })).channels).toBe(64);
    expect(isOver).toBe(false);
    expect(valueOf(await running)).toMatchObject({ computed: 2, passes: [{}, { status: 'computed' }] });
    const last = progress.findLast(({ what }) => what === 'reading large.npy');
    expect(last).toMatchObject({ totalBytes: dataBytes, pass: 1, passes: 2 });
    expect(last?.secondsLeft).toBeGreaterThanOrEqual(0);
    expect(last?.provisional?.share).toBeGreaterThan(0);
    expect(last?.provisional?.channels).toBe(64);
  });

  test('a cancel gets through at once; what was computed stays, no view starts it again, and a retry works', async () => {
    const { revision } = await opened();
    const running = api.act('s', train);
    await inTheMiddle();
    const told = progress.length;
    await api.cancel('s');
    const cancelled = valueOf(await running);
    // The bytes that were still read: what was under way in each thread.
    const bytes = Math.max(...progress.slice(told - 1).map((one) => one.bytes)) - (progress[told - 1]?.bytes ?? 0);
    expect(bytes).toBeLessThan(dataBytes / 4);
    expect(cancelled).toMatchObject({
      ...reading(1),
      revision,
      notice: expect.stringMatching(/^Cancelled/) as unknown,
    });
    await vi.waitFor(() => expect(openFiles()).toEqual([]), patience);
    expect(await api.view('s', 'table', { pass: 1 })).toMatchObject({
      ok: false,
      failure: { message: 'Reading large.npy was cancelled. Train, Eval or Reload read it again.' },
    });
    expect(valueOf(await api.view('s', 'table', { pass: 0 })).channels).toBe(64);
    expect(valueOf(await api.act('s', train))).toMatchObject(reading(2));
  });

  test('a view of it can be cancelled, and is answered when it is asked for again', async () => {
    const steps = [{ train: 'large.npy' }];
    const base = pathToFileURL(folder).href;
    valueOf(await api.open('s', { target: { kind: 'inline', program: { steps, channelAxis: 3 }, base } }));
    valueOf(await api.act('s', train));
    const told = progress.length;
    const view = api.view('s', 'distribution', { pass: 0, channel: 5 });
    await inTheMiddle('s', told);
    await api.cancel('s');
    expect(await view).toMatchObject({ ok: false, failure: { title: 'Cancelled' } });
    expect(valueOf(await api.view('s', 'slice', sliceRequest)).x).toEqual(new Float64Array(64));
  });

  test('two sessions: cancelling one leaves the other alone', async () => {
    await writeSparse('other.npy');
    await opened('a');
    valueOf(await api.open('b', program('small.npy', 'other.npy')));
    const [first, second] = [api.act('a', train), api.act('b', { kind: 'runAll' })];
    await inTheMiddle('a');
    await api.cancel('a');
    expect(valueOf(await first)).toMatchObject(reading(1));
    expect(valueOf(await second)).toMatchObject({ ...reading(2), passes: [{}, { status: 'computed' }] });
    await unlink(join(folder, 'other.npy'));
  });

  test('a closed editor ends what it was reading', async () => {
    await opened();
    const running = api.act('s', train);
    await inTheMiddle();
    await api.close('s');
    await running;
    await vi.waitFor(() => expect(openFiles()).toEqual([]), patience);
  });

  const faults: readonly [what: string, act: (path: string) => Promise<unknown>][] = [
    ['truncated', (path) => truncate(path, 1000)],
    ['written to', async (path) => (await open(path, 'a')).close().then(() => writeFile(path, 'x', { flag: 'a' }))],
    ['deleted', (path) => unlink(path)],
    ['replaced', (path) => rename(join(folder, 'small.npy'), path)],
  ];
  test.each(faults)('a file that is %s says so; what was computed stays, and a reload works', async (_, fault) => {
    await opened();
    const before = valueOf(await api.view('s', 'table', { pass: 0 }));
    const running = api.act('s', train);
    await inTheMiddle();
    const small = await readFile(join(folder, 'small.npy'));
    await fault(join(folder, 'large.npy'));
    const { passes } = valueOf(await running);
    expect(passes[1]).toMatchObject({
      status: 'refused',
      error: expect.stringMatching(/^large\.npy: on disk: /) as unknown,
    });
    expect(valueOf(await api.view('s', 'table', { pass: 0 }))).toEqual(before);
    await vi.waitFor(() => expect(openFiles()).toEqual([]), patience);
    await writeFile(join(folder, 'small.npy'), small);
    await writeSparse('large.npy');
    expect(valueOf(await api.act('s', { kind: 'reload' }))).toMatchObject({ passes: [{}, { status: 'computed' }] });
  });

  test('a run leaves no timer, no thread that waits and no open file behind, whether it ends or is cancelled', async () => {
    const threads = nodeThreads(bundle);
    const refuse = () => Promise.reject(new Error('not asked for'));
    const told: number[] = [];
    const here = createWorkerApi({
      files: { ...workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles), measure: threads.measure },
      onProgress: (_, { bytes }) => {
        told.push(bytes);
      },
      onWarning: () => undefined,
      onSay: () => undefined,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => performance.now(),
    });
    await pause(200);
    const before = waiting();
    valueOf(await here.open('t', program('small.npy', 'large.npy')));
    valueOf(await here.act('t', train));
    const running = here.act('t', train);
    await vi.waitFor(() => expect(told.some((bytes) => bytes > 0)).toBe(true), { timeout: limits.event, interval: 5 });
    await expectOtherThan(before);
    await here.cancel('t');
    expect(valueOf(await running)).toMatchObject(reading(1));
    await expectWaiting(before);
    expect(valueOf(await here.act('t', train))).toMatchObject(reading(2));
    await expectWaiting(before);
    threads.dispose();
  });

  test('a thread that is killed while it opens and closes files leaves none open', async () => {
    const source = join(folder, 'fileSource.js');
    await buildWorker(source, 'src/worker/fileSource.ts');
    const opensAndCloses = `
      const { parentPort, workerData } = require('node:worker_threads');
      const { openFileSource } = require(workerData.source);
      for (let i = 0; i < 4; i++) void (async () => {
        for (;;) {
          const file = await openFileSource(workerData.path);
          await file.close();
          parentPort.postMessage('closed');
        }
      })();`;
    for (let kill = 0; kill < 20; kill++) {
      const thread = new Worker(opensAndCloses, {
        eval: true,
        workerData: { source, path: join(folder, 'small.npy') },
      });
      await once(thread, 'message');
      await thread.terminate();
    }
    expect(openFiles()).toEqual([]);
  });

  test('a worker that is killed takes its threads and its files with it, and the next one goes on', async () => {
    await opened();
    const running = api.act('s', train);
    void running.catch(() => undefined);
    await inTheMiddle();
    expect(openFiles().length).toBeGreaterThan(0);
    connection.terminate();
    await connection.ended;
    await vi.waitFor(() => expect(openFiles()).toEqual([]), patience);
    await start();
    const restore = {
      program: { steps: [{ train: 'small.npy' }, { train: 'large.npy' }] },
      cursor: { pass: 1, stage: null },
    };
    expect(valueOf(await api.open('s', { ...program('small.npy', 'large.npy'), restore }))).toMatchObject(reading(1));
  });
});
