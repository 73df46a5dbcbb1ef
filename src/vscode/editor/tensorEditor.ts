import { commands, EventEmitter, type Uri, type WebviewPanel } from 'vscode';
import type { FromPanel, PanelCommand } from '../../protocol/index.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { LiveSession } from '../host/liveSession.js';
import { PanelConnection } from './panelConnection.js';
import { panelHtml, panelRoots } from './panelHtml.js';

/** One tab: a panel on a session that it may share with other tabs. */
export class TensorEditor implements Disposable {
  readonly #life = new Lifetime();
  readonly #connection: PanelConnection;
  readonly #onDidChangeFocus = this.#life.own(new EventEmitter<boolean>());
  /** Whether a text input of the panel has the focus. */
  readonly onDidChangeInputFocus = this.#onDidChangeFocus.event;
  #hasInputFocus = false;

  constructor(
    readonly session: LiveSession,
    private readonly panel: WebviewPanel,
    extension: Uri,
    onHostMessage: (editor: TensorEditor, message: FromPanel['host']) => void,
  ) {
    panel.webview.options = { enableScripts: true, localResourceRoots: panelRoots(extension) };
    this.#connection = this.#life.own(
      new PanelConnection(panel, session, {
        host: (message) => onHostMessage(this, message),
        inputFocus: (isFocused) => {
          this.#hasInputFocus = isFocused;
          this.#onDidChangeFocus.fire(isFocused);
        },
      }),
    );
    // Last: the page may speak as soon as it is there.
    panel.webview.html = panelHtml(panel.webview, extension);
  }

  get isActive(): boolean {
    return this.panel.active;
  }
  get isPanelReady(): boolean {
    return this.#connection.isReady;
  }
  get hasInputFocus(): boolean {
    return this.#hasInputFocus;
  }

  reveal(): void {
    this.panel.reveal();
  }

  command(command: PanelCommand): void {
    this.#connection.command(command);
  }

  /** Offers the other editors for the same file. */
  async openWith(): Promise<void> {
    this.reveal();
    await commands.executeCommand('workbench.action.reopenWithEditor');
  }

  dispose(): void {
    this.#life.dispose();
  }
}
