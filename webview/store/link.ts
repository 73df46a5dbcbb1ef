import { HOST_EXTENSION, type NotificationType } from 'vscode-messenger-common';
import { Messenger } from 'vscode-messenger-webview';
import type {
  Action,
  FollowedView,
  FromPanel,
  Looks,
  PanelCommand,
  PanelPlace,
  PanelState,
  Progress,
  ToPanel,
  ViewAnswer,
  ViewCall,
} from '../../src/protocol/index.js';
import { AnswerReceiver, mergedModel, SnapshotReceiver, unpacked } from '../../src/protocol/index.js';
import type { ModelSummary, ViewName, ViewRequest } from '../../src/session/index.js';

/** The panel's only way to the extension. Tests and the harness put their own in its place. */
export interface Link {
  /** Says what to call; the extension sends the state once `ready` is sent. */
  listen(listener: LinkListener): void;
  ready(restored: boolean): void;
  act(action: Action): void;
  cancel(): void;
  stop(): void;
  inputFocus(focused: boolean): void;
  host(message: FromPanel['host']): void;
  looks(looks: Looks): void;
  view<K extends ViewName>(name: K, request: ViewRequest<K>): Promise<ViewAnswer<K>>;
  /** What `saveState` was last given, also in an earlier life of this panel. */
  readonly savedState: unknown;
  saveState(state: unknown): void;
}

export interface LinkListener {
  /** @param views answers that came along with it */
  state(state: PanelState, views: readonly FollowedView[]): void;
  progress(progress: Progress | null): void;
  command(command: PanelCommand): void;
  show(place: PanelPlace): void;
  chosen(chosen: ToPanel['chosen']): void;
  modelChannels(answer: ToPanel['modelChannels']): void;
  modelChannel(answer: ToPanel['modelChannel']): void;
  stateChannels(answer: ToPanel['stateChannels']): void;
}

/** The part of VS Code's webview API that is used. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** A link over VS Code's webview messages; the method names are the keys of `ToPanel` and `FromPanel`, and `view`. */
export function connect(vscode: VsCodeApi): Link {
  const messenger = new Messenger({
    postMessage: (message: unknown) => vscode.postMessage(message),
    getState: () => vscode.getState(),
    setState: (state: unknown) => vscode.setState(state),
  });
  const snapshots = new SnapshotReceiver();
  const answers = new AnswerReceiver();
  let model: ModelSummary | null = null;
  const incoming = <K extends keyof ToPanel>(method: K): NotificationType<ToPanel[K]> => ({ method });
  const send = <K extends keyof FromPanel>(method: K, params: FromPanel[K]): void =>
    messenger.sendNotification({ method }, HOST_EXTENSION, params);
  return {
    listen(listener) {
      messenger
        .onNotification(incoming('state'), (received) => {
          const sent = received.kind === 'packed' ? unpacked(received) : received;
          if (sent.kind === 'model') {
            model = mergedModel(model, sent.model);
            listener.state({ ...sent, model }, []);
            return;
          }
          if (sent.kind !== 'ready') {
            listener.state(sent, []);
            return;
          }
          const { update, views = [], ...rest } = sent;
          listener.state(
            { ...rest, snapshot: snapshots.receive(update) },
            views.map((view) => answers.receive(view)),
          );
        })
        .onNotification(incoming('progress'), (progress) => listener.progress(progress))
        .onNotification(incoming('command'), (command) => listener.command(command))
        .onNotification(incoming('show'), (place) => listener.show(place))
        .onNotification(incoming('chosen'), (chosen) => listener.chosen(chosen))
        .onNotification(incoming('modelChannels'), (answer) => listener.modelChannels(answer))
        .onNotification(incoming('modelChannel'), (answer) => listener.modelChannel(answer))
        .onNotification(incoming('stateChannels'), (answer) => listener.stateChannels(answer));
      messenger.start();
    },
    ready: (restored) => send('ready', { restored }),
    act: (action) => send('act', action),
    cancel: () => send('cancel', null),
    stop: () => send('stop', null),
    inputFocus: (focused) => send('inputFocus', focused),
    host: (message) => send('host', message),
    looks: (looks) => send('looks', looks),
    view: <K extends ViewName>(name: K, request: ViewRequest<K>) =>
      messenger.sendRequest<ViewCall<K>, ViewAnswer<K>>({ method: 'view' }, HOST_EXTENSION, { name, request }),
    get savedState() {
      return vscode.getState();
    },
    saveState: (state) => vscode.setState(state),
  };
}
