import type { Action, Failure, PanelState } from '../../protocol/index.js';
import type { DebugName, DebugRequest, DebugResult } from '../../session/index.js';
import type { LiveSession } from '../host/liveSession.js';
import { unwrap } from '../host/outcome.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { noSuchLayer } from './launch.js';

/** Who is told of what others do to a session, or to its file. */
export interface Follower {
  failed(failure: Failure): void;
  /** It stands elsewhere, or is another. */
  changed(): Promise<void>;
  /** @param isNew its program can be read again */
  stopped(isNew: boolean): Promise<void>;
}

/** The session that is debugged. Panels show it, and move it, too: what others do to it is told once, and what is done here is not. */
export class SharedSession implements Disposable {
  readonly #life = new Lifetime();
  /** What is done here, and not over. */
  #acting = 0;
  /** The state that was told of last, by its place and program. */
  #told = '';
  #failure: Failure | null = null;
  #hasRecovered = false;
  #isFollowing = false;

  constructor(
    readonly live: LiveSession,
    private readonly follower: Follower,
  ) {
    this.#life.own(live.onDidChange((state) => void this.#follow(state)));
  }

  /** Brings it to the start of what a text says; what somebody has made of it since is given up. @throws Error */
  begin(text: string | null): Promise<void> {
    return this.#quietly(async () => {
      const { live } = this;
      const attached = await live.debug('attach', { text, begins: true });
      const { state } = live;
      if (attached.ok && !attached.value.isOther) await live.act({ kind: 'reset' });
      else if (attached.ok) {
        await live.revert();
        await live.debug('attach', { text, begins: true });
      } else if (state.kind === 'model') throw noSuchLayer(state.model);
      else if (state.kind !== 'failed' && state.kind !== 'ready') {
        throw new Error(`${attached.failure.title}: ${attached.failure.message}`);
      }
    });
  }

  act(action: Action): ReturnType<LiveSession['act']> {
    return this.#quietly(() => this.live.act(action));
  }

  /** @throws UserError */
  async ask<K extends DebugName>(name: K, request: DebugRequest<K>): Promise<DebugResult<K>> {
    return unwrap<DebugResult<K>>(await this.live.debug(name, request));
  }

  /** How it stands has been told. */
  remember(): void {
    const { state } = this.live;
    this.#told = placeText(state);
    this.#failure = failureOf(state);
  }

  dispose(): void {
    this.#life.dispose();
  }

  async #follow(state: PanelState): Promise<void> {
    if (this.#life.isOver || this.#acting > 0 || (state.kind !== 'failed' && state.kind !== 'ready')) return;
    const failure = failureOf(state);
    if (failure) {
      if (failure !== this.#failure) this.follower.failed(failure);
      return;
    }
    this.#hasRecovered ||= this.#failure !== null;
    this.#failure = null;
    if (placeText(state) === this.#told && !this.#hasRecovered) return;
    // What changes meanwhile is told of after it, as one.
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    try {
      this.#told = placeText(state);
      await this.follower.changed();
      const isNew = this.#hasRecovered;
      this.#hasRecovered = false;
      await this.follower.stopped(isNew);
    } finally {
      this.#isFollowing = false;
    }
    await this.#follow(this.live.state);
  }

  async #quietly<T>(work: () => Promise<T>): Promise<T> {
    this.#acting += 1;
    try {
      return await work();
    } finally {
      this.#acting -= 1;
    }
  }
}

function failureOf(state: PanelState): Failure | null {
  return state.kind === 'failed' || state.kind === 'ready' ? state.failure : null;
}

function placeText(state: PanelState): string {
  if (state.kind !== 'ready') return state.kind;
  const { cursor, revision } = state.snapshot;
  return `${revision} ${cursor.pass} ${cursor.stage ?? ''}`;
}
