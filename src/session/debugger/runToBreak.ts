import { findingsOf, type Finding } from '../findings/index.js';
import {
  giveTurn,
  type Direction,
  type RunOptions,
  type Session,
  type SessionOwner,
  type Stop,
  type Until,
} from '../run/index.js';
import { HitCounts, type Check } from './checks.js';
import type { DebugStop } from './debugRequests.js';
import { placeOrder, stageIdsOf, type Place } from './place.js';
import type { Reading } from './placeEnvironment.js';

/** What stops a run. */
export interface Breaks {
  readonly checks: readonly Check[];
  /** Severities and ids of rules. */
  readonly findings: ReadonlySet<string>;
}

export interface BreakRequest {
  readonly direction: Direction;
  /** To the end of this pass at most. */
  readonly pass?: number;
}

export interface Broken {
  readonly stop: Stop;
  /** Null where it came to where it was sent. */
  readonly told: DebugStop | null;
}

interface Hit {
  readonly place: Place;
  readonly told: DebugStop;
}

/**
 * Runs on, or back, to the first place that a breakpoint or a finding stops it at; the cursor is there. What is looked at does
 * not depend on the route: a place that stops a run forwards stops one backwards.
 * @param say is told what breakpoints say that do not stop
 * @throws as SessionOwner.run
 */
export async function runToBreak(
  owner: SessionOwner,
  request: BreakRequest,
  breaks: Breaks,
  reading: Reading,
  say: (text: string) => void,
  options?: RunOptions,
): Promise<Broken> {
  const { cursor: start } = owner.session;
  const look = new PlaceLook(breaks, reading, say, () => giveTurn(() => owner.session, options));
  const isBack = request.direction === 'backward';
  const isAhead = (place: Place): boolean => (isBack ? placeOrder(place, start) < 0 : placeOrder(place, start) > 0);

  // Backwards the pass that is shown comes first, whose end is behind.
  const shown = start.stage === null ? start.pass - 1 : start.pass;
  if (isBack && shown >= 0) {
    const inside = look.placesOf(owner.session, shown).filter((place) => place.stage !== null && isAhead(place));
    const hit = await look.first(owner.session, inside.reverse(), null);
    if (hit) return stopAt(owner, hit, options);
  }
  let found: Hit | null = null;
  const until: Until = async (session, from, to) => {
    for (let pass = isBack ? to - 1 : from; pass >= from && pass < to; pass += isBack ? -1 : 1) {
      const places = look.placesOf(session, pass).filter(isAhead);
      found = await look.first(session, isBack ? places.reverse() : places, look.findingAt(session, pass));
      if (found) return pass;
    }
    return null;
  };
  const isWatched = breaks.checks.length > 0 || breaks.findings.size > 0;
  const stop = await owner.run({ ...request, ...(isWatched && { until: { breakpoint: until } }) }, options);
  const hit = found as Hit | null;
  if (stop.reason === 'breakpoint' && hit) return stopAt(owner, hit, options);
  // That nothing stopped it is no news.
  const plain: Stop = { reason: stop.reason, pass: stop.pass };
  if (stop.reason === 'start' && isBack) {
    const { pass, stage } = owner.session.cursor;
    const met = await look.first(owner.session, [{ pass, stage }], null);
    return { stop: plain, told: met?.told ?? { reason: 'start', ids: [] } };
  }
  const reason = stop.reason === 'pause' || stop.reason === 'end' ? stop.reason : null;
  return { stop: plain, told: reason && { reason, ids: [] } };
}

async function stopAt(owner: SessionOwner, { place, told }: Hit, options?: RunOptions): Promise<Broken> {
  const { pass, stage } = place;
  if (stage === null) await owner.goTo(pass === 0 ? null : pass - 1, null, options);
  else await owner.goTo(pass, stage, options);
  return { stop: { reason: 'breakpoint', pass: pass === 0 ? null : pass - 1 }, told };
}

/** Looks at one place after the other, in one run. */
class PlaceLook {
  readonly #counts: HitCounts;
  readonly #isInside: boolean;
  readonly #known = new Map<Check, Map<string, boolean>>();
  #findings: { readonly of: Session['passes']; readonly byPass: ReadonlyMap<number, Finding> } | undefined;

  constructor(
    private readonly breaks: Breaks,
    private readonly reading: Reading,
    private readonly say: (text: string) => void,
    /** Lets others have their turn. @throws the reason to end, which may be a pause */
    private readonly turn: () => Promise<void>,
  ) {
    this.#isInside = breaks.checks.some(({ kind }) => kind === 'stage');
    this.#counts = new HitCounts(
      (session, pass) => this.placesOf(session, pass),
      (check, session, place) => this.#holds(check, session, place),
    );
  }

  /** The places of a pass that has run, in their order: those before its stages, where something may be, and the one behind it. */
  placesOf({ passes }: Session, pass: number): Place[] {
    const stages = this.#isInside ? stageIdsOf(passes[pass]) : [];
    return [...stages.map((_, stage) => ({ pass, stage })), { pass: pass + 1, stage: null }];
  }

  #holds(check: Check, session: Session, place: Place): boolean | Promise<boolean> {
    // Only what is counted is asked for again; in a run passes are only added.
    if (!check.stopsAt) return this.#inTurn(check.holds(session, place, this.reading));
    const known = this.#known.get(check) ?? new Map<string, boolean>();
    this.#known.set(check, known);
    const key = `${place.pass} ${place.stage ?? ''}`;
    const held = known.get(key) ?? this.#inTurn(check.holds(session, place, this.reading));
    if (typeof held !== 'boolean') return held.then((answer) => (known.set(key, answer), answer));
    known.set(key, held);
    return held;
  }

  /** What is not known at once reads a batch: others wait for their turn meanwhile. */
  #inTurn(held: boolean | Promise<boolean>): boolean | Promise<boolean> {
    return typeof held === 'boolean' ? held : held.then((answer) => this.turn().then(() => answer));
  }

  /** The finding that is first certain at the end of a pass. */
  findingAt(session: Session, pass: number): Finding | null {
    const { findings } = this.breaks;
    if (findings.size === 0) return null;
    if (this.#findings?.of !== session.passes) {
      const byPass = new Map<number, Finding>();
      for (const finding of findingsOf(session)) {
        const isMeant = findings.has(finding.severity) || findings.has(finding.rule);
        if (isMeant && !byPass.has(finding.known)) byPass.set(finding.known, finding);
      }
      this.#findings = { of: session.passes, byPass };
    }
    return this.#findings.byPass.get(pass) ?? null;
  }

  /** @param finding at the place between passes */
  async first(session: Session, places: readonly Place[], finding: Finding | null): Promise<Hit | null> {
    for (const place of places) {
      const ids: number[] = [];
      let reason: DebugStop['reason'] = 'breakpoint';
      for (const check of this.breaks.checks) {
        if (!check.isAt(session, place)) continue;
        const held = this.#holds(check, session, place);
        if (!(typeof held === 'boolean' ? held : await held)) continue;
        if (check.stopsAt && !check.stopsAt(await this.#counts.upTo(check, session, place))) continue;
        if (check.log) {
          this.say(await check.log(session, place, this.reading));
          continue;
        }
        if (check.kind === 'data') reason = 'data breakpoint';
        ids.push(check.id);
      }
      if (place.stage === null && finding) {
        const text = `${finding.message} ${finding.remedy}`;
        return { place, told: { reason: 'exception', ids, text, rule: finding.rule } };
      }
      if (ids.length > 0) return { place, told: { reason, ids } };
    }
    return null;
  }
}
