import { commands, type Uri, type WebviewPanel } from 'vscode';
import type { FromPanel, PanelCommand, PanelPlace, ToPanel } from '../../protocol/index.js';
import { Emitter } from '../emitter.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { LiveSession } from '../host/liveSession.js';
import type { SessionFace, SessionPanel } from '../host/sessionFace.js';
import { PanelConnection } from './panelConnection.js';
import { panelHtml, panelRoots } from './panelHtml.js';

/** One tab: a panel on a session that it may share with other tabs. */
export class TensorEditor implements SessionFace, SessionPanel, Disposable {
  readonly #life = new Lifetime();
  readonly #connection: PanelConnection;
  readonly #onDidChangeFocus = this.#life.own(new Emitter<boolean>());
  readonly onDidChangeInputFocus = this.#onDidChangeFocus.event;
  #hasInputFocus = false;

  constructor(
    readonly session: LiveSession,
    private readonly tab: WebviewPanel,
    extension: Uri,
    onHostMessage: (editor: TensorEditor, message: FromPanel['host']) => void,
  ) {
    tab.webview.options = { enableScripts: true, localResourceRoots: panelRoots(extension) };
    this.#connection = this.#life.own(
      new PanelConnection(tab, session, {
        host: (message) => onHostMessage(this, message),
        inputFocus: (isFocused) => {
          this.#hasInputFocus = isFocused;
          this.#onDidChangeFocus.fire(isFocused);
        },
      }),
    );
    // Last: the page may speak as soon as it is there.
    tab.webview.html = panelHtml(tab.webview, extension);
  }

  get panel(): SessionPanel {
    return this;
  }
  get isActive(): boolean {
    return this.tab.active;
  }
  get isPanelReady(): boolean {
    return this.#connection.isReady;
  }
  get hasInputFocus(): boolean {
    return this.#hasInputFocus;
  }

  reveal(): void {
    this.tab.reveal();
  }

  command(command: PanelCommand): void {
    this.#connection.command(command);
  }

  show(place: PanelPlace): void {
    this.#connection.show(place);
  }

  /** What the user has chosen for what the panel asked for. */
  chosen(chosen: ToPanel['chosen']): void {
    this.#connection.chosen(chosen);
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
