import { workspace, type WebviewPanel } from 'vscode';

import {
  AnswerSender,
  checkedCall,
  checkedMessage,
  ModelSender,
  packed,
  sentStates,
  SnapshotSender,
  type FollowedView,
  type FromPanel,
  type PanelCommand,
  type PanelPlace,
  type PanelState,
  type SentState,
  type ToPanel,
  type ViewAnswer,
  type WithinModel,
} from '../../protocol/index.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { log } from '../log.js';
import { messageOf } from '../messageOf.js';
import type { LiveSession } from '../host/liveSession.js';
import { failed } from '../host/outcome.js';
import { fromPanel, toPanel, viewRequest } from './messages.js';
import { QuietMessenger } from './quietMessenger.js';
import { StatesWithViews } from './statesWithViews.js';
import { wireSnapshot } from './wireSnapshot.js';

/** What a panel may ask of VS Code, and say about itself. */
export interface PanelHost {
  host(message: FromPanel['host']): void;
  inputFocus(isFocused: boolean): void;
}

/**
 * One panel's wire to its session. A panel that is hidden loses its page; when it is shown again the page says `ready`
 * and gets the whole state.
 */
export class PanelConnection implements Disposable {
  readonly #life = new Lifetime();
  readonly #messenger = new QuietMessenger();
  readonly #panel: ReturnType<QuietMessenger['registerWebviewPanel']>;
  readonly #snapshots = new SnapshotSender();
  readonly #answers = new AnswerSender();
  readonly #models = new ModelSender();
  readonly #states = new StatesWithViews(
    ({ name, request }) => this.session.view(name, request),
    (state, views) => this.#sendReady(state, views),
  );
  /** What is heard of the session that is shown. */
  #following = new Lifetime();
  #within: WithinModel | undefined;
  #isReady = false;
  /** What is sent when the page is there. */
  readonly #waiting: (() => void)[] = [];

  constructor(
    panel: WebviewPanel,
    private session: LiveSession,
    host: PanelHost,
  ) {
    const messenger = this.#messenger;
    this.#panel = messenger.registerWebviewPanel(panel);
    const handlers: Disposable[] = [
      this.#on('ready', () => {
        this.#isReady = true;
        // A page that is new has nothing yet.
        this.#reset();
        host.inputFocus(false);
        this.#sendState(this.session.state);
        this.#send('progress', this.session.progress);
        for (const send of this.#waiting.splice(0)) send();
      }),
      this.#on('act', (action) => void this.session.act(action)),
      this.#on('cancel', () => this.session.cancel()),
      this.#on('stop', () => this.session.stop()),
      this.#on('looks', (looks) => this.#states.look(looks)),
      this.#on('inputFocus', (isFocused) => host.inputFocus(isFocused)),
      this.#on('host', (message) => host.host(message)),
      messenger.onRequest(viewRequest, (call) => this.#view(call)),
      panel.onDidChangeViewState(() => {
        // The page of a hidden panel is gone; the next one says ready again.
        if (panel.visible) return;
        this.#isReady = false;
        this.#reset();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#sendState(this.session.state)),
      { dispose: () => this.#following.dispose() },
    ];
    for (const handler of handlers) this.#life.own(handler);
    this.#follow();
  }

  /** Whether the panel's script has run and asked for the state. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Another session in the same panel: a layer's, or the model's that it is in. */
  show(session: LiveSession, within?: WithinModel): void {
    this.session = session;
    this.#within = within;
    this.#following.dispose();
    this.#follow();
    this.#reset();
    // What follows is nothing that the session before has changed into.
    this.#sendState({ kind: 'loading' });
    this.#sendState(session.state);
    this.#send('progress', session.progress);
  }

  command(command: PanelCommand): void {
    this.#sendWhenReady('command', command);
  }

  turnTo(place: PanelPlace): void {
    this.#sendWhenReady('show', place);
  }

  chosen(chosen: ToPanel['chosen']): void {
    this.#send('chosen', chosen);
  }

  modelChannels(answer: ToPanel['modelChannels']): void {
    this.#send('modelChannels', answer);
  }

  modelChannel(answer: ToPanel['modelChannel']): void {
    this.#send('modelChannel', answer);
  }

  stateChannels(answer: ToPanel['stateChannels']): void {
    this.#send('stateChannels', answer);
  }

  dispose(): void {
    this.#life.dispose();
  }

  #follow(): void {
    const { session } = this;
    const following = (this.#following = new Lifetime());
    following.own(session.onDidChange((state) => this.#sendState(state)));
    following.own(session.onDidProgress((progress) => this.#send('progress', progress)));
  }

  #reset(): void {
    this.#snapshots.reset();
    this.#answers.reset();
    this.#models.reset();
    this.#states.reset();
  }

  /** Hears a notification that is what it should be; any other is refused, and the log says why. */
  #on<K extends keyof FromPanel>(method: K, hear: (message: FromPanel[K]) => void): Disposable {
    return this.#messenger.onNotification<unknown>(fromPanel(method), (message) => {
      try {
        hear(checkedMessage(method, message));
      } catch (error) {
        log().error(`A message of the panel was refused: ${messageOf(error)}`);
      }
    });
  }

  async #view(message: unknown): Promise<ViewAnswer> {
    const answer = await this.#answer(message);
    // Nobody waits for it any more, and posting into a panel that was closed throws.
    return this.#life.isOver ? new Promise(() => undefined) : answer;
  }

  #answer(message: unknown): Promise<ViewAnswer> | ViewAnswer {
    try {
      return this.#states.view(checkedCall(message));
    } catch (error) {
      return failed('This view cannot be shown', messageOf(error));
    }
  }

  #sendState(state: PanelState): void {
    if (!this.#isReady) return;
    if (state.kind === 'ready') {
      this.#states.send(state);
      return;
    }
    // What waits is older than this; what comes after it is of another session.
    this.#states.flush();
    this.#states.reset();
    if (state.kind === 'model' || state.kind === 'archive') {
      const states = state.states && { states: sentStates(state.states) };
      const sent =
        state.kind === 'archive'
          ? { ...state, ...states }
          : { ...state, model: this.#models.update(state.model), ...states };
      this.#send('state', packed<SentState>(sent));
      return;
    }
    this.#send('state', { ...state, ...this.#whose });
  }

  #sendReady(state: Extract<PanelState, { readonly kind: 'ready' }>, views: readonly FollowedView[]): void {
    if (!this.#isReady) return;
    const { snapshot, ...rest } = { ...state, ...this.#whose };
    const trust = workspace.isTrusted ? {} : ({ isRestricted: true } as const);
    const update = this.#snapshots.update(wireSnapshot(snapshot));
    const sent: SentState = { ...rest, ...trust, update };
    const changes = views.map((view) => this.#answers.update(view));
    this.#send('state', changes.length === 0 ? sent : packed<SentState>({ ...sent, views: changes }));
  }

  get #whose(): { readonly within?: WithinModel } {
    return this.#within ? { within: this.#within } : {};
  }

  /** A panel that is just being shown hears it when its page is there. */
  #sendWhenReady<K extends keyof ToPanel>(method: K, params: ToPanel[K]): void {
    if (this.#isReady) this.#send(method, params);
    else this.#waiting.push(() => this.#send(method, params));
  }

  #send<K extends keyof ToPanel>(method: K, params: ToPanel[K]): void {
    if (this.#isReady) this.#messenger.sendNotification(toPanel(method), this.#panel, params);
  }
}
