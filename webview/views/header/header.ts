import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { InputView, SessionSnapshot } from '../../../src/protocol/index.js';
import { severities, type Severity } from '../../../src/session/severity.js';
import { count, counted } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import '../axes/index.js';
import { backToModel } from '../model/index.js';
import '../pageTabs/index.js';
import '../settings/index.js';
import '../transport/index.js';

/** What the tensor is, how it is normalized, where the user stands. */
@customElement('bn-header')
export class Header extends PanelView {
  @property({ type: Boolean }) showsParameters = false;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    return html`<header class="bn-header">
      <div class="bn-identity">${this.back()}${identity(snapshot)}</div>
      <div class="bn-settings">
        <bn-settings .store=${this.store}></bn-settings>
        <bn-button
          class="bn-more"
          appearance="icon"
          aria-label="Further parameters"
          aria-expanded=${this.showsParameters}
          title="Further parameters: affine, tracking, initial γ, β and running statistics"
          @click=${() => this.toggle()}
          >${icon('settings')}</bn-button
        >
      </div>
      <bn-transport .store=${this.store}></bn-transport>
      <bn-page-tabs .store=${this.store}></bn-page-tabs>
      ${this.badge(snapshot)} ${this.store.ui.showsAxes ? html`<bn-axes .store=${this.store}></bn-axes>` : nothing}
      ${this.showsParameters ? html`<bn-parameters .store=${this.store}></bn-parameters>` : nothing}
    </header>`;
  }

  /** Of a tensor in an archive: its name, and the way back to the others. */
  private back(): TemplateResult | typeof nothing {
    const { state } = this.store;
    if (state.kind === 'ready' && state.within) return backToModel(this.store, state.within);
    if (state.kind !== 'ready' || state.archive === undefined) return nothing;
    const { passes, shown } = state.snapshot;
    const { member } = passes[shown ?? 0];
    return html`<button
        class="bn-link bn-back"
        title=${`Back to the tensors of ${state.archive}`}
        aria-label=${`Back to the archive ${state.archive}`}
        @click=${() => this.store.host({ kind: 'backToArchive' })}
      >
        ${icon('arrow-left')}<bdi>${state.archive}</bdi>
      </button>
      <span class="bn-file-text" title=${member ?? ''}><bdi>${member}</bdi></span>`;
  }

  private toggle(): void {
    this.showsParameters = !this.showsParameters;
  }

  private badge({ findings, computed }: SessionSnapshot): TemplateResult {
    if (findings.length === 0) {
      return html`<span class="bn-badge bn-muted">${computed === 0 ? 'No findings yet' : 'No findings'}</span>`;
    }
    const found = severities.filter((severity) => countOf(findings, severity) > 0);
    return html`<button
      class="bn-badge"
      title="Go to the findings (F8 goes through them)"
      @click=${() => this.store.command('focusFindings')}
    >
      ${found.map(
        (severity) =>
          html`<span class="bn-badge-part"
            ><span class="codicon codicon-${severity} bn-${severity}" role="img" aria-label=${severity}></span>
            ${count(countOf(findings, severity))}</span
          >`,
      )}
      <b>${counted(findings.length, 'finding')}</b>
    </button>`;
  }
}

function countOf(findings: readonly { readonly severity: Severity }[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function identity({ input, settings, title }: SessionSnapshot): TemplateResult {
  const { shape, dtype, count: perChannel } = input;
  return html`<h1 class="bn-shape" title=${title} aria-label=${`${title}, shape ${shape.join(' by ')}`}>
      [${shape.map(
        (size, axis) =>
          html`${axis > 0 ? ', ' : ''}<span class=${axis === settings.channelAxis ? 'bn-channel-axis' : ''}
              >${size}</span
            >`,
      )}]
    </h1>
    ${ofPasses(input)}
    <span class="bn-muted">${dtype}</span>
    <span class="bn-muted">${counted(perChannel, 'value')} per channel</span>`;
}

/** The shape of the file, where it holds this tensor among those of other passes. */
function ofPasses({ axes }: InputView): TemplateResult | typeof nothing {
  const axis = axes.findIndex(({ role }) => role === 'passes');
  if (axis < 0) return nothing;
  const shape = axes.map(({ size }) => size);
  return html`<span
    class="bn-muted"
    title=${`The file holds ${counted(shape[axis], 'pass', 'passes')}, one for each entry of axis ${axis}`}
    >of [${shape.join(', ')}]</span
  >`;
}
