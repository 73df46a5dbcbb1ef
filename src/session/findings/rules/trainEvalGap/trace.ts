import type { PassRecord } from '../../../records/index.js';
import type { Evidence } from '../../rule.js';

/** What one channel shows over the passes: evidence that grows, since there may be 65,536 of them to ask for. */
export interface Trace extends Evidence {
  readonly channel: number;
  /** The pass before the first in which it is off. */
  readonly before: PassRecord | null;
  lastPass: number;
  weight: number;
  /** Passes in which it is off. */
  count: number;
  /** All of them to the same side. */
  isOneSided: boolean;
  worst: Off;
  latest: Off;
}

/** How a channel is off in one pass. */
export interface Off {
  readonly record: PassRecord;
  readonly gap: number;
  /** Above or below (1, −1); wider or narrower where the means agree. */
  readonly side: number;
  /** How bad it is, mean and spread on one scale: σ. */
  readonly size: number;
}

export function begun(channel: number, pass: number, off: Off, before: PassRecord | null): Trace {
  // Written out: objects that begin with a spread are a hundred times slower to go through.
  return {
    channel,
    pass,
    lastPass: pass,
    known: pass,
    weight: off.size,
    before,
    count: 1,
    isOneSided: true,
    worst: off,
    latest: off,
  };
}

export function extend(trace: Trace, pass: number, off: Off): void {
  trace.lastPass = pass;
  trace.count += 1;
  trace.isOneSided &&= off.side === trace.latest.side;
  if (off.size > trace.worst.size) trace.worst = off;
  trace.latest = off;
  trace.weight = shownOf(trace).size;
}

/** It began while the program ran, lasted, and kept to one side. */
export function isDrift({ pass, count, isOneSided }: Trace): boolean {
  return pass > 0 && count > 1 && isOneSided;
}

/** The pass whose numbers are told. */
export function shownOf(trace: Trace): Off {
  return isDrift(trace) ? trace.latest : trace.worst;
}
