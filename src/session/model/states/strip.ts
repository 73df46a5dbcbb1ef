import { median } from '../../records/index.js';
import type { NamedState } from '../statesOf.js';
import type { Scales } from './scales.js';

/** Places on a strip: more than it has pixels. */
export const stripPlaces = 1000;

/** A layer's scales on a logarithmic axis. */
export interface Strip {
  /** Places that have a channel, ascending, 0 to `stripPlaces`. */
  readonly ticks: Uint16Array;
  readonly below: Outside | null;
  readonly above: Outside | null;
  readonly nan: Outside | null;
  /** Channels whose |γ| is under .001 of the layer's median. */
  readonly dead: number;
  /** Whether a channel is above 100 medians and above 10. */
  readonly isAmplifying: boolean;
}

/** Channels that lie beyond the axis. */
export interface Outside {
  readonly count: number;
  /** The furthest, and its scale; 0 where it is not finite. */
  readonly channel: number;
  readonly value: number;
}

/** pages.md: a dead channel, an amplifying one. */
const dead = 1e-3;
const amplifying = { medians: 100, least: 10 };

/** @param axis powers of ten at its ends */
export function stripOf(
  { values, median: typical, largest }: Scales,
  state: NamedState,
  [low, high]: readonly [number, number],
): Strip {
  const places = new Set<number>();
  const [below, above, nan] = [new Beyond(), new Beyond(), new Beyond()];
  for (let channel = 0; channel < values.length; channel++) {
    const value = values[channel];
    if (Number.isNaN(value)) nan.add(channel, 0, 0);
    else if (value < 10 ** low) below.add(channel, value, -value);
    else if (value > 10 ** high) above.add(channel, value, value);
    else places.add(Math.round(((Math.log10(value) - low) / (high - low)) * stripPlaces));
  }
  return {
    ticks: Uint16Array.from(places).sort(),
    below: below.found,
    above: above.found,
    nan: nan.found,
    dead: deadIn(state),
    isAmplifying: largest > amplifying.least && largest > amplifying.medians * typical,
  };
}

class Beyond {
  found: Outside | null = null;
  #furthest = -Infinity;

  add(channel: number, value: number, howFar: number): void {
    const count = (this.found?.count ?? 0) + 1;
    const isFurther = howFar > this.#furthest;
    if (isFurther) this.#furthest = howFar;
    const shown = isFurther || !this.found ? { channel, value: Number.isFinite(value) ? value : 0 } : this.found;
    this.found = { ...shown, count };
  }
}

/** Wider than usual where a median lies outside. */
export function stripAxis(medians: readonly number[]): readonly [number, number] {
  let [low, high] = [-2, 1];
  for (const value of medians) {
    if (!(value > 0 && value < Infinity)) continue;
    low = Math.min(low, Math.floor(Math.log10(value)));
    high = Math.max(high, Math.ceil(Math.log10(value)));
  }
  return [low, high];
}

function deadIn({ state: { gamma } }: NamedState): number {
  if (!gamma) return 0;
  const sizes = gamma.map(Math.abs);
  const least = dead * median(sizes.slice());
  return sizes.filter((size) => size < least).length;
}
