import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { whenIdle } from '../kit/whenIdle.js';

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
/** Who steps quickly has few of the passes read out; in ms. */
const pause = 300;

/** The numbers of a chart for screen readers; nobody sees it. */
export function hiddenTable(content: TableContent): TemplateResult {
  return html`<bn-hidden-table class="bn-hidden" .content=${content}></bn-hidden-table>`;
}

/** Its hundreds of cells are made when the charts have been drawn. */
@customElement('bn-hidden-table')
export class HiddenTable extends LitElement {
  @property({ attribute: false }) content: TableContent | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override async scheduleUpdate(): Promise<void> {
    this.setAttribute('aria-busy', 'true');
    await whenIdle(pause);
    await super.scheduleUpdate();
    this.setAttribute('aria-busy', 'false');
  }

  protected override render(): TemplateResult | typeof nothing {
    return this.content ? tableOf(this.content) : nothing;
  }
}

function tableOf({ caption, heads, rowCount, row }: TableContent): TemplateResult {
  const rows = Array.from({ length: Math.min(rowCount, mostTableRows) }, (_, index) => row(index));
  return html`<table>
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
  </table>`;
}
