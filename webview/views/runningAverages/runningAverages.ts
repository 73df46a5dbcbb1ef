import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { ChannelHistory } from '../../../src/session/index.js';
import { findingSpan } from '../../charts/passes/findingSpan.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { moveCross } from '../../charts/passes/crosshair.js';
import { initPass, passAt, type PassAxis } from '../../charts/passes/passAxis.js';
import { brushBand, columnInside, passCross, passNumbers, zoomText } from '../../charts/passes/passMarks.js';
import { PassZoom } from '../../charts/passes/passZoom.js';
import { meanSigma } from '../../kit/meanSigma.js';
import { PanelView } from '../../store/panelView.js';
import { showPass } from '../../store/selection.js';
import '../passes/index.js';
import { historyTable } from './historyTable.js';
import { quantityPlot, type OtherLine } from './quantityPlot.js';
import { meanOf, varianceOf } from './runningAveragesPlot.js';
import { weightStrip } from './weightStrip.js';

/** Pixels from the top of the drawing. */
const layout = {
  cross: 14,
  mean: [18, 126],
  variance: [150, 202],
  weight: [212, 226],
  numbers: 236,
  height: 244,
} as const;

/** The running mean in its band and the batches' means around it, the variance, and what is left of the initial value. */
@customElement('bn-running-averages')
export class RunningAverages extends PanelView {
  /** Whether the passes are a strip of marks on the axis, because there is no room for a list. */
  @property({ type: Boolean }) strip = false;
  private readonly passes = new PassZoom(this);

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const answer = this.store.view('history', { channels: ui.channels });
    const histories = answer?.filter(({ channel }) => ui.channels.includes(channel)) ?? [];
    const main = histories.find(({ channel }) => channel === ui.channels[0]);
    const others = histories.filter((history) => history !== main);
    const { axis } = this.passes;
    const zoomed = zoomText(axis, snapshot.passes.length);
    this.setAttribute('aria-busy', String(!main));
    return html`
      <div class="bn-heading">
        <h2>Running averages</h2>
        <span class="bn-muted">channel ${ui.channels.join(', ')}</span>
        ${
          zoomed
            ? html`<button
                type="button"
                class="bn-link"
                aria-label="Zoomed to passes ${zoomed}, show all"
                title="Show all ${snapshot.passes.length} passes"
                @click=${this.passes.reset}
              >
                ${zoomed}
              </button>`
            : nothing
        }
        <span class="bn-heading-end bn-readout" aria-live="polite">${this.readout(snapshot, main)}</span>
      </div>
      ${
        this.strip
          ? html`<bn-passes-strip .store=${this.store} .axis=${axis} .width=${this.passes.width}></bn-passes-strip>`
          : nothing
      }
      ${this.passes.width > 0 ? this.chart(snapshot, main, others, axis) : nothing}
      ${guard([main, snapshot.passes], () => (main ? hiddenTable(historyTable(main, snapshot.passes)) : nothing))}
    `;
  }

  private chart(
    snapshot: SessionSnapshot,
    main: ChannelHistory | undefined,
    others: readonly ChannelHistory[],
    axis: PassAxis,
  ): TemplateResult {
    const { hover } = this.store.ui;
    const drawing = guard(
      [main, others.length, others[0], snapshot, this.passes.width, this.store.ui.passZoom, this.store.ui.finding],
      () => this.drawing(snapshot, main, others, axis),
    );
    // The drawing is a layer of its own: moving the cross does not paint it again.
    return html`<div class="bn-pass-plot">
      <svg class="bn-chart bn-drawing" width=${this.passes.width} height=${layout.height} aria-hidden="true">
        ${drawing}
      </svg>
      <svg
        class="bn-chart bn-pass-chart"
        width=${this.passes.width}
        height=${layout.height}
        tabindex="0"
        role="application"
        aria-roledescription="chart"
        aria-label="Running averages of channel ${this.store.ui.channels.join(', ')}. Left and right move over the passes, Enter shows one, plus and minus zoom."
        @pointermove=${this.moved}
        @pointerleave=${this.left}
        @pointerdown=${this.pressed}
        @dblclick=${this.passes.reset}
        @wheel=${this.passes.wheel}
        @keydown=${this.key}
        @blur=${this.left}
      >
        <rect
          class="bn-axis-zone"
          x=${axis.left}
          y=${layout.weight[1]}
          width=${axis.right - axis.left}
          height=${layout.height - layout.weight[1]}
        />
        ${passCross(axis, hover?.pass, layout.cross, layout.weight[1])}
        ${brushBand(this.passes.brush, layout.cross, layout.height)}
      </svg>
    </div>`;
  }

  private drawing(
    { passes, shown, findings, branches }: SessionSnapshot,
    main: ChannelHistory | undefined,
    others: readonly ChannelHistory[],
    axis: PassAxis,
  ): SVGTemplateResult {
    const current = shown === null ? null : columnInside(axis, shown);
    const isVisible = shown !== null && shown >= axis.from && shown < axis.to;
    const beside = main?.beside?.filter(({ name }) => branches.others.includes(name)) ?? [];
    const linesOf = (of: 'runningMean' | 'runningVar'): OtherLine[] => [
      ...beside.map((branch) => ({ label: branch.name, running: branch[of], isBranch: true as const })),
      ...others.map((other) => ({ label: `channel ${other.channel}`, running: other[of] })),
    ];
    const [top, bottom] = [layout.cross, layout.weight[1]];
    const { width } = this.passes;
    const common = { axis, modes: passes.map(({ mode }) => mode), shown: shown ?? initPass };
    const { passZoom } = this.store.ui;
    const drawnFrom = [main, others.length, others.at(0), passes, branches.others.join('\n'), width, passZoom];
    return svg`
      ${
        current && isVisible
          ? svg`<rect class="bn-current-column" x=${current.x} y=${top} width=${current.width} height=${bottom - top} />`
          : nothing
      }
      ${findingSpan(axis, findings.at(this.store.ui.finding ?? findings.length), layout.cross - 2, true)}
      ${
        main
          ? svg`
        ${quantityPlot({
          ...common,
          drawnFrom,
          id: 'bn-running-mean',
          caption: 'mean ± σ',
          captionY: 6,
          range: layout.mean,
          ticks: 5,
          withZero: false,
          quantity: () => meanOf(main),
          others: linesOf('runningMean'),
        })}
        ${quantityPlot({
          ...common,
          drawnFrom,
          id: 'bn-running-variance',
          caption: 'variance',
          captionY: 138,
          range: layout.variance,
          ticks: 2,
          withZero: true,
          quantity: () => varianceOf(main),
          others: linesOf('runningVar'),
        })}
        ${weightStrip(main.initialWeight, axis, shown ?? initPass, layout.weight)}`
          : nothing
      }
      ${passNumbers(axis, passes, shown, layout.numbers, true)}`;
  }

  private readout({ passes, shown }: SessionSnapshot, history: ChannelHistory | undefined): unknown {
    const pass = this.store.ui.hover?.pass ?? shown ?? initPass;
    const name = pass === initPass ? 'init' : `pass ${pass + 1}`;
    if (!history) return name;
    const state = passes.at(pass)?.status;
    if (pass >= history.batchMean.length) return `${name}, not run yet`;
    const running = [history.runningMean[pass + 1], Math.sqrt(history.runningVar[pass + 1])] as const;
    const batch = pass < 0 ? null : ([history.batchMean[pass], Math.sqrt(history.batchVar[pass])] as const);
    return html`<span class="bn-muted">${name}${pass >= 0 && state === 'refused' ? ', refused' : ''}</span>
      ${batch ? html`<span class="bn-batch">batch ${meanSigma(...batch)}</span>` : nothing}
      <span class="bn-running">running ${meanSigma(...running)}</span>`;
  }

  private readonly moved = (event: PointerEvent): void => {
    const pass = passAt(this.passes.axis, this.passes.pointOf(event).x);
    const { hover } = this.store.ui;
    if (pass === (hover?.pass ?? null) && (hover?.channel ?? null) === null) return;
    this.store.set({ hover: pass === null ? null : { pass, channel: null } });
  };

  private readonly left = (): void => {
    if (this.store.ui.hover) this.store.set({ hover: null });
  };

  private readonly pressed = (event: PointerEvent): void => {
    const { x, y } = this.passes.pointOf(event);
    const show = (): void => {
      const pass = passAt(this.passes.axis, x);
      if (pass !== null) showPass(this.store, pass);
    };
    if (y >= layout.weight[1]) this.passes.startBrush(event, show);
    else if (event.button === 0) show();
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { hover } = this.store.ui;
    if ((event.key === 'Enter' || event.key === ' ') && typeof hover?.pass === 'number')
      showPass(this.store, hover.pass);
    else if (!this.passes.byKey(event.key, hover?.pass ?? this.store.snapshot?.shown ?? 0)) {
      const start = { pass: this.store.snapshot?.shown ?? initPass, channel: null };
      const moved = moveCross(hover, event.key, { axis: this.passes.axis, withInit: true, channels: null }, start);
      if (moved === undefined) return;
      this.store.set({ hover: moved });
    }
    // Elsewhere these keys move the selection itself.
    event.preventDefault();
    event.stopPropagation();
  };
}
