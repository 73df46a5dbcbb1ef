import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Distribution } from '../../../src/session/index.js';
import { tickLabel } from '../../charts/axisTicks.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { HostSize } from '../../charts/hostSize.js';
import { significant } from '../../kit/format.js';
import { meanSigma } from '../../kit/meanSigma.js';
import { shareText } from '../../kit/shareText.js';
import { PanelView } from '../../store/panelView.js';
import { distributionDrawing } from './distributionDrawing.js';
import { binAt, distributionLayout, type DistributionLayout } from './distributionLayout.js';
import { distributionTable } from './distributionText.js';

/** Histograms of x, x̂ and y on one axis and one scale, so that a shift looks like a shift. */
@customElement('bn-distribution')
export class DistributionView extends PanelView {
  private readonly size = new HostSize(this);
  /** The bin under the mouse, and whether it is one of x's own axis. */
  @state() private bin: { readonly at: number; readonly isOwn: boolean } | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const request = { pass: snapshot.shown, channel: ui.channels[0] };
    const distribution = this.store.view('distribution', request);
    const failure = distribution ? null : this.store.viewFailure('distribution', request);
    this.setAttribute('aria-busy', String(!distribution && !failure));
    return html`<section aria-labelledby="bn-distribution-title">
      <div class="bn-heading">
        <h2 id="bn-distribution-title">Distribution</h2>
        <span class="bn-muted" aria-live="polite"
          >${distribution ? this.readout(distribution) : (failure?.message ?? '')}</span
        >
      </div>
      ${distribution && this.size.width > 0 ? this.chart(snapshot, distribution) : nothing}
      ${guard([distribution], () => (distribution ? hiddenTable(distributionTable(distribution)) : nothing))}
    </section>`;
  }

  private chart(snapshot: SessionSnapshot, distribution: Distribution): TemplateResult {
    const layout = distributionLayout(distribution, this.size.width);
    const mode = snapshot.shown === null ? 'train' : snapshot.passes[snapshot.shown].mode;
    return html`<svg
      class="bn-chart"
      width=${this.size.width}
      height=${layout.bottom + 24}
      tabindex="0"
      role="application"
      aria-roledescription="chart"
      aria-label="Distribution of channel ${this.store.ui.channels[0]}: ${moments(distribution)}. Left and right move over the bins."
      @pointermove=${(event: PointerEvent) => this.moved(event, layout)}
      @pointerleave=${this.left}
      @blur=${this.left}
      @keydown=${(event: KeyboardEvent) => this.key(event, layout)}
    >
      <g aria-hidden="true">
        ${this.highlight(layout)}
        ${guard([distribution, this.size.width, mode], () => distributionDrawing(distribution, layout, mode === 'eval'))}
      </g>
    </svg>`;
  }

  private highlight({ rows, top, bottom }: DistributionLayout): SVGTemplateResult | typeof nothing {
    const { bin } = this;
    const row = bin && rows.find(({ hasOwnAxis, edges }) => hasOwnAxis === bin.isOwn && bin.at < edges.length - 1);
    if (!bin || !row) return nothing;
    const x = row.layout.x(row.edges[bin.at]);
    const width = row.layout.x(row.edges[bin.at + 1]) - x;
    const [from, to] = row.hasOwnAxis ? [0, row.layout.baseline] : [top, bottom];
    return svg`<rect class="bn-current-column" x=${x - 0.5} y=${from} width=${width + 1} height=${to - from} />`;
  }

  private readout(distribution: Distribution): string {
    const { edges, xEdges, x, normalized, evalNormalized, y, nonFinite } = distribution;
    const { bin } = this;
    const used = bin?.isOwn ? xEdges : edges;
    if (!bin || !used || bin.at >= used.length - 1) {
      const width = binWidth(edges);
      const outside = nonFinite > 0 ? `, ${nonFinite} not finite left out` : '';
      if (!normalized) return `share of values per ${width}${outside}`;
      return xEdges
        ? `x on its own axis, share per ${binWidth(xEdges)}; x̂ and y per ${width}${outside}`
        : `share of values per ${width}, one scale for all${outside}`;
    }
    const shares = bin.isOwn
      ? [['x', x] as const]
      : ([
          ['x', xEdges ? null : x],
          ['x̂', normalized],
          ['eval x̂', evalNormalized],
          ['y', y],
        ] as const);
    const parts = shares.flatMap(([name, share]) => (share ? [`${name} ${shareText(share[bin.at])}`] : []));
    return `${significant(used[bin.at], 3)} to ${significant(used[bin.at + 1], 3)}: ${parts.join(', ')}`;
  }

  private moved(event: PointerEvent, layout: DistributionLayout): void {
    if (!(event.currentTarget instanceof Element)) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const y = event.clientY - top;
    const row =
      layout.rows.find(({ layout: { baseline } }) => y <= baseline + 9) ?? layout.rows[layout.rows.length - 1];
    const at = binAt(row, layout, event.clientX - left);
    if (at === this.bin?.at && row.hasOwnAxis === this.bin.isOwn) return;
    this.bin = at === null ? null : { at, isOwn: row.hasOwnAxis };
  }

  private readonly left = (): void => {
    this.bin = null;
  };

  /** The cross moves over the shared axis; where x has its own, up and down change between them. */
  private key(event: KeyboardEvent, { rows }: DistributionLayout): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isOwn = this.bin?.isOwn ?? rows[0].hasOwnAxis;
    const row = rows.find(({ hasOwnAxis }) => hasOwnAxis === isOwn) ?? rows[0];
    const bins = row.edges.length - 1;
    const at = this.bin?.at ?? Math.floor(bins / 2);
    const to = (next: number): void => {
      this.bin = { at: Math.max(0, Math.min(bins - 1, next)), isOwn };
    };
    const other = rows.find(({ hasOwnAxis }) => hasOwnAxis !== isOwn);
    if (event.key === 'ArrowLeft') to(at - (this.bin ? 1 : 0));
    else if (event.key === 'ArrowRight') to(at + (this.bin ? 1 : 0));
    else if (event.key === 'Home') to(0);
    else if (event.key === 'End') to(bins - 1);
    else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && other) {
      this.bin = { at: Math.floor((other.edges.length - 1) / 2), isOwn: other.hasOwnAxis };
    } else if (event.key === 'Escape' && this.bin) this.bin = null;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** The difference of two edges carries float64's last digits, which are no part of it. */
function binWidth(edges: Float64Array): string {
  const width = Number((edges[1] - edges[0]).toPrecision(6));
  return tickLabel(width, width);
}

function moments({ moments: { x, normalized, y }, normalized: hasNormalized }: Distribution): string {
  const parts = [`x ${meanSigma(x[0], x[1])}`];
  if (hasNormalized) parts.push(`x̂ ${meanSigma(normalized[0], normalized[1])}`, `y ${meanSigma(y[0], y[1])}`);
  return parts.join(', ');
}
