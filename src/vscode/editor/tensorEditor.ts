import { commands, type Uri, type WebviewPanel } from 'vscode';
import type { ChannelPlace, FromPanel, PanelCommand, PanelPlace, ToPanel } from '../../protocol/index.js';
import { Emitter } from '../emitter.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { LiveSession } from '../host/liveSession.js';
import type { SessionFace, SessionPanel } from '../host/sessionFace.js';
import type { SessionHub } from '../host/sessionHub.js';
import { neighbourLayer, openLayer, type OpenedLayer } from './layerOfModel.js';
import { PanelConnection } from './panelConnection.js';
import { panelHtml, panelRoots } from './panelHtml.js';

/** What others keep of an editor, and when that is old: its session is another, it is active or is not any more. */
export interface EditorChanges {
  session(editor: TensorEditor): void;
  activity(editor: TensorEditor): void;
}

/** One tab: a panel on a session that it may share with other tabs. */
export class TensorEditor implements SessionFace, SessionPanel, Disposable {
  readonly #life = new Lifetime();
  readonly #connection: PanelConnection;
  readonly #onDidChangeFocus = this.#life.own(new Emitter<boolean>());
  readonly onDidChangeInputFocus = this.#onDidChangeFocus.event;
  #hasInputFocus = false;
  /** What shows something else for a moment. */
  #away = 0;
  #layer: OpenedLayer | undefined;
  /** Where it was opened, which its neighbours are, too. */
  #column: number | null = null;

  constructor(
    private readonly whole: LiveSession,
    private readonly tab: WebviewPanel,
    extension: Uri,
    onHostMessage: (editor: TensorEditor, message: FromPanel['host']) => void,
    private readonly hub: SessionHub,
    private readonly changed: EditorChanges,
  ) {
    tab.webview.options = { enableScripts: true, localResourceRoots: panelRoots(extension) };
    this.#connection = this.#life.own(
      new PanelConnection(tab, whole, {
        host: (message) => onHostMessage(this, message),
        inputFocus: (isFocused) => {
          this.#hasInputFocus = isFocused;
          this.#onDidChangeFocus.fire(isFocused);
        },
      }),
    );
    this.#life.own({ dispose: () => this.#layer?.lease.dispose() });
    // Last: the page may speak as soon as it is there.
    tab.webview.html = panelHtml(tab.webview, extension);
  }

  /** Of what is shown: the document's own, or that of a layer of it. */
  get session(): LiveSession {
    return this.#layer?.lease.session ?? this.whole;
  }
  get panel(): SessionPanel {
    return this;
  }
  get isActive(): boolean {
    return this.tab.active || this.isAway;
  }
  get isAway(): boolean {
    return this.#away > 0;
  }
  get isPanelReady(): boolean {
    return this.#connection.isReady;
  }
  get hasInputFocus(): boolean {
    return this.#hasInputFocus;
  }

  reveal(): void {
    // Without a column VS Code takes it into the group that is active.
    this.tab.reveal(this.tab.viewColumn);
  }

  async stayActive(work: () => Promise<boolean>): Promise<void> {
    this.#setAway(1);
    try {
      if ((await work()) && !this.#life.isOver) await this.#comeBack();
    } finally {
      this.#setAway(-1);
    }
  }

  #setAway(by: 1 | -1): void {
    this.#away += by;
    if (this.#life.isOver) return;
    this.changed.activity(this);
    this.#onDidChangeFocus.fire(this.#hasInputFocus);
  }

  /** Until it is active again, or never will be. */
  async #comeBack(): Promise<void> {
    const life = new Lifetime();
    const isBack = new Promise<void>((resolve) => {
      if (this.tab.active) resolve();
      life.own(this.tab.onDidChangeViewState(() => this.tab.active && resolve()));
      life.own(this.tab.onDidDispose(resolve));
    });
    this.reveal();
    await isBack;
    life.dispose();
  }

  command(command: PanelCommand): void {
    this.#connection.command(command);
  }

  show(place: PanelPlace): void {
    this.#connection.turnTo(place);
  }

  /** What the user has chosen for what the panel asked for. */
  chosen(chosen: ToPanel['chosen']): void {
    this.#connection.chosen(chosen);
  }

  /**
   * Shows a layer of the model instead of it, where a column of the common axis ends; null: where it stands.
   * @param channel what its Debug page shows; absent: whichever page it has shown
   * @throws Error where it cannot be opened
   */
  openLayer(layer: number, column: number | null, channel?: number): void {
    this.#showLayer(openLayer(this.hub, this.whole, layer, column));
    this.#column = column;
    if (channel !== undefined) this.show({ page: 'debug', channel });
  }

  neighbourLayer(by: -1 | 1): void {
    const at = this.#layer && neighbourLayer(this.whole, this.#layer.within.layer, by);
    if (at !== null && at !== undefined) this.openLayer(at, this.#column);
  }

  backToModel(): void {
    if (this.#layer) this.#showLayer(undefined);
  }

  /** Sends the panel all channels of a layer of the model. */
  async modelChannels(layer: number): Promise<void> {
    const name = this.whole.model?.layers.at(layer)?.name;
    if (name === undefined) return;
    this.#connection.modelChannels({ layer: name, channels: await this.whole.modelChannels(layer) });
  }

  /** Sends the panel one channel in a column. */
  async modelChannel(of: ChannelPlace): Promise<void> {
    this.#connection.modelChannel({ of, numbers: await this.whole.modelChannel(of) });
  }

  /** Sends the panel all channels of a layer's state. */
  async stateChannels(layer: number): Promise<void> {
    const { state } = this.whole;
    const states = 'states' in state ? state.states : undefined;
    const name = states?.layers.at(layer)?.name;
    if (!states || name === undefined) return;
    const channels = await this.whole.stateChannels(layer);
    this.#connection.stateChannels({ layer: name, revision: states.revision, channels });
  }

  #showLayer(layer: OpenedLayer | undefined): void {
    const before = this.#layer;
    this.#layer = layer;
    this.#connection.show(this.session, layer?.within);
    this.changed.session(this);
    before?.lease.dispose();
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
