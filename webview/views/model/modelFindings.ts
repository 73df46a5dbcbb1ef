import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ModelSummary } from '../../../src/session/index.js';
import { count } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { columnOfPass } from './modelRows.js';
import { followsText, noFindingsText, placeText } from './modelText.js';

/** More would be a wall of text. */
const mostListed = 200;

/** Causes, each with what follows from it folded into one row. */
@customElement('bn-model-findings')
export class ModelFindings extends PanelView {
  @property({ attribute: false }) model!: ModelSummary; // Set by the page's template, as the others are.
  /** One-line rows, for windows without a left column. */
  @property({ type: Boolean }) rows = false;
  @property({ attribute: false }) selected: number | null = null;
  @property({ attribute: false }) choose!: (finding: number) => void;
  @property({ attribute: false }) select!: (layer: number, column: number | null) => void;

  protected override render(): TemplateResult {
    const { findings } = this.model;
    return html`<section class="bn-findings ${this.rows ? 'bn-findings-rows' : ''}" aria-labelledby="bn-findings-title">
      <div class="bn-heading">
        <h2 id="bn-findings-title">Findings</h2>
        ${
          findings.length > 0
            ? html`<span class="bn-muted">${count(findings.length)}</span
                ><span class="bn-muted bn-heading-end">causes first</span>`
            : nothing
        }
      </div>
      ${
        findings.length === 0
          ? html`<p class="bn-none bn-muted">${noFindingsText(this.model)}</p>`
          : html`<ul class="bn-finding-list">
              ${findings.slice(0, mostListed).map((finding, index) => this.item(finding, index))}
            </ul>`
      }
    </section>`;
  }

  private item(finding: ModelSummary['findings'][number], index: number): TemplateResult {
    const isSelected = index === this.selected;
    const follows = this.rows && !isSelected ? null : followsText(finding, this.model);
    return html`<li class="bn-finding ${isSelected ? 'bn-current' : ''}" @click=${() => this.choose(index)}>
      ${severityIcon(finding.severity)}
      <button
        class="bn-link bn-place"
        aria-current=${isSelected ? 'true' : nothing}
        title="Show the layer, where it begins"
      >
        ${placeText(finding, this.model)}
      </button>
      <span class="bn-rule bn-muted">${finding.label}</span>
      <span class="bn-message" title=${finding.message}>${finding.message}</span>
      ${isSelected ? html`<span class="bn-remedy">${icon('arrow-small-right')}<span>${finding.remedy}</span></span>` : nothing}
      ${follows === null ? nothing : this.follows(finding, index, follows)}
    </li>`;
  }

  private follows(
    { follows = [], layer }: ModelSummary['findings'][number],
    index: number,
    text: string,
  ): TemplateResult {
    const { unfolded } = this.store.ui.model;
    const isOpen = unfolded.includes(index);
    const toggle = (event: Event): void => {
      event.stopPropagation();
      const others = unfolded.filter((one) => one !== index);
      this.store.set({ model: { ...this.store.ui.model, unfolded: isOpen ? others : [...others, index] } });
    };
    const links = follows.slice(0, mostListed).map(({ rule, layer: of = layer, pass }) => {
      const at = this.model.layers.findIndex(({ name }) => name === of);
      const go = (event: Event): void => {
        event.stopPropagation();
        if (at >= 0) this.select(at, Math.max(0, columnOfPass(this.model.layers[at], pass)));
      };
      return html`<button class="bn-link bn-model-consequence" @click=${go}>
        <bdi>${of}</bdi> <span class="bn-muted">${rule.replaceAll('-', ' ')}</span>
      </button>`;
    });
    return html`<span class="bn-model-consequences">
      <button aria-expanded=${isOpen} @click=${toggle}>
        ${icon(isOpen ? 'chevron-down' : 'chevron-right')}${text}
      </button>
      ${isOpen ? links : nothing}
    </span>`;
  }
}
