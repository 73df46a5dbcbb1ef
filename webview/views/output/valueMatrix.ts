import { rgb } from 'd3';
import { html, type TemplateResult } from 'lit';
import type { ColourScale } from '../../charts/heatmap/colourScale.js';
import { significant } from '../../kit/format.js';

export interface ValueMatrix {
  readonly caption: string;
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly values: Float64Array;
  readonly firstRow: number;
  readonly firstColumn: number;
  readonly picked: { readonly row: number; readonly column: number } | null;
  readonly scale: ColourScale;
}

/** The values of a window as numbers on their colours; a click on one is found by its `data-row` and `data-column`. */
export function valueMatrix(matrix: ValueMatrix): TemplateResult {
  const { caption, rows, columns, values, firstRow, firstColumn, picked, scale } = matrix;
  const cell = (row: number, column: number): TemplateResult => {
    const value = values[row * columns + column];
    const isPicked = picked?.row === row && picked.column === column;
    const role = [Number.isFinite(value) ? '' : 'bn-nan', isPicked ? 'bn-picked-cell' : ''].join(' ');
    const paint = Number.isFinite(value) ? cellStyle(scale.map(scale.share(value))) : '';
    return html`<td class=${role} style=${paint} data-row=${row} data-column=${column}>${significant(value, 3)}</td>`;
  };
  const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);
  return html`<div class="bn-matrix" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="bn-muted">
        ${caption}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${numbers(columns).map((column) => html`<th scope="col">${firstColumn + column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${numbers(rows).map(
          (row) =>
            html`<tr>
              <th scope="row">${firstRow + row}</th>
              ${numbers(columns).map((column) => cell(row, column))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Black or white text, whichever has more contrast on the colour. */
function cellStyle(colour: string): string {
  const { r, g, b } = rgb(colour);
  const linear = (channel: number): number => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return `background:${colour};color:${luminance > 0.179 ? '#000' : '#fff'}`;
}
