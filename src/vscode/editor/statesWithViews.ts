import {
  keyOf,
  laneOf,
  movedRequest,
  shownOf,
  type FollowedView,
  type Looks,
  type PanelState,
  type Shown,
  type ViewAnswer,
  type ViewCall,
} from '../../protocol/index.js';

type ReadyState = Extract<PanelState, { readonly kind: 'ready' }>;

/** What a state waits for the views of it, in ms; what takes longer is sent when the panel asks for it. */
const patience = 60;

/**
 * What a panel looks at is asked of a new state before the panel hears of that, so that both arrive in one message: to hear
 * of a step and ask then would take as long again. States are sent in their order; while one waits, a newer one takes its place.
 */
export class StatesWithViews {
  #looks: Looks = { of: { revision: -1, shown: null, passes: 0 }, views: [] };
  #sent: Shown | null = null;
  #pending: { readonly state: ReadyState; readonly views: FollowedView[] } | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  /** Of the numbers that were sent last, by request; those under way as well. */
  readonly #answers = new Map<string, Promise<ViewAnswer>>();
  /** Of views that are being asked for, how many of a kind. */
  readonly #busy = new Map<string, number>();
  /** What of them the panel has been given. */
  readonly #given = new Set<string>();

  /** @param ask resolves always */
  constructor(
    private readonly ask: (call: ViewCall) => Promise<ViewAnswer>,
    private readonly post: (state: ReadyState, views: readonly FollowedView[]) => void,
  ) {}

  /** What the panel shows, and of which state. */
  look(looks: Looks): void {
    this.#looks = looks;
  }

  /** The answer that is under way already, or a new one. */
  view(call: ViewCall): Promise<ViewAnswer> {
    const key = keyOf(call);
    this.#given.add(key);
    const answer = this.#answers.get(key);
    // The panel has it no more, or it may be another by now.
    this.#answers.delete(key);
    return answer ?? this.#ask(call);
  }

  send(state: ReadyState): void {
    const now = shownOf(state.snapshot);
    if (now.revision !== this.#sent?.revision) this.#forget();
    const pending = (this.#pending = { state, views: [] as FollowedView[] });
    const calls = this.#sent === null ? [] : this.#unknown(now);
    if (calls.length === 0) {
      this.flush();
      return;
    }
    this.#deadline ??= setTimeout(() => this.flush(), patience);
    for (const call of calls) {
      const key = keyOf(call);
      const answer = this.#answers.get(key) ?? this.#ask(call);
      this.#answers.set(key, answer);
      void answer.then((value) => {
        pending.views.push({ ...call, answer: value });
        if (this.#pending === pending && pending.views.length === calls.length) this.flush();
      });
    }
  }

  /** Sends what waits, with the views that are there. */
  flush(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    const pending = this.#pending;
    this.#pending = null;
    if (!pending) return;
    this.#sent = shownOf(pending.state.snapshot);
    for (const call of pending.views) {
      const key = keyOf(call);
      this.#answers.delete(key);
      this.#given.add(key);
    }
    this.post(pending.state, [...pending.views]);
  }

  /** The panel has nothing any more, or is to show something else. */
  reset(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#pending = null;
    this.#sent = null;
    this.#looks = { ...this.#looks, views: [] };
    this.#forget();
  }

  #forget(): void {
    this.#answers.clear();
    this.#given.clear();
  }

  async #ask(call: ViewCall): Promise<ViewAnswer> {
    const lane = laneOf(call);
    this.#busy.set(lane, (this.#busy.get(lane) ?? 0) + 1);
    try {
      return await this.ask(call);
    } finally {
      this.#busy.set(lane, (this.#busy.get(lane) ?? 1) - 1);
    }
  }

  /** What the panel will look at then, and has not been given yet. A view that takes longer than a step is left to it. */
  #unknown(now: Shown): readonly ViewCall[] {
    const { of, views } = this.#looks;
    return views
      .map(({ name, request }) => ({ name, request: movedRequest(request, of, now) }))
      .filter((call) => !this.#given.has(keyOf(call)))
      .filter((call) => this.#answers.has(keyOf(call)) || (this.#busy.get(laneOf(call)) ?? 0) === 0);
  }
}
