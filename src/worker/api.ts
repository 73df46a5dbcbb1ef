import {
  isRun,
  type Action,
  type Failure,
  type Outcome,
  type SessionSnapshot,
  type WorkerApi,
} from '../protocol/index.js';
import {
  carryOut,
  checkedThresholds,
  filesOfSameShape,
  findingRules,
  isAbort,
  openFrom,
  openTarget,
  Paused,
  snapshotOf,
  stopText,
  viewOf,
} from '../session/index.js';
import type {
  BatchAccess,
  Debugger,
  FindingThresholds,
  OpenRequest,
  ProgramFolder,
  RunAction,
  RunOptions,
  Session,
  SessionFiles,
  SessionOwner,
  Stop,
  Target,
} from '../session/index.js';
import type { WorkerEnvironment } from './environment.js';
import { failureOf } from './failureOf.js';
import type { Models } from './models.js';
import { runOptions, turnOf, viewOptions } from './runOptions.js';

/** A session in the worker. */
interface Entry {
  owner: SessionOwner | null;
  title: string;
  revision: number;
  /** Of the answers of views. */
  numbers: number;
  sameShape: readonly string[];
  notice: string | null;
  target: Target | null;
  /** Of a debug session on it, from its first question on. */
  debugger: Debugger | null;
  /** What views are about: the session of the last snapshot, so that they need not wait behind a long action. */
  published: Pick<SessionOwner, 'session' | 'store'> | null;
  /** The end of the queue: actions on one session are carried out in order. */
  queue: Promise<unknown>;
  readonly running: Set<AbortController>;
  /** Of those the ones that a pause stops. */
  readonly pausable: Set<AbortController>;
}

/** The worker's plain functions: no thread in sight, so that tests call them as they are. */
export function createWorkerApi(environment: WorkerEnvironment): WorkerApi {
  const { files, now } = environment;
  const entries = new Map<string, Entry>();
  const checks = new Map<string, AbortController>();
  let models: Models | undefined;
  /** Few open one. */
  const loadModels = async (): Promise<Models> => {
    const loaded = await import('./models.js');
    return (models ??= new loaded.Models(environment));
  };

  /** Of a layer of a model, its own program. */
  const directly = async ({ target, defaults = {} }: OpenRequest, options: RunOptions): Promise<Target> => {
    if (target.kind !== 'layer') return target;
    const { layerOfModel } = await import('./models.js');
    return layerOfModel(target, { files, defaults }, options);
  };

  const inOrder = <T>(entry: Entry, work: (signal: AbortSignal) => Promise<T>, isPausable = false): Promise<T> => {
    const controller = new AbortController();
    entry.running.add(controller);
    if (isPausable) entry.pausable.add(controller);
    const result = entry.queue
      .then(() => work(controller.signal))
      .finally(() => {
        entry.running.delete(controller);
        entry.pausable.delete(controller);
      });
    entry.queue = result.catch(() => undefined);
    return result;
  };

  const publish = (entry: Entry, owner: SessionOwner): Promise<SessionSnapshot> => {
    const { session, store } = owner;
    // After an action that changed nothing, such as a cancelled one, all views are what they were.
    const isSame = entry.published?.session === session && entry.published.store === store;
    if (!isSame) entry.revision += 1;
    if (!isSame && !hasSameNumbers(entry.published, { session, store })) entry.numbers += 1;
    entry.published = { session, store };
    return snapshotOf(owner, { ...entry });
  };

  const warned = new Set<string>();
  /** The settings as far as they are right; what is not is said once. */
  const thresholdsOf = (setting: unknown, rules: unknown): FindingThresholds => {
    const { thresholds, problems } = checkedThresholds(setting, rules);
    for (const problem of problems.filter((one) => !warned.has(one))) {
      warned.add(problem);
      environment.onWarning(problem);
    }
    return thresholds;
  };

  /** Looks at the session of the last snapshot, whatever else runs. */
  const looking = async <T>(
    id: string,
    title: string,
    work: (session: Session, access: BatchAccess, open: ReturnType<typeof openFrom>, entry: Entry) => Promise<T>,
  ): Promise<Outcome<T>> => {
    const entry = entries.get(id);
    if (entry && !entry.published) await entry.queue;
    if (!entry?.published) return unknownSession(id);
    const { session, store } = entry.published;
    const controller = new AbortController();
    entry.running.add(controller);
    try {
      const options = viewOptions(id, controller.signal, environment);
      const access = {
        ...store.accessFor(session.layer, options),
        ...(entry.owner && { folder: folderOfProgram(entry.owner, files) }),
      };
      return await outcome(title, () => work(session, access, openFrom(store, options), entry));
    } finally {
      entry.running.delete(controller);
    }
  };
  const run = async (
    id: string,
    { debugger: stops }: Entry,
    owner: SessionOwner,
    action: RunAction,
    options: RunOptions,
  ): Promise<Stop> => {
    if (action.breaks && stops) return stops.run(owner, action, (text) => environment.onSay?.(id, text), options);
    if (action.condition === undefined && action.finding === undefined) return owner.run(action, options);
    const { untilOf } = await import('./debugging.js');
    const until = untilOf(action, owner.store.accessFor(owner.session.layer, options));
    return owner.run({ ...action, until }, options);
  };

  return {
    open(id, request) {
      const entry = entries.get(id) ?? newEntry();
      entries.set(id, entry);
      return inOrder(entry, (signal) =>
        outcome('This cannot be debugged', async () => {
          const options = runOptions(id, signal, environment);
          const thresholds = thresholdsOf(request.thresholds, request.rules);
          const target = await directly(request, options);
          const { owner, title } = await openTarget(
            { ...request, target, thresholds, stateAlone: true },
            files,
            options,
          );
          const sameShape = await filesOfSameShape(target, owner, files, now);
          const notice = owner.session.notices?.join(' ') ?? null;
          Object.assign(entry, { owner, title, notice, sameShape, target });
          return publish(entry, owner);
        }),
      );
    },
    act(id, action, allowed = []) {
      const entry = entries.get(id);
      if (!entry) return Promise.resolve(unknownSession(id));
      return inOrder(
        entry,
        (signal) =>
          outcome(
            'That did not work',
            async () => {
              const { owner } = entry;
              if (!owner) throw new RangeError('The session could not be opened');
              owner.allow(allowed);
              entry.notice = action.kind === 'reload' ? (action.notice ?? null) : null;
              try {
                const options = runOptions(id, signal, environment);
                const stop = await carryOut(owner, action, options, (move) => run(id, entry, owner, move, options));
                if (stop) entry.notice = stopText(stop);
              } catch (error) {
                // The passes that were finished are news to whoever waits for this answer.
                if (!isAbort(error)) throw error;
                entry.notice = 'Cancelled; the passes that were finished are kept';
              }
              return publish(entry, owner);
            },
            action,
          ),
        isRun(action),
      );
    },
    judge(id, setting, rules) {
      const entry = entries.get(id);
      if (!entry) return Promise.resolve(unknownSession(id));
      return inOrder(entry, () =>
        outcome('The findings stay as they were', () => {
          const { owner } = entry;
          if (!owner) throw new RangeError('The session could not be opened');
          owner.judge(thresholdsOf(setting, rules));
          return publish(entry, owner);
        }),
      );
    },
    view: (id, name, request) =>
      looking(id, 'This view cannot be shown', (session, access, _open, { owner }) =>
        viewOf(session, name, request, access, owner?.branches),
      ),
    export: (id, request) =>
      looking(id, 'This cannot be exported', async (session, access) =>
        (await import('./reporting.js')).exportOf(session, request, access),
      ),
    debug: (id, name, request) =>
      looking(id, 'That cannot be answered', async (session, access, open, entry) => {
        const { Debugger } = await import('./debugging.js');
        return (entry.debugger ??= new Debugger()).answer({ session, access, open }, name, request);
      }),
    cancel(id) {
      checks.get(id)?.abort();
      models?.stop(id);
      for (const controller of entries.get(id)?.running ?? []) controller.abort();
      return Promise.resolve();
    },
    pause(id) {
      for (const controller of entries.get(id)?.pausable ?? []) controller.abort(new Paused());
      return Promise.resolve();
    },
    openModel: (id, request) =>
      outcome('This model cannot be opened', async () =>
        (await loadModels()).open(id, { ...request, thresholds: thresholdsOf(request.thresholds, request.rules) }),
      ),
    modelView: (id, known) => outcome('This model cannot be shown', async () => (await loadModels()).view(id, known)),
    modelChannels: (id, layer) =>
      outcome('This layer cannot be shown', async () => (await loadModels()).channels(id, layer)),
    modelChannel: (id, layer, column, channel) =>
      outcome('This channel cannot be shown', async () => (await loadModels()).channel(id, layer, column, channel)),
    openStates: (id, request) =>
      outcome('The layers cannot be shown', async () =>
        (await loadModels()).states.open(id, {
          ...request,
          thresholds: thresholdsOf(request.thresholds, request.rules),
        }),
      ),
    stateChannels: (id, layer) =>
      outcome('This layer cannot be shown', async () => (await loadModels()).states.channels(id, layer)),
    close(id) {
      models?.close(id);
      for (const controller of entries.get(id)?.running ?? []) controller.abort();
      entries.delete(id);
      return Promise.resolve();
    },
    rules: () => Promise.resolve({ ok: true, value: findingRules }),
    browse: (uri, defaults) =>
      outcome('This cannot be opened', async () =>
        (await import('./models.js')).browseArchive(uri, files, now, defaults),
      ),
    outline: (text) =>
      outcome('This program cannot be read', async () => (await import('./reporting.js')).programOutline(text)),
    async check(id, { thresholds, rules, ...request }) {
      checks.get(id)?.abort();
      const controller = new AbortController();
      checks.set(id, controller);
      try {
        return await outcome('The program cannot be checked', async () => {
          const { checkProgramText } = await import('./reporting.js');
          const options = runOptions(id, controller.signal, environment);
          return checkProgramText({ ...request, thresholds: thresholdsOf(thresholds, rules) }, files, options);
        });
      } finally {
        if (checks.get(id) === controller) checks.delete(id);
      }
    },
    report: (request, options) =>
      outcome('The program cannot be run', async () => {
        // Nobody listens to how far it is.
        const { breathe, layerThreads } = environment;
        const run = { turn: turnOf(environment), breathe };
        const thresholds = thresholdsOf(request.thresholds, request.rules);
        const { target, policy = { folders: [], allowed: [] } } = request;
        const { LayersThreads, modelReportOf, reportOf } = await import('./reporting.js');
        const threads = layerThreads && new LayersThreads(layerThreads);
        const model = await modelReportOf(target, { files, policy, thresholds }, options, {
          ...run,
          ...(threads && { threads }),
        });
        if (model) return model;
        const { owner } = await openTarget({ ...request, thresholds, stateAlone: true }, files, run);
        await owner.runAll(run);
        return reportOf(owner.session, owner.store.accessFor(owner.session.layer), options);
      }),
  };
}

/** What is beside the program, and what it could name. */
function folderOfProgram(owner: SessionOwner, files: SessionFiles): ProgramFolder {
  return { uri: owner.base, list: () => files.list(owner.base), mayRead: (file) => owner.mayRead(file) };
}

type Published = Pick<SessionOwner, 'session' | 'store'>;

/** Whether all views answer what they did: all but the place is the same. */
function hasSameNumbers(before: Published | null, { session, store }: Published): boolean {
  if (before?.store !== store) return false;
  const [a, b] = [
    { ...before.session, cursor: null },
    { ...session, cursor: null },
  ];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof typeof a>;
  return [...names].every((name) => a[name] === b[name]);
}

function newEntry(): Entry {
  return {
    owner: null,
    title: '',
    revision: 0,
    numbers: 0,
    sameShape: [],
    notice: null,
    target: null,
    debugger: null,
    published: null,
    queue: Promise.resolve(),
    running: new Set(),
    pausable: new Set(),
  };
}

async function outcome<T>(title: string, work: () => Promise<T>, action?: Action): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, failure: failureOf(error, title, action) };
  }
}

function unknownSession(id: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { title: 'There is no such session', message: `Session ${id} is not open.` } };
}
