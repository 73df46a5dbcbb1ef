import type { Action, HostApi, OpenRequest, Outcome, Progress, SessionSnapshot, WorkerApi } from '../protocol/index.js';
import { reportOf, viewOf, type RunOptions, type SessionFiles, type SessionOwner } from '../session/index.js';
import { failureOf } from './failureOf.js';
import { filesOfSameShape, openTarget } from './openTarget.js';
import { snapshotOf } from './snapshotOf.js';

/** A session in the worker. */
interface Entry {
  owner: SessionOwner | null;
  title: string;
  revision: number;
  sameShape: readonly string[];
  notice: string | null;
  /** The end of the queue: calls on one session are carried out in order. */
  queue: Promise<unknown>;
  readonly running: Set<AbortController>;
}

/** What the API needs of the thread that it runs in. */
export interface WorkerEnvironment {
  readonly files: SessionFiles;
  readonly onProgress: HostApi['onProgress'];
  /** Lets waiting messages in, so that a cancel gets through between two passes. */
  readonly breathe: () => Promise<void>;
  readonly now: () => number;
}

/** Progress reaches people at this pace. */
const PROGRESS_MILLISECONDS = 100;

/** The worker's plain functions: no thread in sight, so that tests call them as they are. */
export function createWorkerApi({ files, onProgress, breathe, now }: WorkerEnvironment): WorkerApi {
  const entries = new Map<string, Entry>();

  /** Reports bytes and passes, at most so often; between passes others get a turn. */
  const runOptions = (id: string, signal: AbortSignal): RunOptions => {
    let progress: Progress = { what: 'opening', bytes: 0, totalBytes: 0, pass: 0, passes: 0 };
    let last = now();
    const tell = () => {
      if (now() - last < PROGRESS_MILLISECONDS) return;
      last = now();
      onProgress(id, progress);
    };
    return {
      signal,
      onProgress: (bytes) => {
        progress = { ...progress, bytes };
        tell();
      },
      onPass: async (pass, passes, batch, { dataBytes }) => {
        progress = { what: `reading ${batch.label}`, bytes: 0, totalBytes: dataBytes, pass, passes };
        tell();
        await breathe();
      },
    };
  };

  const inOrder = <T>(entry: Entry, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    entry.running.add(controller);
    const result = entry.queue
      .then(() => work(controller.signal))
      .finally(() => {
        entry.running.delete(controller);
      });
    entry.queue = result.catch(() => undefined);
    return result;
  };

  const snapshot = (entry: Entry, owner: SessionOwner): Promise<SessionSnapshot> =>
    snapshotOf(owner, { ...entry, revision: (entry.revision += 1) });

  const api: WorkerApi = {
    open(id, request) {
      const entry: Entry = entries.get(id) ?? {
        owner: null,
        title: '',
        revision: 0,
        sameShape: [],
        notice: null,
        queue: Promise.resolve(),
        running: new Set(),
      };
      entries.set(id, entry);
      return inOrder(entry, (signal) =>
        outcome('This cannot be debugged', async () => {
          const { owner, title } = await openTarget(request, files, runOptions(id, signal));
          Object.assign(entry, { owner, title, notice: null, sameShape: await offersFor(request, owner, files) });
          return snapshot(entry, owner);
        }),
      );
    },
    async act(id, action) {
      const entry = entries.get(id);
      if (!entry) return unknownSession(id);
      return inOrder(entry, (signal) =>
        outcome('That did not work', async () => {
          const { owner } = entry;
          if (!owner) throw new RangeError('The session could not be opened');
          entry.notice = null;
          try {
            await carryOut(owner, action, runOptions(id, signal));
          } finally {
            entry.revision += 1;
          }
          if (action.kind === 'reload') entry.notice = action.notice ?? null;
          return snapshot(entry, owner);
        }),
      );
    },
    async view(id, name, request) {
      const entry = entries.get(id);
      if (!entry?.owner) return unknownSession(id);
      const { session, store } = entry.owner;
      return outcome('This view cannot be shown', () => viewOf(session, name, request, store.accessFor(session.layer)));
    },
    cancel(id) {
      for (const controller of entries.get(id)?.running ?? []) controller.abort();
      return Promise.resolve();
    },
    close(id) {
      for (const controller of entries.get(id)?.running ?? []) controller.abort();
      entries.delete(id);
      return Promise.resolve();
    },
    report: (target, options) =>
      outcome('The program cannot be run', async () => {
        const run = runOptions('report', new AbortController().signal);
        const { owner } = await openTarget({ target }, files, run);
        await owner.runAll(run);
        return reportOf(owner.session, owner.store.accessFor(owner.session.layer), options);
      }),
  };
  return api;
}

async function offersFor(request: OpenRequest, owner: SessionOwner, files: SessionFiles): Promise<readonly string[]> {
  try {
    return await filesOfSameShape(request, owner, files);
  } catch {
    // A folder that cannot be listed has nothing to offer.
    return [];
  }
}

async function carryOut(owner: SessionOwner, action: Action, options: RunOptions): Promise<void> {
  switch (action.kind) {
    case 'pass':
      return owner.pass(action.mode, options);
    case 'stepBack':
      owner.stepBack();
      return;
    case 'stepInto':
      return owner.stepInto(options);
    case 'runAll':
      return owner.runAll(options);
    case 'reset':
      owner.reset();
      return;
    case 'goTo':
      return owner.goTo(action.pass, options);
    case 'configure':
      return owner.configure(action.settings, options);
    case 'addBatches':
      return owner.addBatches(action.uris, action.replace ?? false, options);
    case 'split':
      return owner.split(action.batchSize, options);
    case 'removePass':
      return owner.removePass(action.pass, options);
    case 'undo':
      return owner.undo(options);
    case 'redo':
      return owner.redo(options);
    case 'reload':
      return owner.reload(options);
  }
}

async function outcome<T>(title: string, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, failure: failureOf(error, title) };
  }
}

function unknownSession(id: string): { readonly ok: false; readonly failure: { title: string; message: string } } {
  return { ok: false, failure: { title: 'There is no such session', message: `Session ${id} is not open.` } };
}
