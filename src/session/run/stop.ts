import type { Session } from './session.js';

export type Direction = 'forward' | 'backward';

/**
 * Of the passes from `from` up to `to` (exclusive) the one at whose end a run stops: forwards the first, backwards the
 * last; null where it goes on. All of them are computed, and more may be. It depends on the records alone, and not on how
 * a run is cut into such pieces.
 */
export type Until = (
  session: Session,
  from: number,
  to: number,
  direction: Direction,
) => number | null | Promise<number | null>;

/** Where a run is to stop; the first of several that applies. Nothing: at the program's end, or its start. */
export interface RunRequest {
  readonly direction: Direction;
  /** At the end of this pass, from 0. */
  readonly pass?: number;
  /** At the end of the first pass of this step of the program, backwards of its last. */
  readonly step?: number;
  /** What else stops it, by the reason that is given then. */
  readonly until?: Readonly<Partial<Record<'condition' | 'finding' | 'breakpoint', Until>>>;
}

export type StopReason = 'start' | 'end' | 'pass' | 'step' | 'condition' | 'finding' | 'breakpoint' | 'pause';

/** Why a run stopped, and after which pass; null: before the first. */
export interface Stop {
  readonly reason: StopReason;
  readonly pass: number | null;
  /** It was to stop somewhere, and came to the end, or the start. */
  readonly isUnmet?: true;
}

/** A predicate over one record as an `Until`. */
export function untilRecord(holds: (session: Session, pass: number) => boolean | Promise<boolean>): Until {
  return async (session, from, to, direction) => {
    const step = direction === 'forward' ? 1 : -1;
    for (let pass = step > 0 ? from : to - 1; pass >= from && pass < to; pass += step) {
      const held = holds(session, pass);
      if (typeof held === 'boolean' ? held : await held) return pass;
    }
    return null;
  };
}

/** Where the plan alone stops a run from the end of pass `shown` (-1: before the first); null where it does not. */
export function plannedStop(
  { direction, pass, step }: RunRequest,
  { stepOfPass }: Session,
  shown: number,
): (Stop & { readonly pass: number }) | null {
  const way = direction === 'forward' ? 1 : -1;
  for (let at = shown + way; at >= 0 && at < stepOfPass.length; at += way) {
    if (at === pass) return { reason: 'pass', pass: at };
    if (stepOfPass[at] === step) return { reason: 'step', pass: at };
  }
  return null;
}

/** Where nothing stopped a run. */
export function unstopped({ direction, pass, step, until = {} }: RunRequest, last: number): Stop {
  const isUnmet = pass !== undefined || step !== undefined || Object.keys(until).length > 0;
  const stop =
    direction === 'forward' ? ({ reason: 'end', pass: last } as const) : ({ reason: 'start', pass: null } as const);
  return { ...stop, ...(isUnmet && { isUnmet }) };
}

/** The first stop in a piece of a run, in its direction; of two at one pass the one that is named first. */
export async function stopIn(
  { direction, until: untils = {} }: RunRequest,
  session: Session,
  from: number,
  to: number,
): Promise<Stop | null> {
  let found: Stop | null = null;
  for (const reason of Object.keys(untils) as (keyof typeof untils)[]) {
    const until = untils[reason];
    if (!until) continue;
    const pass = await until(session, from, to, direction);
    if (pass === null) continue;
    const isEarlier = found?.pass == null || (direction === 'forward' ? pass < found.pass : pass > found.pass);
    if (isEarlier) found = { reason, pass };
  }
  return found;
}
