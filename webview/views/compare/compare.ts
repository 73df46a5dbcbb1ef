import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { ConventionComparison, SideBySide } from '../../../src/session/index.js';
import { zoomText } from '../../charts/passes/passMarks.js';
import { wheelFactor, zoomPasses } from '../../charts/passes/passRange.js';
import '../../charts/plot/plot.js';
import '../../kit/controls/choice.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { showPass } from '../../store/selection.js';
import { nothingRun } from '../nothingRun/index.js';
import '../valueTable/index.js';
import type { ValueColumn } from '../valueTable/index.js';
import {
  comparedKeys,
  comparedQuantities,
  dashes,
  differencePlot,
  mostCompared,
  partingText,
  toggled,
} from './comparedConventions.js';

const rowsInOneColumn = 12;

/** The same program under two or more conventions: how far they part, from which pass on, by which rule. */
@customElement('bn-compare')
export class Compare extends PanelView {
  @property({ type: Boolean }) isOneColumn = false;
  private focused: string | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { snapshot } = store;
    if (!snapshot) return nothing;
    const keys = comparedKeys(store.ui, snapshot.settings);
    return html`<div class="bn-study bn-compare">
      ${this.chooser(snapshot, keys)} ${snapshot.computed === 0 ? this.empty(snapshot) : this.results(snapshot, keys)}
    </div>`;
  }

  private empty(snapshot: SessionSnapshot): TemplateResult {
    return html`<div class="bn-study-main">
      ${nothingRun(this.store, snapshot, 'Nothing to compare yet', 'the program then runs under each of the conventions')}
    </div>`;
  }

  private results(snapshot: SessionSnapshot, keys: readonly string[]): TemplateResult {
    const { conventionKey } = snapshot.settings;
    if (keys.length === 0) {
      return html`<div class="bn-study-main">
        <section class="bn-first-open" aria-labelledby="bn-choose-title">
          <h2 id="bn-choose-title">Choose what to compare with</h2>
          <p class="bn-muted">Up to ${mostCompared} conventions, each with its own eps, momentum and initial values.</p>
        </section>
      </div>`;
    }
    const request = { conventions: [conventionKey, ...keys], pass: snapshot.shown };
    const answer = this.store.view('comparison', request);
    const failure = answer ? null : this.store.viewFailure('comparison', request);
    const isNew = answer?.baseline.key === conventionKey && keys.every((key, at) => answer.others[at]?.key === key);
    this.setAttribute('aria-busy', String(!isNew && !failure));
    if (!answer) {
      return html`<div class="bn-study-main" role="status">
        <p class="bn-outcome ${failure ? 'bn-objection' : 'bn-muted bn-late'}">
          ${failure?.message ?? `Running the program under ${keys.length + 1} conventions`}
        </p>
      </div>`;
    }
    const { passZoom } = this.store.ui;
    return html`<div class="bn-study-main">
        ${this.partings(answer, snapshot)} ${guard([answer, passZoom], () => this.charts(answer))}
      </div>
      ${this.table(answer)}`;
  }

  private chooser({ settings }: SessionSnapshot, keys: readonly string[]): TemplateResult {
    const others = settings.conventions.filter(({ key }) => key !== settings.conventionKey);
    const at = Math.max(
      0,
      others.findIndex(({ key }) => key === (this.focused ?? keys[0])),
    );
    return html`<div class="bn-study-side">
      <div class="bn-heading">
        <h2 id="bn-compared-title">Compared with ${settings.conventionName}</h2>
      </div>
      <div
        class="bn-choices"
        role="listbox"
        aria-multiselectable="true"
        aria-labelledby="bn-compared-title"
        @keydown=${(event: KeyboardEvent) =>
          this.key(
            event,
            others.map(({ key }) => key),
            keys,
          )}
      >
        ${others.map(({ key, name, description }, index) => {
          const place = keys.indexOf(key);
          const isChosen = place >= 0;
          return html`<div
            class="bn-choice-row"
            role="option"
            aria-selected=${isChosen}
            aria-label=${name}
            data-key=${key}
            title=${description}
            tabindex=${index === at ? 0 : -1}
            @click=${() => this.toggle(keys, key)}
            @focus=${() => (this.focused = key)}
          >
            <span class="bn-check codicon ${isChosen ? 'codicon-check' : ''}" aria-hidden="true"></span>
            <span class="bn-choice-name">${name}</span>${isChosen ? swatch(place) : nothing}
          </div>`;
        })}
      </div>
    </div>`;
  }

  private toggle(keys: readonly string[], key: string): void {
    this.focused = key;
    this.store.set({ compared: toggled(keys, key) });
  }

  private key(event: KeyboardEvent, all: readonly string[], keys: readonly string[]): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const key = event.target.dataset.key ?? all[0];
    if (event.key === ' ' || event.key === 'Enter') {
      consume(event);
      this.toggle(keys, key);
      return;
    }
    const to = movedRow(event.key, all.indexOf(key), all.length, 8);
    if (to === null) return;
    consume(event);
    this.focused = all[to];
    this.requestUpdate();
    this.querySelector<HTMLElement>(`[data-key="${all[to]}"]`)?.focus();
  }

  private partings({ baseline, others }: SideBySide, snapshot: SessionSnapshot): TemplateResult {
    return html`<section aria-labelledby="bn-partings-title">
      <div class="bn-heading">
        <h2 id="bn-partings-title">Where they part from ${baseline.name}</h2>
        <span class="bn-muted"
          >each with its own eps, momentum and initial values${isEmulated(snapshot) ? ', computed exactly' : ''}</span
        >
        ${this.zoomed(snapshot)}
      </div>
      <ul class="bn-partings" aria-live="polite">
        ${others.map(
          (other, index) =>
            html`<li>
              ${swatch(index)}
              <span
                ><b>${other.name}</b>
                ${partingText(other)}.${other.note === undefined ? nothing : html` <span class="bn-muted">${sentence(other.note)}</span>`}</span
              >
            </li>`,
        )}
      </ul>
    </section>`;
  }

  /** Which passes the charts show, where that is not all of them. */
  private zoomed({ passes }: SessionSnapshot): TemplateResult | typeof nothing {
    const { passZoom } = this.store.ui;
    if (!passZoom) return nothing;
    const text = zoomText({ from: passZoom[0], to: passZoom[1] }, passes.length);
    return html`<button
      type="button"
      class="bn-link"
      aria-label="Zoomed to passes ${text}, show all"
      title="Show all ${passes.length} passes (Escape)"
      @click=${() => this.store.set({ passZoom: null })}
    >
      ${text}
    </button>`;
  }

  /** As on the debugger's charts, whose range of passes this is. */
  private readonly wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoom(event.deltaY < 0);
  };

  private readonly zoomKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !['+', '=', '-'].includes(event.key)) return;
    consume(event);
    this.zoom(event.key !== '-');
  };

  private zoom(isCloser: boolean): void {
    const { snapshot, ui } = this.store;
    if (!snapshot) return;
    const factor = isCloser ? wheelFactor : 1 / wheelFactor;
    this.store.set({ passZoom: zoomPasses(ui.passZoom, snapshot.passes.length, snapshot.shown ?? 0, factor) });
  }

  private charts({ others, pass }: SideBySide): TemplateResult | typeof nothing {
    if (others.every(({ error }) => error !== undefined)) return nothing;
    return html`<div class="bn-stack" @wheel=${this.wheel} @keydown=${this.zoomKey}>
      ${comparedQuantities.map(
        ({ id, name }) =>
          html`<bn-plot
            .spec=${differencePlot(id, name, others, pass, this.store.ui.passZoom)}
            .height=${160}
            picks="shows the pass"
            @pick=${(event: CustomEvent<number>) => showPass(this.store, event.detail - 1)}
          ></bn-plot>`,
      )}
    </div>`;
  }

  private table(answer: SideBySide): TemplateResult | typeof nothing {
    const comparable = answer.others.filter(({ error }) => error === undefined);
    if (comparable.length === 0) return nothing;
    const wanted = this.store.ui.comparedInTable;
    const other = comparable.find(({ key }) => key === wanted) ?? comparable[0];
    const label = `Differences at pass ${answer.pass + 1}, ${other.name} minus ${answer.baseline.name}`;
    return html`<section class="bn-study-end" aria-label=${label}>
      <div class="bn-heading">
        <h2>Channels</h2>
        <span class="bn-muted" title=${label}>at pass ${answer.pass + 1}, minus ${answer.baseline.name}</span>
        <span class="bn-heading-end"
          >${
            comparable.length > 1
              ? html`<bn-choice
                  label="Convention of the table"
                  value=${other.key}
                  .options=${comparable.map(({ key, name }) => ({ value: key, text: name }))}
                  @choose=${(event: CustomEvent<string>) => this.store.set({ comparedInTable: event.detail })}
                ></bn-choice>`
              : html`<b>${other.name}</b>`
          }</span
        >
      </div>
      <bn-value-table
        .store=${this.store}
        .label=${label}
        .columns=${columnsOf(other)}
        .rows=${this.isOneColumn ? rowsInOneColumn : 0}
      ></bn-value-table>
    </section>`;
  }
}

function columnsOf({ channels }: ConventionComparison): readonly ValueColumn[] {
  return [
    {
      id: 'runningMean',
      head: 'Δ running mean',
      hint: 'Difference of the running means after the pass',
      values: channels.runningMean,
    },
    {
      id: 'runningVar',
      head: 'Δ running var',
      hint: 'Difference of the running variances after the pass',
      values: channels.runningVar,
    },
    {
      id: 'evalOutput',
      head: 'Δ eval output',
      hint: 'The difference of eval’s outputs of the batch that is largest',
      values: channels.evalOutput,
    },
  ];
}

/** A piece of the line that stands for a convention. */
function swatch(index: number): TemplateResult {
  return html`<svg class="bn-swatch" width="26" height="8" aria-hidden="true">
    ${svg`<path class="bn-plot-line bn-mark-running" stroke-dasharray=${dashes[index % dashes.length] || nothing} d="M0 4H26" />`}
  </svg>`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

/** What is compared are rules, not roundings. */
function isEmulated({ settings: { emulation } }: SessionSnapshot): boolean {
  return emulation.arithmetic !== 'exact' || emulation.state !== 'float64';
}
