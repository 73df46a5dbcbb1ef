import { describe, expect, it } from 'vitest';
import type { Slider } from '../../../../../src/session/index.js';
import {
  positionOf,
  sliderText,
  trackOf,
  valueOf,
  valuesOf,
} from '../../../../../webview/views/experiments/sliders.js';

const slider = (change: Partial<Slider>): Slider => ({
  name: 'a',
  label: 'a',
  min: 1e-4,
  max: 1e3,
  initial: 1,
  scale: 'log',
  ...change,
});

describe('a slider', () => {
  it('goes in equal factors where it is logarithmic, from end to end', () => {
    const log = slider({});
    const { min, max } = trackOf(log);
    expect([valueOf(log, min), valueOf(log, max)]).toEqual([1e-4, 1e3]);
    expect(positionOf(log, 1e-4)).toBe(min);
    expect(positionOf(log, 1e3)).toBe(max);
    const factor = valueOf(log, 150) / valueOf(log, 149);
    expect(valueOf(log, 50) / valueOf(log, 49)).toBeCloseTo(factor, 1);
  });

  it('comes back to the position that its value was taken from', () => {
    const log = slider({});
    for (let position = 0; position <= 300; position++) {
      expect(positionOf(log, valueOf(log, position))).toBe(position);
    }
  });

  it('has whole numbers and round steps where it is linear', () => {
    expect(trackOf(slider({ scale: 'whole', min: 2, max: 256 }))).toEqual({ min: 2, max: 256, step: 1 });
    const linear = slider({ scale: 'linear', min: -3, max: 3 });
    expect(trackOf(linear).step).toBe(0.1);
    expect(valueOf(linear, 0.1 + 0.2)).toBe(0.3);
  });

  it('says its value as people type it', () => {
    const texts = [1e-5, 0.001, 0.1, 32, -2.5, 1e7, 0].map(sliderText);
    expect(texts).toEqual(['1e-5', '0.001', '0.1', '32', '−2.5', '1e7', '0']);
  });

  it('stands where it was left, and at its start where that is no place for it', () => {
    const sliders = [slider({}), slider({ name: 'b', initial: 5 })];
    expect(valuesOf(sliders, undefined)).toEqual({ a: 1, b: 5 });
    expect(valuesOf(sliders, { a: 10, b: 1e9 })).toEqual({ a: 10, b: 5 });
    expect(valuesOf(sliders, { a: NaN })).toEqual({ a: 1, b: 5 });
  });
});
