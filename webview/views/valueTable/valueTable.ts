import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { styleMap } from 'lit/directives/style-map.js';
import { exact, tableNumber } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume, movedRow, withRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel } from '../../store/selection.js';
import { valueOrder, type ValueColumn, type ValueSort } from './valueOrder.js';

const rowHeight = 20;

/** Numbers of every channel, a column each: sorted by magnitude, virtual, a click selects the channel. */
@customElement('bn-value-table')
export class ValueTable extends PanelView {
  @property() label = '';
  @property({ attribute: false }) columns: readonly ValueColumn[] = [];
  /** Rows in sight; 0 takes the height there is, in whole rows. */
  @property({ type: Number }) rows = 0;
  @state() private sort: ValueSort | null = null;
  @query('.bn-table-scroll') private readonly scroller!: HTMLElement | null;
  private order: Uint32Array = new Uint32Array();
  private sorted: { columns: readonly ValueColumn[]; sort: ValueSort } | null = null;
  private focused: number | null = null;
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 4,
    rangeExtractor: (range) => withRow(range, this.tabStop()),
  });

  protected override render(): TemplateResult | typeof nothing {
    if (this.columns.length === 0) return nothing;
    const sort = this.sortedBy();
    this.arrange(sort);
    const rows = this.virtual.getVirtualizer();
    rows.setOptions({ ...rows.options, count: this.order.length });
    const height =
      this.rows > 0 ? { height: `${Math.min(this.rows, Math.max(1, this.order.length)) * rowHeight}px` } : {};
    return html`<div
      class="bn-table bn-value-table"
      role="grid"
      aria-label=${this.label}
      aria-rowcount=${this.order.length + 1}
      aria-colcount=${this.columns.length + 1}
      style=${styleMap({ '--bn-columns': `minmax(48px, auto) repeat(${this.columns.length}, minmax(0, 1fr))` })}
      @keydown=${this.key}
    >
      <div class="bn-table-heads" role="rowgroup">
        <div class="bn-table-row" role="row" aria-rowindex="1">
          ${this.head({ id: 'channel', head: 'channel', hint: 'Channel' }, 0, sort)}
          ${this.columns.map((column, at) => this.head(column, at + 1, sort))}
        </div>
      </div>
      <div class="bn-table-body" role="presentation">
        <div class="bn-table-scroll" role="rowgroup" style=${styleMap(height)}>
          <div
            class="bn-virtual"
            role="presentation"
            style=${styleMap({ height: `${this.order.length * rowHeight}px` })}
          >
            ${repeat(
              rows.getVirtualItems(),
              ({ index }) => index,
              ({ index, start }) => this.row(index, start),
            )}
          </div>
        </div>
      </div>
    </div>`;
  }

  /** As the user has sorted it, where that column is still there; by the last column at first. */
  private sortedBy(): ValueSort {
    const { sort, columns } = this;
    const isThere = sort && (sort.column === 'channel' || columns.some(({ id }) => id === sort.column));
    return isThere ? sort : { column: columns[columns.length - 1].id, descending: true };
  }

  private arrange(sort: ValueSort): void {
    const { sorted, columns } = this;
    const isSame =
      sorted?.sort.column === sort.column &&
      sorted.sort.descending === sort.descending &&
      sorted.columns.length === columns.length &&
      sorted.columns.every(({ values }, at) => values === columns[at].values);
    if (isSame) return;
    this.order = valueOrder(columns, columns[0].values.length, sort);
    this.sorted = { columns, sort };
  }

  private head(
    { id, head, hint }: Pick<ValueColumn, 'id' | 'head' | 'hint'>,
    at: number,
    sort: ValueSort,
  ): TemplateResult {
    const isSorted = sort.column === id;
    const byMagnitude = id === 'channel' ? '' : ' by magnitude';
    return html`<span
      role="columnheader"
      class="bn-head ${isSorted ? 'bn-sorted' : ''}"
      aria-colindex=${at + 1}
      aria-sort=${isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      ><button
        type="button"
        title=${`${hint}. Sort${byMagnitude}`}
        aria-label=${`${head}, sort`}
        @click=${() => {
          this.sort = { column: id, descending: isSorted ? !sort.descending : id !== 'channel' };
          this.virtual.getVirtualizer().scrollToIndex(0);
        }}
      >
        ${isSorted ? icon(sort.descending ? 'arrow-down' : 'arrow-up') : nothing}${head}
      </button></span
    >`;
  }

  private row(index: number, start: number): TemplateResult {
    const channel = this.order[index];
    const isSelected = this.store.ui.channels.includes(channel);
    return html`<div
      class="bn-table-row bn-channel-row ${isSelected ? 'bn-selected' : ''}"
      role="row"
      aria-rowindex=${index + 2}
      aria-selected=${isSelected}
      data-index=${index}
      tabindex=${index === this.tabStop() ? 0 : -1}
      style=${styleMap({ transform: `translateY(${start}px)` })}
      @click=${() => this.choose(index)}
      @focus=${() => (this.focused = index)}
    >
      <span role="rowheader" class="bn-channel-number" aria-colindex="1">${channel}</span>
      ${this.columns.map(({ values, text = tableNumber }, at) => {
        const value = values[channel];
        return html`<span
          role="gridcell"
          class=${Number.isNaN(value) ? 'bn-nan' : ''}
          aria-colindex=${at + 2}
          title=${exact(value)}
          >${text(value)}</span
        >`;
      })}
    </div>`;
  }

  private tabStop(): number {
    if (this.focused !== null && this.focused < this.order.length) return this.focused;
    return Math.max(0, this.order.indexOf(this.store.ui.channels[0]));
  }

  private choose(index: number): void {
    this.focused = index;
    selectChannel(this.store, this.order[index]);
  }

  private readonly key = (event: KeyboardEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.bn-channel-row');
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Number(row.dataset.index);
    const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / rowHeight) - 1);
    const to =
      movedRow(event.key, at, this.order.length, page) ?? (event.key === ' ' || event.key === 'Enter' ? at : null);
    if (to === null) return;
    consume(event);
    this.choose(to);
    void this.focusRow(to);
  };

  private async focusRow(index: number): Promise<void> {
    this.virtual.getVirtualizer().scrollToIndex(index, { align: 'auto' });
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`.bn-channel-row[data-index="${index}"]`)?.focus({ preventScroll: true });
  }
}
