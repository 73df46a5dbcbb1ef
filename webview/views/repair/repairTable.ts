import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { Repair } from '../../../src/session/index.js';
import { exact, gap, gapNumber, significant, tableNumber } from '../../kit/format.js';
import { severityIcon } from '../../kit/icon.js';
import { consume, movedRow, withRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel } from '../../store/selection.js';
import { repairOrder, stateOf } from './repairModel.js';

const rowHeight = 20;
const ticks = [0, 0.25, 0.5, 0.75, 1];

/** Each channel's stored and recomputed statistics, by the distance before; virtual, a click selects the channel. */
@customElement('bn-repair-table')
export class RepairTable extends PanelView {
  @property({ attribute: false }) repair!: Repair; // Set by the page, which has one before it makes a table.
  /** Rows in sight; 0 takes the height there is, in whole rows. */
  @property({ type: Number }) rows = 0;
  @query('.bn-table-scroll') private readonly scroller!: HTMLElement | null;
  private order: Uint32Array = new Uint32Array();
  private ordered: Repair | null = null;
  private focused: number | null = null;
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
    rangeExtractor: (range) => withRow(range, this.tabStop()),
  });

  protected override render(): TemplateResult {
    const { repair } = this;
    if (this.ordered !== repair) this.order = repairOrder((this.ordered = repair));
    const rows = this.virtual.getVirtualizer();
    rows.setOptions({ ...rows.options, count: this.order.length });
    const height = this.rows > 0 ? { height: `${Math.min(this.rows, this.order.length) * rowHeight}px` } : {};
    return html`<div
      class="bn-table"
      role="grid"
      aria-label="Stored and recomputed statistics by channel, largest distance first"
      aria-rowcount=${this.order.length + 1}
      @keydown=${this.key}
    >
      ${this.heads()}
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

  private heads(): TemplateResult {
    return html`<div class="bn-table-heads bn-repair-heads" role="rowgroup">
      <div class="bn-repair-row" aria-hidden="true">
        <span></span><span></span>
        <span class="bn-repair-group bn-running">stored</span>
        <span class="bn-repair-group bn-batch">recomputed</span>
        <span></span>
        <span class="bn-repair-legend"
          ><span>distance, σ:</span> <span class="bn-running">before</span>
          <svg width="4" height="10">${svg`<rect class="bn-mark-before" width="3" height="10" />`}</svg>
          <span class="bn-batch">after</span>
          <svg width="9" height="9">${svg`<circle class="bn-mark-after" cx="4.5" cy="4.5" r="4" />`}</svg></span
        >
        <span></span>
      </div>
      <div class="bn-repair-row" role="row" aria-rowindex="1">
        <span role="columnheader" aria-label="state"></span>
        <span role="columnheader" aria-label="channel">#</span>
        <span role="columnheader" aria-label="stored mean">mean</span>
        <span role="columnheader" aria-label="stored variance">var</span>
        <span role="columnheader" aria-label="recomputed mean">mean</span>
        <span role="columnheader" aria-label="recomputed variance">var</span>
        <span role="columnheader" aria-label="moves, stored sigma">moves, σ</span>
        <span role="columnheader" class="bn-repair-ticks" aria-label="distance before and after, sigma"
          >${[0, 0.5, 1].map((tick) => html`<span style=${styleMap({ left: `${tick * 100}%` })}>${tick}</span>`)}</span
        >
        <span role="columnheader" aria-label="distance after">after</span>
      </div>
    </div>`;
  }

  private row(index: number, start: number): TemplateResult {
    const { repair } = this;
    const channel = this.order[index];
    const isSelected = this.store.ui.channels.includes(channel);
    const { storedMean, storedVar, mean, var: variance, moves, before, after, used } = repair;
    const cell = (values: Float64Array, name: string): TemplateResult =>
      html`<span
        role="gridcell"
        class="${Number.isNaN(values[channel]) && used > 0 ? 'bn-nan' : name}"
        title=${exact(values[channel])}
        >${Number.isNaN(values[channel]) && used === 0 && name === 'bn-batch' ? '' : tableNumber(values[channel])}</span
      >`;
    return html`<div
      class="bn-repair-row bn-channel-row ${isSelected ? 'bn-selected' : ''}"
      role="row"
      aria-label=${this.sentence(channel)}
      aria-rowindex=${index + 2}
      aria-selected=${isSelected}
      data-index=${index}
      tabindex=${index === this.tabStop() ? 0 : -1}
      style=${styleMap({ transform: `translateY(${start}px)` })}
      @click=${() => this.choose(index)}
      @focus=${() => (this.focused = index)}
    >
      <span role="gridcell">${this.state(channel)}</span>
      <span role="rowheader" class="bn-channel-number">${channel}</span>
      ${cell(storedMean, 'bn-running')} ${cell(storedVar, 'bn-running')} ${cell(mean, 'bn-batch')}
      ${cell(variance, 'bn-batch')}
      <span role="gridcell" title=${exact(moves[channel])}>${used === 0 ? '' : gapNumber(moves[channel])}</span>
      <span role="gridcell" class="bn-repair-distance" aria-label=${distances(before[channel], after[channel])}
        >${picture(before[channel], after[channel], used > 0)}</span
      >
      <span
        role="gridcell"
        class="bn-strong ${Number.isNaN(after[channel]) && used > 0 ? 'bn-nan' : ''}"
        title=${exact(after[channel])}
        >${used === 0 || !repair.on ? '' : distanceNumber(after[channel])}</span
      >
    </div>`;
  }

  private state(channel: number): TemplateResult | typeof nothing {
    switch (stateOf(this.repair, channel)) {
      case 'repaired':
        return html`<span
          class="codicon codicon-check"
          role="img"
          aria-label="repaired"
          title="Does not matter any more"
        ></span>`;
      case 'stays':
        return severityIcon('warning', 'still matters');
      case 'fine':
        return nothing;
    }
  }

  /** `channel 29, repaired, moves +4.44 σ, distance 1.32 σ before, 0.04 σ after` */
  private sentence(channel: number): string {
    const { before, after, moves, used, on } = this.repair;
    const state = { repaired: 'repaired', stays: 'still matters', fine: 'does not matter' }[
      stateOf(this.repair, channel)
    ];
    return [
      `channel ${channel}`,
      ...(on ? [state] : []),
      ...(used > 0 ? [`moves ${gap(moves[channel])}`] : []),
      ...(on ? [distances(before[channel], after[channel])] : []),
    ].join(', ');
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

function distances(before: number, after: number): string {
  return `distance ${significant(before, 3)} σ before, ${significant(after, 3)} σ after`;
}

/** Two decimals, none from 100. */
function distanceNumber(value: number): string {
  return Number.isNaN(value) || !Number.isFinite(value) || value >= 1000
    ? significant(value, 3)
    : value.toFixed(value < 100 ? 2 : 0);
}

/** Before and after on one axis of 0 to 1 σ; triangles for what lies beyond. */
function picture(before: number, after: number, isRecomputed: boolean): TemplateResult {
  const at = (value: number): string => `${Math.min(1, value) * 100}%`;
  const isKnown = (value: number): boolean => !Number.isNaN(value);
  return html`<svg width="100%" height="20" aria-hidden="true">
    ${ticks.map((tick) => svg`<line class="bn-repair-grid" x1=${at(tick)} x2=${at(tick)} y1="0" y2="20" />`)}
    ${
      isKnown(before) && isKnown(after) && isRecomputed
        ? svg`<line class="bn-repair-way" x1=${at(before)} x2=${at(after)} y1="10" y2="10" />`
        : nothing
    }
    ${Number.isNaN(before) && !Number.isNaN(after) ? svg`<text class="bn-repair-nan" x="100%" y="14" text-anchor="end">NaN before</text>` : nothing}
    ${mark(before, at, 'before')} ${isRecomputed ? mark(after, at, 'after') : nothing}
  </svg>`;
}

function mark(
  value: number,
  at: (value: number) => string,
  which: 'before' | 'after',
): TemplateResult | typeof nothing {
  if (Number.isNaN(value)) return nothing;
  if (value > 1) {
    return svg`<svg x="100%" y="0" overflow="visible"><path class="bn-mark-${which}" d="M2 ${which === 'before' ? 6 : 7}l6 4l-6 4z" /></svg>`;
  }
  return which === 'before'
    ? svg`<svg x=${at(value)} y="0" overflow="visible"><rect class="bn-mark-before" x="-1.5" y="5" width="3" height="10" /></svg>`
    : svg`<circle class="bn-mark-after" cx=${at(value)} cy="10" r="4" />`;
}
