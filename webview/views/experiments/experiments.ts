import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type {
  ExperimentCard,
  ExperimentRequest,
  Plot,
  Slider,
  SliderValues,
  ViewResult,
} from '../../../src/session/index.js';
import '../../charts/heatmap/matrixPlot.js';
import { correlationMatrix } from '../../charts/heatmap/matrixSpec.js';
import '../../charts/plot/plot.js';
import '../../kit/controls/choice.js';
import { exact, significant } from '../../kit/format.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { positionOf, sliderText, trackOf, valueOf, valuesOf } from './sliders.js';

/** Claims about BatchNorm that can be tried on the user's batch: sliders, plots that move, numbers, a sentence. */
@customElement('bn-experiments')
export class Experiments extends PanelView {
  @property({ type: Boolean }) isOneColumn = false;
  /** The list is the same for every session, so it stays where all else is forgotten. */
  private cards: readonly ExperimentCard[] | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { snapshot } = store;
    if (!snapshot) return nothing;
    const cards = (this.cards = store.view('experiments', {}) ?? this.cards);
    this.setAttribute('aria-busy', String(!cards));
    if (!cards) return nothing;
    const card = cards.find(({ id }) => id === store.ui.experiment) ?? cards[0];
    return html`<div class="bn-study">
      ${this.isOneColumn ? this.menu(cards, card) : this.list(cards, card)}
      <div class="bn-study-main">${this.experiment(snapshot, card)}</div>
    </div>`;
  }

  private menu(cards: readonly ExperimentCard[], card: ExperimentCard): TemplateResult {
    return html`<div class="bn-study-side bn-menu">
      <bn-choice
        label="Experiment"
        value=${card.id}
        .options=${cards.map(({ id, title }) => ({ value: id, text: title }))}
        @choose=${(event: CustomEvent<string>) => this.store.set({ experiment: event.detail })}
      ></bn-choice>
    </div>`;
  }

  private list(cards: readonly ExperimentCard[], card: ExperimentCard): TemplateResult {
    return html`<div class="bn-study-side">
      <div class="bn-heading"><h2 id="bn-experiments-title">Experiments</h2></div>
      <div
        class="bn-choices"
        role="listbox"
        aria-labelledby="bn-experiments-title"
        @keydown=${(event: KeyboardEvent) => this.key(event, cards, card)}
      >
        ${cards.map((one) => this.option(one, one === card))}
      </div>
    </div>`;
  }

  private option({ id, title }: ExperimentCard, isChosen: boolean): TemplateResult {
    return html`<div
      class="bn-choice-row ${isChosen ? 'bn-selected' : ''}"
      role="option"
      aria-selected=${isChosen}
      data-id=${id}
      tabindex=${isChosen ? 0 : -1}
      @click=${() => this.store.set({ experiment: id })}
    >
      ${title}
    </div>`;
  }

  private key(event: KeyboardEvent, cards: readonly ExperimentCard[], card: ExperimentCard): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = movedRow(event.key, cards.indexOf(card), cards.length, cards.length);
    if (to === null) return;
    consume(event);
    const { id } = cards[to];
    this.store.set({ experiment: id });
    this.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
  }

  private experiment(snapshot: SessionSnapshot, card: ExperimentCard): TemplateResult {
    const { ui } = this.store;
    const values = valuesOf(card.sliders, ui.experimentValues[card.id]);
    const request: ExperimentRequest = {
      id: card.id,
      values,
      source: ui.experimentSource,
      pass: snapshot.shown,
      channel: ui.channels[0],
    };
    const result = this.store.view('experiment', request);
    const failure = result ? null : this.store.viewFailure('experiment', request);
    const isMoved = card.sliders.some(({ name, initial }) => values[name] !== initial);
    return html`<section class="bn-experiment" aria-labelledby="bn-experiment-title" aria-busy=${!result && !failure}>
      <div class="bn-heading">
        <h2 id="bn-experiment-title">${card.title}</h2>
        <span class="bn-heading-end bn-source">${this.source(result?.source)}</span>
      </div>
      <p class="bn-claim">${card.claim}</p>
      <div class="bn-trial">
        <div class="bn-sliders" role="group" aria-label="Settings of the experiment">
          ${card.sliders.map((slider) => this.slider(card, slider, values))}
          ${
            isMoved
              ? html`<button
                  class="bn-link bn-reset-sliders"
                  title="Put the sliders back"
                  @click=${() => this.move(card, null)}
                >
                  Reset sliders
                </button>`
              : nothing
          }
        </div>
        ${result ? guard([result], () => numbers(result)) : nothing}
      </div>
      <p class="bn-outcome" aria-live="polite">
        ${result?.sentence ?? (failure ? html`<span class="bn-objection">${failure.message}</span>` : '')}
      </p>
      ${result ? guard([result, this.store.theme], () => this.plots(result.plots)) : nothing}
    </section>`;
  }

  private source(source: string | undefined): TemplateResult {
    return html`<span class="bn-muted">${source ?? ''}</span>
      <bn-choice
        label="Values"
        hint="What the experiment is tried on"
        value=${this.store.ui.experimentSource}
        .options=${[
          { value: 'batch', text: 'this batch', description: 'The batch of the shown pass' },
          { value: 'built-in', text: 'built-in numbers', description: 'Normal numbers, always the same ones' },
        ]}
        @choose=${(event: CustomEvent<ExperimentRequest['source']>) => this.store.set({ experimentSource: event.detail })}
      ></bn-choice>`;
  }

  private slider(card: ExperimentCard, slider: Slider, values: SliderValues): TemplateResult {
    const { min, max, step } = trackOf(slider);
    const value = values[slider.name];
    const text = sliderText(value);
    const id = `bn-slider-${card.id}-${slider.name}`;
    return html`<label for=${id}>${slider.label}</label>
      <input
        type="range"
        id=${id}
        min=${min}
        max=${max}
        step=${step}
        .value=${String(positionOf(slider, value))}
        aria-valuetext=${text}
        @input=${({ target }: { target: HTMLInputElement }) =>
          this.move(card, { ...values, [slider.name]: valueOf(slider, Number(target.value)) })}
        @keydown=${(event: KeyboardEvent) => {
          // Arrows move the thumb, not the pass.
          if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
        }}
      />
      <output for=${id} aria-hidden="true">${text}</output>`;
  }

  private move(card: ExperimentCard, values: SliderValues | null): void {
    const others = Object.entries(this.store.ui.experimentValues).filter(([id]) => id !== card.id);
    this.store.set({ experimentValues: Object.fromEntries(values ? [...others, [card.id, values]] : others) });
  }

  private plots(plots: readonly Plot[]): TemplateResult {
    const isMatrix = plots.some(({ kind }) => kind === 'matrix');
    const height = plots.length > 2 ? 168 : 300;
    return html`<div class="bn-plots ${isMatrix ? 'bn-plots-matrix' : ''}">
      ${plots.map((plot) =>
        plot.kind === 'matrix'
          ? html`<bn-matrix-plot
              .spec=${correlationMatrix(plot.title, plot.size, plot.values)}
              .theme=${this.store.theme}
            ></bn-matrix-plot>`
          : html`<bn-plot .spec=${plot} .height=${height}></bn-plot>`,
      )}
    </div>`;
  }
}

function numbers({ numbers: all }: ViewResult<'experiment'>): TemplateResult {
  return html`<table class="bn-outcome-numbers">
    <caption class="bn-hidden">
      Numbers of the experiment
    </caption>
    <tbody>
      ${all.map(
        ({ label, value }) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td title=${exact(value)}>${significant(value, 5)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
