import { keyOf, laneOf, mostLooks, movedRequest } from '../../src/protocol/index.js';
import type { Failure, FollowedView, Looks, Shown, ViewAnswer, ViewCall } from '../../src/protocol/index.js';
import type { ViewName, ViewRequest, ViewResult } from '../../src/session/index.js';

/** Asks the session; a rejected promise is a broken connection. */
export type AskView = <K extends ViewName>(name: K, request: ViewRequest<K>) => Promise<ViewAnswer<K>>;

interface Answer {
  readonly revision: number;
  readonly result: ViewResult | null;
  readonly failure: Failure | null;
}

interface Asked extends ViewCall {
  readonly key: string;
}

interface Waiting extends Asked {
  readonly revision: number;
}

/** Requests of one name, id and shape: one is under way, and of those that came meanwhile only the latest is kept. */
interface Lane {
  busy: boolean;
  waiting: Waiting | null;
  latest: Answer | null;
}

/** Bytes of arrays that are kept: a table of 65,536 channels has 6 MB, and every step asks for another. */
const capacity = 48e6;

/**
 * Answers of the session by revision of its numbers. While the answer for the newest revision is under way, the older one stands in,
 * so that nothing flickers; an answer from before the last `clear` is dropped.
 */
export class ViewCache {
  private readonly answers = new Map<string, Answer>();
  private readonly lanes = new Map<string, Lane>();
  /** What was asked for since `beginFrame`, by key. */
  private asked = new Map<string, Asked>();
  /** Keys of what `follow` asked for and has no answer yet. */
  private readonly following = new Set<string>();
  private epoch = 0;

  constructor(
    private readonly ask: AskView,
    private readonly changed: () => void,
  ) {}

  get<K extends ViewName>(name: K, request: ViewRequest<K>, revision: number): ViewResult<K> | undefined {
    const { key, lane } = this.place(name, request);
    this.asked.set(key, { name, request, key });
    const known = this.answers.get(key);
    if (known?.revision === revision) return known.result ?? undefined;
    if (lane.waiting && lane.waiting.key !== key) this.following.delete(lane.waiting.key);
    lane.waiting = { name, request, key, revision };
    if (!lane.busy) void this.work(lane);
    // The keys and lanes start with the name, so what they hold is of this name's type.
    return (known ?? lane.latest)?.result ?? undefined;
  }

  /** All views are about to ask for what they show. */
  beginFrame(): void {
    this.asked = new Map();
  }

  /**
   * Asks at once for what the last frame showed, of the pass that is shown now, so that the session answers while the
   * panel is drawn. `isFollowing` until all is there. @param views what is there already
   */
  follow(before: Shown, now: Shown, views: readonly FollowedView[]): void {
    this.following.clear();
    // What failed may succeed now, also where nothing else has changed.
    for (const [key, { failure }] of this.answers) if (failure) this.answers.delete(key);
    for (const { name, request, answer } of views) {
      const { key, lane } = this.place(name, request);
      this.keep(key, lane, answerOf(answer, now.revision), true);
    }
    for (const { name, request } of [...this.asked.values()]) {
      const moved = movedRequest(request, before, now);
      const { key } = this.place(name, moved);
      if (this.answers.get(key)?.revision === now.revision) {
        // The next state may come before the next frame does.
        this.asked.set(key, { name, request: moved, key });
        continue;
      }
      this.following.add(key);
      this.get(name, moved, now.revision);
    }
  }

  /** What the last frame showed, where that is other than what was `told` moves to by now; null: it is not. */
  untold(told: Looks | null, now: Shown): Looks | null {
    const looks = [...this.asked.values()].slice(0, mostLooks);
    const keys = new Set(
      told?.views.map((view) => this.place(view.name, movedRequest(view.request, told.of, now)).key),
    );
    if (keys.size === looks.length && looks.every(({ key }) => keys.has(key))) return null;
    return { of: now, views: looks.map(({ name, request }) => ({ name, request })) };
  }

  get isFollowing(): boolean {
    return this.following.size > 0;
  }

  /** Why the last request of this name and shape has no answer. */
  failure<K extends ViewName>(name: K, request: ViewRequest<K>): Failure | null {
    const { key, lane } = this.place(name, request);
    return (this.answers.get(key) ?? lane.latest)?.failure ?? null;
  }

  /** Forgets everything: the session is another one, or its channels are others. */
  clear(): void {
    this.epoch += 1;
    this.answers.clear();
    this.lanes.clear();
    this.following.clear();
  }

  private place(name: ViewName, request: ViewRequest): { key: string; lane: Lane } {
    const call = { name, request };
    const laneKey = laneOf(call);
    let lane = this.lanes.get(laneKey);
    if (!lane) this.lanes.set(laneKey, (lane = { busy: false, waiting: null, latest: null }));
    return { key: keyOf(call), lane };
  }

  private async work(lane: Lane): Promise<void> {
    const { epoch } = this;
    lane.busy = true;
    let next: Waiting | null = lane.waiting;
    while (next) {
      lane.waiting = null;
      const answer = await this.answerOf(next);
      if (epoch !== this.epoch) return;
      this.keep(next.key, lane, answer, this.following.delete(next.key));
      next = this.followedIn(lane);
    }
    lane.busy = false;
    // Whoever still needs what is waiting asks again on this change, with the revision of then.
    this.changed();
  }

  private followedIn({ waiting }: Lane): Waiting | null {
    return waiting && this.following.has(waiting.key) ? waiting : null;
  }

  /** The latest answers that fit, at least the one that came just now. */
  private keep(key: string, lane: Lane, answer: Answer, isGuess: boolean): void {
    // What was asked for earlier may come later than what came along with a newer state.
    if ((this.answers.get(key)?.revision ?? -Infinity) > answer.revision) return;
    // A guess that was wrong is no reason to forget what is shown.
    const isNews = (lane.latest?.revision ?? -Infinity) <= answer.revision;
    if (isNews && (!isGuess || !answer.failure)) lane.latest = answer;
    this.answers.delete(key);
    this.answers.set(key, answer);
    let total = [...this.answers.values()].reduce((sum, { result }) => sum + byteLength(result), 0);
    for (const [oldest, { result }] of this.answers) {
      if (total <= capacity || oldest === key) return;
      this.answers.delete(oldest);
      total -= byteLength(result);
    }
  }

  private async answerOf({ name, request, revision }: Waiting): Promise<Answer> {
    try {
      return answerOf(await this.ask(name, request), revision);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { revision, result: null, failure: { title: 'This view has no data', message } };
    }
  }
}

function answerOf(outcome: ViewAnswer, revision: number): Answer {
  return outcome.ok
    ? { revision, result: outcome.value, failure: null }
    : { revision, result: null, failure: outcome.failure };
}

/** Roughly what a result takes: its typed arrays, and a little for everything else. */
function byteLength(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part: unknown) => sum + byteLength(part), 8);
}
