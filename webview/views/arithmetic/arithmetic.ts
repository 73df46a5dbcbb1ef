import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Arithmetic, ArithmeticStage, Term } from '../../../src/session/index.js';
import { bracketed, exact, significant } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { currentIndex } from '../../store/pickedValue.js';

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

/** Where a stage stands while a pass is stepped through; `done` between passes. */
type Standing = 'done' | 'next' | 'later';

/** The stages of the pass with their formulas and numbers: the listing of a debugger, line by line. */
@customElement('bn-arithmetic')
export class ArithmeticView extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const { shown, settings } = snapshot;
    const index = currentIndex(ui, snapshot);
    const channel = index[settings.channelAxis] ?? ui.channels[0];
    const request = { pass: shown, channel, index: [...index] };
    const arithmetic = this.store.view('arithmetic', request);
    const failure = arithmetic ? null : this.store.viewFailure('arithmetic', request);
    this.setAttribute('aria-busy', String(!arithmetic && !failure));
    return html`<section aria-labelledby="bn-arithmetic-title">
      <div class="bn-heading">
        <h2 id="bn-arithmetic-title">Arithmetic</h2>
        <span class="bn-muted">${arithmetic ? remark(arithmetic, snapshot) : (failure?.message ?? '')}</span>
      </div>
      ${refusal(snapshot)} ${arithmetic ? stages(arithmetic, snapshot) : nothing}
    </section>`;
  }
}

function remark({ stages: all, index, mode, isWithoutValues }: Arithmetic, { shown, passes }: SessionSnapshot): string {
  if (shown === null) {
    return `what ${mode === 'train' ? 'Train' : 'Eval'} will compute, in ${words[all.length] ?? all.length} stages`;
  }
  if (passes[shown].status === 'refused') return 'the pass was refused';
  if (isWithoutValues) return 'of the statistics: no value of this pass was recorded';
  return `for the value at ${bracketed(index)}`;
}

function refusal({ shown, passes }: SessionSnapshot): TemplateResult | typeof nothing {
  const error = shown === null ? undefined : passes[shown].error;
  return error === undefined ? nothing : html`<p class="bn-refusal-text bn-nan">${error}</p>`;
}

function stages(arithmetic: Arithmetic, { shown, cursor }: SessionSnapshot): TemplateResult {
  const stage = shown === cursor.pass ? cursor.stage : null;
  const standing = (at: number): Standing => {
    if (stage === null || at < stage) return 'done';
    return at === stage ? 'next' : 'later';
  };
  const hasNumbers = arithmetic.stages.some(({ terms }) => terms.length > 0);
  return html`<ol class="bn-stages ${hasNumbers ? '' : 'bn-formulas-only'}">
    ${arithmetic.stages.map((stage, at) => row(stage, at, standing(at), arithmetic.values))}
  </ol>`;
}

function row(stage: ArithmeticStage, at: number, standing: Standing, values: Float64Array): TemplateResult {
  const isDone = standing === 'done';
  return html`<li class="bn-stage bn-stage-${standing}" aria-current=${standing === 'next' ? 'step' : nothing}>
    <span class="bn-stage-arrow">${standing === 'next' ? icon('debug-stackframe') : nothing}</span>
    <span class="bn-stage-number">${at + 1}</span>
    <span class="bn-stage-text"
      ><span class="bn-stage-name">${stage.name}</span> <span class="bn-formula">${stage.formula}</span></span
    >
    ${isDone ? result(stage, values) : html`<span class="bn-result bn-muted">${standing === 'next' ? 'next' : ''}</span>`}
    ${
      stage.terms.length > 0 && standing !== 'later'
        ? html`<span class="bn-terms">${stage.terms.map((term) => termText(term, values))}</span>`
        : nothing
    }
  </li>`;
}

function result({ result: at, resultRole }: ArithmeticStage, values: Float64Array): TemplateResult | typeof nothing {
  if (at === null) return nothing;
  const value = values[at];
  const role = Number.isNaN(value) ? 'bn-nan' : `bn-${resultRole}`;
  return html`<span class="bn-result ${role}" title=${exact(value)}>${significant(value, 5)}</span>`;
}

function termText(term: Term, values: Float64Array): TemplateResult | string {
  if (typeof term === 'string') return term;
  const value = values[term.value];
  const role = Number.isNaN(value) ? 'bn-nan' : `bn-${term.role}`;
  return html`<span class=${role} title=${exact(value)}>${significant(value, term.digits)}</span>`;
}
