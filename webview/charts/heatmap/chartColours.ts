import type { ThemeKind } from '../../kit/theme.js';
import { divergingMap, type ColourMap } from './colourMaps.js';

/** What a canvas needs to know of the theme, as `rgb(…)`. The same object as long as the theme is the same. */
export interface ChartColours {
  readonly background: string;
  readonly foreground: string;
  readonly nan: string;
  readonly diverging: ColourMap;
}

let known: ChartColours | null = null;

/** Reads the theme's colours where `element` stands, whatever notation they are written in. */
export function chartColours(element: Element, theme: ThemeKind): ChartColours {
  // Reading a style has the whole page styled: once for a theme, not for every picture.
  known ??= readColours(element, theme);
  return known;
}

/** To be called when the theme, or one of its colours, is another. */
export function forgetChartColours(): void {
  known = null;
}

function readColours(element: Element, theme: ThemeKind): ChartColours {
  const style = getComputedStyle(element);
  const names = ['--bn-background', '--bn-text', '--bn-nan-mark'];
  const [background, foreground, nan] = names.map((name) =>
    resolved(element.ownerDocument, style.getPropertyValue(name)),
  );
  return { background, foreground, nan, diverging: divergingMap(theme, background, foreground) };
}

/** A canvas understands every CSS colour, also `color-mix`, and says which pixel it gives. */
function resolved(document: Document, colour: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
