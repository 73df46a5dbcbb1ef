import { html, type TemplateResult } from 'lit';
import type { WithinModel } from '../../../src/protocol/index.js';
import { icon } from '../../kit/icon.js';
import type { Store } from '../../store/store.js';

/** A layer's name, and the way back to the model that it is in. */
export function backToModel(store: Store, { model, layer }: WithinModel): TemplateResult {
  return html`<button
      class="bn-link bn-back"
      title=${`Back to ${model} (Alt+↑ and Alt+↓ lead to the layers before and after)`}
      aria-label=${`Back to the model ${model}`}
      @click=${() => store.host({ kind: 'backToModel' })}
    >
      ${icon('arrow-left')}<bdi>${model}</bdi>
    </button>
    <b class="bn-file-text"><bdi>${layer}</bdi></b>`;
}

/** Alt with an arrow leads to the layer before or after the one that is shown. */
export function followLayerKeys(store: Store, document: Document): void {
  document.addEventListener('keydown', (event) => {
    const { state } = store;
    const isWithin = (state.kind === 'ready' || state.kind === 'failed') && state.within !== undefined;
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (!isWithin || !event.altKey || by === null) return;
    event.preventDefault();
    event.stopPropagation();
    store.host({ kind: 'neighbourLayer', by });
  });
}
