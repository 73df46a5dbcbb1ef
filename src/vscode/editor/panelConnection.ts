import type { WebviewPanel } from 'vscode';

import type { FromPanel, PanelCommand, PanelState, ToPanel, ViewAnswer, ViewCall } from '../../protocol/index.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { LiveSession } from '../host/liveSession.js';
import { fromPanel, toPanel, viewRequest } from './messages.js';
import { QuietMessenger } from './quietMessenger.js';
import { wireState } from './wireState.js';

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
  #isReady = false;
  readonly #waiting: PanelCommand[] = [];

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
        host.inputFocus(false);
        this.#sendState(session.state);
        this.#send('progress', session.progress);
        for (const command of this.#waiting.splice(0)) this.#send('command', command);
      }),
      messenger.onNotification(fromPanel('act'), async (action) => {
        await session.act(action);
      }),
      messenger.onNotification(fromPanel('cancel'), () => session.cancel()),
      messenger.onNotification(fromPanel('inputFocus'), (isFocused) => host.inputFocus(isFocused)),
      messenger.onNotification(fromPanel('host'), (message) => host.host(message)),
      messenger.onRequest(viewRequest, (call) => this.#view(call)),
      panel.onDidChangeViewState(() => {
        // The page of a hidden panel is gone; the next one says ready again.
        if (!panel.visible) this.#isReady = false;
      }),
      session.onDidChange((state) => this.#sendState(state)),
      session.onDidProgress((progress) => this.#send('progress', progress)),
    ];
    for (const handler of handlers) this.#life.own(handler);
  }

  /** Whether the panel's script has run and asked for the state. */
  get isReady(): boolean {
    return this.#isReady;
  }

  command(command: PanelCommand): void {
    // A panel that is just being shown hears it when its page is there.
    if (this.#isReady) this.#send('command', command);
    else this.#waiting.push(command);
  }

  dispose(): void {
    this.#life.dispose();
  }

  async #view({ name, request }: ViewCall): Promise<ViewAnswer> {
    const answer = await this.session.view(name, request);
    // Nobody waits for it any more, and posting into a panel that was closed throws.
    return this.#life.isOver ? new Promise(() => undefined) : answer;
  }

  #sendState(state: PanelState): void {
    this.#send('state', wireState(state));
  }

  #send<K extends keyof ToPanel>(method: K, params: ToPanel[K]): void {
    if (this.#isReady) this.#messenger.sendNotification(toPanel(method), this.#panel, params);
  }
}
