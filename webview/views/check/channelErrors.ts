import { scaleLinear, scaleLog } from 'd3';
import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Check } from '../../../src/session/index.js';
import { axisTicks } from '../../charts/axisTicks.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { HostSize } from '../../charts/hostSize.js';
import { labelPitch, pushApart } from '../../charts/labelLayout.js';
import { count, setting, significant } from '../../kit/format.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { rankCorrelation } from './checkModel.js';
import { errorText } from './checkText.js';

export interface ChannelErrorsSpec {
  readonly check: Check;
  readonly over: 'variance' | 'mean' | 'channel';
  readonly channel: number;
  /** `PyTorch, eps 1e-5` */
  readonly now: string;
  /** Of the rule beside it, `with Keras 3`; null: none. */
  readonly rule: string | null;
  /** Where the variance is as small as eps. */
  readonly eps: number | null;
}

const margin = { left: 48, right: 128, top: 12, bottom: 40 } as const;
const height = 208;
const zeroRow = 18;
const labels = { variance: 'normalizing variance', mean: 'batch mean', channel: 'channel' } as const;

/** Largest |error| of every channel, now and by another rule. Fires `choose` with the channel. */
@customElement('bn-channel-errors')
export class ChannelErrors extends LitElement {
  @property({ attribute: false }) spec!: ChannelErrorsSpec; // Set by the parent's template before the first render.
  private readonly size = new HostSize(this);

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { spec } = this;
    const width = this.size.width;
    return html`${width > 0 ? this.chart(spec, width) : nothing} ${hiddenTable(errorTable(spec))}`;
  }

  private chart(spec: ChannelErrorsSpec, width: number): TemplateResult {
    const { check, over, channel, eps, rule } = spec;
    const right = Math.max(margin.left + 60, width - margin.right);
    const floor = height - margin.bottom;
    // What is exactly 0 has no place on a logarithmic axis, but a row below it.
    const hasZero = [...check.largest, ...(check.ofRule ?? [])].includes(0);
    const bottom = hasZero ? floor - zeroRow : floor;
    const xs = xOf(check, over);
    const x = xScale(xs, over, margin.left + 8, right - 8);
    const sizes = [...check.largest, ...(check.ofRule ?? [])].filter((value) => value > 0 && value < Infinity);
    const low = sizes.length > 0 ? Math.min(...sizes) : 1e-8;
    const y = scaleLog(
      [10 ** Math.floor(Math.log10(low) - 0.3), 10 ** Math.ceil(Math.log10(Math.max(...sizes, low * 10)))],
      [bottom, margin.top],
    );
    const yAt = (value: number) =>
      Number.isNaN(value) || value === Infinity ? margin.top : value > 0 ? y(value) : floor - zeroRow / 3;
    const [bottomPower, topPower] = y.domain().map((value) => Math.round(Math.log10(value)));
    const every = Math.max(1, Math.ceil((topPower - bottomPower) / 5));
    const powers = Array.from({ length: topPower - bottomPower + 1 }, (_, i) => topPower - i).filter(
      (_, i) => i % every === 0,
    );
    const xTicks = ticksOf(x, over);
    const dots = (values: ArrayLike<number>, kind: string): SVGTemplateResult[] =>
      Array.from(values, (value, i) =>
        Number.isFinite(x.place(xs[i]))
          ? svg`<circle class="${kind} ${i === channel ? 'bn-chosen-dot' : ''}" cx=${x.place(xs[i])} cy=${yAt(value)} r=${i === channel ? 4 : 3} />`
          : svg``,
      );
    const last = lastOf(xs);
    const ends = pushApart(
      [yAt(check.largest[last] ?? 0), ...(check.ofRule ? [yAt(check.ofRule[last] ?? 0)] : [])],
      margin.top,
      floor,
    );
    const epsX = over === 'variance' && eps !== null && eps > 0 ? x.place(eps) : NaN;
    const hasEps = epsX > margin.left && epsX < right;
    const trend = over === 'channel' ? 0 : rankCorrelation(over === 'mean' ? xs.map(Math.abs) : xs, check.largest);
    const note = trendText(trend, over, check);
    return html`<svg
      class="bn-chart bn-error-chart"
      width=${width}
      height=${height}
      tabindex="0"
      role="application"
      aria-roledescription="chart"
      aria-label="Largest error of each channel over ${labels[over]}; channel ${channel} is selected. Left and right select the next channel along the axis."
      @click=${(event: MouseEvent) => this.clicked(event, xs, x.place, yAt)}
      @keydown=${(event: KeyboardEvent) => this.key(event, xs)}
    >
      <g aria-hidden="true">
        ${powers.map(
          (power) =>
            svg`<path class="bn-grid" d="M${margin.left} ${Math.round(y(10 ** power)) + 0.5}H${right}" />
              <text class="bn-tick" x=${margin.left - 8} y=${y(10 ** power)} dy=".35em" text-anchor="end">${powerText(power)}</text>`,
        )}
        ${hasZero ? svg`<text class="bn-tick" x=${margin.left - 8} y=${floor - zeroRow / 3} dy=".35em" text-anchor="end">0</text>` : nothing}
        ${xTicks.map(
          ({ value, label }) =>
            svg`<path class="bn-grid" d="M${Math.round(x.place(value)) + 0.5} ${margin.top}V${floor}" />
              <text class="bn-tick" x=${x.place(value)} y=${floor + 16} text-anchor="middle">${label}</text>`,
        )}
        <text class="bn-tick" x=${(margin.left + right) / 2} y=${floor + 32} text-anchor="middle">${labels[over]}</text>
        ${
          hasEps
            ? svg`<path class="bn-eps-line" d="M${Math.round(epsX) + 0.5} ${margin.top}V${floor}" />
              <text class="bn-tick" x=${epsX + 6} y=${margin.top + 8}>eps ${setting(eps ?? 0)}</text>`
            : nothing
        }
        ${
          note === ''
            ? nothing
            : svg`<text class="bn-chart-note" x=${right - 4} y=${margin.top + 22} text-anchor="end">${note}</text>`
        }
        ${check.ofRule ? dots(check.ofRule, 'bn-rule-dot') : nothing} ${dots(check.largest, 'bn-now-dot')}
        <text class="bn-chart-note" x=${right + 8} y=${ends[0]} dy=".35em">${spec.now}</text>
        ${rule !== null && check.ofRule ? svg`<text class="bn-tick" x=${right + 8} y=${ends[1]} dy=".35em">${rule}</text>` : nothing}
        ${
          Number.isFinite(x.place(xs[channel]))
            ? svg`<text class="bn-chosen-label" x=${x.place(xs[channel]) + 7} y=${Math.max(margin.top + labelPitch / 2, yAt(check.largest[channel]) - 5)}>${channel}</text>`
            : nothing
        }
      </g>
    </svg>`;
  }

  private clicked(
    event: MouseEvent,
    xs: Float64Array,
    place: (value: number) => number,
    yAt: (value: number) => number,
  ): void {
    if (!(event.currentTarget instanceof Element)) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const { largest } = this.spec.check;
    let [best, least] = [-1, 24];
    xs.forEach((value, i) => {
      const distance = Math.hypot(place(value) - (event.clientX - left), yAt(largest[i]) - (event.clientY - top));
      if (distance < least) [best, least] = [i, distance];
    });
    if (best >= 0) this.choose(best);
  }

  private key(event: KeyboardEvent, xs: Float64Array): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const order = [...xs.keys()].sort((a, b) => xs[a] - xs[b]);
    const key = { ArrowLeft: 'ArrowUp', ArrowRight: 'ArrowDown' }[event.key] ?? event.key;
    const to =
      event.key === 'ArrowUp' || event.key === 'ArrowDown'
        ? null
        : movedRow(key, order.indexOf(this.spec.channel), order.length, 10);
    if (to === null) return;
    consume(event);
    this.choose(order[to]);
  }

  private choose(channel: number): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: channel }));
  }
}

function xOf({ variance, batchMean, largest }: Check, over: ChannelErrorsSpec['over']): Float64Array {
  if (over === 'channel') return Float64Array.from(largest, (_, channel) => channel);
  return over === 'variance' ? variance : batchMean;
}

interface XScale {
  readonly place: (value: number) => number;
  readonly domain: readonly [number, number];
  readonly isLog: boolean;
}

function xScale(xs: Float64Array, over: ChannelErrorsSpec['over'], left: number, right: number): XScale {
  const finite = [...xs].filter((value) => Number.isFinite(value) && (over !== 'variance' || value > 0));
  const [low, high] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  if (over === 'variance' && high > 3 * low) {
    const scale = scaleLog([low, high], [left, right]);
    return { place: (value) => (value > 0 ? scale(value) : left), domain: [low, high], isLog: true };
  }
  const scale = scaleLinear([low, high === low ? low + 1 : high], [left, right]);
  return { place: scale, domain: [low, high], isLog: false };
}

function ticksOf({ domain: [low, high], isLog }: XScale, over: ChannelErrorsSpec['over']) {
  if (!isLog) {
    const { ticks } = axisTicks(low, high, over === 'channel' ? Math.min(8, high - low) : 5);
    return over === 'channel' ? ticks.filter(({ value }) => Number.isInteger(value)) : ticks;
  }
  const powers: number[] = [];
  for (let power = Math.ceil(Math.log10(low) - 0.05); power <= Math.log10(high) + 0.05; power++) powers.push(power);
  const every = Math.max(1, Math.ceil(powers.length / 6));
  return powers.filter((_, i) => i % every === 0).map((power) => ({ value: 10 ** power, label: powerText(power) }));
}

function powerText(power: number): string {
  return power >= -3 && power <= 4
    ? count(Number((10 ** power).toFixed(Math.max(0, -power))))
    : `1e${power}`.replace('-', '−');
}

function lastOf(xs: Float64Array): number {
  return xs.reduce((best, value, i) => (value > xs[best] || Number.isNaN(xs[best]) ? i : best), 0);
}

/** What the picture says where it says something. */
function trendText(trend: number, over: ChannelErrorsSpec['over'], { largest }: Check): string {
  const isSpread = Math.max(...largest) > 10 * Math.min(...largest);
  if (!isSpread || Math.abs(trend) < 0.8) return '';
  if (over === 'variance') return trend < 0 ? 'grows as the variance falls: eps' : 'grows with the variance';
  return trend > 0 ? 'grows with |mean|' : '';
}

function errorTable({ check, rule }: ChannelErrorsSpec) {
  const order = [...check.largest.keys()].sort((a, b) => check.largest[b] - check.largest[a]);
  return {
    caption: 'Errors of the channels, largest first',
    heads: [
      'channel',
      'largest error',
      'mean error',
      'variance',
      'batch mean',
      ...(rule !== null && check.ofRule ? [rule] : []),
    ],
    rowCount: order.length,
    row: (index: number) => {
      const channel = order[index];
      return [
        String(channel),
        errorText(check.largest[channel]),
        errorText(check.mean[channel]),
        significant(check.variance[channel], 3),
        significant(check.batchMean[channel], 3),
        ...(rule !== null && check.ofRule ? [errorText(check.ofRule[channel])] : []),
      ];
    },
  };
}
