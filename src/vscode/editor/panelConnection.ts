import type { WebviewPanel } from 'vscode';
import { Messenger } from 'vscode-messenger';
import type { FromPanel, PanelCommand, PanelState } from '../../protocol/index.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { LiveSession } from '../session/liveSession.js';
import { fromPanel, toPanel, viewRequest } from './messages.js';
import { wireState } from './wireState.js';

/** What a panel may ask of VS Code, and say about itself. */
export interface PanelHost {
  host(message: FromPanel['host']): void;
  inputFocus(isFocused: boolean): void;
}

/**
 * One panel's wire to its session. A panel that is hidden loses its page; when it is shown again the page says `ready`
 * and gets the whole state. Messages to a hidden panel are dropped by the messenger.
 */
export class PanelConnection implements Disposable {
  readonly #life = new Lifetime();
  readonly #messenger = new Messenger();
  readonly #panel: ReturnType<Messenger['registerWebviewPanel']>;
  #isReady = false;

  constructor(
    panel: WebviewPanel,
    private readonly session: LiveSession,
    host: PanelHost,
  ) {
    const messenger = this.#messenger;
    this.#panel = messenger.registerWebviewPanel(panel);
    const handlers: Disposable[] = [
      messenger.onNotification(fromPanel('ready'), () => {
        this.#isReady = true;
        this.#sendAll();
      }),
      messenger.onNotification(fromPanel('act'), async (action) => {
        await session.act(action);
      }),
      messenger.onNotification(fromPanel('cancel'), () => session.cancel()),
      messenger.onNotification(fromPanel('inputFocus'), (isFocused) => host.inputFocus(isFocused)),
      messenger.onNotification(fromPanel('host'), (message) => host.host(message)),
      messenger.onRequest(viewRequest, ({ name, request }) => session.view(name, request)),
      session.onDidChange((state) => this.#sendState(state)),
      session.onDidProgress((progress) => this.#messenger.sendNotification(toPanel('progress'), this.#panel, progress)),
    ];
    for (const handler of handlers) this.#life.own(handler);
  }

  /** Whether the panel's script has run and asked for the state. */
  get isReady(): boolean {
    return this.#isReady;
  }

  command(command: PanelCommand): void {
    this.#messenger.sendNotification(toPanel('command'), this.#panel, command);
  }

  dispose(): void {
    this.#life.dispose();
  }

  #sendState(state: PanelState): void {
    this.#messenger.sendNotification(toPanel('state'), this.#panel, wireState(state));
  }

  #sendAll(): void {
    this.#sendState(this.session.state);
    this.#messenger.sendNotification(toPanel('progress'), this.#panel, this.session.progress);
  }
}
