import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Gradients as GradientsResult, GradientsRequest } from '../../../src/session/index.js';
import '../../charts/heatmap/matrixPlot.js';
import type { Cell } from '../../charts/heatmap/movedCell.js';
import '../../charts/plot/plot.js';
import '../../kit/controls/choice.js';
import { shareText } from '../../kit/shareText.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel } from '../../store/selection.js';
import { nothingRun } from '../nothingRun/index.js';
import '../valueTable/index.js';
import { channelGradients, gradientColumns, spreadPlot, weightGradient } from './gradientPlots.js';

const rowsInOneColumn = 12;
const upstreams: readonly { value: GradientsRequest['upstream']; text: string; description: string }[] = [
  { value: 'noise', text: 'normal noise', description: 'Normal numbers, always the same ones' },
  { value: 'ones', text: 'ones', description: 'Every output counts the same: L is the sum of y' },
  {
    value: 'file',
    text: 'the program’s file',
    description: 'The file that the program names as gradOutput of the pass',
  },
];

/** The backward pass of the shown pass: dx of a channel, dγ and dβ of all, with and without the gradient through the statistics. */
@customElement('bn-gradients')
export class Gradients extends PanelView {
  @property({ type: Boolean }) isOneColumn = false;

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { snapshot } = store;
    if (!snapshot) return nothing;
    const { shown } = snapshot;
    if (shown === null || snapshot.passes[shown].status === 'planned') {
      return html`<div class="bn-study">
        <div class="bn-study-main">
          ${nothingRun(store, snapshot, 'No pass to take the gradient of', 'its gradients are computed from the batch and the state before it')}
        </div>
      </div>`;
    }
    const request: GradientsRequest = { pass: shown, channel: store.ui.channels[0], upstream: store.ui.upstream };
    const answer = store.view('gradients', request);
    const failure = store.viewFailure('gradients', request);
    this.setAttribute('aria-busy', String(!answer && !failure));
    return html`<div class="bn-study bn-gradients">
      <div class="bn-study-main">
        ${this.heading(snapshot, shown)}
        <p class="bn-outcome" aria-live="polite">
          ${answer && !failure ? answer.sentence : failure ? html`<span class="bn-objection">${failure.message}</span>` : ''}
        </p>
        ${answer && !failure ? guard([answer, request.channel, store.theme], () => this.charts(answer, request.channel)) : nothing}
      </div>
      ${answer && !failure ? this.table(answer, shown) : nothing}
    </div>`;
  }

  private heading({ passes }: SessionSnapshot, shown: number): TemplateResult {
    const { mode, batch } = passes[shown];
    const { ui } = this.store;
    return html`<div class="bn-heading">
      <h2>Gradients</h2>
      <span class="bn-muted">channel ${ui.channels[0]}, pass ${shown + 1}, ${mode}, ${batch}</span>
      <span class="bn-heading-end bn-source"
        ><span class="bn-muted" aria-hidden="true">dL/dy</span>
        <bn-choice
          label="Upstream gradient"
          hint="The gradient of the loss by the output, which the backward pass starts from"
          value=${ui.upstream}
          .options=${upstreams}
          @choose=${(event: CustomEvent<GradientsRequest['upstream']>) => this.store.set({ upstream: event.detail })}
        ></bn-choice
      ></span>
    </div>`;
  }

  private charts(gradients: GradientsResult, channel: number): TemplateResult {
    const matrix = weightGradient(gradients);
    const parts = channelGradients(gradients, channel);
    return html`<bn-plot .spec=${spreadPlot(gradients, channel, shareText)} .height=${280}></bn-plot> ${
        parts.length === 0
          ? html`<p class="bn-muted bn-none">This layer has no γ and β, so no gradients of them.</p>`
          : html`<div class="bn-plots">
              ${
                matrix
                  ? html`<bn-matrix-plot
                      .spec=${matrix}
                      .theme=${this.store.theme}
                      picks="selects the channel"
                      @pick=${(event: CustomEvent<Cell>) => selectChannel(this.store, event.detail.column)}
                    ></bn-matrix-plot>`
                  : nothing
              }
              ${parts.map(
                (spec) =>
                  html`<bn-plot
                    .spec=${spec}
                    .height=${216}
                    picks="selects the channel"
                    @pick=${(event: CustomEvent<number>) => selectChannel(this.store, event.detail)}
                  ></bn-plot>`,
              )}
            </div>`
      }`;
  }

  private table(gradients: GradientsResult, shown: number): TemplateResult {
    return html`<section class="bn-study-end" aria-labelledby="bn-gradient-channels">
      <div class="bn-heading">
        <h2 id="bn-gradient-channels">Channels</h2>
        <span class="bn-muted">at pass ${shown + 1}</span>
      </div>
      <bn-value-table
        .store=${this.store}
        .label=${`Gradients of every channel at pass ${shown + 1}`}
        .columns=${gradientColumns(gradients)}
        .rows=${this.isOneColumn ? rowsInOneColumn : 0}
      ></bn-value-table>
    </section>`;
  }
}
