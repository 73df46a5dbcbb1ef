import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  openModel,
  scanModel,
  type LayerJob,
  type LayerScan,
  type ScannedModel,
} from '../../../src/session/model/index.js';
import { layerJobOf } from '../../../src/session/model/layerJob.js';
import { LayersThreads, type StartedThread } from '../../../src/worker/threads/layersThreads.js';
import { layersThread, type LayersThread } from '../../../src/worker/threads/layersThread.js';
import { nodeLayerThreads } from '../../../src/worker/threads/nodeThreads.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { workerFiles } from '../../../src/worker/workerFiles.js';
import { calls, passesTold } from '../session/recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, RUN } from '../session/recordings/recordingFiles.js';
import { writeRecording } from '../../bench/models/writeRecording.js';
import { buildWorker } from './buildWorker.js';

const names = ['stem', 'bn1', 'bn2', 'bn3', 'bn4'];

/** Five layers, of which one is far off in eval, and one cannot be opened. */
function setup() {
  const far = passesTold(calls(50, 10), { place: (_, mode) => [mode === 'eval' ? 3 : 0, 1] });
  const files = new RecordingFiles({
    ...layerFiles('stem', passesTold(calls(50, 10))),
    ...layerFiles('bn1', far, { perFile: 20 }),
  });
  const layers = names.map((name) => ({
    name,
    program: name === 'bn4' ? 'missing.bn.json' : recordedProgram(name === 'bn1' ? 'bn1' : 'stem'),
  }));
  const sources = { files, policy: { folders: [], allowed: [] } };
  const open = (threads?: LayersThreads) =>
    openModel({ layers }, RUN, 'model.bn.json', sources, threads && { threads });
  return { files, open };
}

/** A thread's side in this one. */
function threadHere(thread: LayersThread): StartedThread & { readonly held: boolean[] } {
  const held: boolean[] = [];
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { thread, held, hold: (isNeeded) => held.push(isNeeded), ended, end };
}

const told = ({ scans, findings }: ScannedModel) => ({ scans, findings });

test('threads see what one alone sees', async () => {
  const { files, open } = setup();
  const alone = await scanModel(await open());
  const scan = vi.fn((job: LayerJob) => layersThread(files).scan(job));
  const threads = new LayersThreads({ start: () => threadHere({ scan }), count: 2 }, { leastNumbers: 0 });
  const layers: number[] = [];
  const together = await scanModel(await open(), { threads, onLayer: (layer) => layers.push(layer) });
  expect(told(together)).toEqual(told(alone));
  expect(scan).toHaveBeenCalled();
  expect(together.findings.map(({ rule, layer }) => [rule, layer])).toContainEqual(['mode-shift', 'bn1']);
  expect(layers.sort()).toEqual([0, 1, 2, 3]);
  threads.dispose();
});

test('a thread is told what the statistics files say of their passes: each is opened for its numbers alone', async () => {
  const { files, open } = setup();
  const model = await open();
  files.opened.length = 0;
  const scan = vi.fn((job: LayerJob) => layersThread(files).scan(job));
  const threads = new LayersThreads({ start: () => threadHere({ scan }), count: 1 }, { leastNumbers: 0 });
  await scanModel(model, { threads });
  expect(scan).toHaveBeenCalled();
  const [stem, far] = [['stem/stats_0.npz'], ['bn1/stats_0.npz', 'bn1/stats_1.npz', 'bn1/stats_2.npz']];
  expect(files.opened.toSorted()).toEqual([...far, ...stem, ...stem, ...stem]);
});

test('a thread asks a statistics file again that was written to since', async () => {
  const { files, open } = setup();
  const job = layerJobOf(await open(), 0);
  files.write('stem/stats_0.npz', layerFiles('stem', passesTold(calls(60, 10)))['stem/stats_0.npz']);
  files.opened.length = 0;
  if (!job) throw new Error('the layer was refused');
  await layersThread(files).scan(job);
  expect(files.opened).toEqual(['stem/stats_0.npz', 'stem/stats_0.npz']);
});

test('a small model starts none, and neither does one whose passes somebody wants to be told of', async () => {
  const { open } = setup();
  const start = vi.fn((): StartedThread => {
    throw new Error('not needed');
  });
  await scanModel(await open(), { threads: new LayersThreads({ start, count: 2 }) });
  const onRecord = vi.fn();
  await scanModel(await open(), { threads: new LayersThreads({ start, count: 2 }, { leastNumbers: 0 }), onRecord });
  expect(start).not.toHaveBeenCalled();
  expect(onRecord).toHaveBeenCalledTimes(4 * 55);
});

test('what a thread cannot, or leaves undone, is done here', async () => {
  const { open } = setup();
  const alone = await scanModel(await open());
  const started: (StartedThread & { held: boolean[] })[] = [];
  const start = (): StartedThread => {
    const isFirst = started.length === 0;
    const never = (): Promise<LayerScan> => new Promise(() => undefined);
    const refuse = () => Promise.reject(new Error('cannot'));
    const one = threadHere({ scan: isFirst ? never : refuse });
    started.push(one);
    if (isFirst) setTimeout(() => one.end(), 5);
    return one;
  };
  const threads = new LayersThreads({ start, count: 2 }, { leastNumbers: 0 });
  expect(told(await scanModel(await open(), { threads }))).toEqual(told(alone));
  expect(started.length).toBeGreaterThan(1);
  // None keeps the process alive that has nothing to do.
  expect(started.map(({ held }) => held.at(-1))).toEqual(started.map(() => false));
  threads.dispose();
});

test('threads start while a large model is being opened, and are ended where nobody asks them', async () => {
  const { files, open } = setup();
  const start = vi.fn(() => threadHere(layersThread(files)));
  await open(new LayersThreads({ start, count: 2 }));
  expect(start).not.toHaveBeenCalled();
  const threads = new LayersThreads({ start, count: 2 }, { leastNumbers: 1, idleMilliseconds: 1 });
  await open(threads);
  expect(start).toHaveBeenCalledTimes(2);
  await vi.waitFor(() => expect(threads.running).toBe(0));
});

test('a thread that cannot be started keeps no model from being opened', async () => {
  const { open } = setup();
  const start = (): StartedThread => {
    throw new Error('no more threads');
  };
  const threads = new LayersThreads({ start, count: 2 }, { leastNumbers: 0 });
  const model = await open(threads);
  expect(told(await scanModel(model, { threads }))).toEqual(told(await scanModel(model)));
});

test('cancelled, it ends the threads and throws the reason', async () => {
  const { open } = setup();
  const start = () => threadHere({ scan: () => new Promise(() => undefined) });
  const threads = new LayersThreads({ start, count: 2 }, { leastNumbers: 0 });
  const controller = new AbortController();
  const scanning = scanModel(await open(), { threads, signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 5);
  await expect(scanning).rejects.toThrow('enough');
  expect(threads.running).toBe(0);
});

test('threads that nobody needs are ended', async () => {
  const { files, open } = setup();
  const start = () => threadHere(layersThread(files));
  const threads = new LayersThreads({ start, count: 2 }, { leastNumbers: 0, idleMilliseconds: 1 });
  await scanModel(await open(), { threads });
  await vi.waitFor(() => expect(threads.running).toBe(0));
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layers-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('threads of Node read a recording from its files, and a healthy one has no findings', async () => {
  const bundle = join(folder, 'worker.js');
  await buildWorker(bundle);
  const widths = [8, 70, 16].map((channels, at) => ({ name: `bn${at}`, channels }));
  await writeRecording(folder, widths, 300);
  const refuse = () => Promise.reject(new Error('only local files'));
  const files = workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles);
  const layers = widths.map(({ name }) => ({ name, program: `${name}.bn.json` }));
  const base = `${pathToFileURL(folder).href}/`;
  const sources = { files, policy: { folders: [base], allowed: [] } };
  const open = () => openModel({ layers }, base, 'model.bn.json', sources);
  const threads = new LayersThreads({ ...nodeLayerThreads(bundle), count: 1 }, { leastNumbers: 0 });
  const alone = await scanModel(await open());
  const together = await scanModel(await open(), { threads });
  threads.dispose();
  expect(together.findings).toEqual([]);
  expect(told(together)).toEqual(told(alone));
});
