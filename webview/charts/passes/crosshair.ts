import { initPass, type PassAxis } from './passAxis.js';

/** What a cross stands on; a chart of one channel has none to name. */
export interface Cross {
  readonly pass: number | null;
  readonly channel: number | null;
}

/** What a chart's cross may move over: passes of the axis, and channels where it shows more than one. */
export interface CrossLimits {
  readonly axis: Pick<PassAxis, 'from' | 'to' | 'hasInit'>;
  /** Whether the cross may stand on the initial state. */
  readonly withInit: boolean;
  readonly channels: number | null;
}

/**
 * Where an arrow key moves a chart's cross to. From nowhere it starts at `start`. Page keys move ten, Home and End to
 * the ends, Escape takes the cross away; undefined for every other key.
 */
export function moveCross(
  cross: Cross | null,
  key: string,
  limits: CrossLimits,
  start: Cross,
): Cross | null | undefined {
  if (key === 'Escape') return cross === null ? undefined : null;
  const { axis, channels } = limits;
  const first = limits.withInit && axis.hasInit ? initPass : axis.from;
  const last = axis.to - 1;
  const at = { pass: cross?.pass ?? start.pass ?? first, channel: cross?.channel ?? start.channel };
  const isStart = cross === null;
  const toPass = (pass: number): Cross => ({ ...at, pass: Math.max(first, Math.min(last, pass)) });
  const toChannel = (channel: number): Cross | undefined =>
    channels === null ? undefined : { ...at, channel: Math.max(0, Math.min(channels - 1, channel)) };
  const from = at.channel ?? 0;
  switch (key) {
    case 'ArrowLeft':
      return toPass(at.pass - (isStart ? 0 : 1));
    case 'ArrowRight':
      return toPass(at.pass + (isStart ? 0 : 1));
    case 'Home':
      return toPass(first);
    case 'End':
      return toPass(last);
    case 'ArrowUp':
      return toChannel(from - (isStart ? 0 : 1));
    case 'ArrowDown':
      return toChannel(from + (isStart ? 0 : 1));
    case 'PageUp':
      return toChannel(from - 10);
    case 'PageDown':
      return toChannel(from + 10);
    default:
      return undefined;
  }
}
