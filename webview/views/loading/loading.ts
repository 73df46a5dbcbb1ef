import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { PanelView } from '../../store/panelView.js';
import '../valueTable/index.js';
import { progressText } from './progressText.js';
import './provisional.js';

/** While the first file is read; says so only after 200 ms, so that a small file does not flash. */
@customElement('bn-loading')
export class Loading extends PanelView {
  protected override render(): TemplateResult {
    const { progress } = this.store;
    return html`<main class="bn-loading-page bn-late">
      <div class="bn-loading" role="status">
        <span>${progress ? progressText(progress) : 'reading…'}</span>
        <button class="bn-link" title="Stop reading" @click=${() => this.store.cancel()}>Cancel</button>
      </div>
      <bn-provisional .store=${this.store}></bn-provisional>
    </main>`;
  }
}
