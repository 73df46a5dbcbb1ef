import { interpolateLab, interpolatePRGn, interpolateRgb, interpolateViridis, piecewise, schemePRGn } from 'd3';
import type { ThemeKind } from '../../kit/theme.js';

/** From 0 (the lowest value) to 1 (the highest). */
export type ColourMap = (share: number) => string;

/**
 * For signed quantities: purple below, green above, and the middle near the background, so that distance from 0 is
 * always contrast against the background. It survives deuteranopia and protanopia as blue and sand.
 */
export function divergingMap(theme: ThemeKind, background: string, foreground: string): ColourMap {
  if (theme === 'light' || theme === 'hc-light') return (share) => interpolatePRGn(0.08 + 0.84 * share);
  const scheme = schemePRGn[11];
  const middle = theme === 'hc-dark' ? '#000' : interpolateRgb(background, foreground)(0.07);
  return piecewise(interpolateLab, [scheme[3], scheme[2], scheme[1], middle, scheme[9], scheme[8], scheme[7]]);
}

/** For variances and counts. */
export const sequentialMap: ColourMap = interpolateViridis;
