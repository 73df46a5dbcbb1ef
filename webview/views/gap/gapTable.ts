import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { GapPart } from '../../../src/session/index.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { HostSize } from '../../charts/hostSize.js';
import { count, exact, gap, gapNumber, ratio, setting } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { consume, movedRow, withRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel } from '../../store/selection.js';
import { barLimit, largestPart, partAt, shownParts, type GapSort, type Split } from './gapModel.js';
import { orderOf, sortOf } from './gapRows.js';
import { columnName, shareText } from './gapText.js';

const rowHeight = 20;
const barHeight = 8;
/** Icon, number, mean, spread, distance, and what keeps them from the bars. */
const numberWidths = [20, 32, 52, 66, 52, 10];
/** Where there is little room, mean and spread leave it to the bars. */
const fewWidths = [20, 32, 0, 0, 52, 10];
const widthForNumbers = 480;
const narrowestColumn = 50;

/** The bars' columns: all on one scale. */
interface Bars {
  readonly parts: readonly GapPart[];
  readonly pitch: number;
  readonly limit: number;
  /** Of the columns before them. */
  readonly widths: readonly number[];
  readonly before: number;
}

/** Every channel by how far eval is from train, and which part takes how much of it: a small axis for each. */
@customElement('bn-gap-table')
export class GapTable extends PanelView {
  @property({ attribute: false }) split!: Split; // Set by the page's template before the first render.
  /** Rows in sight; 0 takes the height there is, in whole rows. */
  @property({ type: Number }) rows = 0;
  @query('.bn-table-scroll') private readonly scroller!: HTMLElement | null;
  private readonly size = new HostSize(this);
  private order: Uint32Array = new Uint32Array();
  private focused: number | null = null;
  private selectedBefore: number | null = null;
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
    rangeExtractor: (range) => withRow(range, this.tabStop()),
  });

  protected override render(): TemplateResult {
    const { split } = this;
    const sort = sortOf(this.store);
    this.order = orderOf(split, sort);
    const bars = this.bars();
    const rows = this.virtual.getVirtualizer();
    rows.setOptions({ ...rows.options, count: this.order.length });
    const height = this.rows > 0 ? { height: `${Math.min(this.rows, this.order.length) * rowHeight}px` } : {};
    return html`<div
        class="bn-table bn-gap-table ${bars.widths === fewWidths ? 'bn-gap-few' : ''}"
        role="grid"
        aria-label="Channels by distance of eval from train"
        aria-rowcount=${this.order.length + 2}
        style=${styleMap({ '--bn-columns': `${bars.widths.map((width) => `${width}px`).join(' ')} minmax(0, 1fr)` })}
        @keydown=${this.key}
      >
        ${this.heads(bars, sort)}
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
                ({ index, start }) => this.row(bars, index, start),
              )}
            </div>
          </div>
        </div>
        ${this.foot(bars)}
      </div>
      ${guard([split, sort], () => this.numbersTable(bars.parts))}`;
  }

  protected override updated(): void {
    const [selected] = this.store.ui.channels;
    if (selected === this.selectedBefore) return;
    this.selectedBefore = selected;
    const at = this.order.indexOf(selected);
    if (at >= 0) this.virtual.getVirtualizer().scrollToIndex(at, { align: 'auto' });
  }

  private bars(): Bars {
    const widths = this.size.width < widthForNumbers ? fewWidths : numberWidths;
    const before = widths.reduce((sum, one) => sum + one, 0);
    const width = Math.max(narrowestColumn, this.size.width - 32 - before);
    const parts = shownParts(this.split, Math.floor(width / narrowestColumn));
    return { parts, pitch: Math.floor(width / parts.length), limit: barLimit(this.split), widths, before };
  }

  private heads({ parts, pitch, limit }: Bars, sort: GapSort): TemplateResult {
    return html`<div class="bn-table-heads" role="rowgroup">
      <div class="bn-table-row bn-gap-groups" role="presentation">
        <span></span><span></span> <span class="bn-gap-group bn-gap-numbers">eval from train</span><span></span>
        <span class="bn-gap-group">parts of the distance, ± ${setting(limit)} σ, largest part strong</span>
      </div>
      <div class="bn-table-row" role="row" aria-rowindex="1">
        <span role="columnheader" aria-colindex="1"><span class="bn-hidden">matters</span></span>
        ${this.head('channel', '#', 'Channel', 2, sort)}
        ${this.head('gap', 'mean, σ', 'Where eval centres x̂: (batch mean − running mean) / running σ', 3, sort)}
        ${this.head('spread', 'spread', 'σ of x̂ as eval gives it: √((batch var + eps) / (running var + eps))', 4, sort)}
        ${this.head('distance', 'dist., σ', 'Root mean square of what eval and train make differently of a value', 5, sort)}
        <span role="presentation"></span>
        <span class="bn-gap-part-heads" role="presentation" style=${styleMap({ '--bn-pitch': `${pitch}px` })}
          >${parts.map((part, at) => this.head(part, columnName(part, this.split.evidence), partHint(part), at + 6, sort))}</span
        >
      </div>
    </div>`;
  }

  private head(id: GapSort, name: string, hint: string, at: number, sort: GapSort): TemplateResult {
    const isSorted = sort === id;
    const order = id === 'channel' ? 'ascending' : 'descending';
    return html`<span
      role="columnheader"
      class="bn-head ${isSorted ? 'bn-sorted' : ''}"
      aria-colindex=${at}
      aria-sort=${isSorted ? order : 'none'}
      ><button
        type="button"
        title=${`${hint}. Sort`}
        aria-label=${`${name}, sort`}
        @click=${() => {
          this.store.set({ gapSort: id });
          this.virtual.getVirtualizer().scrollToIndex(0);
        }}
      >
        ${isSorted && id !== 'channel' ? icon('arrow-down') : nothing}${name}
      </button></span
    >`;
  }

  private row(bars: Bars, index: number, start: number): TemplateResult {
    const { split, store } = this;
    const channel = this.order[index];
    const isSelected = store.ui.channels.includes(channel);
    const matters = split.matters[channel] === 1;
    const [g, s, d] = [split.gap[channel], split.spread[channel], split.distance[channel]];
    const number = (value: number, text: string, at: number, extra = ''): TemplateResult =>
      html`<span
        role="gridcell"
        aria-colindex=${at}
        class="${Number.isNaN(value) ? 'bn-nan' : ''} ${extra}"
        title=${exact(value)}
        >${text}</span
      >`;
    return html`<div
      class="bn-table-row bn-channel-row ${isSelected ? 'bn-selected' : ''}"
      role="row"
      aria-rowindex=${index + 2}
      aria-selected=${isSelected}
      aria-label=${this.sentence(channel)}
      data-index=${index}
      data-channel=${channel}
      tabindex=${index === this.tabStop() ? 0 : -1}
      style=${styleMap({ transform: `translateY(${start}px)` })}
      @click=${(event: MouseEvent) => this.choose(index, event.ctrlKey || event.metaKey)}
      @focus=${() => (this.focused = index)}
    >
      <span role="gridcell" aria-colindex="1">${matters ? severityIcon('warning', 'matters') : nothing}</span>
      <span role="rowheader" class="bn-channel-number" aria-colindex="2">${channel}</span>
      ${number(g, gapNumber(g), 3)} ${number(s, ratio(s), 4)}
      ${number(d, gapNumber(d).replace('+', ''), 5, 'bn-strong')}
      <span role="presentation"></span>
      <span class="bn-gap-bars" role="presentation"
        >${guard([split, bars.pitch, bars.parts.length, channel], () => barsOf(split, channel, bars))}</span
      >
    </div>`;
  }

  private sentence(channel: number): string {
    const { split } = this;
    const largest = largestPart(split, channel);
    const part =
      largest === null
        ? 'cannot be split'
        : `mostly ${columnName(largest, split.evidence)}, ${gap(partAt(split, largest, channel))}`;
    return [
      `Channel ${channel}`,
      split.matters[channel] === 1 ? 'matters' : 'does not matter',
      `mean ${gap(split.gap[channel])}`,
      `spread ${ratio(split.spread[channel])}`,
      `distance ${gap(split.distance[channel]).replace('+', '')}`,
      part,
    ].join(', ');
  }

  private foot({ parts, pitch, before }: Bars): TemplateResult {
    const { causes, matters, channels } = this.split;
    const mattering = matters.reduce((sum, one) => sum + one, 0);
    const of = mattering === 0 ? `share in all ${count(channels)}` : `share in the ${count(mattering)} that matter`;
    const [first] = causes;
    return html`<div class="bn-gap-foot" role="presentation" style=${styleMap({ '--bn-pitch': `${pitch}px` })}>
      <span class="bn-muted" style=${styleMap({ width: `${before - 10}px` })}>${of}</span>
      ${parts.map((part) => {
        const share = causes.find((cause) => cause.part === part)?.share ?? 0;
        const emphasis = first.part === part ? 'bn-strong' : Math.abs(share) < 0.05 ? 'bn-muted' : '';
        return html`<span class=${emphasis}>${shareText(share)}</span>`;
      })}
    </div>`;
  }

  private numbersTable(parts: readonly GapPart[]): TemplateResult {
    const { split, order } = this;
    return hiddenTable({
      caption: 'Parts of the distance of eval from train, in σ',
      heads: ['channel', ...parts.map((part) => columnName(part, split.evidence))],
      rowCount: order.length,
      row: (index) => [String(order[index]), ...parts.map((part) => gapNumber(partAt(split, part, order[index])))],
    });
  }

  private tabStop(): number {
    if (this.focused !== null && this.focused < this.order.length) return this.focused;
    return Math.max(0, this.order.indexOf(this.store.ui.channels[0]));
  }

  private choose(index: number, add = false): void {
    this.focused = index;
    selectChannel(this.store, this.order[index], add);
  }

  private readonly key = (event: KeyboardEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.bn-channel-row');
    if (!row || event.altKey) return;
    const at = Number(row.dataset.index);
    const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / rowHeight) - 1);
    const to =
      movedRow(event.key, at, this.order.length, page) ?? (event.key === ' ' || event.key === 'Enter' ? at : null);
    if (to === null) return;
    consume(event);
    this.choose(to, event.key === ' ' && (event.ctrlKey || event.metaKey));
    void this.focusRow(to);
  };

  private async focusRow(index: number): Promise<void> {
    this.virtual.getVirtualizer().scrollToIndex(index, { align: 'auto' });
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`.bn-channel-row[data-index="${index}"]`)?.focus({ preventScroll: true });
  }
}

/** A row's bars, each on its own axis, a triangle where one goes beyond it. */
function barsOf(split: Split, channel: number, { parts, pitch, limit }: Bars): TemplateResult {
  const largest = largestPart(split, channel);
  const reach = pitch / 2 - 7;
  const top = (rowHeight - barHeight) / 2;
  const bar = (part: GapPart, at: number): SVGTemplateResult => {
    const zero = Math.round(pitch * (at + 0.5)) + 0.5;
    const size = partAt(split, part, channel);
    const isBeyond = Math.abs(size) > limit;
    const width = Math.min(1, Math.abs(size) / limit) * reach || 0;
    const x = size < 0 ? zero - width : zero;
    const style = part === largest ? 'bn-gap-bar bn-gap-largest' : 'bn-gap-bar';
    const tip = size < 0 ? zero - reach - 1 : zero + reach + 1;
    const ahead = size < 0 ? -4 : 4;
    return svg`<path class="bn-grid" d="M${zero} 0V${rowHeight}" />
      ${width > 0.25 ? svg`<rect class=${style} x=${x} y=${top} width=${Math.max(1, width)} height=${barHeight} />` : nothing}
      ${isBeyond ? svg`<path class=${style} d="M${tip} ${top}l${ahead} ${barHeight / 2}l${-ahead} ${barHeight / 2}Z" />` : nothing}`;
  };
  return html`<svg class="bn-chart" width=${pitch * parts.length} height=${rowHeight} aria-hidden="true">
    ${parts.map(bar)}
  </svg>`;
}

function partHint(part: GapPart): string {
  switch (part) {
    case 'start':
      return 'What the initial values that are left take';
    case 'lag':
      return 'The average behind a drift of the batches';
    case 'outlier':
      return 'Batches unlike the others';
    case 'between':
      return 'How the means of the other batches scatter, which the running variance does not see';
    case 'stored':
      return 'The factor of the stored variance';
    case 'eps':
      return 'eps beside both variances';
    case 'input':
      return 'What is evaluated lies elsewhere than the newest train batches';
    case 'other':
      return 'What no pass of the program explains';
  }
}
