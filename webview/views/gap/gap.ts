import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { GapCause, GapInput, GapSplit } from '../../../src/session/index.js';
import '../../kit/controls/choice.js';
import { count } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel } from '../../store/selection.js';
import { nothingRun } from '../nothingRun/index.js';
import './gapChannel.js';
import { toldShare, worstChannel, type Split } from './gapModel.js';
import { shownGap } from './gapRows.js';
import './gapTable.js';
import {
  causeName,
  causeRemedy,
  causeSentence,
  inputText,
  largestText,
  refusalText,
  shareText,
  summarySentence,
} from './gapText.js';

const rowsInOneColumn = 12;
/** Of a share of all. */
const shareBar = 44;

/** Why train and eval differ: the gap of every channel split into its parts, ranked, and that of the selected one in full. */
@customElement('bn-gap')
export class Gap extends PanelView {
  @property({ type: Number }) columns: 1 | 2 | 3 = 3;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const gap = shownGap(this.store);
    const failure = gap ? null : this.store.viewFailure('gap', { pass: snapshot.shown, input: ui.gapInput });
    const isNew = gap?.request.pass === snapshot.shown && gap.request.input === ui.gapInput;
    this.setAttribute('aria-busy', String(!isNew && !failure));
    if (!gap) {
      return html`<p class="bn-gap-waiting ${failure ? 'bn-objection' : 'bn-muted bn-late'}" role="status">
        ${failure?.message ?? 'Splitting the gap of every channel'}
      </p>`;
    }
    return gap.kind === 'refused' ? this.refused(gap, snapshot) : this.split(gap, snapshot);
  }

  private refused({ why, counts }: Extract<GapSplit, { kind: 'refused' }>, snapshot: SessionSnapshot): TemplateResult {
    if (why === 'no-train-pass') {
      const then = 'once a train batch has moved the running values, what eval makes differently is told apart here';
      return html`<div class="bn-study-main">
        ${nothingRun(this.store, snapshot, 'Nothing to split: no train pass yet.', then)}
      </div>`;
    }
    return html`<div class="bn-study-main">
      <section class="bn-first-open" aria-labelledby="bn-gap-title">
        <h2 id="bn-gap-title">Why train and eval differ</h2>
        ${why === 'no-running-values' ? nothing : this.menu(snapshot, counts)}
        <p role="status">${refusalText(why, snapshot)}</p>
      </section>
    </div>`;
  }

  private split(split: Split, snapshot: SessionSnapshot): TemplateResult {
    const causes = this.causes(split, snapshot);
    const table = html`<section class="bn-gap-channels" aria-labelledby="bn-gap-channels-title">
      <div class="bn-heading">
        <h2 id="bn-gap-channels-title">All channels</h2>
        <span class="bn-muted">${count(split.channels)}: which cause takes how much of eval’s distance from train</span>
      </div>
      <bn-gap-table
        .store=${this.store}
        .split=${split}
        .rows=${this.columns === 1 ? rowsInOneColumn : 0}
      ></bn-gap-table>
    </section>`;
    const channel = html`<bn-gap-channel .store=${this.store} .split=${split}></bn-gap-channel>`;
    switch (this.columns) {
      case 1:
        return html`<div class="bn-one">${causes}${table}${channel}</div>`;
      case 2:
        return html`<div class="bn-two">
          <div class="bn-middle">${causes}${table}</div>
          <div class="bn-right">${channel}</div>
        </div>`;
      case 3:
        return html`<div class="bn-three">
          <div class="bn-left bn-gap-left">${causes}</div>
          <div class="bn-middle">${table}</div>
          <div class="bn-right">${channel}</div>
        </div>`;
    }
  }

  private menu(snapshot: SessionSnapshot, counts: GapSplit['counts']): TemplateResult {
    const { gapInput } = this.store.ui;
    const isThere = (input: GapInput): boolean => input === 'pass' || input === gapInput || counts[input] > 0;
    const inputs = (['pass', 'eval', 'train'] as const).filter(isThere);
    return html`<div class="bn-gap-menu">
      <span aria-hidden="true">in</span
      ><bn-choice
        label="What is held against the running values"
        value=${gapInput}
        .options=${inputs.map((input) => ({ value: input, text: inputText(input, snapshot, counts) }))}
        @choose=${(event: CustomEvent<GapInput>) => this.store.set({ gapInput: event.detail })}
      ></bn-choice>
    </div>`;
  }

  private causes(split: Split, snapshot: SessionSnapshot): TemplateResult {
    const mattering = split.matters.reduce((sum, one) => sum + one, 0);
    const of =
      mattering === 0
        ? `mean share in all ${count(split.channels)} channels`
        : `mean share in ${mattering === 1 ? 'this channel' : `these ${count(mattering)} channels`}`;
    const told = split.causes.filter(({ share }) => share >= toldShare);
    const others = split.causes.filter(
      ({ share, part }) =>
        share < toldShare &&
        (share !== 0 || part === 'between' || part === 'eps') &&
        (part !== 'other' || Math.abs(share) > 1e-6),
    );
    return html`<section
      class="bn-gap-causes ${this.columns === 3 ? '' : 'bn-gap-rows'}"
      aria-labelledby="bn-gap-title"
    >
      <div class="bn-heading"><h2 id="bn-gap-title">Why train and eval differ</h2></div>
      ${this.menu(snapshot, split.counts)}
      <p class="bn-gap-summary" aria-live="polite">${summarySentence(split)}</p>
      <div class="bn-heading">
        <h2 id="bn-gap-causes-title">Causes</h2>
        <span class="bn-muted">${of}</span>
      </div>
      <ul aria-labelledby="bn-gap-causes-title">
        ${told.map((cause) => this.cause(cause, split))}
        ${others.map(
          ({ part, share }) =>
            html`<li class="bn-gap-cause bn-gap-minor bn-muted">
              <span>${causeName(part, split.evidence)}</span>${bar(share)}<span class="bn-gap-share"
                >${shareText(share)}</span
              >
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private cause(cause: GapCause, split: Split): TemplateResult {
    const { part, share } = cause;
    const { evidence } = split;
    const worst = worstChannel(split, part);
    const remedy = causeRemedy(part, evidence);
    return html`<li
      class="bn-gap-cause"
      title=${this.columns === 3 ? nothing : [causeSentence(part, evidence), remedy].join(' ')}
    >
      <button
        type="button"
        title=${worst === undefined ? '' : `Show channel ${worst}, where it takes most`}
        @click=${() => {
          if (worst !== undefined) selectChannel(this.store, worst);
        }}
      >
        ${causeName(part, evidence)}</button
      >${bar(share)}<b class="bn-gap-share">${shareText(share)}</b>
      <p class="bn-gap-why">
        <span class="bn-muted">${causeSentence(part, evidence)}</span>${` ${largestText(cause)}`}
      </p>
      ${
        remedy === null
          ? nothing
          : html`<p class="bn-gap-remedy">${icon('arrow-small-right')}<span>${remedy}</span></p>`
      }
    </li>`;
  }
}

/** A share of all; what hides others has none. */
function bar(share: number): TemplateResult {
  const width = share > 0 ? Math.max(1, Math.min(1, share) * shareBar * 2) : 0;
  return html`<svg class="bn-gap-share-bar" width=${shareBar} height="8" aria-hidden="true">
    <rect class="bn-neutral" width=${Math.min(shareBar, width)} height="8" />
  </svg>`;
}
