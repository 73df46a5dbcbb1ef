import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Finding } from '../../../src/session/index.js';
import { count } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { listedFindings } from '../../store/listedFindings.js';
import { PanelView } from '../../store/panelView.js';
import { selectFinding } from '../../store/selection.js';
import { findingPlace } from './findingPlace.js';

/** More would be a wall of text; the rest comes on request. */
const atFirst = 50;

/** What is wrong, worst first: every sentence leads to its channel and pass. */
@customElement('bn-findings')
export class Findings extends PanelView {
  /** One-line rows, for windows without a left column. */
  @property({ type: Boolean }) rows = false;
  @state() private most = atFirst;
  private stopCommands: (() => void) | null = null;
  private selectedBefore: number | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopCommands = this.store.onCommand((command) => {
      if (command === 'focusFindings') this.focusList();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopCommands?.();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    const listed = listedFindings(snapshot.findings);
    const selectedAt = listed.findIndex(({ index }) => index === this.store.ui.finding);
    const inSight = listed.slice(0, Math.max(this.most, selectedAt + 1));
    return html`<section class="bn-findings ${this.rows ? 'bn-findings-rows' : ''}" aria-labelledby="bn-findings-title">
      <div class="bn-heading">
        <h2 id="bn-findings-title">Findings</h2>
        ${listed.length > 0 ? html`<span class="bn-muted">${count(listed.length)}</span>` : nothing}
      </div>
      ${
        listed.length === 0
          ? html`<p class="bn-none bn-muted">
              ${snapshot.computed === 0 ? 'None yet. Every pass is checked when it runs.' : 'None. Every pass was checked when it ran.'}
            </p>`
          : html`<ul class="bn-finding-list">
              ${inSight.map(({ finding, index }) => this.item(finding, index, snapshot.passes.length))}
            </ul>`
      }
      ${
        inSight.length < listed.length
          ? html`<button class="bn-link bn-more-findings" @click=${() => (this.most += 500)}>
              ${count(listed.length - inSight.length)} more
            </button>`
          : nothing
      }
    </section>`;
  }

  protected override updated(): void {
    const { finding } = this.store.ui;
    if (finding === this.selectedBefore) return;
    this.selectedBefore = finding;
    this.querySelector('.bn-finding.bn-current')?.scrollIntoView({ block: 'nearest' });
  }

  private item(finding: Finding, index: number, passes: number): TemplateResult {
    const isSelected = index === this.store.ui.finding;
    return html`<li
      class="bn-finding ${isSelected ? 'bn-current' : ''}"
      @mousedown=${keepsText}
      @click=${() => selectFinding(this.store, index)}
    >
      ${severityIcon(finding.severity)}
      <button
        class="bn-link bn-place"
        aria-current=${isSelected ? 'true' : nothing}
        title="Show its channel and the pass where it begins"
      >
        ${findingPlace(finding, passes)}
      </button>
      <span class="bn-rule bn-muted">${finding.label}</span>
      <span class="bn-message" title=${finding.message}>${finding.message}</span>
      ${isSelected ? html`<span class="bn-remedy">${icon('arrow-small-right')}<span>${finding.remedy} ${this.learnMore(finding)}</span></span>` : nothing}
    </li>`;
  }

  private learnMore({ rule }: Finding): TemplateResult {
    const open = (event: Event): void => {
      event.stopPropagation();
      this.store.host({ kind: 'learnMore', rule });
    };
    return html`<button class="bn-link" @click=${open} title="Open the page about this rule">Learn more</button>`;
  }

  private focusList(): void {
    const target =
      this.querySelector<HTMLElement>('.bn-finding.bn-current .bn-place') ??
      this.querySelector<HTMLElement>('.bn-place');
    target?.focus();
    target?.scrollIntoView({ block: 'nearest' });
  }
}

/** A sentence can be marked and copied with the mouse; Shift+click would mark all of the page up to it. */
function keepsText(event: MouseEvent): void {
  if (event.shiftKey) event.preventDefault();
}
