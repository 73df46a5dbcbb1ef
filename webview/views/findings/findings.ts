import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PanelCommand, PassSummary } from '../../../src/protocol/index.js';
import type { Consequence, Finding } from '../../../src/session/index.js';
import { count } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { channelOf, filteredFindings } from '../../store/listedFindings.js';
import { PanelView } from '../../store/panelView.js';
import { selectConsequence, selectFinding } from '../../store/selection.js';
import { filterRow } from './filterRow.js';
import { findingPlace } from './findingPlace.js';
import { followRows } from './followRows.js';

/** More would be a wall of text; the rest comes on request. */
const atFirst = 50;
/** Fewer need no filter. */
const worthFiltering = 4;

/** What is wrong, worst first: every sentence leads to its channel and pass. */
@customElement('bn-findings')
export class Findings extends PanelView {
  /** One-line rows, for windows without a left column. */
  @property({ type: Boolean }) rows = false;
  @state() private most = atFirst;
  /** Findings whose consequences are unfolded. */
  @state() private unfolded: ReadonlySet<string> = new Set();
  /** Index of the finding that had the focus last: the list is one stop of Tab. */
  @state() private focused: number | null = null;
  private selectedBefore: number | null = null;

  protected override onCommand(command: PanelCommand): void {
    if (command === 'focusFindings') this.focusList();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    const { findingFilter: filter } = this.store.ui;
    const all = snapshot.findings.length;
    const isFiltered = filter.text.trim() !== '' || filter.hidden.length > 0;
    const listed = filteredFindings(snapshot.findings, filter);
    const filterBox =
      all >= worthFiltering || (isFiltered && all > 0)
        ? filterRow(snapshot.findings, filter, (findingFilter) => this.store.set({ findingFilter }))
        : nothing;
    const known = [this.focused, this.store.ui.finding].find((at) => listed.some(({ index }) => index === at));
    const tabStop = known ?? listed.at(0)?.index ?? 0;
    const selectedAt = listed.findIndex(({ index }) => index === this.store.ui.finding);
    const inSight = listed.slice(0, Math.max(this.most, selectedAt + 1));
    return html`<section class="bn-findings ${this.rows ? 'bn-findings-rows' : ''}" aria-labelledby="bn-findings-title">
      <div class="bn-heading">
        <h2 id="bn-findings-title">Findings</h2>
        ${
          all > 0
            ? html`<span class="bn-muted"
                >${listed.length < all ? `${count(listed.length)} of ${count(all)}` : count(all)}</span
              >`
            : nothing
        }
        ${this.rows ? filterBox : nothing}
      </div>
      ${this.rows ? nothing : filterBox}
      ${
        all === 0
          ? html`<p class="bn-none bn-muted">
              ${snapshot.computed === 0 ? 'None yet. Every pass is checked when it runs.' : 'None. Every pass was checked when it ran.'}
            </p>`
          : listed.length === 0
            ? html`<p class="bn-none bn-muted">
                None is left by the filter.
                <button class="bn-link" @click=${() => this.store.set({ findingFilter: { text: '', hidden: [] } })}>
                  List all
                </button>
              </p>`
            : html`<ul class="bn-finding-list" @keydown=${this.key}>
                ${inSight.map(({ finding, index }) => this.item(finding, index, snapshot.passes, tabStop))}
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

  private item(finding: Finding, index: number, passes: readonly PassSummary[], tabStop: number): TemplateResult {
    const isSelected = index === this.store.ui.finding;
    const stop = index === tabStop ? 0 : -1;
    return html`<li
      @focusin=${() => (this.focused = index)}
      class="bn-finding ${isSelected ? 'bn-current' : ''}"
      @mousedown=${keepsText}
      @click=${() => selectFinding(this.store, index)}
    >
      ${severityIcon(finding.severity)}
      <button
        class="bn-link bn-place"
        tabindex=${stop}
        aria-current=${isSelected ? 'true' : nothing}
        title="Show its channel and the pass where it begins"
      >
        ${findingPlace(finding, passes.length)}
      </button>
      <span class="bn-rule bn-muted">${finding.label}</span>
      <span class="bn-message" title=${finding.message}>${finding.message}</span>
      ${isSelected ? html`<span class="bn-remedy">${icon('arrow-small-right')}<span>${finding.remedy} ${this.learnMore(finding)}</span></span>` : nothing}
      ${finding.follows && finding.follows.length > 0 ? this.consequences(finding, finding.follows, passes, stop) : nothing}
    </li>`;
  }

  private consequences(
    finding: Finding,
    follows: readonly Consequence[],
    passes: readonly PassSummary[],
    stop: 0 | -1,
  ): TemplateResult {
    // Further passes move a finding's index, not what it is about.
    const key = `${finding.rule} ${finding.pass} ${channelOf(finding) ?? ''}`;
    return followRows(follows, {
      passes,
      stop,
      isOpen: this.unfolded.has(key),
      fold: (isOpen) => {
        const others = [...this.unfolded].filter((one) => one !== key);
        this.unfolded = new Set(isOpen ? [...others, key] : others);
      },
      show: (consequence) => {
        selectConsequence(this.store, consequence);
      },
    });
  }

  private learnMore({ rule }: Finding): TemplateResult {
    const open = (event: Event): void => {
      event.stopPropagation();
      this.store.host({ kind: 'learnMore', rule });
    };
    return html`<button class="bn-link" @click=${open} title="Open the page about this rule">Learn more</button>`;
  }

  /** Up and down go from place to place, through what follows from them, too. */
  private readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const places = [...this.querySelectorAll<HTMLElement>('.bn-place, .bn-follows button')];
    const target = event.target as HTMLElement;
    // From the link of a remedy, it goes on from the place beside it.
    const from = places.includes(target)
      ? target
      : target.closest('.bn-finding')?.querySelector<HTMLElement>('.bn-place');
    const to = from ? movedRow(event.key, places.indexOf(from), places.length, 5) : null;
    if (to === null) return;
    consume(event);
    places[to].focus();
  };

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
