import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FoldRole } from '../../../src/protocol/index.js';
import type {
  Fold,
  FoldChoice,
  FoldFiles,
  FoldRequest,
  RepairRequest,
  TensorPath,
} from '../../../src/session/index.js';
import '../../kit/controls/choice.js';
import { bracketed, setting, significant } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { axesText, checkText, foldChoice, nameOf } from './repairModel.js';

const none = '\0none';
const choose = '\0choose';
const layouts = [
  { value: 'pytorch', name: 'PyTorch' },
  { value: 'keras', name: 'Keras' },
] as const;

/** The layer folded into the convolution or linear layer before it: files, arithmetic of a channel, largest error. */
@customElement('bn-fold-into')
export class FoldInto extends PanelView {
  @property({ attribute: false }) request!: RepairRequest; // Set by the page.

  protected override render(): TemplateResult {
    const { store } = this;
    const files = store.view('foldFiles', {});
    const choice = foldChoice(store.ui.fold, files);
    const request: FoldRequest = { ...this.request, ...choice };
    const fold = store.view('fold', request);
    const failure = fold ? null : store.viewFailure('fold', request);
    return html`<section class="bn-fold" aria-labelledby="bn-fold-title" aria-busy=${!fold && !failure}>
      <div class="bn-heading">
        <h2 id="bn-fold-title">Fold into the layer before</h2>
        ${fold && !fold.isRecomputed ? html`<span class="bn-muted">with the stored statistics</span>` : nothing}
      </div>
      ${this.files(files, choice, fold)} ${failure ? html`<p class="bn-fold-note">${failure.message}</p>` : nothing}
      ${fold ? html`${this.arithmetic(fold)} ${files ? this.check(fold, choice, request) : nothing}` : nothing}
    </section>`;
  }

  private files(files: FoldFiles | undefined, choice: FoldChoice, fold: Fold | undefined): TemplateResult {
    const row = (
      role: FoldRole,
      label: string,
      offers: readonly { path: TensorPath }[],
      shape?: readonly number[] | null,
    ) => html`
      <span class="bn-muted" aria-hidden="true">${label}</span>
      ${this.menu(role, label, offers, choice[role])}
      <code class="bn-muted">${shape ? bracketed(shape) : ''}</code>
      ${fold?.problems[role] === undefined ? nothing : html`<span class="bn-objection" role="alert">${fold.problems[role]}</span>`}
    `;
    return html`<div class="bn-fold-files">
      ${row('weight', 'weight', files?.weights ?? [], fold?.weightShape)}
      ${row('bias', 'bias', files?.biases ?? [], fold?.biasShape)}
      <span class="bn-muted" aria-hidden="true">layout</span>
      <bn-choice
        label="Layout of the weight"
        hint="Which axis of the weight has an output for each channel"
        value=${choice.layout ?? fold?.layout ?? 'pytorch'}
        .options=${layouts.map(({ value, name }) => ({ value, text: `${name}: ${axesText(value, fold?.weightShape?.length ?? 4)}` }))}
        @choose=${(event: CustomEvent<NonNullable<FoldChoice['layout']>>) =>
          this.store.set({ fold: { ...this.store.ui.fold, layout: event.detail } })}
      ></bn-choice>
      <span></span>
      ${row('input', 'check on', files?.inputs ?? [], fold?.inputShape)}
    </div>`;
  }

  private menu(
    role: FoldRole,
    label: string,
    offers: readonly { path: TensorPath }[],
    chosen: TensorPath | null,
  ): TemplateResult {
    const paths = offers.map(({ path }) => path);
    const all = chosen !== null && !paths.some((path) => key(path) === key(chosen)) ? [chosen, ...paths] : paths;
    const options = [
      { value: none, text: 'none' },
      ...all.map((path) => ({ value: key(path), text: nameOf(path) })),
      { value: choose, text: 'Choose file…' },
    ];
    return html`<bn-choice
      label=${`File of the ${label === 'check on' ? 'input to check on' : label}`}
      value=${chosen === null ? none : key(chosen)}
      .options=${options}
      @choose=${(event: CustomEvent<string>) => {
        if (event.detail === choose) {
          this.store.host({ kind: 'chooseFold', role });
          // The menu shows what is chosen until the user has answered.
          this.requestUpdate();
          return;
        }
        const path = all.find((one) => key(one) === event.detail) ?? null;
        this.store.set({ fold: { ...this.store.ui.fold, [role]: path } });
      }}
    ></bn-choice>`;
  }

  private arithmetic(fold: Fold): TemplateResult {
    const channel = Math.min(this.store.ui.channels[0], fold.mean.length - 1);
    const at = (values: Float64Array): string => significant(values[channel], 4);
    const term = (values: Float64Array): TemplateResult =>
      html`<span class=${fold.isRecomputed ? 'bn-batch' : 'bn-running'}>${at(values)}</span>`;
    const beta = fold.beta[channel];
    const plus = html` ${beta < 0 ? '−' : '+'} ${significant(Math.abs(beta), 4)}`;
    const minus = fold.mean[channel] < 0 ? html`(${term(fold.mean)})` : term(fold.mean);
    return html`<div class="bn-fold-arithmetic">
      <p class="bn-muted">f&nbsp; = γ / √(var + eps)</p>
      <p class="bn-fold-numbers">
        ${at(fold.gamma)} / √(${term(fold.var)} + ${setting(fold.eps)}) = <b>${significant(fold.factor[channel], 5)}</b>
      </p>
      <p class="bn-muted">w′ = w · f</p>
      <p class="bn-muted">b′ = (b − mean) · f + β</p>
      <p class="bn-fold-numbers">
        (${at(fold.bias)} − ${minus}) · ${significant(fold.factor[channel], 5)}${plus} =
        <b>${significant(fold.foldedBias[channel], 5)}</b>
      </p>
      <p class="bn-fold-channel bn-muted">
        numbers of channel ${channel}${fold.biasShape ? '' : '; the layer before has no bias: b = 0'}
      </p>
    </div>`;
  }

  private check(fold: Fold, { weight, input }: FoldChoice, request: FoldRequest): TemplateResult | typeof nothing {
    if (Object.keys(fold.problems).length > 0) return nothing;
    if (weight === null || input === null) {
      const what = weight === null ? 'a weight, and a batch' : 'a batch';
      return html`<p class="bn-fold-note bn-muted">
        Choose ${what} that the layer before was given, to see the largest error of folding.
      </p>`;
    }
    const check = this.store.view('foldCheck', request);
    const failure = check ? null : this.store.viewFailure('foldCheck', request);
    if (failure) return html`<p class="bn-fold-note bn-objection" role="alert">${failure.message}</p>`;
    if (!check) return html`<p class="bn-fold-note bn-muted bn-late" role="status">Comparing on ${nameOf(input)}</p>`;
    const [text, muted] = checkText(check, fold.biasShape !== null);
    return html`<p class="bn-fold-check" aria-live="polite">
      ${check.isOff ? severityIcon('warning') : icon('check')}
      <span
        >${text}${check.isOff ? ' That is more than 1e-4 of the largest output: fold in float64, or keep the layer apart.' : ''}<span
          class="bn-muted"
          >${muted}</span
        ></span
      >
    </p>`;
  }
}

function key(path: TensorPath): string {
  return JSON.stringify(path);
}
