import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Failure } from '../../../src/protocol/index.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import type { Store } from '../../store/store.js';
import '../branches/index.js';
import { failureText } from '../refused/index.js';

const RESTRICTED =
  'Restricted Mode: VS Code starts no debugger here. The panel steps, runs and rewinds the program all the same.';

/** Lines under the header: an action that failed (what was there before is still shown), the branches, and what happened to the files. */
@customElement('bn-notices')
export class Notices extends PanelView {
  @state() private readonly dismissed = new Set<string>();

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this.store;
    if (state.kind !== 'ready') return nothing;
    const { failure, snapshot, isRestricted } = state;
    const { notice, input } = snapshot;
    const lines = [notice, ...input.warnings, isRestricted ? RESTRICTED : null].filter((line) => line !== null);
    const severityOf = (line: string) => (line === notice || line === RESTRICTED ? 'info' : 'warning');
    return html`${failure ? this.banner(failure) : nothing}<bn-branches .store=${this.store}></bn-branches>
      ${lines.filter((line) => !this.dismissed.has(line)).map((line) => this.line(line, severityOf(line)))}`;
  }

  private banner(failure: Failure): TemplateResult {
    return html`<div class="bn-notice bn-notice-error" role="alert">
      ${icon('error', 'bn-error')}
      <span><b>${failure.title}</b> <span class="bn-notice-text">${failure.message}</span></span>
      <span class="bn-notice-actions">
        ${remedyButton(this.store, failure)}
        <button class="bn-link" title="Read the files again" @click=${() => this.store.host({ kind: 'retry' })}>
          Retry
        </button>
        <button
          class="bn-link"
          title="Copy the error as text"
          @click=${() => this.store.host({ kind: 'copy', text: failureText(failure) })}
        >
          Copy details
        </button>
      </span>
    </div>`;
  }

  private line(text: string, severity: 'info' | 'warning'): TemplateResult {
    return html`<div class="bn-notice" role="status">
      ${icon(severity, `bn-${severity}`)}
      <span class="bn-notice-text">${text}</span>
      <span class="bn-notice-actions">
        <bn-button appearance="icon" aria-label="Dismiss" title="Dismiss" @click=${() => this.dismiss(text)}
          >${icon('close')}</bn-button
        >
      </span>
    </div>`;
  }

  private dismiss(text: string): void {
    this.dismissed.add(text);
    this.requestUpdate();
  }
}

function remedyButton(store: Store, { remedy }: Failure): TemplateResult | typeof nothing {
  if (!remedy) return nothing;
  const { label, hint, action } = remedy;
  return html`<button class="bn-link" title=${hint} @click=${() => store.act(action)}>${label}</button>`;
}
