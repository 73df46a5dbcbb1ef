import type { SessionReport } from '../../../src/session/index.js';
import { exitCode } from '../../../src/cli/report/exitCode.js';
import { describe, expect, test } from 'vitest';
import type { Action, Failure, Outcome, Progress, SessionSnapshot, WorkerApi } from '../../../src/protocol/index.js';
import { createWorkerApi } from '../../../src/worker/api.js';
import { BASE, batchBytes, exampleFiles, npyOf, type MemoryFiles } from '../session/memoryFiles.js';
import { valueOf } from './workerOver.js';

interface Setup {
  readonly api: WorkerApi;
  readonly files: MemoryFiles;
  readonly progress: (Progress & { readonly id: string })[];
  readonly warnings: string[];
  /** What happens at every turn that a running action gives to others. */
  onBreath: () => void;
}

function setup(files = exampleFiles()): Setup {
  let time = 0;
  const result: Setup = { api: undefined as never, files, progress: [], warnings: [], onBreath: () => undefined };
  const api = createWorkerApi({
    files,
    onProgress: (id, progress) => result.progress.push({ id, ...progress }),
    onWarning: (sentence) => result.warnings.push(sentence),
    breathe: async () => {
      await Promise.resolve();
      result.onBreath();
    },
    // Every look at the clock takes 30 ms.
    now: () => (time += 30),
  });
  return Object.assign(result, { api });
}

const uri = (name: string) => `${BASE}/${name}`;
const batches = (count: number) => ({
  target: { kind: 'files', uris: Array.from({ length: count }, (_, i) => uri(`batch_${i}.npy`)) } as const,
});

function failureOf(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('It should have failed');
  return outcome.failure;
}
async function acting(api: WorkerApi, ...actions: Action[]): Promise<SessionSnapshot> {
  const outcomes = await Promise.all(actions.map((action) => api.act('s', action)));
  return valueOf(outcomes[outcomes.length - 1]);
}

describe('a session in the worker', () => {
  test('opens a program without steps, and finds what its state alone says', async () => {
    const { api } = setup();
    const program = { state: { gamma: [0.7, 1.2, 0.9], runningMean: [0, 1, 2], runningVar: [1, -0.5, 1] }, steps: [] };
    const opened = valueOf(await api.open('s', { target: { kind: 'inline', program, base: BASE } }));
    expect(opened).toMatchObject({
      computed: 0,
      shown: null,
      next: null,
      passes: [],
      input: { channels: 3, count: 0 },
    });
    expect(opened.findings).toMatchObject([{ rule: 'negative-variance', pass: -1, channel: 1 }]);
    expect(failureOf(await api.act('s', { kind: 'pass', mode: 'train' })).message).toContain(
      'There is no batch to run',
    );
  });

  test('opens, runs a pass and answers views', async () => {
    const { api } = setup();
    const opened = valueOf(await api.open('s', { target: { kind: 'files', uris: [uri('batch_0.npy')] } }));
    expect(opened).toMatchObject({
      title: 'batch_0.npy',
      computed: 0,
      shown: null,
      cursor: { pass: 0, stage: null },
      next: { mode: 'train', batch: 'batch_0.npy' },
      input: { shape: [8, 3, 4], dtype: 'float32', count: 32, channels: 3, warnings: [] },
      passes: [{ mode: 'train', batch: 'batch_0.npy', uri: uri('batch_0.npy'), status: 'planned', worst: null }],
      findings: [],
      notice: null,
    });
    const after = await acting(api, { kind: 'pass', mode: 'train' });
    expect(after).toMatchObject({ computed: 1, shown: 0, next: null, passes: [{ status: 'computed' }] });
    expect(after.revision).toBeGreaterThan(opened.revision);
    expect(after.stages).toHaveLength(6);
    const table = valueOf(await api.view('s', 'table', { pass: 0 }));
    expect([table.channels, table.runningMean[1]]).toEqual([3, 0.1 * table.mean[1]]);
    expect(after.typicalGap[0]).toBe([...table.gap].map(Math.abs).sort((a, b) => a - b)[1]);
  });

  test('survives the way into another thread whole', async () => {
    const { api } = setup();
    await api.open('s', batches(2));
    const snapshot = await acting(api, { kind: 'runAll' });
    expect(structuredClone(snapshot)).toEqual(snapshot);
  });

  test('orders several files naturally, whatever order they were chosen in', async () => {
    const { api } = setup();
    const uris = ['batch_10.npy', 'batch_9.npy', 'batch_1.npy'].map(uri);
    const snapshot = valueOf(await api.open('s', { target: { kind: 'files', uris } }));
    expect(snapshot.title).toBe('3 files');
    expect(snapshot.passes.map(({ batch }) => batch)).toEqual(['batch_1.npy', 'batch_9.npy', 'batch_10.npy']);
  });

  test('opens program files and inline programs', async () => {
    const { api, files } = setup();
    files.write('p.bn.json', new TextEncoder().encode('{ "steps": [{ "train": "batch_0.npy", "batchSize": 4 }] }'));
    const fromFile = valueOf(await api.open('s', { target: { kind: 'program', uri: uri('p.bn.json') } }));
    expect([fromFile.title, fromFile.passes.length]).toEqual(['p.bn.json', 2]);
    const program = { steps: [{ eval: 'val.npy' }] };
    const inline = valueOf(await api.open('t', { target: { kind: 'inline', program, base: `${BASE}/` } }));
    expect(inline.passes[0]).toMatchObject({ mode: 'eval', uri: uri('val.npy') });
  });

  test('names the axes that would do where a file has too many channels, and opens with one of them', async () => {
    const { api, files } = setup();
    files.write('wide.npy', npyOf([2, 2 ** 20 + 1], new Float32Array(2 ** 21 + 2)));
    const target = { kind: 'files', uris: [uri('wide.npy')] } as const;
    expect(failureOf(await api.open('s', { target }))).toEqual({
      title: 'This cannot be debugged',
      message:
        'wide.npy: shape [2, 1048577]: 1048577 channels on axis 1, expected at most 1048576; axis 0 has 2 entries',
      channelAxes: [0],
    });
    const opened = valueOf(await api.open('s', { target, defaults: { channelAxis: 0 } }));
    expect(opened.input).toMatchObject({ channels: 2, count: 2 ** 20 + 1 });
    // Where a session is open already, it stays, and there is nothing to open otherwise.
    const changed = failureOf(await api.act('s', { kind: 'configure', settings: { channelAxis: 1 } }));
    expect(changed.channelAxes).toBeUndefined();
    expect(changed.message).toContain('expected at most 1048576; axis 0 has 2 entries');
  });

  test('shows a pass that has too many channels among others', async () => {
    const { api, files } = setup();
    files.write('wide.npy', npyOf([2, 2 ** 20 + 1], new Float32Array(2 ** 21 + 2)));
    await api.open('s', { target: { kind: 'files', uris: [uri('batch_0.npy'), uri('wide.npy')] } });
    const snapshot = await acting(api, { kind: 'runAll' });
    expect(snapshot.passes.map(({ status }) => status)).toEqual(['computed', 'refused']);
    expect(snapshot.input.channels).toBe(0);
  });

  test('takes the defaults of the settings for files, and what was saved before them', async () => {
    const { api } = setup();
    const defaults = { convention: 'keras', momentum: 0.5, channelAxis: 1 };
    const fresh = valueOf(await api.open('s', { ...batches(2), defaults }));
    expect(fresh.settings).toMatchObject({ conventionKey: 'keras', momentum: 0.5, channelAxis: 1, eps: 0.001 });
    const restore = {
      program: { steps: [{ train: 'batch_5.npy' }, { eval: 'val.npy' }] },
      cursor: { pass: 1, stage: 1 },
    };
    const restored = valueOf(await api.open('s', { ...batches(2), defaults, restore }));
    expect(restored).toMatchObject({
      cursor: { pass: 1, stage: 1 },
      computed: 2,
      settings: { conventionKey: 'pytorch' },
    });
  });

  test('judges by the setting for thresholds, from the first and from when it changes; what is wrong in it is said once', async () => {
    const { api, warnings } = setup();
    const thresholds = { 'not-converged': { meanGap: 1e9, spreadFactor: 1e9 }, 'not-convergd': {} };
    valueOf(await api.open('s', { ...batches(2), thresholds }));
    const early = ({ findings }: { readonly findings: readonly { readonly rule: string }[] }) =>
      Number(findings.some(({ rule }) => rule === 'not-converged'));
    const before = await acting(api, { kind: 'runAll' });
    expect(early(before)).toBe(0);
    const judged = valueOf(await api.judge('s', undefined));
    expect([early(judged), judged.cursor, judged.computed]).toEqual([1, before.cursor, 2]);
    expect(judged.revision).toBeGreaterThan(before.revision);
    // They outlive a change of the program.
    expect(early(valueOf(await api.judge('s', thresholds)))).toBe(0);
    expect(early(await acting(api, { kind: 'configure', settings: { eps: 1e-3 } }, { kind: 'runAll' }))).toBe(0);
    // And they are no edit: what is undone is not what findings are judged by.
    valueOf(await api.judge('s', undefined));
    expect(early(await acting(api, { kind: 'undo' }))).toBe(1);
    expect(early(valueOf(await api.report({ ...batches(2), thresholds }, {})))).toBe(0);
    expect(early(valueOf(await api.report(batches(2), {})))).toBe(1);
    expect(warnings).toEqual([
      'batchnorm.findings.thresholds, not-convergd: there is no such rule with thresholds; the default counts',
    ]);
    expect(failureOf(await api.judge('t', {})).title).toBe('There is no such session');
  });

  test('offers the files beside a lone one that have its shape', async () => {
    const { api, files } = setup();
    files.write('broken.npy', new Uint8Array(5));
    const { offers } = valueOf(await api.open('s', { target: { kind: 'files', uris: [uri('batch_3.npy')] } }));
    expect(offers.sameShape.slice(0, 4)).toEqual([0, 1, 2, 4].map((i) => uri(`batch_${i}.npy`)));
    expect(offers.sameShape.some((other) => /broken|wide|single|batch_3/.test(other))).toBe(false);
    const { offers: rest } = await acting(api, { kind: 'addBatches', uris: offers.sameShape.slice(0, 4) });
    expect(rest.sameShape[0]).toBe(offers.sameShape[4]);
  });

  test('shows the worst finding where it begins, and a comparison as text', async () => {
    const { api } = setup();
    const program = {
      steps: [{ train: 'batch_0.npy' }, { train: 'single.npy' }, { eval: 'val.npy', expect: 'gone.npy' }],
    };
    await api.open('s', { target: { kind: 'inline', program, base: BASE } });
    const { passes } = await acting(api, { kind: 'runAll' });
    expect(passes[1]).toMatchObject({ status: 'refused', worst: 'error' });
    expect(passes[1].error).toMatch(/^Expected more than 1 value/);
    expect(passes[2]).toMatchObject({
      status: 'computed',
      worst: 'error',
      error: 'gone.npy: on disk: there is no such file',
      expect: { passed: false, maxAbsError: 'NaN' },
    });
  });

  test('says that PyTorch refuses integers, and computes them all the same', async () => {
    const { api, files } = setup();
    files.write('ints.json', new TextEncoder().encode('{ "shape": [2, 1], "data": [1, 3], "dtype": "int64" }'));
    const opened = valueOf(await api.open('s', { target: { kind: 'files', uris: [uri('ints.json')] } }));
    expect(opened.input).toMatchObject({
      dtype: 'int64',
      warnings: ['PyTorch refuses int64 input; it is computed as float64 here'],
    });
    expect((await acting(api, { kind: 'pass', mode: 'train' })).passes[0].status).toBe('computed');
  });

  test('names what Train and Eval would run', async () => {
    const { api } = setup();
    await api.open('s', {
      target: { kind: 'inline', program: { steps: [{ train: 'batch_0.npy' }, { eval: 'val.npy' }] }, base: BASE },
    });
    const { trainBatch, evalBatch, next } = await acting(api, { kind: 'runAll' });
    expect([trainBatch, evalBatch, next]).toEqual(['batch_0.npy', 'val.npy', null]);
  });
});

describe('calls', () => {
  test('on one session are carried out in order', async () => {
    const { api } = setup();
    await api.open('s', batches(4));
    const outcomes = await Promise.all([
      api.act('s', { kind: 'pass', mode: 'train' }),
      api.act('s', { kind: 'runAll' }),
      api.act('s', { kind: 'stepBack' }),
      api.act('s', { kind: 'reset' }),
    ]);
    expect(outcomes.map((outcome) => valueOf(outcome).cursor.pass)).toEqual([1, 4, 3, 0]);
    const revisions = outcomes.map((outcome) => valueOf(outcome).revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  });

  test('for views wait for the opening, but not for a long action', async () => {
    const setting = setup();
    const { api } = setting;
    const opening = api.open('s', batches(6));
    const early = api.view('s', 'table', { pass: null });
    await opening;
    expect(valueOf(await early).channels).toBe(3);
    let answered = 0;
    setting.onBreath = () => void api.view('s', 'table', { pass: null }).then(() => (answered += 1));
    const running = api.act('s', { kind: 'runAll' });
    await running;
    expect(answered).toBeGreaterThan(2);
  });

  test('on sessions that are not open are refused', async () => {
    const { api } = setup();
    expect(failureOf(await api.act('x', { kind: 'reset' })).title).toBe('There is no such session');
    expect(failureOf(await api.view('x', 'table', { pass: null })).title).toBe('There is no such session');
    await api.open('s', batches(1));
    await api.close('s');
    expect((await api.act('s', { kind: 'reset' })).ok).toBe(false);
  });

  test('tell progress ten times a second at most', async () => {
    const { api, progress } = setup();
    await api.open('s', batches(12));
    await api.act('s', { kind: 'runAll' });
    // Two looks at the clock a pass of 30 ms each.
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.length).toBeLessThanOrEqual(12);
    expect(progress[0]).toMatchObject({
      id: 's',
      what: expect.stringMatching(/^reading batch_\d+\.npy$/) as unknown,
      passes: 12,
    });
    expect(progress[0].totalBytes).toBe(8 * 3 * 4 * 4);
  });
});

describe('cancelling', () => {
  test('ends the running action, keeps finished passes and says so', async () => {
    const setting = setup();
    const { api } = setting;
    await api.open('s', batches(12));
    let breaths = 0;
    setting.onBreath = () => {
      if (++breaths === 4) void api.cancel('s');
    };
    const snapshot = await acting(api, { kind: 'runAll' });
    expect(snapshot.computed).toBe(4);
    expect(snapshot).toMatchObject({
      cursor: { pass: 4, stage: null },
      notice: expect.stringMatching(/Cancelled/) as unknown,
    });
    expect((await acting(api, { kind: 'runAll' })).computed).toBe(12);
  });

  test('one session leaves the others alone', async () => {
    const setting = setup();
    const { api } = setting;
    await api.open('s', batches(5));
    await api.open('t', batches(5));
    setting.onBreath = () => void api.cancel('t');
    const [s, t] = await Promise.all([api.act('s', { kind: 'runAll' }), api.act('t', { kind: 'runAll' })]);
    expect(valueOf(s).computed).toBe(5);
    expect(valueOf(t).computed).toBeLessThan(5);
  });

  test('ends a view that is being computed, at its next turn', async () => {
    const setting = setup();
    const { api } = setting;
    await api.open('s', batches(2));
    await acting(api, { kind: 'runAll' });
    let breaths = 0;
    setting.onBreath = () => {
      breaths++;
      void api.cancel('s');
    };
    const request = { pass: 0, channel: 0, upstream: 'ones' } as const;
    expect(failureOf(await api.view('s', 'gradients', request)).message).toMatch(/^Cancelled/);
    expect(breaths).toBe(1);
    setting.onBreath = () => undefined;
    expect((await api.view('s', 'gradients', request)).ok).toBe(true);
  });

  test('nothing is no error', async () => {
    const { api } = setup();
    await expect(api.cancel('nobody')).resolves.toBeUndefined();
  });
});

describe('names of files', () => {
  const name = '<img src=x>\u202e\x07.npy';
  const shown = '<img src=x>\\u202e\\x07.npy';

  test('are shown as text that cannot reorder or hide anything', async () => {
    const { api, files } = setup();
    files.write(name, batchBytes([8, 3, 4], 1));
    const opened = valueOf(await api.open('s', { target: { kind: 'files', uris: [uri(name)] } }));
    expect(opened).toMatchObject({ title: shown, next: { batch: shown }, trainBatch: shown, evalBatch: shown });
    expect(opened.passes[0]).toMatchObject({ batch: shown, uri: `${BASE}/${encodeURIComponent(name)}` });
  });

  test('that are refused, too', async () => {
    const { api, files } = setup();
    files.write(name, new Uint8Array(3));
    const failure = failureOf(await api.open('s', { target: { kind: 'files', uris: [uri(name)] } }));
    expect(failure).toMatchObject({ title: `${shown} cannot be read`, refusal: { file: shown } });
    expect(failure.message.startsWith(`${shown}: byte 0: `)).toBe(true);
  });
});

describe('failures', () => {
  test('name the file and carry its refusal', async () => {
    const { api, files } = setup();
    files.write('bad.npy', new TextEncoder().encode('not a tensor, not at all'));
    const failure = failureOf(await api.open('s', { target: { kind: 'files', uris: [uri('bad.npy')] } }));
    expect(failure.title).toBe('bad.npy cannot be read');
    expect(failure.refusal?.bytes?.data).toBeInstanceOf(Uint8Array);
    expect(failure.message).toMatch(/^bad\.npy: /);
  });

  test('of an action leave the session as it was', async () => {
    const { api } = setup();
    await api.open('s', batches(2));
    const before = await acting(api, { kind: 'runAll' });
    expect(failureOf(await api.act('s', { kind: 'configure', settings: { eps: NaN } })).message).toMatch(/eps/);
    const after = await acting(api, { kind: 'stepBack' });
    expect([after.computed, after.settings]).toEqual([before.computed, before.settings]);
  });

  test('of a view name what is not there', async () => {
    const { api } = setup();
    await api.open('s', batches(2));
    expect(failureOf(await api.view('s', 'table', { pass: 17 })).message).toMatch(/pass 18/);
  });

  test('to open leave what was open before', async () => {
    const { api, files } = setup();
    await api.open('s', batches(1));
    files.remove('batch_0.npy');
    expect((await api.open('s', batches(1))).ok).toBe(false);
    expect((await api.act('s', { kind: 'reset' })).ok).toBe(true);
  });

  test('of parameters that fit another axis have that axis as their remedy', async () => {
    const { api, files } = setup();
    files.write('gamma.npy', npyOf([4], Float32Array.of(1, 2, 3, 4)));
    const opened = valueOf(await api.open('s', batches(1)));
    expect(opened.input.hint).toEqual({ candidates: [1, 2], isAmbiguous: true, suggestion: null });
    const load: Action = { kind: 'configure', settings: { state: { gamma: 'gamma.npy' } } };
    const failure = failureOf(await api.act('s', load));
    expect(failure.message).toMatch(/expected 3 values.*; axis 2 has 4 entries, axis 1 has 3$/);
    expect(failure.remedy).toMatchObject({
      label: 'Channels on axis 2',
      action: { kind: 'configure', settings: { channelAxis: 2, state: { gamma: 'gamma.npy' } } },
    });
    const after = await acting(api, failure.remedy?.action ?? load);
    expect([after.settings.channelAxis, after.input.channels, after.input.hint.isAmbiguous]).toEqual([2, 4, false]);
  });

  test('of a reload keep the passes; the next reload may succeed, with its notice', async () => {
    const { api, files } = setup();
    await api.open('s', batches(2));
    await acting(api, { kind: 'runAll' });
    files.remove('batch_1.npy');
    expect(failureOf(await api.act('s', { kind: 'reload' })).title).toBe('batch_1.npy cannot be read');
    expect(valueOf(await api.view('s', 'table', { pass: 1 })).channels).toBe(3);
    files.write('batch_1.npy', batchBytes([8, 3, 4], 5));
    const notice = 'batch_1.npy changed on disk and was read again';
    expect(await acting(api, { kind: 'reload', notice })).toMatchObject({ notice, computed: 2 });
  });
});

describe('a report', () => {
  test('runs the whole program and leaves no session behind', async () => {
    const { api } = setup();
    const program = { steps: [{ train: 'batch_*.npy' }, { eval: 'val.npy' }] };
    const report = valueOf(await api.report({ target: { kind: 'inline', program, base: BASE } }, {}));
    if ('layers' in report) throw new Error('expected one layer');
    expect(report.passes.map(({ batch }) => batch).slice(9)).toEqual([
      'batch_9.npy',
      'batch_10.npy',
      'batch_11.npy',
      'val.npy',
    ]);
    expect((await api.act('report', { kind: 'reset' })).ok).toBe(false);
  });

  test('of a state without any pass says what the state alone tells', async () => {
    const { api } = setup();
    const state = { runningMean: [0.1, 0.2, 0.3, 0.4], runningVar: [1, -1e-6, 1, 1] };
    const target = { kind: 'inline', program: { state, steps: [] }, base: BASE } as const;
    const report = valueOf(await api.report({ target }, {})) as SessionReport;
    expect(report).toMatchObject({ convention: 'pytorch', channelAxis: 1, channels: 4, passes: [] });
    expect(report.findings).toMatchObject([
      { rule: 'negative-variance', severity: 'error', pass: -1, lastPass: -1, known: -1, channel: 1 },
    ]);
    expect(exitCode(report, undefined)).toBe(0);
    expect(exitCode(report, 'error')).toBe(1);
    const trained = { gamma: [1.1, 0.9, 1], beta: [0.1, 0, -0.1] };
    const last = { kind: 'inline', program: { convention: 'keras', state: trained, steps: [] }, base: BASE } as const;
    expect(valueOf(await api.report({ target: last }, {})).findings).toMatchObject([
      { rule: 'never-updated', pass: -1 },
    ]);
    // Without values for each channel nobody knows how many there are.
    const nothing = { kind: 'inline', program: { steps: [] }, base: BASE } as const;
    expect(failureOf(await api.report({ target: nothing }, {})).message).toMatch(/^The program has no passes/);
    expect(failureOf(await api.open('s', { target: nothing })).message).toMatch(/^The program has no passes/);
  });

  test('checks an inline program as it would a file', async () => {
    const { api } = setup();
    const program = { steps: [{ train: 3 }] } as never;
    expect(failureOf(await api.report({ target: { kind: 'inline', program, base: BASE } }, {})).message).toMatch(
      /steps\[0\]\.train is wrong/,
    );
  });
});
