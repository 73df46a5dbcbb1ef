import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { StatesSummary } from '../../../src/session/index.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { HostSize } from '../../charts/hostSize.js';
import { count, counted, gapNumber, ratio, significant, tableNumber } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { withRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { layerFilter } from '../model/index.js';
import { powerText } from './scatter.js';
import { outsideText, stateText, updatesText } from './statesText.js';

const rowHeight = 20;
/** Of the bars: what learns to the left of the middle, what is tracked to the right. */
const bars = { width: 80, middle: 34, left: 30, right: 44 };
const leastStrip = 96;
const narrowStrip = 150;
/** Of a label, at most. */
const letter = 7;
const mostMissing = 5;

/** Layers by what their states show: a tick a channel; beside it what moved. */
@customElement('bn-states-grid')
export class StatesGrid extends PanelView {
  @property({ attribute: false }) states!: StatesSummary; // Set by the page's template, as the others are.
  /** Places of the layers that are shown. */
  @property({ attribute: false }) order: readonly number[] = [];
  @property({ attribute: false }) selected = 0;
  @property({ attribute: false }) objection: string | null = null;
  @property({ attribute: false }) select!: (layer: number) => void;
  @property({ attribute: false }) open!: (layer: number) => void;
  @query('.bn-model-rows') private readonly scroller!: HTMLElement | null;
  private readonly size = new HostSize(this);
  private shown = -1;
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
    rangeExtractor: (range) => withRow(range, this.order.indexOf(this.selected)),
  });

  protected override updated(): void {
    const at = this.order.indexOf(this.selected);
    if (this.shown === this.selected || at < 0) return;
    this.shown = this.selected;
    this.virtual.getVirtualizer().scrollToIndex(at, { align: 'auto' });
  }

  protected override render(): TemplateResult {
    const { order } = this;
    const virtual = this.virtual.getVirtualizer();
    virtual.setOptions({ ...virtual.options, count: order.length });
    const { sizes, strip } = this.columns();
    return html`${this.heading()}
      <div
        class="bn-model-grid"
        style=${styleMap({ '--bn-model-columns': sizes.map((size) => `${size}px`).join(' ') })}
      >
        ${this.heads(strip)}
        <div
          class="bn-model-rows"
          role="listbox"
          aria-label="Layers"
          tabindex="0"
          aria-activedescendant=${order.includes(this.selected) ? `bn-state-${this.selected}` : nothing}
        >
          <div class="bn-virtual" role="presentation" style=${styleMap({ height: `${order.length * rowHeight}px` })}>
            ${virtual.getVirtualItems().map(({ index, start }) => this.row(order[index], index, start, strip))}
          </div>
        </div>
        ${order.length === 0 ? html`<p class="bn-none bn-muted">No layer is like that.</p>` : nothing}
      </div>
      ${this.remarks()} ${this.table()}`;
  }

  /** Widths: what does not fit is left out from the right, in the end the bars. */
  private columns(): { readonly sizes: readonly number[]; readonly strip: number; readonly moved: number } {
    const { width } = this.size;
    const isCompared = this.isCompared;
    const name = width < 500 ? 108 : 146;
    const others = isCompared ? [bars.width, 46, 58, 46] : [60, 52];
    const before = isCompared ? [16, name] : [16, name, 52];
    const left = (): number => {
      const all = [...before, ...others];
      return width - all.reduce((sum, one) => sum + one + 4, 0) - (isCompared ? 10 : 0);
    };
    while (left() < leastStrip && others.length > 0) others.pop();
    const strip = Math.max(leastStrip, left());
    return { sizes: [...before, strip, ...others], strip, moved: others.length };
  }

  private get isCompared(): boolean {
    const { compared } = this.states;
    return compared !== null && compared.problem === undefined;
  }

  private heading(): TemplateResult {
    return html`<div class="bn-heading bn-model-heading">
      <h2>Layers</h2>
      <span class="bn-muted"
        >${count(this.states.layers.length)}, what the state alone
        shows${this.isCompared ? ', and what moved' : ''}</span
      >
      ${layerFilter(this.store, 'scale > 10', 'scale > 10, var < 1e-5, channels >= 64, |mean| > 1', this.objection)}
    </div>`;
  }

  private heads(strip: number): TemplateResult {
    const { axis, compared } = this.states;
    const [low, high] = axis;
    const { moved, sizes } = this.columns();
    const isNarrow = sizes[1] < 146;
    const isStored = this.store.ui.storedOrder;
    const sorter = (stored: boolean, text: string, hint: string): TemplateResult =>
      html`<button
        class=${isStored === stored ? 'bn-sorted' : ''}
        aria-pressed=${isStored === stored}
        title=${hint}
        @click=${() => this.store.set({ storedOrder: stored })}
      >
        ${isStored === stored ? icon('arrow-down') : nothing}${text}
      </button>`;
    const powers = Array.from({ length: high - low + 1 }, (_, at) => low + at);
    const every = Math.ceil(powers.length / Math.max(2, Math.floor(strip / 36)));
    const before = this.isCompared ? 3 : 4;
    return html`<div class="bn-model-line bn-model-over">
        <span style=${`grid-column: ${before}`}>γ/√(var + eps), a tick a channel</span>
        ${
          this.isCompared && moved > 1
            ? html`<span
                class="bn-states-moved"
                style="grid-column: ${before + 1} / span ${moved}"
                title=${compared?.title ?? ''}
                >moved at most ${compared?.isLater ? 'until' : 'since'} ${compared?.title}</span
              >`
            : nothing
        }
      </div>
      <div class="bn-model-line bn-model-heads">
        <span class="bn-model-order"
          >${sorter(false, isNarrow ? 'worst' : 'worst first', 'Severity, then how far the largest scale is above the median')}${sorter(true, isNarrow ? 'stored' : 'as stored', 'In the order of the file')}</span
        >
        ${this.isCompared ? nothing : html`<span>channels</span>`}
        <svg class="bn-chart" width=${strip} height="20" aria-hidden="true">
          ${powers
            .filter((_, at) => at % every === 0 || at === powers.length - 1)
            .map((power, at, all) => {
              const end = at === 0 ? '' : at === all.length - 1 ? 'bn-end' : 'bn-middle';
              return svg`<text class=${end} x=${((power - low) / (high - low)) * strip} y="14">${powerText(10 ** power)}</text>`;
            })}
        </svg>
        ${(this.isCompared
          ? [
              html`<span class="bn-states-bars">γ, β <span class="bn-running">mean</span></span>`,
              html`<span class="bn-running">mean, σ</span>`,
              html`<span class="bn-running">variance</span>`,
              html`<span>updates</span>`,
            ]
          : [html`<span>least var</span>`, html`<span>batches</span>`]
        ).slice(0, moved)}
      </div>`;
  }

  private row(at: number, index: number, start: number, strip: number): TemplateResult {
    const { states } = this;
    const { name, severity, problem, channels, strip: own } = states.layers[at];
    const dot = name.lastIndexOf('.') + 1;
    return html`<div
      class="bn-model-line bn-model-row ${at === this.selected ? 'bn-selected' : ''}"
      role="option"
      id=${`bn-state-${at}`}
      aria-selected=${at === this.selected}
      aria-setsize=${this.order.length}
      aria-posinset=${index + 1}
      style=${styleMap({ transform: `translateY(${start}px)` })}
      @click=${() => this.select(at)}
      @dblclick=${() => this.open(at)}
    >
      <span class="bn-hidden">${stateText(states, at)}</span>
      <span class="bn-model-cells" aria-hidden="true"
        >${problem !== undefined ? severityIcon('error') : severity ? severityIcon(severity) : html`<span></span>`}
        <span class="bn-model-name" title=${name}
          ><bdi><span class="bn-muted">${name.slice(0, dot)}</span>${name.slice(dot)}</bdi></span
        >
        ${
          problem !== undefined
            ? html`<span class="bn-model-problem" title=${problem}>${problem}</span>`
            : html`${this.isCompared ? nothing : html`<span class="bn-muted">${count(channels)}</span>`}
              ${own ? this.strip(at, strip) : html`<span class="bn-muted">no running variance</span>`}
              ${this.isCompared ? this.moved(at) : this.alone(at)}`
        }</span
      >
    </div>`;
  }

  private strip(at: number, width: number): TemplateResult {
    const { states } = this;
    const { axis, places, numbers } = states;
    const [low, high] = axis;
    const own = states.layers[at].strip;
    const ticks = Array.from(own?.ticks ?? [], (place) => `M${Math.round((place / places) * width)} 4.5v11`).join('');
    const grid = Array.from({ length: high - low + 1 }, (_, power) => `M${(power / (high - low)) * width} 0v20`).join(
      '',
    );
    const median = numbers.median[at];
    const middle = ((Math.log10(median) - low) / (high - low)) * width;
    const below = outsideText(states, at, 'below');
    const [above, nan] = [outsideText(states, at, 'above'), outsideText(states, at, 'nan')];
    const edge = nan === null ? width : width - 14;
    const [isDead, isAmplifying] = [(own?.dead ?? 0) > 0, own?.isAmplifying === true];
    // What would lie over ticks of a narrow strip is left to the row's own words.
    const isFree = (x: number, words: string, end: boolean): boolean => {
      const [from, to] = end ? [x - words.length * letter, x] : [x, x + words.length * letter];
      return (
        width >= narrowStrip || ![...(own?.ticks ?? [])].some((place) => isBetween((place / places) * width, from, to))
      );
    };
    const text = (x: number, words: string, end: boolean): SVGTemplateResult | typeof nothing =>
      !isFree(x, words, end)
        ? nothing
        : svg`<text class="bn-states-label ${end ? 'bn-end' : ''}" x=${x} y="14">${words}</text>`;
    return html`<svg class="bn-chart bn-states-strip" width=${width} height="20" aria-hidden="true">
      <path class="bn-grid" d=${grid} />
      <path class="bn-states-ticks" d=${ticks} />
      ${Number.isFinite(middle) ? svg`<path class="bn-states-median" d=${`M${middle} 3v14`} />` : nothing}
      ${below === null ? nothing : svg`<path class=${isDead ? 'bn-states-warning' : 'bn-neutral'} d="M1 10l7 -4v8Z" />${text(12, below, false)}`}
      ${
        nan === null
          ? nothing
          : svg`<path class="bn-states-nan" d=${`M${width - 15} 5h14v10h-14Z`} /><path class="bn-states-stripes" d=${`M${width - 15} 10l5 -5M${width - 13} 15l10 -10M${width - 6} 15l5 -5`} />${text(width - 19, nan, true)}`
      }
      ${above === null || nan !== null ? nothing : svg`<path class=${isAmplifying ? 'bn-states-warning' : 'bn-neutral'} d=${`M${edge - 1} 10l-7 -4v8Z`} />${text(edge - 12, above, true)}`}
    </svg>`;
  }

  private alone(at: number): TemplateResult {
    const { states } = this;
    const { batches, strip } = states.layers[at];
    const least = states.numbers.leastVar[at];
    const shown = [
      html`<span class=${least >= 0 ? '' : 'bn-nan'}>${strip ? tableNumber(least) : ''}</span>`,
      html`<span class=${batches === 0 ? 'bn-strong' : 'bn-muted'}>${batches === null ? '' : count(batches)}</span>`,
    ];
    return html`${shown.slice(0, this.columns().moved)}`;
  }

  private moved(at: number): TemplateResult | typeof nothing {
    const { states } = this;
    const { moved, apart } = states.layers[at];
    const columns = this.columns().moved;
    if (!moved) return columns === 0 ? nothing : html`<span class="bn-muted bn-states-apart">${apart}</span>`;
    const { numbers } = states;
    const isFrozen = moved.isAffineSame && moved.hasRunning && !moved.isRunningSame;
    const mark = isFrozen ? 'bn-running bn-strong' : '';
    const isNaN = (value: number): string => (Number.isNaN(value) ? 'bn-nan' : mark);
    const shown = [
      this.bars(at, moved),
      html`<span class=${isNaN(numbers.mean[at])}>${moved.hasRunning ? gapNumber(numbers.mean[at]) : ''}</span>`,
      html`<span class=${isNaN(numbers.variance[at])}
        >${moved.hasRunning ? ratioText(numbers.variance[at]) : ''}</span
      >`,
      html`<span class=${moved.updates === 0 ? 'bn-strong' : 'bn-muted'} title=${moved.unknown ?? nothing}
        >${updatesText(moved)}</span
      >`,
    ];
    return html`${shown.slice(0, columns)}`;
  }

  private bars(
    at: number,
    { isAffineSame, isRunningSame }: { isAffineSame: boolean; isRunningSame: boolean },
  ): TemplateResult {
    const { mean } = this.states.numbers;
    const most = this.most();
    const left = share(affineOf(this.states, at), most.affine) * bars.left;
    const right = share(Math.abs(mean[at]), most.mean) * bars.right;
    const { middle } = bars;
    const same = (x: number, end: string): SVGTemplateResult => svg`<text class=${end} x=${x} y="14">same</text>`;
    return html`<svg class="bn-chart" width=${bars.width} height="20" aria-hidden="true">
      ${isAffineSame ? same(middle - 4, 'bn-end') : svg`<rect class="bn-states-learns" x=${middle - left} y="5" width=${left} height="10" />`}
      ${isRunningSame ? same(middle + 5, '') : svg`<rect class="bn-states-tracks" x=${middle + 1} y="5" width=${right} height="10" />`}
      <path class="bn-zero" d=${`M${middle + 0.5} 0v20`} />
    </svg>`;
  }

  /** What the longest bars stand for. */
  private most(): { readonly affine: number; readonly mean: number } {
    const { states } = this;
    const finite = (values: readonly number[]) =>
      values.reduce((most, one) => (one > most && one < Infinity ? one : most), 0);
    return {
      affine: finite(states.layers.map((_, at) => affineOf(states, at))),
      mean: finite(Array.from(states.numbers.mean, Math.abs)),
    };
  }

  private remarks(): TemplateResult {
    const { compared } = this.states;
    const { affine, mean } = this.most();
    const missing = compared?.missing ?? [];
    return html`<p class="bn-states-remarks bn-muted">
      ${this.isCompared ? 'Left: the' : 'The'} factor by which eval scales each channel; the thick tick is the layer’s
      median, a triangle a channel beyond the axis.
      ${
        this.isCompared
          ? html`<br />Right: bars to ${significant(affine, 2)} for γ and β, to ${significant(mean, 2)} σ for the
              running mean; a layer that learns moves both.`
          : nothing
      }
      ${
        missing.length === 0
          ? nothing
          : html`<br />Only in ${compared?.title}:
              ${missing.slice(0, mostMissing).join(', ')}${missing.length > mostMissing ? ` and ${counted(missing.length - mostMissing, 'other')}` : ''}.`
      }
    </p>`;
  }

  private table(): TemplateResult {
    const { states, order } = this;
    return hiddenTable({
      caption: 'Scales of the layers',
      heads: [
        'layer',
        'median scale',
        'largest scale',
        'least variance',
        'γ and β moved by',
        'mean moved by',
        'variance',
      ],
      rowCount: order.length,
      row: (index) => {
        const at = order[index];
        const { median, largest, leastVar, mean, variance } = states.numbers;
        return [
          ...[
            states.layers[at].name,
            significant(median[at], 3),
            significant(largest[at], 3),
            significant(leastVar[at], 3),
          ],
          ...(states.layers[at].moved
            ? [significant(affineOf(states, at), 3), gapNumber(mean[at]), ratio(variance[at])]
            : ['', '', '']),
        ];
      },
    });
  }
}

function affineOf({ numbers }: StatesSummary, at: number): number {
  return Math.max(numbers.gamma[at], numbers.beta[at]);
}

/** What cannot be told takes all of it. */
function share(value: number, most: number): number {
  if (value === 0) return 0;
  return Number.isFinite(value) ? value / most : 1;
}

function isBetween(x: number, from: number, to: number): boolean {
  return x >= from && x <= to;
}

function ratioText(value: number): string {
  return value === 1 ? '×\u00a01' : ratio(value);
}
