import type { StateChannels } from '../../../src/session/index.js';

/** Both axes of a scatter in powers of ten, and where its channels lie on them. */
export interface Scatter {
  readonly x: Axis;
  readonly y: Axis;
  /** Places of a value in pixels; what is 0 or no number lies at the edge. */
  readonly at: (variance: number, gamma: number) => readonly [x: number, y: number];
}

interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** A picture with less would show noise as distance. */
const leastDecades = { x: 2, y: 1.3 };

/** √var across, |γ| up; the axes hold what there is now and was, and √eps. */
export function scatterOf({ eps, gamma, variance, other }: StateChannels, width: number, height: number): Scatter {
  const roots = [...(variance ?? []), ...(other?.variance ?? [])].map(Math.sqrt);
  const gammas = [...(gamma ?? [1]), ...(other?.gamma ?? [])].map(Math.abs);
  const x = axisOf([...roots, Math.sqrt(eps)], leastDecades.x);
  const y = axisOf(gammas, leastDecades.y);
  const place = ({ low, high }: Axis, value: number, length: number): number => {
    const at = ((Math.log10(value) - low) / (high - low)) * length;
    return Number.isFinite(at) ? at : value === Infinity ? length : 0;
  };
  return {
    x,
    y,
    at: (one, other) => [place(x, Math.sqrt(one), width), height - place(y, Math.abs(other), height)],
  };
}

function axisOf(values: readonly number[], decades: number): Axis {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!(value > 0 && value < Infinity)) continue;
    low = Math.min(low, Math.log10(value));
    high = Math.max(high, Math.log10(value));
  }
  if (low > high) [low, high] = [-1, 1];
  const missing = Math.max(0, decades - (high - low)) / 2;
  const space = 0.06 * Math.max(decades, high - low);
  [low, high] = [low - missing - space, high + missing + space];
  const between = high - low < 2.5 ? [1, 3] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const digit of between) {
      const value = digit * 10 ** power;
      if (Math.log10(value) >= low && Math.log10(value) <= high) ticks.push(Number(value.toPrecision(1)));
    }
  }
  return { low, high, ticks };
}

/** As settings are typed: `1e-4`, `0.01`. */
export function powerText(value: number): string {
  const rounded = Number(value.toPrecision(1));
  return rounded < 0.01 || rounded >= 1e4 ? rounded.toExponential().replace('+', '') : String(rounded);
}

/** Where |γ| / √(var + eps) is the same: straight, and level where eps decides. */
export function equalScale({ x, at }: Scatter, scale: number, eps: number): string {
  const steps = 48;
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const variance = 100 ** (x.low + (step / steps) * (x.high - x.low));
    return at(variance, scale * Math.sqrt(variance + eps))
      .map((one) => one.toFixed(1))
      .join(' ');
  });
  return `M${points.join('L')}`;
}

/** Dots without those that lie on others: what no eye can tell apart need not be drawn. */
export function dotsOf(places: readonly (readonly [x: number, y: number])[]): string {
  return [...new Set(places.map(([x, y]) => `M${Math.round(x)} ${Math.round(y)}h0`))].join('');
}
