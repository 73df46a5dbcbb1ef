import { hcl, rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { divergingMap, sequentialMap } from '../../../../../webview/charts/heatmap/colourMaps.js';
import type { ThemeKind } from '../../../../../webview/kit/theme.js';

const themes: readonly (readonly [ThemeKind, string, string])[] = [
  ['dark', '#1f1f1f', '#cccccc'],
  ['light', '#ffffff', '#3b3b3b'],
  ['hc-dark', '#000000', '#ffffff'],
  ['hc-light', '#ffffff', '#292929'],
];

function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const [red, green, blue] = [r, g, b].map((c) =>
    c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(themes)('the diverging map in %s', (theme, background, foreground) => {
  const map = divergingMap(theme, background, foreground);

  it('is nearly background in the middle', () => {
    expect(contrast(map(0.5), background)).toBeLessThan(1.2);
  });

  it('gains contrast to the background with the distance from 0, on both sides', () => {
    const shares = [0.5, 0.6, 0.7, 0.8, 0.9, 1];
    for (const side of [(share: number) => share, (share: number) => 1 - share]) {
      const contrasts = shares.map((share) => contrast(map(side(share)), background));
      expect(contrasts).toEqual(contrasts.toSorted((a, b) => a - b));
      expect(contrasts[5]).toBeGreaterThan(3);
    }
  });

  it('is purple below and green above', () => {
    const [below, above] = [hcl(map(0.1)).h, hcl(map(0.9)).h];
    expect(below).toBeGreaterThan(290);
    expect(above).toBeGreaterThan(100);
    expect(above).toBeLessThan(170);
  });
});

it('the diverging map in high contrast starts from black', () => {
  expect(rgb(divergingMap('hc-dark', '#000000', '#ffffff')(0.5)).formatHex()).toBe('#000000');
});

it('the sequential map gets lighter all the way', () => {
  const steps = Array.from({ length: 11 }, (_, i) => luminance(sequentialMap(i / 10)));
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
});
