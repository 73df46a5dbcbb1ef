import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { hiddenTable } from '../hiddenTable.js';
import { HostSize } from '../hostSize.js';
import { plotDrawing } from './plotDrawing.js';
import { movedStop, plotModel, stopAt, valueAt, type PlotModel } from './plotModel.js';
import type { PlotSpec } from './plotSpec.js';
import { plotName, plotTable, stopText, valueText } from './plotText.js';

/** Any plot of lines, dots or steps. Fires `pick` with x as detail on a click or Enter, where `picks` says what that does. */
@customElement('bn-plot')
export class PlotView extends LitElement {
  @property({ attribute: false }) spec!: PlotSpec; // Set by the parent's template before the first render.
  @property({ type: Number }) height = 176;
  /** What choosing an x does: `shows the pass`; empty where it does nothing. */
  @property() picks = '';
  /** Where the cross stands: one of the model's stops. */
  @state() private stop: number | null = null;
  private readonly size = new HostSize(this);
  private known: { spec: PlotSpec; width: number; height: number; model: PlotModel } | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { spec } = this;
    const model = this.size.width > 0 ? this.model() : null;
    return html`<div class="bn-heading">
        <h3>${spec.title}</h3>
        <span class="bn-heading-end bn-readout" aria-live="polite">${model ? this.readout(model) : nothing}</span>
      </div>
      ${model ? this.chart(model) : nothing}
      ${guard([spec], () => (model ? hiddenTable(plotTable(spec, model.stops)) : nothing))}`;
  }

  private model(): PlotModel {
    const { spec, height } = this;
    const { width } = this.size;
    if (this.known?.spec !== spec || this.known.width !== width || this.known.height !== height) {
      this.known = { spec, width, height, model: plotModel(spec, width, height) };
    }
    return this.known.model;
  }

  private chart(model: PlotModel): TemplateResult {
    const act = this.picks === '' ? '' : ` Enter ${this.picks}.`;
    return html`<svg
      class="bn-chart bn-plot-chart ${this.picks === '' ? '' : 'bn-picks'}"
      width=${this.size.width}
      height=${this.height}
      tabindex="0"
      role="application"
      aria-roledescription="chart"
      aria-label="${plotName(this.spec)}. Left and right move over the values.${act}"
      @pointermove=${(event: PointerEvent) => this.moved(event, model)}
      @pointerleave=${this.left}
      @blur=${this.left}
      @click=${() => this.pick()}
      @keydown=${(event: KeyboardEvent) => this.key(event, model)}
    >
      <g aria-hidden="true">${guard([model], () => plotDrawing(this.spec, model))} ${this.cross(model)}</g>
    </svg>`;
  }

  private cross(model: PlotModel): SVGTemplateResult | typeof nothing {
    const { stop } = this;
    if (stop === null || !model.stops.includes(stop)) return nothing;
    const x = model.x.place(stop);
    return svg`<path class="bn-cross" d="M${Math.floor(x) + 0.5} ${model.top}V${model.bottom}" />
      ${model.placed.map(({ series }) => {
        const y = model.y.place(valueAt(series, stop) ?? NaN);
        return Number.isNaN(y)
          ? nothing
          : svg`<circle class="bn-plot-point bn-mark-${series.role}" cx=${x} cy=${y} r="3.5" />`;
      })}`;
  }

  private readout(model: PlotModel): TemplateResult | typeof nothing {
    const { spec } = this;
    const at = this.stop !== null && model.stops.includes(this.stop) ? this.stop : (spec.marker ?? null);
    const stop = at === null ? null : (model.stops.find((one) => one === at) ?? null);
    if (stop === null) return nothing;
    const isOne = spec.series.length === 1;
    return html`<span class="bn-muted">${stopText(spec, stop)}</span> ${spec.series.map((series) => {
        const value = valueAt(series, stop);
        return value === undefined
          ? nothing
          : html`<span class="bn-${series.role}">${isOne ? '' : `${series.label} `}${valueText(spec, value)}</span>`;
      })}`;
  }

  private pick(): void {
    if (this.picks !== '' && this.stop !== null) this.dispatchEvent(new CustomEvent('pick', { detail: this.stop }));
  }

  private moved(event: PointerEvent, model: PlotModel): void {
    if (!(event.currentTarget instanceof Element)) return;
    this.stop = stopAt(model, event.clientX - event.currentTarget.getBoundingClientRect().left);
  }

  private readonly left = (): void => {
    this.stop = null;
  };

  private key(event: KeyboardEvent, model: PlotModel): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.pick();
    else {
      const moved = movedStop(model.stops, this.stop, this.spec.marker ?? NaN, event.key);
      if (moved === undefined) return;
      this.stop = moved;
    }
    // Elsewhere these keys move the selection itself.
    event.preventDefault();
    event.stopPropagation();
  }
}
