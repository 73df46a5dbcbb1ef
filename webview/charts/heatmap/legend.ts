import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { ColourScale } from './colourScale.js';

export interface LegendPlace {
  /** Unique in the document: gradients are found by it. */
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Long and short side of the bar. */
  readonly length: number;
  readonly thickness: number;
  readonly isVertical: boolean;
}

const stops = 24;

/** The map as a bar, from low (left or bottom) to high. Its labels are the caller's. */
export function legendBar({ map }: ColourScale, place: LegendPlace): SVGTemplateResult {
  const { id, x, y, length, thickness, isVertical } = place;
  return svg`
    <linearGradient id=${id} x1="0" y1=${isVertical ? 1 : 0} x2=${isVertical ? 0 : 1} y2="0">
      ${Array.from({ length: stops + 1 }, (_, i) => svg`<stop offset=${i / stops} stop-color=${map(i / stops)} />`)}
    </linearGradient>
    <rect x=${x} y=${y} width=${isVertical ? thickness : length} height=${isVertical ? length : thickness}
      fill="url(#${id})" />`;
}

/** A tick through a horizontal bar at a share of its length: the middle of a diverging map. */
export function legendTick(place: LegendPlace, share: number): SVGTemplateResult {
  const at = place.x + share * place.length;
  return svg`<path class="bn-neutral-line" d="M${at} ${place.y - 2}v${place.thickness + 4}" />`;
}

/** A triangle above a horizontal bar, right of a vertical one, at the value under the mouse. */
export function legendPointer(place: LegendPlace, share: number | null): SVGTemplateResult | typeof nothing {
  if (share === null || Number.isNaN(share)) return nothing;
  if (place.isVertical) {
    const at = place.y + (1 - share) * place.length;
    return svg`<path class="bn-pointer" d="M${place.x + place.thickness + 1} ${at}l4 -3v6Z" />`;
  }
  const at = place.x + share * place.length;
  return svg`<path class="bn-pointer" d="M${at} ${place.y - 1}l-4 -5h8Z" />`;
}
