/** What VS Code is to the panel, in a page of its own: `acquireVsCodeApi`, and the real worker behind it. */
import type { Message, NotificationMessage, RequestMessage } from 'vscode-messenger-common';
import type {
  Action,
  ArchiveView,
  FromPanel,
  Outcome,
  PanelCommand,
  PanelState,
  SentState,
  SessionSnapshot,
  Target,
} from '../../src/protocol/index.js';
import { mergedModel, ModelSender, SnapshotSender } from '../../src/protocol/index.js';
import type { CheckpointSettings, ModelSummary, ViewName, ViewRequest } from '../../src/session/index.js';
import { rulesAfter } from '../../src/vscode/host/rulesAfter.js';
import { startWorker } from '../../src/worker/client.js';

const id = 'harness';
const base = 'harness:/data/';
const address = new URLSearchParams(location.search);
const posted: Message[] = [];
let state: PanelState = { kind: 'loading' };

const toPanel = (message: object): void => window.postMessage({ ...message, receiver: { type: 'webview' } }, '*');
const notify = (method: string, params: unknown): void => toPanel({ method, params });
const snapshots = new SnapshotSender();
const models = new ModelSender();
const sent = (): SentState => {
  if (state.kind === 'model') return { ...state, model: models.update(state.model) };
  if (state.kind !== 'ready') return state;
  const { snapshot, ...rest } = state;
  return { ...rest, update: snapshots.update(snapshot) };
};
const show = (next: PanelState): void => {
  state = next;
  notify('state', sent());
};

async function readFile(uri: string): Promise<Uint8Array> {
  const response = await fetch(uri.replace(base, '/data/'));
  if (!response.ok) throw new Error(`${uri.replace(base, '')}: no such file`);
  return new Uint8Array(await response.arrayBuffer());
}

const { api, ended } = await startWorker(
  { node: '', web: '/worker.js' },
  {
    readFile,
    readDirectory: async () => (await (await fetch('/data/')).json()) as string[],
    onProgress: (_id, progress) => notify('progress', progress),
    onWarning: (sentence) => console.warn(sentence),
    onSay: (_id, text) => console.log(text),
  },
);
// Whoever waits for its answer would wait for ever.
void ended.then(({ message }) => {
  console.error(message);
  show({ kind: 'failed', failure: { title: 'The worker ended', message } });
});

/** What the page's address names: `?program=…` or `?files=a.npy,b.npy`. */
function target(): Target {
  const program = address.get('program');
  if (program !== null) return { kind: 'program', uri: base + program };
  const files = (address.get('files') ?? 'acts.npy').split(',');
  return { kind: 'files', uris: files.map((name) => base + name) };
}

/** As the extension does with a file of several tensors, and with items that are no real numbers. */
let chosen: { readonly member?: string; readonly part?: string } = {};

let listed: ArchiveView | null = null;
let compared = address.get('against');
let rules: CheckpointSettings = {};
let revision = 0;

/** The list of an archive, and its layers, as the extension shows them. */
async function openStates(): Promise<void> {
  if (!listed) return;
  const against = compared === null ? {} : { against: base + compared };
  const opened = await api.openStates(id, { target: target(), ...against, settings: rules });
  revision += 1;
  if (!opened.ok) console.warn(opened.failure.message);
  show({ kind: 'archive', archive: listed, ...(opened.ok && { states: { ...opened.value, revision } }) });
}

async function openChosen(): Promise<void> {
  const whole = target();
  const uris = whole.kind === 'files' ? whole.uris.map((file) => ({ file: file as string, ...chosen })) : [];
  const outcome = await api.open(id, { target: whole.kind === 'files' ? { kind: 'files', uris } : whole });
  const { choose, choices } = outcome.ok ? {} : (outcome.failure.refusal ?? {});
  const archive = chosen.member === undefined ? {} : { archive: address.get('files') ?? '' };
  if (choose === 'layer') await openModel(whole);
  else if (choose === 'member') {
    const browsed = await api.browse(uris[0].file);
    listed = browsed.ok ? browsed.value : null;
    await openStates();
  } else if (outcome.ok) show({ kind: 'ready', snapshot: outcome.value, failure: null, ...archive });
  else
    show({
      kind: 'failed',
      failure: outcome.failure,
      ...archive,
      ...(choose === 'part' && choices && { parts: choices }),
    });
}

/** The model, and the layer of it that is shown. */
let model: ModelSummary | null = null;

async function openModel(whole: Target): Promise<void> {
  for (let next = await api.openModel('model', { target: whole, settings: rules }); ;) {
    if (!next.ok) {
      show({ kind: 'failed', failure: next.failure });
      return;
    }
    model = mergedModel(model, next.value);
    show({ kind: 'model', model });
    if (model.isComplete) return;
    next = await api.modelView('model', model.revision);
  }
}

async function openLayer(at: number): Promise<void> {
  const layer = model?.layers.at(at);
  if (!model || layer?.program === undefined) return;
  const outcome = await api.open(id, { target: { kind: 'program', uri: layer.program } });
  const within = { model: model.title, layer: layer.name };
  if (outcome.ok) show({ kind: 'ready', snapshot: outcome.value, failure: null, within });
  else show({ kind: 'failed', failure: outcome.failure, within });
}

function take(outcome: Outcome<SessionSnapshot>): void {
  notify('progress', null);
  const archive = state.kind === 'ready' && state.archive !== undefined ? { archive: state.archive } : {};
  if (outcome.ok) show({ kind: 'ready', snapshot: outcome.value, failure: null, ...archive });
  else if (state.kind === 'ready') show({ ...state, failure: outcome.failure });
  else show({ kind: 'failed', failure: outcome.failure });
}

const opened = openChosen();

async function act(action: Action): Promise<void> {
  await opened;
  take(await api.act(id, action));
}

async function answer({ id: call, params }: RequestMessage): Promise<void> {
  const { name, request } = params as unknown as { name: ViewName; request: ViewRequest };
  toPanel({ id: call, result: await api.view(id, name, request) });
}

async function choose(message: FromPanel['host']): Promise<void> {
  if (message.kind === 'openTensor') {
    const { member, part } = message;
    chosen = { ...chosen, ...(member !== undefined && { member }), ...(part !== undefined && { part }) };
  } else if (message.kind === 'backToArchive') chosen = {};
  else if (message.kind === 'stateChannels') {
    const layer = state.kind === 'archive' ? state.states?.layers[message.layer].name : '';
    notify('stateChannels', { layer, revision, channels: await api.stateChannels(id, message.layer) });
    return;
  } else if (message.kind === 'compareStates' || message.kind === 'endComparison' || message.kind === 'setRules') {
    if (message.kind === 'compareStates') compared = message.file ?? 'step_060.safetensors';
    if (message.kind === 'endComparison') compared = null;
    if (message.kind === 'setRules') rules = rulesAfter(rules, message.rules);
    return state.kind === 'model' ? openModel(target()) : openStates();
  } else if (message.kind === 'openLayer') return openLayer(message.layer);
  else if (message.kind === 'backToModel' && model) {
    models.reset();
    show({ kind: 'model', model });
    return;
  } else if (message.kind === 'modelChannels') {
    const layer = model?.layers[message.layer].name;
    notify('modelChannels', { layer, channels: await api.modelChannels('model', message.layer) });
    return;
  } else if (message.kind === 'modelChannel') {
    const { layer, column, channel } = message;
    const numbers = await api.modelChannel('model', layer, column, channel);
    notify('modelChannel', { of: { layer, column, channel }, numbers });
    return;
  } else return;
  await openChosen();
}

function receive(message: NotificationMessage | RequestMessage): void {
  posted.push(message);
  switch (message.method) {
    case 'ready': {
      snapshots.reset();
      models.reset();
      notify('state', sent());
      return;
    }
    case 'host':
      return void choose(message.params as unknown as FromPanel['host']);
    case 'act':
      return void act(message.params as unknown as Action);
    case 'cancel':
    case 'stop':
      return void api.cancel(id);
    case 'view':
      return void answer(message as RequestMessage);
  }
}

let saved: unknown = JSON.parse(sessionStorage.getItem('panel') ?? 'null');
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: receive,
    getState: () => saved,
    setState(next: unknown) {
      saved = next;
      sessionStorage.setItem('panel', JSON.stringify(next));
    },
  }),
  harness: {
    isComplete: () => model?.isComplete === true,
    act,
    opened,
    posted,
    show,
    notify,
    command: (command: PanelCommand) => notify('command', command),
  },
});
