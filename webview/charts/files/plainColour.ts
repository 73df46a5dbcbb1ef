/** A colour as every reader of SVG has it, and how much of it is seen. */
export interface PlainColour {
  /** `#1a85ff` */
  readonly colour: string;
  /** 0 to 1 */
  readonly opacity: number;
}

/** Colours as CSS computes them, `color-mix` and `color(srgb …)` among them, as plain ones: by painting a pixel. */
export function plainColours(): (css: string) => PlainColour {
  const known = new Map<string, PlainColour>();
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  return (css) => {
    const before = known.get(css);
    if (before || !context) return before ?? { colour: '#000000', opacity: 1 };
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    const colour = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    const plain = { colour, opacity: Math.round((alpha / 255) * 1000) / 1000 };
    known.set(css, plain);
    return plain;
  };
}
