import { shownOf } from '../../src/protocol/index.js';
import type {
  Action,
  Failure,
  FollowedView,
  FromPanel,
  Looks,
  ToPanel,
  PanelCommand,
  PanelPlace,
  PanelState,
  Progress,
  SessionSnapshot,
} from '../../src/protocol/index.js';
import type { ViewName, ViewRequest, ViewResult } from '../../src/session/index.js';
import type { ThemeKind } from '../kit/theme.js';
import type { Link } from './link.js';
import { fitUi, restoreUi, worthSaving, type UiState } from './uiState.js';
import { ViewCache } from './viewCache.js';

export type { ThemeKind } from '../kit/theme.js';
export type { UiState } from './uiState.js';

/**
 * A new pass is drawn with all its views where they are there by then, in ms; what comes later is drawn together as
 * well: where drawing is slow, a picture for each answer would make all answers wait.
 */
const patience = 100;

/** Everything the panel knows; all views read it and nothing else. Listeners hear of changes once per frame. */
export class Store {
  state: PanelState = { kind: 'loading' };
  progress: Progress | null = null;
  /** Whether what is under way has been told to stop. */
  isStopping = false;
  /** All channels of the layer of a model that was asked for last. */
  modelChannels: ToPanel['modelChannels'] | null = null;
  /** Numbers of the channel that was asked for last. */
  modelChannel: ToPanel['modelChannel'] | null = null;
  /** Those of the layer whose state was asked for last. */
  stateChannels: ToPanel['stateChannels'] | null = null;
  ui: UiState;

  private readonly cache: ViewCache;
  private readonly listeners = new Set<() => void>();
  private readonly commandListeners = new Set<(command: PanelCommand) => void>();
  private scheduled = false;
  /** What the extension knows of what is looked at. */
  private told: Looks | null = null;
  private patienceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    public theme: ThemeKind,
    private readonly schedule: (run: () => void) => void = (run) => void requestAnimationFrame(run),
  ) {
    const saved = link.savedState;
    this.ui = restoreUi(saved);
    this.cache = new ViewCache(
      (name, request) => link.view(name, request),
      () => this.answered(),
    );
    link.listen({
      state: (state, views) => this.receive(state, views),
      progress: (progress) => {
        this.progress = progress;
        if (progress === null) this.isStopping = false;
        this.changed();
      },
      command: (command) => this.command(command),
      show: (place) => this.show(place),
      modelChannels: (answer) => {
        this.modelChannels = answer;
        this.changed();
      },
      modelChannel: (answer) => {
        this.modelChannel = answer;
        this.changed();
      },
      stateChannels: (answer) => {
        this.stateChannels = answer;
        this.changed();
      },
      chosen: ({ role, path }) => this.set({ fold: { ...this.ui.fold, [role]: path } }),
    });
    link.ready(typeof saved === 'object' && saved !== null);
  }

  get snapshot(): SessionSnapshot | null {
    return this.state.kind === 'ready' ? this.state.snapshot : null;
  }

  /** Changes what is looked at, and saves it for the panel's next life. */
  set(change: Partial<UiState>): void {
    this.ui = { ...this.ui, ...change, ...(change.channels && { hasChosenChannels: true }) };
    const keys = Object.keys(change);
    if (keys.some((key) => key !== 'hover' && key !== 'hoverIndex')) this.link.saveState(worthSaving(this.ui));
    this.changed();
  }

  setTheme(theme: ThemeKind): void {
    this.theme = theme;
    this.changed();
  }

  act(action: Action): void {
    this.link.act(action);
  }

  /**
   * The session's answer; undefined while nothing is known. While a newer answer is under way, the older one for the
   * same name and the same entries of the request is returned: read from the answer which channel it is for.
   */
  view<K extends ViewName>(name: K, request: ViewRequest<K>): ViewResult<K> | undefined {
    return this.snapshot ? this.cache.get(name, request, this.snapshot.numbers) : undefined;
  }

  /** The session's answer once, for what is done with it and not shown; undefined where there is none. */
  async ask<K extends ViewName>(name: K, request: ViewRequest<K>): Promise<ViewResult<K> | undefined> {
    const answer = await this.link.view(name, request);
    return answer.ok ? answer.value : undefined;
  }

  /** Why `view` has nothing to return. */
  viewFailure<K extends ViewName>(name: K, request: ViewRequest<K>): Failure | null {
    return this.cache.failure(name, request);
  }

  host(message: FromPanel['host']): void {
    this.link.host(message);
  }

  cancel(): void {
    this.link.cancel();
  }

  /** Said at once: what is under way may take a moment to hear of it. */
  stop(): void {
    this.isStopping = true;
    this.link.stop();
    this.changed();
  }

  inputFocus(focused: boolean): void {
    this.link.inputFocus(focused);
  }

  /** Carries out what is the panel's own affair, whoever asks: a key, a command, a button. */
  command(command: PanelCommand): void {
    for (const listener of this.commandListeners) listener(command);
  }

  /** Turns to where a value is. */
  private show({ page, channel, index }: PanelPlace): void {
    this.set({
      ...{ page, showsConventions: false, comparesAxes: false, hover: null, hoverIndex: null },
      ...(channel !== undefined && { channels: [channel] }),
      ...(index && { picked: index }),
    });
    const { snapshot } = this;
    if (snapshot) this.ui = fitUi(this.ui, snapshot);
  }

  onCommand(listener: (command: PanelCommand) => void): () => void {
    this.commandListeners.add(listener);
    return () => this.commandListeners.delete(listener);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private receive(state: PanelState, views: readonly FollowedView[]): void {
    const before = this.snapshot;
    this.state = state;
    const { snapshot } = this;
    if (snapshot) {
      // Another session: also one that was read again after a failure, whose requests may never be answered.
      if (before?.input.channels !== snapshot.input.channels || snapshot.revision < before.revision) {
        this.cache.clear();
        this.told = null;
      } else this.cache.follow(shownOf(before), shownOf(snapshot), views);
      this.ui = { ...fitUi(this.ui, snapshot), hover: this.ui.hover };
    }
    const isAnother = before !== null && snapshot !== null && before.shown !== snapshot.shown;
    if (isAnother && this.cache.isFollowing) this.wait();
    else this.changed();
  }

  private answered(): void {
    if (this.cache.isFollowing) this.wait();
    else this.changed();
  }

  /** However many passes come meanwhile. */
  private wait(): void {
    this.patienceTimer ??= setTimeout(() => this.changed(), patience);
  }

  private changed(): void {
    // What is drawn now need not be drawn when patience ends.
    clearTimeout(this.patienceTimer);
    this.patienceTimer = undefined;
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      this.cache.beginFrame();
      for (const listener of this.listeners) listener();
      // Views ask while they are drawn.
      setTimeout(() => this.tellLooks());
    });
  }

  /** So that the next state comes with what is shown of it. */
  private tellLooks(): void {
    const { snapshot } = this;
    const looks = snapshot && this.cache.untold(this.told, shownOf(snapshot));
    if (!looks) return;
    this.told = looks;
    this.link.looks(looks);
  }
}
