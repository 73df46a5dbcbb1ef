import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { AxisStatistics } from '../../../src/session/index.js';
import '../../charts/plot/plot.js';
import type { Checkbox } from '../../kit/controls/controls.js';
import { count, exact, percent, significant } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { axisPlots, comparedAxes, comparisonSentence, rangeText } from './axisPlots.js';

/** Statistics of the shown batch with one axis or another as the channels, beside each other. */
@customElement('bn-axis-comparison')
export class AxisComparison extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { snapshot } = store;
    if (!snapshot) return nothing;
    const axes = comparedAxes(store.ui.comparedAxes, snapshot.input);
    const request = { pass: snapshot.shown, axes };
    const answer = store.view('axes', request);
    const failure = answer ? null : store.viewFailure('axes', request);
    const isNew = answer?.map(({ axis }) => axis).join() === axes.join();
    this.setAttribute('aria-busy', String(!isNew && !failure));
    return html`<section class="bn-axis-comparison" aria-labelledby="bn-axis-comparison-title" @keydown=${this.escape}>
      <div class="bn-heading">
        <h2 id="bn-axis-comparison-title">Which axis counts the channels?</h2>
        <span class="bn-muted">one batch, with each axis in the place of the channels</span>
        <bn-button
          class="bn-heading-end"
          appearance="icon"
          aria-label="Close the comparison of axes"
          title="Close (Escape)"
          @click=${() => this.close()}
          >${icon('close')}</bn-button
        >
      </div>
      <div class="bn-axis-comparison-body">
        ${this.chooser(snapshot, axes)}
        <p class="bn-outcome" aria-live="polite">
          ${answer ? comparisonSentence(answer) : (failure?.message ?? nothing)}
        </p>
        ${
          answer
            ? html`<div class="bn-axis-cards">${answer.map((one) => this.card(snapshot, one, answer))}</div>`
            : nothing
        }
      </div>
    </section>`;
  }

  private chooser({ input: { shape } }: SessionSnapshot, axes: readonly number[]): TemplateResult {
    return html`<div class="bn-axis-chooser" role="group" aria-label="Axes to compare">
      ${shape.map((size, axis) => {
        const isChosen = axes.includes(axis);
        return html`<bn-checkbox
          .checked=${isChosen}
          ?disabled=${isChosen && axes.length === 1}
          @change=${({ target }: { target: Checkbox }) => {
            if (target.checked === isChosen) return;
            const others = axes.filter((other) => other !== axis);
            this.store.set({ comparedAxes: target.checked ? [...axes, axis].sort((a, b) => a - b) : others });
          }}
          >axis ${axis} · ${count(size)}</bn-checkbox
        >`;
      })}
    </div>`;
  }

  private card({ settings }: SessionSnapshot, one: AxisStatistics, all: readonly AxisStatistics[]): TemplateResult {
    const { axis, channels, mean, variance } = one;
    const isCurrent = axis === settings.channelAxis;
    const [between, within, share] = one.spread;
    const odd = mean.filter((value) => !Number.isFinite(value)).length;
    const row = (name: string, hint: string, text: string, title = text): TemplateResult =>
      html`<tr>
        <th scope="row" title=${hint}>${name}</th>
        <td title=${title}>${text}</td>
      </tr>`;
    return html`<section class="bn-axis-card" aria-label=${`Axis ${axis} as the channels`}>
      <div class="bn-heading">
        <h2>Axis ${axis}</h2>
        <span class="bn-muted">${count(channels)} ${channels === 1 ? 'channel' : 'channels'}</span>
        <span class="bn-heading-end"
          >${
            isCurrent
              ? html`<span class="bn-in-use">${icon('check')} in use</span>`
              : html`<bn-button
                  appearance="secondary"
                  title=${`Take axis ${axis} as the channels`}
                  @click=${() => this.store.act({ kind: 'configure', settings: { channelAxis: axis } })}
                  >Use this axis</bn-button
                >`
          }</span
        >
      </div>
      <table class="bn-axis-numbers" aria-label=${`Axis ${axis} in numbers`}>
        <tbody>
          ${row('values per channel', 'N, that each mean and variance is taken over', count(one.count))}
          ${row('means', 'Smallest and largest mean of an entry', rangeText(mean))}
          ${row('variances', 'Smallest and largest variance of an entry, biased', rangeText(variance))}
          ${row('σ between entries', 'Standard deviation of the entries’ means', significant(between, 3), exact(between))}
          ${row('σ within entries', 'Root of the entries’ mean variance', significant(within, 3), exact(within))}
          ${row(
            'variance between',
            'Share of the whole variance that lies between the entries, less what few values show by chance (ε²)',
            Number.isNaN(share) ? 'cannot tell' : percent(share),
            exact(share),
          )}
          ${odd > 0 ? row('not finite', 'Entries that hold NaN or an infinity', count(odd)) : nothing}
        </tbody>
      </table>
      ${guard([one, all], () => axisPlots(one, all).map((spec) => html`<bn-plot .spec=${spec} .height=${140}></bn-plot>`))}
    </section>`;
  }

  private close(): void {
    this.store.set({ comparesAxes: false });
    document.querySelector<HTMLElement>('.bn-compare-axes')?.focus();
  }

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    consume(event);
    this.close();
  };
}
