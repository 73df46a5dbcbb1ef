import { html, type TemplateResult } from 'lit';

/** What a chart's table holds, made only when it is needed. */
export interface TableContent {
  readonly caption: string;
  readonly heads: readonly string[];
  /** The first cell of a row is its head. */
  readonly rows: readonly (readonly string[])[];
}

/** More rows than this are of no use to a listener, and slow to keep. */
export const mostTableRows = 256;

/** The numbers of a chart for screen readers; nobody sees it. */
export function hiddenTable({ caption, heads, rows }: TableContent): TemplateResult {
  const left = rows.length - mostTableRows;
  return html`<div class="bn-hidden">
    <table>
      <caption>
        ${caption}${left > 0 ? `; the first ${mostTableRows} of ${rows.length} rows` : ''}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, mostTableRows).map(
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
