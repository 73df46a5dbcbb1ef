import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostApi, Outcome, Progress, WorkerApi } from '../../../../src/protocol/index.js';
import { WorkerLink } from '../../../../src/vscode/host/workerLink.js';

interface FakeWorker {
  readonly host: HostApi;
  end(why: string): void;
  readonly terminate: ReturnType<typeof vi.fn>;
}

const files = { readFile: () => Promise.reject(new Error('none')), readDirectory: () => Promise.resolve([]) };
const silent = () => ({ debug: vi.fn(), warn: vi.fn(), error: vi.fn() });
const answer: Outcome<string> = { ok: true, value: 'done' };
const atOnce = (): Promise<Outcome<string>> => Promise.resolve(answer);
const never = (): Promise<Outcome<string>> => new Promise(() => undefined);

describe('the link to the worker', () => {
  let workers: FakeWorker[];
  let link: WorkerLink;
  beforeEach(() => {
    vi.useFakeTimers();
    workers = [];
    link = new WorkerLink(
      (host) => {
        let end: (error: Error) => void = () => undefined;
        const ended = new Promise<Error>((resolve) => (end = resolve));
        const terminate = vi.fn(() => end(new Error('The worker was stopped.')));
        workers.push({ host, terminate, end: (why) => end(new Error(why)) });
        return Promise.resolve({ api: {} as WorkerApi, ended, terminate });
      },
      files,
      silent,
    );
  });
  afterEach(() => {
    link.dispose();
    vi.useRealTimers();
  });

  test('starts one worker, with the first call', async () => {
    expect(link.isRunning).toBe(false);
    expect(await Promise.all([link.call(atOnce), link.call(atOnce)])).toEqual([answer, answer]);
    expect(workers).toHaveLength(1);
  });

  test('tells a dead worker nothing, and starts none for it', () => {
    link.tell(() => Promise.reject(new Error('must not be asked')));
    expect(workers).toHaveLength(0);
  });

  test('answers what was under way when the worker ends, and starts another for the next call', async () => {
    const running = link.call(never);
    await vi.advanceTimersByTimeAsync(0);
    workers[0].end('out of memory');
    expect(await running).toMatchObject({ ok: false, failure: { message: 'out of memory. Retry starts it again.' } });
    expect(await link.call(atOnce)).toEqual(answer);
    expect(workers).toHaveLength(2);
  });

  test('says that the worker has died while sessions live in it, and counts generations', async () => {
    const died = vi.fn();
    link.onDidDie(died);
    link.onProgress('session-1', () => undefined);
    await link.call(atOnce);
    const { generation } = link;
    workers[0].end('crashed');
    await vi.advanceTimersByTimeAsync(0);
    expect(died).toHaveBeenCalledExactlyOnceWith(new Error('crashed'));
    expect(link.generation).not.toBe(generation);
  });

  test('ends a worker that nobody has needed for a while, and keeps it while somebody may', async () => {
    const session = link.onProgress('session-1', () => undefined);
    await link.call(atOnce);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(workers[0].terminate).not.toHaveBeenCalled();
    session.dispose();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(workers[0].terminate).toHaveBeenCalledOnce();
    expect(link.isRunning).toBe(false);
  });

  test('keeps the next worker when the one before it is late in ending', async () => {
    await link.call(atOnce);
    workers[0].terminate.mockImplementation(() => undefined);
    await vi.advanceTimersByTimeAsync(120_000);
    const running = link.call(never);
    await vi.advanceTimersByTimeAsync(0);
    const { generation } = link;
    workers[0].end('ended at last');
    await vi.advanceTimersByTimeAsync(0);
    expect(link.isRunning).toBe(true);
    expect(link.generation).toBe(generation);
    workers[1].end('crashed');
    expect(await running).toMatchObject({ ok: false });
  });

  test('routes progress to its session', async () => {
    const heard = vi.fn();
    link.onProgress('session-2', heard);
    await link.call(atOnce);
    const progress: Progress = { what: 'reading', bytes: 1, totalBytes: 2, pass: 0, passes: 1, secondsLeft: null };
    workers[0].host.onProgress('session-1', progress);
    expect(heard).not.toHaveBeenCalled();
    workers[0].host.onProgress('session-2', progress);
    expect(heard).toHaveBeenCalledExactlyOnceWith(progress);
  });

  test('says why a worker cannot be started, and tries again', async () => {
    let attempts = 0;
    const broken = new WorkerLink(
      () => Promise.reject(new Error(`no worker.js, attempt ${(attempts += 1)}`)),
      files,
      silent,
    );
    for (const attempt of [1, 2]) {
      expect(await broken.call(atOnce)).toMatchObject({
        failure: { message: `no worker.js, attempt ${attempt}. Retry starts it again.` },
      });
    }
    broken.dispose();
  });
});
