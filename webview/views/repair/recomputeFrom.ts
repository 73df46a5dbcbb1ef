import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Repair, RepairMethod } from '../../../src/session/index.js';
import type { Checkbox } from '../../kit/controls/controls.js';
import '../../kit/controls/settingField.js';
import { count, setting, significant } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel } from '../../store/selection.js';
import {
  methodTexts,
  mostNamed,
  outliersText,
  rangeOf,
  rangeText,
  remainsText,
  repairedChannels,
} from './repairModel.js';

const methods: readonly RepairMethod[] = ['one-batch', 'mean-of-batches', 'exponential'];

/** From which batches, how, and what it mends. */
@customElement('bn-recompute-from')
export class RecomputeFrom extends PanelView {
  @property({ attribute: false }) repair: Repair | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { repair } = this;
    if (!repair) return nothing;
    return html`<section class="bn-recompute" aria-labelledby="bn-recompute-title">
        <div class="bn-heading"><h2 id="bn-recompute-title">Recompute from</h2></div>
        ${this.batches(repair)} ${this.methods(repair)}
      </section>
      ${repair.used > 0 && repair.on ? this.outcome(repair, repair.on.batch) : nothing}`;
  }

  private set(change: Partial<typeof this.store.ui.repair>): void {
    this.store.set({ repair: { ...this.store.ui.repair, ...change } });
  }

  private batches({ trainPasses, outliers, chosen, used }: Repair): TemplateResult {
    if (!trainPasses) return html`<p class="bn-muted bn-none">no train pass yet</p>`;
    const { range, leavesOutOutliers } = this.store.ui.repair;
    const { last, count: all } = trainPasses;
    return html`<div class="bn-recompute-range">
        <span class="bn-muted" aria-hidden="true">train passes</span>
        <bn-setting-field
          label="Train passes"
          hint="First and last pass: 17-24, or all"
          value=${rangeText(range, trainPasses)}
          .check=${(text: string) => (rangeOf(text, trainPasses) === undefined ? `passes up to ${last + 1}, such as 1-${last + 1}` : null)}
          @commit=${(event: CustomEvent<string>) => this.set({ range: rangeOf(event.detail, trainPasses) ?? null })}
        ></bn-setting-field>
        <span class="bn-muted">${chosen === all ? `all ${count(all)}` : `${count(chosen)} of ${count(all)}`}</span>
      </div>
      <div class="bn-recompute-outliers">
        <bn-checkbox
          ?checked=${leavesOutOutliers}
          title="Batches with NaN or infinities, and those 6 robust σ from the others' trend"
          @change=${(event: Event) => this.set({ leavesOutOutliers: (event.target as Checkbox).checked })}
          >leave out outlier batches</bn-checkbox
        >
        <p class="bn-muted">
          ${outliersText(outliers)}${outliers.length > 0 && used < chosen ? `; ${count(used)} used` : ''}
        </p>
      </div>`;
  }

  private methods({ methods: outcomes, stored, momentum }: Repair): TemplateResult {
    const { method } = this.store.ui.repair;
    return html`<div class="bn-methods-head bn-muted" aria-hidden="true">
        <span></span><span>how</span><span>typical σ</span><span>matter</span>
      </div>
      <div role="radiogroup" aria-label="How" @keydown=${this.key}>
        ${methods.map((one) => {
          const { name, hint } = methodTexts[one];
          const outcome = outcomes.find((other) => other.method === one);
          const isChosen = one === method;
          const full =
            one === 'exponential' ? `${name}, ${momentum === null ? 'cumulative' : setting(momentum)}` : name;
          const numbers = outcome
            ? `typical distance ${significant(outcome.typical, 2)} σ, ${count(outcome.matter)} channels matter`
            : 'no batch';
          return html`<div
            class="bn-method ${isChosen ? 'bn-current' : ''}"
            role="radio"
            aria-checked=${isChosen}
            aria-label=${`${full}: ${hint}; ${numbers}`}
            data-method=${one}
            tabindex=${isChosen ? 0 : -1}
            @click=${() => this.set({ method: one })}
          >
            <span class="bn-radio ${isChosen ? 'bn-radio-on' : ''}"></span>
            <span class=${isChosen ? 'bn-strong' : ''}>${full}</span>
            <span>${outcome ? significant(outcome.typical, 2) : ''}</span>
            <span>${outcome ? count(outcome.matter) : ''}</span>
            <span class="bn-method-hint bn-muted">${hint}</span>
          </div>`;
        })}
      </div>
      ${method === 'exponential' ? this.momentum(momentum) : nothing}
      <div class="bn-method bn-stored-now bn-running">
        <span></span><span>stored now</span>
        <span>${Number.isNaN(stored.typical) ? '' : significant(stored.typical, 2)}</span>
        <span>${Number.isNaN(stored.typical) ? '' : count(stored.matter)}</span>
      </div>`;
  }

  private momentum(momentum: number | null): TemplateResult {
    return html`<div class="bn-recompute-range bn-recompute-momentum">
      <span class="bn-muted" aria-hidden="true">momentum</span>
      <bn-setting-field
        label="Momentum of the exponential average"
        hint="In the convention's own terms, 0 to 1; empty: the layer's"
        value=${momentum === null ? '' : setting(momentum)}
        .check=${(text: string) => (text === '' || (Number(text) >= 0 && Number(text) <= 1) ? null : '0 to 1')}
        @commit=${(event: CustomEvent<string>) => this.set({ momentum: event.detail === '' ? null : Number(event.detail) })}
      ></bn-setting-field>
    </div>`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = { ArrowLeft: 'ArrowUp', ArrowRight: 'ArrowDown' }[event.key] ?? event.key;
    const to = movedRow(key, methods.indexOf(this.store.ui.repair.method), methods.length, methods.length);
    if (to === null) return;
    consume(event);
    this.set({ method: methods[to] });
    this.querySelector<HTMLElement>(`[data-method="${methods[to]}"]`)?.focus();
  };

  private outcome(repair: Repair, input: string): TemplateResult {
    const mended = repairedChannels(repair);
    return html`<section class="bn-mends" aria-labelledby="bn-mends-title">
      <div class="bn-heading">
        <h2 id="bn-mends-title">What it repairs</h2>
        <span class="bn-muted" title=${input}>on ${input}</span>
      </div>
      <ul aria-live="polite">
        ${
          mended.length > 0
            ? html`<li>
                ${icon('check')}
                <span
                  ><b>${count(mended.length)} ${mended.length === 1 ? 'channel' : 'channels'}</b> no longer
                  ${mended.length === 1 ? 'matters' : 'matter'}: ${this.links(mended)}.</span
                >
              </li>`
            : nothing
        }
        ${repair.remains.map(
          ({ cause, channels }) =>
            html`<li>
              ${severityIcon('warning')}
              <span
                ><b>${count(channels.length)} ${channels.length === 1 ? 'stays' : 'stay'}</b>: ${this.links(channels)}.
                ${remainsText(cause, input)}</span
              >
            </li>`,
        )}
        ${
          mended.length === 0 && repair.remains.length === 0
            ? html`<li>
                ${icon('check')}<span
                  >Nothing to mend: no channel matters with the stored statistics, none with these.</span
                >
              </li>`
            : nothing
        }
      </ul>
    </section>`;
  }

  private links(channels: readonly number[]): TemplateResult {
    const rest = channels.length - mostNamed;
    return html`${channels
      .slice(0, mostNamed)
      .map(
        (channel, at) =>
          html`${at > 0 ? ', ' : ''}<button
              class="bn-link"
              title="Show channel ${channel}"
              @click=${() => selectChannel(this.store, channel)}
            >
              ${channel}
            </button>`,
      )}${rest > 0 ? ` and ${count(rest)} more` : ''}`;
  }
}
