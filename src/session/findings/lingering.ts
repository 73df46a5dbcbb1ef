import type { BatchStatistics } from './batchStatistics.js';
import { isWide } from './channelGaps.js';
import { distanceFor } from './effectOf.js';
import type { Look } from './look.js';
import type { Evidence } from './rule.js';

/** More batches than these, and they are not the exception. */
const MOST_PULLS = 16;

/** What one batch did to running values, and still does, [channels] each. */
export interface Pull {
  readonly look: Look;
  /** What the batch's mean lies away from the others', and its variance; 0 where neither is worth a word. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** What the batch still weighs in the running values, 0 to 1. */
  weight: number;
  /** The pass from which on there has always been something to tell; −1: there is nothing. */
  readonly since: Int32Array;
  /** By channel: the last pass that was evaluated off because of it. */
  readonly evaluated: Map<number, Pulled>;
}

/** How far a batch pulls one channel, where that matters. */
export interface Pulled {
  readonly pass: number;
  readonly weight: number;
  /** Of the running mean, in σ of the running values without it. */
  readonly gap: number;
  /** √(running var + eps) with it over that without it. */
  readonly spread: number;
}

export interface PullEvidence extends Evidence {
  readonly channel: number;
  readonly look: Look;
  readonly pulled: Pulled;
}

export interface PullLimits {
  readonly meanGap: number;
  readonly spreadFactor: number;
}

/** Share of what was before that a pass leaves in the running values. */
export function keptOf({ pass, start, taken }: Look): number {
  return start.pass === pass ? 0 : 1 - taken;
}

/** Batches that were not like the others, as long as what they weigh in the running values matters. */
export class Lingering {
  readonly #pulls: Pull[] = [];
  #end: Look | null = null;

  constructor(private readonly limits: PullLimits) {}

  /**
   * @param look the batch's pass
   * @param others what the batch would have been if it were like the others
   * @param weight of it in the running values before the pass that is seen next, or after it where that is its own
   */
  add(
    look: Look,
    isOdd: (channel: number) => boolean,
    others: Pick<BatchStatistics, 'mean' | 'sigma'>,
    weight = look.taken,
  ): void {
    const { batch } = look;
    if (!batch || this.#pulls.length >= MOST_PULLS) return;
    const channels = batch.mean.length;
    const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
    for (let channel = 0; channel < channels; channel++) {
      if (!isOdd(channel)) continue;
      mean[channel] = batch.mean[channel] - others.mean[channel] || 0;
      variance[channel] = batch.sigma[channel] ** 2 - others.sigma[channel] ** 2 || 0;
    }
    const since = new Int32Array(channels).fill(-1);
    this.#pulls.push({ look, mean, variance, weight, since, evaluated: new Map() });
  }

  /** After `add`, if this pass's batch is one: every pass once. */
  see(look: Look): void {
    if (look.record.kind === 'refused') return;
    this.#end = look;
    const isEval = look.record.plan.mode === 'eval';
    for (let at = 0; at < this.#pulls.length; at++) {
      const pull = this.#pulls[at];
      if (pull.look !== look) pull.weight *= keptOf(look);
      let isOver = true;
      for (let channel = 0; channel < pull.since.length; channel++) {
        const pulled = this.#pulled(pull, look, channel);
        if (pulled && isEval) pull.evaluated.set(channel, pulled);
        if (pulled) isOver = false;
        if (!pulled && !pull.evaluated.has(channel)) pull.since[channel] = -1;
        else if (pull.since[channel] < 0) pull.since[channel] = look.pass;
      }
      // Its weight only falls from here on.
      if (isOver && pull.evaluated.size === 0) this.#pulls.splice(at--, 1);
    }
  }

  /** By batch: each is a cause of its own. */
  get evidence(): readonly (readonly PullEvidence[])[] {
    const end = this.#end;
    if (!end) return [];
    return this.#pulls.map((pull) => {
      const evidence: PullEvidence[] = [];
      for (let channel = 0; channel < pull.since.length; channel++) {
        if (pull.since[channel] < 0) continue;
        const pulled = this.#pulled(pull, end, channel) ?? pull.evaluated.get(channel);
        if (!pulled) continue;
        const { look } = pull;
        const weight = distanceFor(pulled.gap / pulled.spread, 1 / pulled.spread);
        const known = pull.since[channel];
        evidence.push({ channel, pass: look.pass, lastPass: pulled.pass, known, weight, look, pulled });
      }
      return evidence;
    });
  }

  #pulled({ mean, variance, weight }: Pull, { pass, record }: Look, channel: number): Pulled | null {
    const { runningVar } = record.after;
    if (!runningVar || weight === 0) return null;
    if (mean[channel] === 0 && variance[channel] === 0) return null;
    const now = runningVar[channel] + record.layer.convention.eps;
    // Rounding may leave nothing of it.
    const without = Math.max(now - weight * variance[channel], now * 1e-9);
    const gap = (weight * mean[channel]) / Math.sqrt(without);
    const spread = Math.sqrt(now / without);
    const matters = Math.abs(gap) > this.limits.meanGap || isWide(spread, this.limits.spreadFactor);
    return matters ? { pass, weight, gap, spread } : null;
  }
}
