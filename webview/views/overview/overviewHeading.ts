import { html, nothing, type TemplateResult } from 'lit';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { OverviewQuantity } from '../../../src/session/index.js';
import type { ColourScale } from '../../charts/heatmap/colourScale.js';
import { legendBar, legendPointer, legendTick, type LegendPlace } from '../../charts/heatmap/legend.js';
import '../../kit/controls/choice.js';
import { gap, ratio, significant } from '../../kit/format.js';
import type { Store } from '../../store/store.js';
import { isSigned, legendEnds, overviewQuantities } from './overviewQuantities.js';

export interface OverviewHeading {
  readonly quantity: OverviewQuantity;
  readonly choose: (quantity: OverviewQuantity) => void;
  /** null: the formula of the quantity. */
  readonly readout: TemplateResult | null;
  readonly scale: ColourScale | null;
  /** Where the value under the mouse lies on the legend. */
  readonly pointed: number | null;
}

const bar: LegendPlace = { id: 'bn-overview-legend', x: 0, y: 8, length: 72, thickness: 8, isVertical: false };

/** Title, menu of quantities, formula or readout, and the legend with its tick. */
export function overviewHeading({ quantity, choose, readout, scale, pointed }: OverviewHeading): TemplateResult {
  const { formula } = overviewQuantities.find(({ value }) => value === quantity) ?? overviewQuantities[0];
  return html`<div class="bn-heading">
    <h2>Overview</h2>
    <bn-choice
      label="Quantity of the overview"
      .value=${quantity}
      .options=${overviewQuantities.map(({ value, text, formula: description }) => ({ value, text, description }))}
      @choose=${(event: CustomEvent<OverviewQuantity>) => choose(event.detail)}
    ></bn-choice>
    <span class="bn-readout bn-ellipsis" aria-live="polite"
      >${readout ?? html`<span class="bn-muted">${formula}</span>`}</span
    >
    <span class="bn-heading-end bn-legend bn-muted">${scale ? legend(quantity, scale, pointed) : nothing}</span>
  </div>`;
}

function legend(quantity: OverviewQuantity, scale: ColourScale, pointed: number | null): TemplateResult {
  const [low, high] = legendEnds(quantity, scale);
  return html`${low}
    <svg class="bn-chart" width="72" height="20" aria-hidden="true">
      ${legendBar(scale, bar)}${isSigned(quantity) ? legendTick(bar, 0.5) : nothing}${legendPointer(bar, pointed)}
    </svg>
    ${high}`;
}

/** What the cell under the mouse says: channel, pass, both sides of the comparison, and the value. */
export function overviewReadout(store: Store, { shown, settings }: SessionSnapshot): TemplateResult | null {
  const { hover, overviewQuantity: quantity } = store.ui;
  const channel = hover?.channel ?? null;
  const pass = hover?.pass ?? shown;
  if (channel === null || pass === null || pass < 0) return null;
  const place = html`<span class="bn-long">channel</span><span class="bn-short" aria-hidden="true">ch.</span>
    ${channel}, pass ${pass + 1}: `;
  const history = store.view('history', { channels: [channel] })?.find((one) => one.channel === channel);
  if (!history) return html`${place}`;
  if (pass >= history.batchMean.length) return html`${place}not run`;
  const [batchMean, batchVar] = [history.batchMean[pass], history.batchVar[pass]];
  const [runningMean, runningVar] = [history.runningMean[pass + 1], history.runningVar[pass + 1]];
  const versus = (batch: number, running: number): TemplateResult =>
    html`<span class="bn-batch">${significant(batch, 3)}</span> vs
      <span class="bn-running">${significant(running, 3)}</span>`;
  switch (quantity) {
    case 'mean-gap':
      return html`${place}${versus(batchMean, runningMean)}, <span class="bn-long">gap </span
        ><strong>${gap((batchMean - runningMean) / Math.sqrt(runningVar + settings.eps))}</strong>`;
    case 'variance-ratio':
      return html`${place}${versus(batchVar, runningVar)}, <strong>${ratio(batchVar / runningVar)}</strong>`;
    case 'running-var':
      return html`${place}<strong class="bn-running">${significant(runningVar, 3)}</strong>`;
    case 'non-finite': {
      const numbers = store.view('numbers', { pass, channel });
      const count = numbers?.channel === channel ? numbers.nonFinite : undefined;
      return html`${place}<strong>${count ?? ''}</strong> not finite`;
    }
  }
}
