import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface Picture {
  readonly name: 'x' | 'y';
  readonly caption: string;
  readonly rows: number;
  readonly columns: number;
  readonly cell: number;
  readonly picked: Cell | null;
  readonly hovered: Cell | null;
}

/** A frame around a value is never smaller than this, so that it is found around a single pixel. */
const leastFrame = 7;

/** A canvas for the values and, over it, the frames of the picked value and of the one under the mouse. */
export function picture({ name, caption, rows, columns, cell, picked, hovered }: Picture): TemplateResult {
  const width = columns * cell;
  const height = rows * cell;
  const frame = (of: Cell | null, role: string): SVGTemplateResult | typeof nothing => {
    if (!of) return nothing;
    const size = Math.max(leastFrame, cell + 1.5);
    const [x, y] = [(of.column + 0.5) * cell - size / 2, (of.row + 0.5) * cell - size / 2];
    return svg`<rect class="bn-frame-halo" x=${x} y=${y} width=${size} height=${size} />
      <rect class=${role} x=${x} y=${y} width=${size} height=${size} />`;
  };
  return html`<figure class="bn-picture">
    <figcaption class="bn-caption bn-muted">${caption}</figcaption>
    <div class="bn-picture-values" data-picture=${name}>
      <canvas aria-hidden="true"></canvas>
      <svg class="bn-chart" width=${width} height=${height} aria-hidden="true">
        ${frame(hovered, 'bn-hovered-frame')}${frame(picked, 'bn-picked-frame')}
      </svg>
    </div>
  </figure>`;
}
