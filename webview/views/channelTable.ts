import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { ChannelTable, Severity } from '../../src/session/index.js';
import type { TextField } from '../controls.js';
import { count, exact, gapNumber, tableNumber } from '../format.js';
import { icon, severityIcon } from '../icon.js';
import { PanelView } from '../panelView.js';
import { consume, movedRow } from '../rovingFocus.js';
import { selectChannel } from '../selection.js';
import { fitColumns, type Column, type ColumnGroup, type Columns } from '../table/columns.js';
import { parseFilter } from '../table/filter.js';
import { glyph } from '../table/glyph.js';
import { glyphAxis, type GlyphAxis } from '../table/glyphAxis.js';
import { shownOrder } from '../table/shownOrder.js';
import { shownTable } from '../table/shownTable.js';
import { mostChannels, type SortColumn } from '../uiState.js';

const rowHeight = 20;
const severities: readonly (Severity | null)[] = [null, 'info', 'warning', 'error'];
const glyphPadding = 16;

/** Every channel at the shown pass; sorted, filtered, virtual: 65,536 channels are as quick as 48. */
@customElement('bn-channel-table')
export class ChannelTableView extends PanelView {
  /** Rows in sight; 0 takes the height there is, in whole rows. */
  @property({ type: Number }) rows = 0;
  @state() private innerWidth = 592;
  @query('.bn-table-scroll') private readonly scroller!: HTMLElement | null;
  @query('bn-text-field') private readonly filterField!: TextField | null;
  private order: Uint32Array = new Uint32Array();
  private columns: Columns = fitColumns(592, 1);
  private axisOf: { table: ChannelTable; axis: GlyphAxis } | null = null;
  private focused: number | null = null;
  private anchor: number | null = null;
  private selectedBefore: number | null = null;
  private stopCommands: (() => void) | null = null;
  private readonly resize = new ResizeObserver(() => this.measure());
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
    this.stopCommands = this.store.onCommand((command) => {
      if (command === 'focusFilter') this.filterField?.focus();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.stopCommands?.();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const table = shownTable(this.store);
    this.order = shownOrder(this.store);
    this.columns = fitColumns(this.innerWidth, snapshot.input.channels);
    const rows = this.virtual.getVirtualizer();
    rows.setOptions({ ...rows.options, count: this.order.length });
    const parsed = parseFilter(ui.filter);
    const height =
      this.rows > 0 ? { height: `${Math.min(this.rows, Math.max(1, this.order.length)) * rowHeight}px` } : {};
    return html`<section class="bn-channels" aria-labelledby="bn-channels-title">
      <div class="bn-heading">
        <h2 id="bn-channels-title">Channels</h2>
        <span class="bn-muted">${this.subtitle(snapshot.input.channels, snapshot.shown)}</span>
        <span class="bn-heading-end">${this.filter(parsed.ok ? null : parsed.message)}</span>
      </div>
      ${parsed.ok ? nothing : html`<p class="bn-objection" role="alert">${parsed.message}</p>`}
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
        ${this.heads(table)}
        <div class="bn-table-body" role="presentation">
          <div class="bn-table-scroll" role="rowgroup" style=${styleMap(height)}>
            <div
              class="bn-virtual"
              role="presentation"
              style=${styleMap({ height: `${this.order.length * rowHeight}px` })}
            >
              ${table ? rows.getVirtualItems().map(({ index, start }) => this.row(table, index, start)) : nothing}
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
    return html`<bn-text-field
      class="bn-filter ${objection ? 'bn-invalid' : ''}"
      placeholder="Filter: |gap| > 0.5"
      aria-label="Filter channels"
      aria-invalid=${objection ? 'true' : 'false'}
      title="Channel numbers (37, 30-40), comparisons (|gap| > 0.5, var < 1e-3), nan, inf, warning; joined with and, or (/)"
      .value=${this.store.ui.filter}
      @input=${({ target }: { target: TextField }) => this.store.set({ filter: target.value })}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.store.set({ filter: '' });
      }}
      ><span slot="start" class="codicon codicon-filter" aria-hidden="true"></span
    ></bn-text-field>`;
  }

  private heads(table: ChannelTable | undefined): TemplateResult {
    const { columns } = this.columns;
    const groups: { group: ColumnGroup | 'glyph' | null; from: number; span: number }[] = [];
    columns.forEach(({ id, group: of }, at) => {
      const group = id === 'glyph' ? id : of;
      const last = groups.at(-1);
      if (last?.group === group) last.span += 1;
      else groups.push({ group, from: at, span: 1 });
    });
    const axis = table ? this.axis(table) : null;
    return html`<div class="bn-table-heads" role="rowgroup">
      <div class="bn-table-row bn-table-groups" role="row" aria-rowindex="1">
        ${groups.map(
          ({ group, from, span }) =>
            html`<span
              role=${group ? 'columnheader' : 'gridcell'}
              class=${group ? `bn-group bn-group-${group}` : ''}
              aria-colindex=${from + 1}
              aria-colspan=${span}
              style=${styleMap({ gridColumn: `span ${span}` })}
              >${group === 'glyph' ? html`<span>mean ± σ</span>` : group ? html`<span>${group}</span>` : nothing}</span
            >`,
        )}
      </div>
      <div class="bn-table-row" role="row" aria-rowindex="2">
        ${columns.map((column, at) => (column.id === 'glyph' ? glyphHead(axis, at) : this.head(column, column.id, at)))}
      </div>
      <svg class="bn-definitions" width="0" height="0" aria-hidden="true">
        ${svg`<defs><pattern id="bn-stripes" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="bn-stripes-back" width="4" height="4"></rect><rect class="bn-stripes-front" width="2" height="4"></rect>
        </pattern></defs>`}
      </svg>
    </div>`;
  }

  private head({ head, hint, group }: Column, id: SortColumn, at: number): TemplateResult {
    const { sort } = this.store.ui;
    const isSorted = sort.column === id;
    const name = id === 'severity' ? 'finding' : id === 'channel' ? 'channel' : `${group ?? ''} ${head}`.trim();
    return html`<span
      role="columnheader"
      class="bn-head ${isSorted ? 'bn-sorted' : ''}"
      aria-colindex=${at + 1}
      aria-sort=${isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      ><button
        title=${`${hint}. Sort${id === 'gap' ? ' by magnitude' : ''}`}
        aria-label=${`${name}, sort`}
        @click=${() => this.sortBy(id)}
      >
        ${isSorted ? icon(sort.descending ? 'arrow-down' : 'arrow-up') : nothing}${head}
      </button></span
    >`;
  }

  private sortBy(column: SortColumn): void {
    const { sort } = this.store.ui;
    const descending = sort.column === column ? !sort.descending : column !== 'channel';
    this.store.set({ sort: { column, descending } });
    this.virtual.getVirtualizer().scrollToIndex(0);
  }

  private row(table: ChannelTable, index: number, start: number): TemplateResult {
    const channel = this.order[index];
    const { channels } = this.store.ui;
    const isSelected = channels.includes(channel);
    return html`<div
      class="bn-table-row bn-channel-row ${isSelected ? 'bn-selected' : ''}"
      role="row"
      aria-rowindex=${index + 3}
      aria-selected=${isSelected}
      data-index=${index}
      tabindex=${index === this.tabStop() ? 0 : -1}
      style=${styleMap({ transform: `translateY(${start}px)` })}
      @click=${(event: MouseEvent) => this.choose(index, event.ctrlKey || event.metaKey, event.shiftKey)}
      @focus=${() => (this.focused = index)}
    >
      ${this.columns.columns.map(({ id }, at) => this.cell(table, channel, id, at))}
    </div>`;
  }

  private cell(table: ChannelTable, channel: number, id: Column['id'], at: number): TemplateResult {
    if (id === 'severity') {
      const severity = severities[table.severity[channel]];
      return html`<span role="gridcell" aria-colindex=${at + 1}>${severity ? severityIcon(severity) : nothing}</span>`;
    }
    if (id === 'channel') {
      return html`<span role="rowheader" class="bn-channel-number" aria-colindex=${at + 1}>${channel}</span>`;
    }
    if (id === 'glyph') {
      const width = Math.round(this.columns.widths[at] - glyphPadding);
      return html`<span role="gridcell" aria-colindex=${at + 1} class="bn-glyph-cell"
        >${glyph(table, channel, this.axis(table), width)}</span
      >`;
    }
    const value = table[id][channel];
    return html`<span
      role="gridcell"
      aria-colindex=${at + 1}
      class="${Number.isNaN(value) ? 'bn-nan' : ''} ${id === 'gap' ? 'bn-gap' : ''}"
      title=${exact(value)}
      >${id === 'gap' ? gapNumber(value) : tableNumber(value)}</span
    >`;
  }

  private axis(table: ChannelTable): GlyphAxis {
    if (this.axisOf?.table !== table) this.axisOf = { table, axis: glyphAxis(table) };
    return this.axisOf.axis;
  }

  /** The one row that Tab reaches: where the focus was, or the selected one, or the first. */
  private tabStop(): number {
    if (this.focused !== null && this.focused < this.order.length) return this.focused;
    const selected = this.order.indexOf(this.store.ui.channels[0]);
    return Math.max(0, selected);
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
    }
  };

  private async focusRow(index: number): Promise<void> {
    this.focused = index;
    this.virtual.getVirtualizer().scrollToIndex(index, { align: 'auto' });
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`.bn-channel-row[data-index="${index}"]`)?.focus({ preventScroll: true });
  }

  private measure(): void {
    const { scroller } = this;
    if (!scroller) return;
    this.innerWidth = Math.floor(this.querySelector('.bn-table')?.clientWidth ?? this.innerWidth);
  }
}

function glyphHead(axis: GlyphAxis | null, at: number): TemplateResult {
  const middle = axis ? (axis.from + axis.to) / 2 : 0;
  return html`<span role="columnheader" class="bn-glyph-head" aria-colindex=${at + 1} aria-label="mean ± σ">
    ${axis ? [axis.from, middle, axis.to].map((value) => html`<span>${tick(value)}</span>`) : nothing}
  </span>`;
}

/** At most four characters and a sign: three such have to stand over 66 px. */
function tick(value: number): string {
  const shortest = String(Number(value.toPrecision(3)));
  const text = shortest.length > 5 ? value.toExponential(0).replace('e+', 'e') : shortest;
  return text.replaceAll('-', '−');
}
