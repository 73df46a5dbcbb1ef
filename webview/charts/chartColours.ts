import { divergingMap, type ColourMap } from './colourMaps.js';
import type { ThemeKind } from '../theme.js';

/** What a canvas needs to know of the theme, as `rgb(…)`. The same object as long as the theme is the same. */
export interface ChartColours {
  readonly background: string;
  readonly foreground: string;
  readonly nan: string;
  readonly diverging: ColourMap;
}

let known: { readonly key: string; readonly colours: ChartColours } | null = null;

/** Reads the theme's colours where `element` stands, whatever notation they are written in. */
export function chartColours(element: Element, theme: ThemeKind): ChartColours {
  const style = getComputedStyle(element);
  const names = ['--bn-background', '--bn-text', '--bn-nan-mark'];
  const written = names.map((name) => style.getPropertyValue(name));
  const key = [theme, ...written].join();
  if (known?.key !== key) {
    const [background, foreground, nan] = written.map((colour) => resolved(element.ownerDocument, colour));
    const diverging = divergingMap(theme, background, foreground);
    known = { key, colours: { background, foreground, nan, diverging } };
  }
  return known.colours;
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
