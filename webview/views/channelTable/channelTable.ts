import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { PanelCommand } from '../../../src/protocol/index.js';
import type { ChannelTable, GlyphAxis, TableColumn } from '../../../src/session/index.js';
import '../../kit/controls/filterField.js';
import type { FilterField } from '../../kit/controls/filterField.js';
import { count } from '../../kit/format.js';
import { consume, movedRow, withRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel } from '../../store/selection.js';
import { mostChannels } from '../../store/uiState.js';
import { fitColumns, type Columns } from './columns.js';
import { copyText } from './copyText.js';
import { shownRows } from './shownRows.js';
import { tableInSight } from './tableInSight.js';
import { tableCells } from './tableCells.js';
import { tableHeads } from './tableHeads.js';

const rowHeight = 20;

/** Every channel at the shown pass; sorted, filtered, virtual: 65,536 channels are as quick as 48. */
@customElement('bn-channel-table')
export class ChannelTableView extends PanelView {
  /** Rows in sight; 0 takes the height there is, in whole rows. */
  @property({ type: Number }) rows = 0;
  @state() private innerWidth = 592;
  @query('.bn-table-scroll') private readonly scroller!: HTMLElement | null;
  @query('bn-filter-field') private readonly filterField!: FilterField | null;
  private order: Uint32Array = new Uint32Array();
  private columns: Columns = fitColumns(592, 1);
  private focused: number | null = null;
  /** The row that Tab reaches, as of the last rendering. */
  private reached = 0;
  private anchor: number | null = null;
  private selectedBefore: number | null = null;
  private readonly resize = new ResizeObserver(() => this.measure());
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 4,
    // The row that Tab reaches exists wherever the table is scrolled to.
    rangeExtractor: (range) => withRow(range, this.reached),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
  }

  protected override onCommand(command: PanelCommand): void {
    if (command === 'focusFilter') this.filterField?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const { order, objection, axis } = shownRows(this.store);
    this.order = order;
    const table = tableInSight(this.store, this.virtual.getVirtualizer().range?.startIndex ?? 0);
    this.columns = fitColumns(this.innerWidth, snapshot.input.channels);
    this.reached = this.tabStop();
    const rows = this.virtual.getVirtualizer();
    rows.setOptions({ ...rows.options, count: this.order.length });
    const height =
      this.rows > 0 ? { height: `${Math.min(this.rows, Math.max(1, this.order.length)) * rowHeight}px` } : {};
    return html`<section class="bn-channels" aria-labelledby="bn-channels-title">
      <div class="bn-heading">
        <h2 id="bn-channels-title">Channels</h2>
        <span class="bn-muted">${this.subtitle(snapshot.input.channels, snapshot.shown)}</span>
        <span class="bn-heading-end">${this.filter(objection)}</span>
      </div>
      ${objection === null ? nothing : html`<p class="bn-objection" role="alert">${objection}</p>`}
      <div
        class="bn-table"
        role="grid"
        aria-labelledby="bn-channels-title"
        aria-rowcount=${this.order.length + 2}
        aria-colcount=${this.columns.columns.length}
        aria-multiselectable="true"
        style=${styleMap({ '--bn-columns': this.columns.widths.map((width) => `${width}px`).join(' ') })}
        @keydown=${this.key}
      >
        ${tableHeads({
          columns: this.columns.columns,
          axis,
          sort: ui.sort,
          sortBy: (column) => this.sortBy(column),
        })}
        <div class="bn-table-body" role="presentation">
          <div class="bn-table-scroll" role="rowgroup" style=${styleMap(height)}>
            <div
              class="bn-virtual"
              role="presentation"
              style=${styleMap({ height: `${this.order.length * rowHeight}px` })}
            >
              ${table && axis ? this.rowsInSight(table, axis) : nothing}
            </div>
          </div>
        </div>
      </div>
      ${table && this.order.length === 0 ? html`<p class="bn-none bn-muted">No channel passes the filter.</p>` : nothing}
    </section>`;
  }

  protected override updated(): void {
    const [selected] = this.store.ui.channels;
    if (selected === this.selectedBefore || this.order.length === 0) return;
    // What is selected when the panel opens is no reason to hide the largest gaps.
    const isFirst = this.selectedBefore === null;
    this.selectedBefore = selected;
    if (isFirst) return;
    const at = this.order.indexOf(selected);
    if (at >= 0) this.virtual.getVirtualizer().scrollToIndex(at, { align: 'auto' });
  }

  private subtitle(channels: number, shown: number | null): string {
    const when = shown === null ? 'before the first pass' : `at pass ${shown + 1}`;
    const { channelBrush, filter } = this.store.ui;
    const limited = (channelBrush !== null || filter.trim() !== '') && this.order.length < channels;
    return `${limited ? `${count(this.order.length)} of ` : ''}${count(channels)}, ${when}`;
  }

  private filter(objection: string | null): TemplateResult {
    return html`<bn-filter-field
      class="bn-filter"
      label="Filter channels"
      example="|gap| > 0.5"
      hint="Channel numbers (37, 30-40), comparisons (|gap| > 0.5, var < 2 * eps, gap > mean(gap) + 3 * std(gap)), nan, inf, warning; joined with and, or, not (/)"
      ?invalid=${objection !== null}
      .value=${this.store.ui.filter}
      @filter=${({ detail }: CustomEvent<string>) => this.store.set({ filter: detail })}
    ></bn-filter-field>`;
  }

  private sortBy(column: TableColumn): void {
    const { sort } = this.store.ui;
    const descending = sort.column === column ? !sort.descending : column !== 'channel';
    this.store.set({ sort: { column, descending } });
    this.virtual.getVirtualizer().scrollToIndex(0);
  }

  /** Scrolling makes the rows that come into sight, and leaves the others as they are. */
  private rowsInSight(table: ChannelTable, axis: GlyphAxis): unknown {
    const { channels } = this.store.ui;
    const { trackRunningStats: isTracked = true, linear = null } = this.store.snapshot?.settings ?? {};
    const hasLinear = linear !== null;
    return repeat(
      this.virtual.getVirtualizer().getVirtualItems(),
      ({ index }) => index,
      ({ index, start }) => {
        const isSelected = channels.includes(this.channelOf(table, index));
        const isReached = index === this.reached;
        return guard([table, this.order, axis, this.innerWidth, isSelected, isReached, isTracked, hasLinear], () =>
          this.row(table, axis, index, start, { isSelected, isReached, isTracked, hasLinear }),
        );
      },
    );
  }

  private row(
    table: ChannelTable,
    axis: GlyphAxis,
    index: number,
    start: number,
    {
      isSelected,
      isReached,
      isTracked,
      hasLinear,
    }: { isSelected: boolean; isReached: boolean; isTracked: boolean; hasLinear: boolean },
  ): TemplateResult {
    return html`<div
      class="bn-table-row bn-channel-row ${isSelected ? 'bn-selected' : ''}"
      role="row"
      aria-rowindex=${index + 3}
      aria-selected=${isSelected}
      data-index=${index}
      tabindex=${isReached ? 0 : -1}
      style=${styleMap({ transform: `translateY(${start}px)` })}
      @click=${(event: MouseEvent) => this.choose(index, event.ctrlKey || event.metaKey, event.shiftKey)}
      @focus=${() => (this.focused = index)}
    >
      ${tableCells(table, index - table.firstRow, this.columns, axis, isTracked, hasLinear)}
    </div>`;
  }

  /** What stands in a row: while another order is under way, the older one. */
  private channelOf(table: ChannelTable, index: number): number {
    return table.channel.at(index - table.firstRow) ?? this.order[index];
  }

  /** The one row that Tab reaches: where the focus was, or the selected one, or the first. */
  private tabStop(): number {
    if (this.focused !== null && this.focused < this.order.length) return this.focused;
    return Math.max(0, this.order.indexOf(this.store.ui.channels[0]));
  }

  private choose(index: number, add: boolean, extend: boolean): void {
    const channel = this.order[index];
    if (extend && this.anchor !== null) {
      const [from, to] = [Math.min(this.anchor, index), Math.max(this.anchor, index)];
      const range = [...this.order.subarray(from, to + 1)].filter((one) => one !== channel);
      this.store.set({ channels: [channel, ...range].slice(0, mostChannels), hoverIndex: null });
    } else {
      this.anchor = index;
      selectChannel(this.store, channel, add);
    }
    this.focused = index;
  }

  private readonly key = (event: KeyboardEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.bn-channel-row');
    if (!row || event.altKey) return;
    const at = Number(row.dataset.index);
    const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / rowHeight) - 1);
    const to = movedRow(event.key, at, this.order.length, page);
    if (to !== null) {
      consume(event);
      if (!event.ctrlKey && !event.metaKey) this.choose(to, false, event.shiftKey);
      void this.focusRow(to);
    } else if (event.key === ' ' || event.key === 'Enter') {
      consume(event);
      this.choose(at, event.ctrlKey || event.metaKey, event.shiftKey);
    } else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && getSelection()?.isCollapsed !== false) {
      consume(event);
      void this.copy();
    }
  };

  /** Wherever they are in the table. */
  private async copy(): Promise<void> {
    const { snapshot, ui } = this.store;
    const table = snapshot && (await this.store.ask('table', { pass: snapshot.shown, channels: ui.channels }));
    if (table) this.store.host({ kind: 'copy', text: copyText(table) });
  }

  private async focusRow(index: number): Promise<void> {
    this.focused = index;
    this.virtual.getVirtualizer().scrollToIndex(index, { align: 'auto' });
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`.bn-channel-row[data-index="${index}"]`)?.focus({ preventScroll: true });
  }

  private measure(): void {
    this.innerWidth = Math.floor(this.querySelector('.bn-table')?.clientWidth ?? this.innerWidth);
  }
}
