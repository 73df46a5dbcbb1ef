import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { StateChannels as Channels, StatesSummary } from '../../../src/session/index.js';
import { HostSize } from '../../charts/hostSize.js';
import { count, counted, ratio, significant, tableNumber } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { dotsOf, equalScale, powerText, scatterOf, type Scatter } from './scatter.js';

const rowHeight = 20;
const height = 224;
const margin = { left: 32, right: 8, top: 12, bottom: 34 };
/** More lines would be a grey area. */
const mostLines = 256;
/** Above so many medians a channel amplifies (findings.md). */
const amplifying = 100;

/** The channels of the selected layer: γ against the running σ, and their numbers. */
@customElement('bn-state-channels')
export class StateChannels extends PanelView {
  @property({ attribute: false }) states!: StatesSummary; // Set by the page's template, as the others are.
  @property({ attribute: false }) selected = 0;
  @property({ attribute: false }) open!: (layer: number) => void;
  @property() openText = '';
  @state() private hovered: number | null = null;
  @query('.bn-table-scroll') private readonly scroller!: HTMLElement | null;
  private readonly size = new HostSize(this);
  private asked = '';
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
  });

  protected override updated(): void {
    const { states, selected } = this;
    const { problem, name } = states.layers[selected];
    const key = `${states.revision} ${name}`;
    if (problem !== undefined || this.asked === key) return;
    this.asked = key;
    this.hovered = null;
    this.store.host({ kind: 'stateChannels', layer: selected });
  }

  protected override render(): TemplateResult {
    const { states, selected } = this;
    const { name, channels, batches, problem } = states.layers[selected];
    const answer = this.store.stateChannels;
    // Of files that have changed the older ones stand in until the new ones are there.
    const own = answer?.layer === name ? answer.channels : null;
    const isOld = answer?.revision !== states.revision;
    return html`<div class="bn-heading bn-states-title">
        <h2><bdi>${name}</bdi></h2>
        <span class="bn-muted"
          >${counted(channels, 'channel')}${batches === null ? '' : `, ${counted(batches, 'batch', 'batches')} counted`}</span
        >
        ${
          problem === undefined && this.openText !== ''
            ? html`<button
                class="bn-link bn-heading-end"
                title="Shows what it does with batches (Enter)"
                @click=${() => this.open(selected)}
              >
                ${this.openText}
              </button>`
            : nothing
        }
      </div>
      ${
        problem !== undefined || own?.ok === false
          ? html`<p class="bn-none bn-muted">${problem ?? (own?.ok === false ? own.failure.message : '')}</p>`
          : own?.ok
            ? html`${this.picture(own.value)} ${this.table(own.value, isOld)}`
            : html`<div class="bn-model-waiting" aria-busy="true"></div>`
      }`;
  }

  /** The one under the mouse; else the one furthest from the median. */
  private shownChannel({ order }: Channels): number {
    return this.hovered ?? order[0];
  }

  private picture(channels: Channels): TemplateResult | typeof nothing {
    const { variance, gamma, scale, eps, other } = channels;
    if (!variance || !scale || this.size.width === 0) return nothing;
    const [width, tall] = [this.size.width - 32 - margin.left - margin.right, height - margin.top - margin.bottom];
    const scatter = scatterOf(channels, width, tall);
    const gammaOf = (of: Float64Array | null, channel: number): number => of?.[channel] ?? 1;
    const places = Array.from(variance, (one, channel) => scatter.at(one, gammaOf(gamma, channel)));
    const before = other
      ? Array.from(other.variance, (one, channel) => scatter.at(one, gammaOf(other.gamma, channel)))
      : [];
    const focus = this.shownChannel(channels);
    const median = this.states.numbers.median[this.selected];
    const { compared } = this.states;
    const lines = other
      ? Array.from(
          channels.order.slice(0, mostLines),
          (channel) => `M${before[channel].join(' ')}L${places[channel].join(' ')}`,
        )
      : [];
    return html`<div class="bn-heading">
        <h3>Why it scales as it does</h3>
        <span class="bn-muted bn-ellipsis" aria-live="polite"
          >${
            this.hovered === null
              ? `γ against running σ${other ? `; lines: from ${compared?.title ?? ''}` : ''}`
              : `${focus}: γ ${significant(gammaOf(gamma, focus), 3)}, σ ${significant(Math.sqrt(variance[focus]), 3)}, scale ${significant(scale[focus], 3)}`
          }</span
        >
      </div>
      <svg
        class="bn-chart bn-states-scatter"
        width=${this.size.width - 32}
        height=${height}
        aria-hidden="true"
        @mousemove=${(event: MouseEvent) => this.hover(event, places)}
        @mouseleave=${() => (this.hovered = null)}
      >
        <g transform="translate(${margin.left} ${margin.top})">
          ${axes(scatter, width, tall)}
          <svg width=${width} height=${tall}>
            ${equal(scatter, median, eps, width, tall, `median ${significant(median, 3)}`)}
            ${equal(scatter, amplifying * median, eps, width, tall, `${amplifying} × median`)}
          </svg>
          ${epsLine(scatter, eps, width, tall)}
          <path class="bn-states-before" d=${lines.join('')} />
          <path class="bn-states-dots" d=${dotsOf(places)} />
          ${focused(focus, places[focus], before.at(focus), scale[focus], scale[focus] > amplifying * median, compared?.title ?? '', width)}
        </g>
        <text class="bn-end" x=${margin.left + width} y=${height - 4}>running σ, √var</text>
      </svg>`;
  }

  private hover(event: MouseEvent, places: readonly (readonly [number, number])[]): void {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    const [x, y] = [event.clientX - left - margin.left, event.clientY - top - margin.top];
    let [nearest, least]: [number | null, number] = [null, 24 ** 2];
    places.forEach(([ofX, ofY], channel) => {
      const away = (ofX - x) ** 2 + (ofY - y) ** 2;
      if (away < least) [nearest, least] = [channel, away];
    });
    this.hovered = nearest;
  }

  private table({ order, gamma, beta, mean, variance, scale }: Channels, isOld: boolean): TemplateResult {
    const virtual = this.virtual.getVirtualizer();
    virtual.setOptions({ ...virtual.options, count: order.length });
    const columns = [
      ...(gamma ? [{ head: 'γ', values: gamma, kind: '' }] : []),
      ...(beta ? [{ head: 'β', values: beta, kind: '' }] : []),
      ...(mean ? [{ head: 'mean', values: mean, kind: 'bn-running' }] : []),
      ...(variance ? [{ head: 'var', values: variance, kind: 'bn-running' }] : []),
      ...(scale ? [{ head: 'scale', values: scale, kind: 'bn-strong' }] : []),
    ];
    const text = (head: string, value: number): string =>
      head === 'scale' ? significant(value, 3) : tableNumber(value);
    return html`<div class="bn-heading bn-states-title">
        <h3 id="bn-states-channels">Channels</h3>
        <span class="bn-muted">${count(order.length)}, furthest from the median first</span>
      </div>
      <div
        class="bn-table bn-states-table"
        role="table"
        aria-labelledby="bn-states-channels"
        aria-busy=${isOld}
        aria-rowcount=${order.length + 1}
        style=${styleMap({ '--bn-columns': `36px repeat(${columns.length}, minmax(0, 1fr))` })}
        @mouseleave=${() => (this.hovered = null)}
      >
        <div class="bn-table-heads" role="rowgroup">
          <div class="bn-table-row" role="row">
            <span role="columnheader" aria-label="channel">#</span>
            ${columns.map(
              ({ head, kind }) =>
                html`<span class="bn-head ${head === 'scale' ? 'bn-sorted' : kind}" role="columnheader"
                  >${head === 'scale' ? icon('arrow-down') : nothing}${head}</span
                >`,
            )}
          </div>
        </div>
        <div class="bn-table-body" role="presentation">
          <div class="bn-table-scroll" role="rowgroup" tabindex="0" aria-labelledby="bn-states-channels">
            <div class="bn-virtual" role="presentation" style=${styleMap({ height: `${order.length * rowHeight}px` })}>
              ${virtual.getVirtualItems().map(({ index, start }) => {
                const channel = order[index];
                return html`<div
                  class="bn-table-row bn-channel-row"
                  role="row"
                  aria-rowindex=${index + 2}
                  style=${styleMap({ transform: `translateY(${start}px)` })}
                  @mouseenter=${() => (this.hovered = channel)}
                >
                  <span class="bn-channel-number" role="rowheader">${channel}</span>
                  ${columns.map(
                    ({ head, values, kind }) =>
                      html`<span
                        class=${Number.isNaN(values[channel]) || (head === 'var' && values[channel] < 0) ? 'bn-nan' : kind}
                        role="cell"
                        title=${String(values[channel])}
                        >${text(head, values[channel])}</span
                      >`,
                  )}
                </div>`;
              })}
            </div>
          </div>
        </div>
      </div>`;
  }
}

function axes({ x, y, at }: Scatter, width: number, tall: number): SVGTemplateResult {
  const every = Math.ceil(x.ticks.length / Math.max(2, Math.floor(width / 44)));
  const shown = x.ticks.filter((_, index) => index % every === 0);
  const across = shown.map((value) => [at(value ** 2, 1)[0], value] as const);
  const up = y.ticks.map((value) => [at(1, value)[1], value] as const);
  return svg`<path class="bn-grid" d=${[...across.map(([one]) => `M${one} 0v${tall}`), ...up.map(([one]) => `M0 ${one}h${width}`)].join('')} />
    ${across.map(([one, value]) => svg`<text class="bn-middle" x=${one} y=${tall + 14}>${powerText(value)}</text>`)}
    ${up.map(([one, value]) => svg`<text class="bn-end" x="-6" y=${one} dy=".35em">${powerText(value)}</text>`)}
    <text class="bn-end" x="-6" y="-3">|γ|</text>`;
}

/** Dashed; its label lies along it, near the bottom. */
function equal(
  scatter: Scatter,
  scale: number,
  eps: number,
  width: number,
  tall: number,
  label: string,
): SVGTemplateResult | typeof nothing {
  const { x, y, at } = scatter;
  if (!(scale > 0 && scale < Infinity)) return nothing;
  // Above where eps bends it.
  const height = Math.max(10 ** (y.low + 0.03 * (y.high - y.low)), 2.5 * scale * Math.sqrt(eps));
  const variance = (height / scale) ** 2 - eps;
  const [left, top] = at(variance, height);
  const slope = tall / (y.high - y.low) / (width / (x.high - x.low));
  const angle = (-Math.atan(slope) * 180) / Math.PI;
  // What names eps lies at the top.
  const isIn = variance > eps && left > 12 && left < width - 40 && top > 48;
  return svg`<path class="bn-states-equal" d=${equalScale(scatter, scale, eps)} />
    ${isIn ? svg`<text transform=${`translate(${left - 4} ${top}) rotate(${angle})`} y="-3">${label}</text>` : nothing}`;
}

function epsLine({ at }: Scatter, eps: number, width: number, tall: number): SVGTemplateResult | typeof nothing {
  if (eps === 0) return nothing;
  const [x] = at(eps, 1);
  const room = 150;
  const isRight = x > width - room && x > width / 2;
  const hasRoom = Math.max(x, width - x) > room;
  return svg`<path class="bn-states-eps" d=${`M${x} 0V${tall}`} />
    <text class="bn-plain ${isRight ? 'bn-end' : ''}" x=${x + (isRight ? -5 : 5)} y="9">√eps${hasRoom ? ': left of it, eps decides' : ''}</text>`;
}

/** In px, on average. */
const halfLetter = 3.2;

/** One channel, by name, with its way from the old place. */
function focused(
  channel: number,
  place: readonly [number, number],
  before: readonly [number, number] | undefined,
  scale: number,
  isAmplifying: boolean,
  title: string,
  width: number,
): SVGTemplateResult {
  const [x, y] = place;
  const end = x > width - 80 ? 'bn-end' : '';
  const half = (title.length + 3) * halfLetter;
  return svg`${
    before
      ? svg`<path class="bn-states-way" d=${`M${before.join(' ')}L${place.join(' ')}`} />
          <circle class="bn-states-old" cx=${before[0]} cy=${before[1]} r="3" />
          ${
            Math.hypot(before[0] - x, before[1] - y) > 60
              ? svg`<text class="bn-middle" x=${Math.min(width - half, Math.max(half, before[0]))} y=${before[1] + (before[1] < 36 ? 18 : -8)}>at ${title}</text>`
              : nothing
          }`
      : nothing
  }
    <path class=${isAmplifying ? 'bn-states-warning' : 'bn-states-focus'} d=${`M${x} ${y - 5}l5 9h-10Z`} />
    <text class="bn-plain bn-strong bn-states-label ${end}" x=${x + (end === '' ? 8 : -8)} y=${y - 7}>${channel}: ${ratio(scale)}</text>`;
}
