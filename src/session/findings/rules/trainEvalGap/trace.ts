import type { PassRecord } from '../../../records/index.js';
import type { Evidence } from '../../rule.js';

/** What one channel shows over the passes: evidence that grows, since there may be 65,536 of them to ask for. */
export interface Trace extends Evidence {
  readonly channel: number;
  lastPass: number;
  weight: number;
  /** All passes in which it is off, to the same side. */
  isOneSided: boolean;
  worst: Off;
}

/** How a channel is off in one pass. */
export interface Off {
  readonly record: PassRecord;
  readonly gap: number;
  /** Above or below (1, −1); wider or narrower where the means agree. */
  readonly side: number;
  /** How bad it is: the distance d. */
  readonly size: number;
}

/** Train passes in a row in which a channel is off to the same side. */
export interface Streak {
  readonly pass: number;
  readonly side: number;
  count: number;
}

export function begun(channel: number, pass: number, known: number, off: Off): Trace {
  // Written out: objects that begin with a spread are a hundred times slower to go through.
  return { channel, pass, lastPass: known, known, weight: off.size, isOneSided: true, worst: off };
}

export function extend(trace: Trace, pass: number, off: Off): void {
  trace.lastPass = pass;
  trace.isOneSided &&= off.side === trace.worst.side;
  if (off.size > trace.worst.size) trace.worst = off;
  trace.weight = trace.worst.size;
}
