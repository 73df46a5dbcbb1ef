import { html, type TemplateResult } from 'lit';
import { icon } from '../../kit/icon.js';
import type { Store } from '../../store/store.js';

/** Asks for another recording or checkpoint, to show what moved. */
export function compareButton(store: Store): TemplateResult {
  return html`<bn-button
    class="bn-model-compare"
    appearance="secondary"
    aria-label="Compare with…"
    title="Another recording or a checkpoint of this model shows what moved"
    @click=${() => store.host({ kind: 'compareStates' })}
    >${icon('split-horizontal')}<span>Compare with…</span></bn-button
  >`;
}
