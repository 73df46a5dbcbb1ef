import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { PanelView } from '../panelView.js';
import { progressText } from '../positionText.js';

/** While the first file is read; says so only after 200 ms, so that a small file does not flash. */
@customElement('bn-loading')
export class Loading extends PanelView {
  protected override render(): TemplateResult {
    const { progress } = this.store;
    return html`<main class="bn-loading bn-late" role="status">
      <span>${progress ? progressText(progress) : 'reading…'}</span>
      <button class="bn-link" title="Stop reading" @click=${() => this.store.cancel()}>Cancel</button>
    </main>`;
  }
}
