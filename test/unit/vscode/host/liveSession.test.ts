import type { Uri } from 'vscode';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type {
  ArchiveView,
  Failure,
  Outcome,
  Progress,
  SessionSnapshot,
  Target,
} from '../../../../src/protocol/index.js';
import { LiveSession } from '../../../../src/vscode/host/liveSession.js';
import type { SessionDocument } from '../../../../src/vscode/host/sessionDocument.js';
import type { Remembered } from '../../../../src/vscode/host/sessionMemory.js';
import { SessionMemory } from '../../../../src/vscode/host/sessionMemory.js';
import { WorkerLink } from '../../../../src/vscode/host/workerLink.js';
import { modelFor } from '../../webview/views/model/modelFor.js';
import { FakeWorker } from './fakeWorker.js';
import { memento } from './memento.js';

const train = { kind: 'pass', mode: 'train' } as const;
const reload = { kind: 'reload' } as const;
const cursorAt = (pass: number) => ({ pass, stage: null });

/** As much of a snapshot as a session looks at: so many passes have run, the last of them is shown. */
function snapshot(revision: number, shown: number | null = null, more: Partial<SessionSnapshot> = {}): SessionSnapshot {
  const pass = (batch: string) => ({ mode: 'train', batch, uri: `file:///w/${batch}`, status: 'planned', worst: null });
  return {
    revision,
    numbers: revision,
    title: 'bn.bn.json',
    program: { steps: [{ train: 'a.npy' }, { train: 'b.npy' }] },
    passes: [pass('a.npy'), pass('b.npy')],
    cursor: cursorAt(shown === null ? 0 : shown + 1),
    shown,
    branches: { current: 'original', others: [], programs: [] },
    notice: null,
    ...more,
  } as unknown as SessionSnapshot;
}
const done = (...given: Parameters<typeof snapshot>): Outcome<SessionSnapshot> => ({
  ok: true,
  value: snapshot(...given),
});
const refused = (failure: Partial<Failure> = {}) => ({
  ok: false as const,
  failure: { title: 'That did not work', message: 'no', ...failure },
});

function documentOf(target: Target, changes: Partial<SessionDocument> = {}): SessionDocument {
  const address = target.kind === 'program' ? target.uri : 'file:///w/acts.npz';
  return {
    uri: Object.assign(Object.create(null) as Uri, { toString: () => address }),
    name: address.slice(address.lastIndexOf('/') + 1),
    isProgram: target.kind === 'program',
    target: () => target,
    defaults: () => ({ convention: 'keras' }),
    thresholds: () => ({ gapSigma: 2 }),
    rules: () => ({}),
    policy: (allowed) => ({ folders: ['file:///w'], allowed }),
    stamp: () => Promise.resolve('1:2'),
    ...changes,
  };
}
const programTarget: Target = { kind: 'program', uri: 'file:///w/bn.bn.json' };
const program = documentOf(programTarget);
const archive = documentOf({ kind: 'files', uris: ['file:///w/acts.npz'] });

let workers: FakeWorker[];
let link: WorkerLink;
let memory: SessionMemory;
const consent = vi.fn<(uri: Uri, files: readonly string[]) => Promise<boolean>>();
const log = () => ({ debug: vi.fn(), warn: vi.fn(), error: vi.fn() });
const sessions: LiveSession[] = [];
beforeEach(() => {
  workers = [];
  const files = { readFile: () => Promise.reject(new Error('none')), readDirectory: () => Promise.resolve([]) };
  link = new WorkerLink(
    (host) => {
      const worker = new FakeWorker(host);
      workers.push(worker);
      return Promise.resolve(worker.connection);
    },
    files,
    log,
  );
  memory = new SessionMemory(memento());
  consent.mockReset().mockResolvedValue(false);
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.dispose();
  link.dispose();
});

/** A session, what its faces have heard of it, and the worker that it lives in now. */
function start(document = program) {
  const ended = vi.fn();
  const session = new LiveSession(document, { link, memory, consent, keep: () => ({ dispose: ended }), log });
  sessions.push(session);
  const heard: string[] = [];
  session.onDidChange((state) => {
    const failure = 'failure' in state && state.failure ? `: ${state.failure.title}` : '';
    heard.push(`${state.kind}${state.kind === 'ready' ? ` ${state.snapshot.revision}` : ''}${failure}`);
  });
  return { session, heard, ended };
}
const worker = (): Promise<FakeWorker> => vi.waitUntil(() => workers.at(-1), { interval: 1 });

async function opened(document = program, first = done(0)) {
  const started = start(document);
  (await (await worker()).next('open')).answer(first);
  await vi.waitUntil(() => started.session.state.kind !== 'loading', { interval: 1 });
  return { ...started, worker: await worker() };
}
/** Whatever was begun without a wait for the worker has come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('opening', () => {
  test('asks for the document with settings and policy, and shows what comes of it', async () => {
    const { session, heard } = start();
    expect([session.state.kind, session.snapshot]).toEqual(['loading', null]);
    const { given, answer } = await (await worker()).next('open');
    expect(given[1]).toEqual({
      target: program.target(),
      defaults: { convention: 'keras' },
      thresholds: { gapSigma: 2 },
      rules: {},
      policy: { folders: ['file:///w'], allowed: [] },
    });
    answer(done(0));
    await vi.waitFor(() => expect(heard).toEqual(['ready 0']));
    expect(session.snapshot?.title).toBe('bn.bn.json');
  });

  const remembered: Remembered = { program: { steps: [{ eval: 'b.npy' }] }, cursor: cursorAt(1), stamp: '1:2' };

  test('brings back what was saved; where that does not fit any more, the document’s own', async () => {
    await memory.remember(program.uri, remembered);
    const { heard } = start();
    const first = await (await worker()).next('open');
    expect(first.given[1].restore).toEqual({ program: remembered.program, cursor: remembered.cursor });
    first.answer(refused());
    const second = await (await worker()).next('open');
    expect(second.given[1].restore).toBeUndefined();
    second.answer(done(0));
    await vi.waitFor(() => expect(heard).toEqual(['ready 0']));
  });

  test('forgets what was saved of a program file that was edited since', async () => {
    await memory.remember(program.uri, { ...remembered, stamp: 'older' });
    start();
    expect((await (await worker()).next('open')).given[1].restore).toBeUndefined();
  });

  test('that fails is shown alone, with what of the file could be read instead', async () => {
    const refusal = { file: 'acts.npz', place: 'z', problem: 'complex', choose: 'part', choices: ['real'] } as const;
    const { session } = await opened(archive, refused({ refusal, channelAxes: [1] }));
    expect(session.state).toMatchObject({ kind: 'failed', parts: ['real'], channelAxes: [1] });
    void session.chooseAlso({ part: 'real' });
    const { given } = await (await worker()).next('open');
    expect(given[1].target).toEqual({ kind: 'files', uris: [{ file: 'file:///w/acts.npz', part: 'real' }] });
  });

  test('of an address that says nothing is a failure, and asks no worker', async () => {
    const nothing = documentOf(programTarget, {
      target: () => {
        throw new Error('expected base and files in the address');
      },
    });
    const { session } = start(nothing);
    await vi.waitFor(() => expect(session.state).toMatchObject({ kind: 'failed' }));
    expect(session.state).toMatchObject({
      failure: { title: 'bn.bn.json cannot be opened', message: /expected base/ },
    });
    expect(workers).toEqual([]);
  });
});

describe('an action', () => {
  test('is carried out also where it cannot be remembered, which is tried again with the next', async () => {
    const full = memento();
    const update = vi.spyOn(full, 'update').mockRejectedValueOnce(new Error('the disk is full'));
    memory = new SessionMemory(full);
    const { session, worker: running } = await opened();
    for (const pass of [0, 1]) {
      const acted = session.act(train);
      (await running.next('act')).answer(done(pass + 1, pass));
      expect(await acted).toMatchObject({ ok: true });
      expect(session.snapshot?.shown).toBe(pass);
    }
    expect(update.mock.calls.length).toBeGreaterThan(1);
    expect(await memory.recall(program.uri)).toMatchObject({ cursor: cursorAt(2) });
  });

  test('waits until the session is open, and is remembered', async () => {
    const { session } = start();
    const acted = session.act(train);
    const first = await (await worker()).next('open');
    await settled();
    expect(workers[0].waiting).toEqual([]);
    first.answer(done(0));
    const act = await workers[0].next('act');
    expect(act.given.slice(1)).toEqual([train, []]);
    act.answer(done(1, 0));
    expect(await acted).toMatchObject({ ok: true });
    expect(session.snapshot?.shown).toBe(0);
    expect(await memory.recall(program.uri)).toEqual({
      program: snapshot(1).program,
      cursor: cursorAt(1),
      stamp: '1:2',
    });
  });

  test('that waited for an opening which failed leaves it to the newer one that was begun since', async () => {
    const { session } = start();
    const acted = session.act(train);
    const first = await (await worker()).next('open');
    void session.choose({});
    const second = await workers[0].next('open');
    first.answer(refused());
    expect(await acted).toMatchObject({ ok: false });
    expect(workers[0].waiting).toEqual([]);
    second.answer(done(0));
    await vi.waitFor(() => expect(session.state.kind).toBe('ready'));
  });

  test('while another runs goes to the worker at once, and an older answer does not undo a newer', async () => {
    const { session, worker, heard } = await opened();
    void session.act(train);
    void session.act({ kind: 'runAll' });
    const [one, two] = [await worker.next('act'), await worker.next('act')];
    two.answer(done(2, 1));
    await vi.waitFor(() => expect(session.snapshot?.revision).toBe(2));
    one.answer(done(1, 0));
    await settled();
    expect(session.snapshot).toMatchObject({ revision: 2, shown: 1 });
    expect(heard).toEqual(['ready 0', 'ready 2']);
  });

  test('that fails leaves what is shown, until the next one succeeds', async () => {
    const { session, worker } = await opened();
    const failing = session.act(train);
    (await worker.next('act')).answer(refused());
    expect(await failing).toEqual(refused());
    expect(session.state).toMatchObject({ kind: 'ready', snapshot: { revision: 0 }, failure: { message: 'no' } });
    void session.act(train);
    (await worker.next('act')).answer(done(1, 0));
    await vi.waitFor(() => expect(session.state).toMatchObject({ failure: null, snapshot: { revision: 1 } }));
  });

  test('on a session that could not be opened opens it again', async () => {
    const { session, worker } = await opened(program, refused());
    const retried = session.retry();
    (await worker.next('open')).answer(done(0));
    // The opening has read the files.
    expect(await retried).toMatchObject({ ok: true });
    expect(worker.waiting).toEqual([]);
    expect(session.state.kind).toBe('ready');
  });
});

describe('other thresholds', () => {
  test('judge what is there', async () => {
    const { session, worker } = await opened();
    const judged = session.judge();
    const { given, answer } = await worker.next('judge');
    expect(given[1]).toEqual({ gapSigma: 2 });
    answer(done(1));
    await judged;
    expect(session.snapshot?.revision).toBe(1);
  });

  test('start nothing where the worker is dead', async () => {
    const { session, worker } = await opened();
    worker.die('crashed');
    await vi.waitFor(() => expect(link.isRunning).toBe(false));
    await session.judge();
    expect(workers).toHaveLength(1);
  });
});

describe('progress', () => {
  const progress: Progress = { what: 'reading a.npy', bytes: 1, totalBytes: 2, pass: 0, passes: 2, secondsLeft: null };

  test('is told while something runs, and ends with it', async () => {
    const { session, worker } = await opened();
    const told: (Progress | null)[] = [];
    session.onDidProgress((news) => told.push(news));
    const acted = session.act(train);
    const { given, answer } = await worker.next('act');
    worker.host.onProgress(given[0], progress);
    expect(session.progress).toEqual(progress);
    answer(done(1, 0));
    await acted;
    // Late progress of what is over.
    worker.host.onProgress(given[0], progress);
    expect(told).toEqual([progress, null]);
    expect(session.progress).toBeNull();
  });

  test('ends with the last of those that run', async () => {
    const { session, worker } = await opened();
    const [one, two] = [session.act(train), session.act(train)];
    const calls = [await worker.next('act'), await worker.next('act')];
    worker.host.onProgress(calls[0].given[0], progress);
    calls[0].answer(done(1, 0));
    await one;
    expect(session.progress).toEqual(progress);
    calls[1].answer(done(2, 1));
    await two;
    expect(session.progress).toBeNull();
  });

  test('of another session is not this one’s', async () => {
    const { session, worker } = await opened();
    void session.act(train);
    await worker.next('act');
    worker.host.onProgress('another', progress);
    expect(session.progress).toBeNull();
  });
});

describe('cancel', () => {
  test('tells the worker, whose answer says how far it came', async () => {
    const { session, worker } = await opened();
    const acted = session.act({ kind: 'runAll' });
    const { given, answer } = await worker.next('act');
    session.cancel();
    await vi.waitFor(() => expect(worker.told).toEqual([`cancel ${given[0]}`]));
    answer(done(1, 0, { notice: 'Cancelled' }));
    await acted;
    expect(session.snapshot).toMatchObject({ shown: 0, notice: 'Cancelled' });
  });
});

describe('the death of the worker', () => {
  test('fails what was under way, and what is shown stays', async () => {
    const { session, worker } = await opened(program, done(4, 0));
    const acted = session.act(train);
    await worker.next('act');
    worker.die('out of memory.');
    expect(await acted).toMatchObject({ ok: false, failure: { title: 'The computation stopped' } });
    expect(session.state).toMatchObject({
      kind: 'ready',
      snapshot: { shown: 0 },
      failure: { message: /out of memory/ },
    });
  });

  test('is followed by another worker with the next action, in which the session stands where it stood', async () => {
    const { session, worker: first, heard } = await opened(program, done(4, 0));
    first.die('crashed');
    await vi.waitFor(() => expect(link.isRunning).toBe(false));
    const acted = session.act(train);
    const second = await vi.waitUntil(() => workers.at(1), { interval: 1 });
    const open = await second.next('open');
    expect(open.given[1].restore).toEqual({ program: snapshot(4).program, cursor: cursorAt(1) });
    open.answer(done(0, 0));
    (await second.next('act')).answer(done(1, 1));
    expect(await acted).toMatchObject({ ok: true });
    // Its revisions start again, those that are shown go on.
    expect(heard).toEqual(['ready 4', 'ready 5', 'ready 6']);
  });

  test('leaves the branches beside the session as they were', async () => {
    const program2 = { steps: [{ train: 'a.npy' }] };
    const branches = { current: 'eps 1 at pass 2', others: ['original'], programs: [program2] };
    const { session, worker: first } = await opened(program, done(4, 0, { branches }));
    first.die('crashed');
    await vi.waitFor(() => expect(link.isRunning).toBe(false));
    void session.act(train);
    const second = await vi.waitUntil(() => workers.at(1), { interval: 1 });
    const open = await second.next('open');
    const kept = { current: 'eps 1 at pass 2', others: [{ name: 'original', program: program2 }] };
    expect(open.given[1].restore?.branches).toEqual(kept);
  });

  test('needs one opening, however many actions come at once', async () => {
    const { session, worker: first } = await opened();
    first.die('crashed');
    await vi.waitFor(() => expect(link.isRunning).toBe(false));
    void session.act(train);
    void session.act(train);
    const second = await vi.waitUntil(() => workers.at(1), { interval: 1 });
    (await second.next('open')).answer(done(0));
    expect([await second.next('act'), await second.next('act')].map(({ name }) => name)).toEqual(['act', 'act']);
  });

  test('makes reading again needless: opening has read the files', async () => {
    const { session, worker: first } = await opened();
    first.die('crashed');
    await vi.waitFor(() => expect(link.isRunning).toBe(false));
    const reloaded = session.act(reload);
    const second = await vi.waitUntil(() => workers.at(1), { interval: 1 });
    (await second.next('open')).answer(done(0));
    expect(await reloaded).toMatchObject({ ok: true });
    expect(second.waiting).toEqual([]);
  });

  test('is what a view says, which starts nothing', async () => {
    const { session, worker } = await opened();
    worker.die('crashed');
    await vi.waitFor(() => expect(link.isRunning).toBe(false));
    expect(await session.view('history', { channels: [0] })).toMatchObject({ ok: false });
    expect(workers).toHaveLength(1);
  });
});

describe('files outside', () => {
  const outside = ['file:///elsewhere/b.npy'];
  const add = { kind: 'addBatches', uris: outside } as const;

  test('are asked for once; when they are allowed, the action is done again, and it is remembered', async () => {
    consent.mockResolvedValue(true);
    const { session, worker } = await opened();
    void session.act(add);
    (await worker.next('act')).answer(refused({ outside }));
    const again = await worker.next('act');
    expect(consent).toHaveBeenCalledExactlyOnceWith(program.uri, outside);
    expect(again.given.slice(1)).toEqual([add, outside]);
    again.answer(done(1));
    await vi.waitFor(async () => expect((await memory.recall(program.uri))?.allowed).toEqual(outside));
  });

  test('that are not allowed stay refused, and are asked for again by retry alone', async () => {
    const { session, worker } = await opened();
    void session.act(add);
    (await worker.next('act')).answer(refused({ outside }));
    await vi.waitFor(() => expect(consent).toHaveBeenCalledOnce());
    void session.act(add);
    (await worker.next('act')).answer(refused({ outside }));
    await settled();
    expect(consent).toHaveBeenCalledOnce();
    void session.retry();
    (await worker.next('act')).answer(refused({ outside }));
    await vi.waitFor(() => expect(consent).toHaveBeenCalledTimes(2));
  });

  test('that were chosen by hand need no question', async () => {
    const { session, worker } = await opened();
    void session.act(add, outside);
    expect((await worker.next('act')).given.slice(1)).toEqual([add, outside]);
    expect(consent).not.toHaveBeenCalled();
  });

  test('that were allowed before a reload of the window still are', async () => {
    const remembered = { program: snapshot(0).program, cursor: cursorAt(0), stamp: '1:2', allowed: outside };
    await memory.remember(program.uri, remembered);
    start();
    expect((await (await worker()).next('open')).given[1].policy?.allowed).toEqual(outside);
  });

  test('are not read where the editor was closed before the answer', async () => {
    let allow: (answer: boolean) => void = () => undefined;
    consent.mockReturnValue(new Promise((resolve) => (allow = resolve)));
    const { session, worker } = await opened();
    void session.act(add);
    (await worker.next('act')).answer(refused({ outside }));
    await vi.waitFor(() => expect(consent).toHaveBeenCalledOnce());
    session.dispose();
    allow(true);
    await settled();
    expect(worker.waiting).toEqual([]);
  });
});

describe('an archive', () => {
  const listed: ArchiveView = {
    name: 'acts.npz',
    kind: '.npz archive',
    members: [],
    layers: [],
    metadata: {},
    warnings: [],
  };
  const refusal = { file: 'acts.npz', place: 'file', problem: 'it holds 2', choose: 'member' } as const;

  async function openedArchive() {
    const started = start(archive);
    (await (await worker()).next('open')).answer(refused({ refusal }));
    (await workers[0].next('browse')).answer({ ok: true, value: listed });
    await vi.waitFor(() => expect(started.session.archive).toEqual(listed));
    return { ...started, worker: workers[0] };
  }

  test('of several layers with activations is a model until its list is asked for; cells that come late do not put that away', async () => {
    const model = modelFor([], { revision: 0, isComplete: false });
    const { session, heard } = start(archive);
    const of = await worker();
    (await of.next('open')).answer(refused({ refusal }));
    (await of.next('browse')).answer({ ok: true, value: { ...listed, isModel: true } });
    (await of.next('openModel')).answer({ ok: true, value: model });
    await vi.waitFor(() => expect(session.state).toMatchObject({ kind: 'model', archive: 'acts.npz' }));
    const view = await of.next('modelView');
    const chosen = session.choose({ isListed: true });
    (await of.next('open')).answer(refused({ refusal }));
    (await of.next('browse')).answer({ ok: true, value: { ...listed, isModel: true } });
    await chosen;
    expect(session.state.kind).toBe('archive');
    view.answer({ ok: true, value: { ...model, revision: 1, isComplete: true } });
    await settled();
    expect(session.state.kind).toBe('archive');

    const back = session.choose({});
    (await of.next('open')).answer(refused({ refusal }));
    (await of.next('browse')).answer({ ok: true, value: { ...listed, isModel: true } });
    (await of.next('openModel')).answer({ ok: true, value: { ...model, isComplete: true } });
    await back;
    expect(session.state).toMatchObject({ kind: 'model', archive: 'acts.npz' });
    expect(heard.filter((kind) => !kind.startsWith('model'))).toEqual(['archive']);
  });

  test('follows the rules that are chosen one after the other, and back, however quickly', async () => {
    const model = modelFor([], { revision: 0, isComplete: true });
    const { session } = start(archive);
    const of = await worker();
    (await of.next('open')).answer(refused({ refusal }));
    (await of.next('browse')).answer({ ok: true, value: { ...listed, isModel: true } });
    (await of.next('openModel')).answer({ ok: true, value: model });
    await vi.waitFor(() => expect(session.state.kind).toBe('model'));
    const isOpenedBy = async (settings: unknown) => {
      const { given, answer } = await of.next('openModel');
      await settled();
      expect([given[1].settings ?? {}, of.waiting]).toEqual([settings, []]);
      answer({ ok: true, value: model });
    };
    expect([session.isRuled, session.can('undo')]).toEqual([false, false]);
    const changes = [session.setRules({ eps: 1 }), session.setRules({ momentum: 0.5 }), session.turn('undo')];
    for (const rules of [{ eps: 1 }, { eps: 1, momentum: 0.5 }, { eps: 1 }]) await isOpenedBy(rules);
    await Promise.all(changes);
    const back = [session.turn('undo'), session.turn('undo'), session.turn('redo')];
    for (const rules of [{}, { eps: 1 }]) await isOpenedBy(rules);
    await Promise.all(back);
    expect([session.isRuled, session.can('undo'), session.can('redo')]).toEqual([true, true, true]);
  });

  test('whose list was asked for shows it again after a reload, until its layers are asked for', async () => {
    const model = modelFor([], { revision: 0, isComplete: true });
    const { session } = start(archive);
    const of = await worker();
    const isShown = async (asked: Promise<unknown>, kind: 'archive' | 'model', by: LiveSession) => {
      (await of.next('open')).answer(refused({ refusal }));
      (await of.next('browse')).answer({ ok: true, value: { ...listed, isModel: true } });
      if (kind === 'model') (await of.next('openModel')).answer({ ok: true, value: model });
      await asked;
      await vi.waitFor(() => expect(by.state.kind).toBe(kind));
    };
    await isShown(Promise.resolve(), 'model', session);
    await isShown(session.choose({ isListed: true }), 'archive', session);

    const { session: later } = start(archive);
    await isShown(Promise.resolve(), 'archive', later);
    await isShown(later.choose({}), 'model', later);

    const { session: last } = start(archive);
    await isShown(Promise.resolve(), 'model', last);
  });

  test('is a list until one of its tensors is chosen; that is remembered, and leads back', async () => {
    const { session, worker, heard } = await openedArchive();
    const chosen = session.choose({ member: 'conv1/x' });
    const { given, answer } = await worker.next('open');
    expect(given[1].target).toEqual({ kind: 'files', uris: [{ file: 'file:///w/acts.npz', member: 'conv1/x' }] });
    const passes = [{ ...snapshot(0).passes[0], uri: 'file:///w/acts.npz', member: 'conv1/x' }];
    answer(done(0, null, { passes }));
    await chosen;
    expect(session.state).toMatchObject({ kind: 'ready', archive: 'acts.npz' });
    expect(await memory.recall(archive.uri)).toBeDefined();

    void session.choose({});
    (await worker.next('open')).answer(refused({ refusal }));
    (await worker.next('browse')).answer({ ok: true, value: listed });
    await vi.waitFor(() => expect(heard).toEqual(['archive', 'ready 0', 'archive']));
    expect(await memory.recall(archive.uri)).toBeUndefined();
  });

  test('whose tensor fails still leads back', async () => {
    const { session, worker } = await openedArchive();
    void session.choose({ member: 'names' });
    (await worker.next('open')).answer(refused());
    await vi.waitFor(() => expect(session.state).toMatchObject({ kind: 'failed', archive: 'acts.npz' }));
  });
});

describe('reverting', () => {
  test('takes the document’s own program at the pass that was shown, with a notice', async () => {
    const { session, worker } = await opened(program, done(3, 1));
    await memory.remember(program.uri, { program: snapshot(3).program, cursor: cursorAt(2), stamp: '1:2' });
    const reverted = session.revert({ keepsPlace: true, notice: 'bn.bn.json changed on disk and was read again' });
    const open = await worker.next('open');
    expect(open.given[1].restore).toBeUndefined();
    open.answer(done(0));
    const goTo = await worker.next('act');
    expect(goTo.given[1]).toEqual({ kind: 'goTo', pass: 1 });
    goTo.answer(done(1, 1));
    await reverted;
    expect(session.snapshot).toMatchObject({ shown: 1, notice: /changed on disk/ });
  });

  test('by hand begins at the start, and forgets', async () => {
    const { session, worker } = await opened(program, done(3, 1));
    await memory.remember(program.uri, { program: snapshot(3).program, cursor: cursorAt(2), stamp: '1:2' });
    const reverted = session.revert();
    (await worker.next('open')).answer(done(0));
    await reverted;
    expect(session.snapshot).toMatchObject({ revision: 4, shown: null });
    expect(await memory.recall(program.uri)).toBeUndefined();
  });
});

describe('closing', () => {
  test('ends what runs and the worker’s session, and what keeps it', async () => {
    const { session, worker, ended } = await opened();
    session.dispose();
    await vi.waitFor(() => expect(worker.told).toHaveLength(2));
    expect(worker.told.map((what) => what.split(' ')[0])).toEqual(['cancel', 'close']);
    expect(ended).toHaveBeenCalledOnce();
  });

  test('while it is being opened shows nothing that comes later', async () => {
    const { session, heard } = start();
    const { answer } = await (await worker()).next('open');
    session.dispose();
    answer(done(0));
    await settled();
    expect([heard, session.state.kind]).toEqual([[], 'loading']);
  });

  test('before the worker is asked opens nothing: nobody would close it', async () => {
    let resolve: (stamp: string) => void = () => undefined;
    const slow = documentOf(programTarget, { stamp: () => new Promise((then) => (resolve = then)) });
    const { session } = start(slow);
    session.dispose();
    resolve('1:2');
    await settled();
    resolve('1:2');
    await settled();
    expect(workers).toEqual([]);
    expect(await session.act(train)).toMatchObject({ ok: false, failure: { title: 'The editor was closed' } });
  });
});
