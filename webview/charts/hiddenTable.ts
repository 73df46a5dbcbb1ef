import { html, type TemplateResult } from 'lit';

/** What a chart's table holds; rows are made only as far as they are shown. */
export interface TableContent {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rowCount: number;
  /** The first cell of a row is its head. */
  readonly row: (index: number) => readonly string[];
}

/** More rows than this are of no use to a listener, and slow to keep. */
export const mostTableRows = 256;

/** The numbers of a chart for screen readers; nobody sees it. */
export function hiddenTable({ caption, heads, rowCount, row }: TableContent): TemplateResult {
  const rows = Array.from({ length: Math.min(rowCount, mostTableRows) }, (_, index) => row(index));
  return html`<div class="bn-hidden">
    <table>
      <caption>
        ${caption}${rowCount > rows.length ? `; the first ${rows.length} of ${rowCount} rows` : ''}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([head, ...cells]) =>
            html`<tr>
              <th scope="row">${head}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
