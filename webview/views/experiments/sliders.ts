import type { Slider, SliderValues } from '../../../src/session/index.js';

/** What a range input needs: positions, evenly spaced for the hand. */
export interface SliderTrack {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** Steps of a logarithmic slider. */
const logSteps = 300;

/** Whole numbers and linear ones are their own positions; logarithmic ones go in equal factors. */
export function trackOf({ min, max, scale }: Slider): SliderTrack {
  switch (scale) {
    case 'whole':
      return { min, max, step: 1 };
    case 'linear':
      return { min, max, step: 10 ** Math.floor(Math.log10((max - min) / 50)) };
    case 'log':
      return { min: 0, max: logSteps, step: 1 };
  }
}

/** Where the thumb stands for a value. */
export function positionOf({ min, max, scale }: Slider, value: number): number {
  return scale === 'log' ? Math.round((logSteps * Math.log(value / min)) / Math.log(max / min)) : value;
}

/** The value at a position; logarithmic ones have three digits, so that they can be said. */
export function valueOf(slider: Slider, position: number): number {
  const { min, max, scale } = slider;
  if (scale !== 'log') return Number(position.toPrecision(6));
  if (position <= 0) return min;
  if (position >= logSteps) return max;
  return Number((min * (max / min) ** (position / logSteps)).toPrecision(3));
}

/** As people type it: `0.001`, `1e-5`, `1e7`. */
export function sliderText(value: number): string {
  const size = Math.abs(value);
  const isUsual = value === 0 || (size >= 1e-3 && size < 1e6);
  return isUsual ? String(value).replace('-', '−') : value.toExponential().replace('e+', 'e');
}

/** The sliders' values, where the user has not moved them as they are at first; what is out of range is not taken. */
export function valuesOf(sliders: readonly Slider[], moved: SliderValues | undefined): SliderValues {
  return Object.fromEntries(
    sliders.map(({ name, min, max, initial }) => {
      const value: number | undefined = moved?.[name];
      return [name, value !== undefined && value >= min && value <= max ? value : initial];
    }),
  );
}
