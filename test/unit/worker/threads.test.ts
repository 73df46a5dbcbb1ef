import { readdirSync, readlinkSync as readlink } from 'node:fs';
import { appendFile, mkdtemp, rename, rm, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { finishMoments, type Moments } from '../../../src/engine/index.js';
import { measure } from '../../../src/session/index.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import type { Thread } from '../../../src/worker/threads/momentsThread.js';
import { MomentsThreads, type ThreadsOptions } from '../../../src/worker/threads/momentsThreads.js';
import { serveMoments } from '../../../src/worker/threads/serveMoments.js';
import { workerFiles } from '../../../src/worker/workerFiles.js';
import { limits } from '../../patience.mjs';
import { npyFile, npyHeader } from '../formats/npyFile.js';

const shape = [300, 6, 20, 20];
const size = 300 * 6 * 20 * 20;
const values = Float32Array.from({ length: size }, (_, i) => 5 + Math.sin(i * 12.9898) * (1 + (i % 3)));
values[size - 7] = NaN;
values[50_000] = Infinity;
const axes = { channelAxis: 1, statisticsAxes: 'all-but-channel' } as const;
const refuse = () => Promise.reject(new Error('only local files'));
const files = workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles);

let folder: string;
let path: string;
const pools: MomentsThreads[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'threads-'));
  path = join(folder, 'x.npy');
  await writeFile(path, content('False'));
});
afterEach(async () => {
  for (const pool of pools.splice(0)) pool.dispose();
  await rm(folder, { recursive: true });
});

function content(isFortran: 'True' | 'False'): Uint8Array<ArrayBuffer> {
  const bytes = npyFile(npyHeader("'<f4'", `(${shape.join()})`, isFortran), { dataBytes: 4 * size });
  bytes.set(new Uint8Array(values.buffer), bytes.length - 4 * size);
  return bytes;
}

/** A thread's side in this thread, behind ports as between threads. */
function threadHere(served: { count: number } = { count: 0 }): Thread {
  const { port1, port2 } = new MessageChannel();
  const exits: ((code: number) => void)[] = [];
  served.count += 1;
  serveMoments(port2, files, () => performance.now());
  const on: Thread['on'] = (event: string, listener: (value: never) => void) => {
    if (event === 'message') port1.on('message', (message) => listener(message as never));
    if (event === 'exit') exits.push((code) => listener(code as never));
  };
  return {
    postMessage: (message) => port1.postMessage(message),
    on,
    ref: () => port1.ref(),
    unref: () => port1.unref(),
    terminate: () => {
      port1.close();
      for (const exit of exits) exit(1);
    },
  };
}

function poolOf(options: Partial<ThreadsOptions> = {}, start: () => Thread = threadHere): MomentsThreads {
  const pool = new MomentsThreads(start, { most: 3, leastBytes: 2 ** 16, ...options });
  pools.push(pool);
  return pool;
}

async function inThreads(
  pool: MomentsThreads,
  options: Parameters<MomentsThreads['measure']>[2] = {},
  rows?: { start: number; count: number },
): Promise<Moments> {
  const uri = pathToFileURL(path).href;
  const count = ((rows?.count ?? shape[0]) * size) / shape[0] / 6;
  return files.withTensor(uri, async (file) => {
    const parts = await pool.measure({ uri, axes, ...(rows && { rows }) }, file, options);
    return finishMoments(parts ?? [], count);
  });
}

async function alone(rows?: { start: number; count: number }): Promise<Moments> {
  const count = ((rows?.count ?? shape[0]) * size) / shape[0] / 6;
  return files.withTensor(pathToFileURL(path).href, async (file) =>
    finishMoments([await measure(file, axes, rows && { rows })], count),
  );
}

/** Files that this process has open in the folder of the test. */
const openFiles = () =>
  process.platform === 'linux'
    ? readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlink(`/proc/self/fd/${fd}`).startsWith(folder);
        } catch {
          return false;
        }
      }).length
    : 0;

function expectSame(ours: Moments, theirs: Moments): void {
  for (const name of ['min', 'max', 'nonFinite', 'firstNonFinite'] as const) expect(ours[name]).toEqual(theirs[name]);
  ours.shift.forEach((mean, group) => {
    const other = theirs.shift[group];
    if (!Number.isFinite(other)) expect(mean).toBe(other);
    else expect(Math.abs(mean - other) / Math.abs(other)).toBeLessThan(1e-15);
    if (Number.isFinite(theirs.m2[group])) {
      expect(Math.abs(ours.m2[group] - theirs.m2[group]) / theirs.m2[group]).toBeLessThan(1e-13);
    }
  });
}

describe('several threads', () => {
  test.each(['False', 'True'] as const)('find what one finds (Fortran order: %s)', async (isFortran) => {
    await writeFile(path, content(isFortran));
    expectSame(await inThreads(poolOf()), await alone());
    const rows = { start: 17, count: 111 };
    expectSame(await inThreads(poolOf({ most: 2 }), {}, rows), await alone(rows));
  });

  test('are started once, and ended when nobody has needed them for a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const served = { count: 0 };
      const pool = poolOf({ idleMilliseconds: 1000 }, () => threadHere(served));
      await inThreads(pool);
      await inThreads(pool);
      expect([served.count, pool.count]).toEqual([2, 2]);
      vi.advanceTimersByTime(1001);
      expect(pool.count).toBe(0);
      await inThreads(pool);
      expect(served.count).toBe(4);
    } finally {
      vi.useRealTimers();
    }
  });

  test('are not troubled for a small file, nor where there is only one', async () => {
    const uri = pathToFileURL(path).href;
    await files.withTensor(uri, (file) => {
      expect(poolOf({ leastBytes: 2 ** 24 }).measure({ uri, axes }, file, {})).toBeUndefined();
      expect(poolOf({ most: 1 }).measure({ uri, axes }, file, {})).toBeUndefined();
      expect(poolOf().measure({ uri, axes }, { ...file, isSeekable: false }, {})).toBeUndefined();
      return Promise.resolve();
    });
  });

  test('tell how far they are', async () => {
    const seen: number[] = [];
    await inThreads(poolOf(), { onProgress: (bytes) => seen.push(bytes) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1) ?? 0).toBeLessThanOrEqual(4 * size);
  });

  test('stop at once when they are cancelled, and leave no file open', async () => {
    const controller = new AbortController();
    const running = inThreads(poolOf(), { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toThrow(/abort/i);
    await vi.waitFor(() => expect(openFiles()).toBe(0), { timeout: limits.event });
  });

  test('of which one dies fail, and the next ones work', async () => {
    let dying = true;
    const start = (): Thread => {
      const thread = threadHere();
      const postMessage: Thread['postMessage'] = (message) => {
        thread.postMessage(message);
        if (!dying) return;
        dying = false;
        thread.terminate();
      };
      return { ...thread, postMessage };
    };
    const pool = poolOf({}, start);
    const running = inThreads(pool);
    await expect(running).rejects.toThrow('A thread that was reading the file ended with code 1.');
    await vi.waitFor(() => expect(openFiles()).toBe(0), { timeout: limits.event });
    expectSame(await inThreads(pool), await alone());
    expect(pool.count).toBe(2);
  });

  const faults: readonly [string, () => Promise<unknown>, RegExp][] = [
    ['truncated', () => truncate(path, 4 * size - 100), /truncated|cut off|written to or replaced/],
    ['written to', () => appendFile(path, 'x'), /written to/],
    ['touched', () => utimes(path, 1, 1), /written to/],
    ['deleted', () => unlink(path), /deleted or replaced|no such file/],
    [
      'replaced',
      async () => {
        await writeFile(`${path}.new`, content('True'));
        await rename(`${path}.new`, path);
      },
      /replaced/,
    ],
  ];
  test.each(faults)('say so when the file is %s while they read', async (_, fault, message) => {
    const pool = poolOf();
    const uri = pathToFileURL(path).href;
    const running = files.withTensor(uri, async (file) => {
      await fault();
      return pool.measure({ uri, axes }, file, {});
    });
    await expect(running).rejects.toThrow(message);
    await vi.waitFor(() => expect(openFiles()).toBe(0), { timeout: limits.event });
    await writeFile(path, content('False'));
    expectSame(await inThreads(pool), await alone());
  });
});
