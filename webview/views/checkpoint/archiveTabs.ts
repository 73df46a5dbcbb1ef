import { html, nothing, type TemplateResult } from 'lit';
import type { ArchiveView } from '../../../src/protocol/index.js';
import { consume } from '../../kit/rovingFocus.js';
import type { Store } from '../../store/store.js';

/** Whether an archive is shown as its layers, and not as its tensors. */
export function showsLayers({ state, ui }: Store): boolean {
  if (state.kind !== 'archive' || !state.states) return false;
  return ui.archiveTab === null ? isOfParameters(state.archive) : ui.archiveTab === 'layers';
}

/** What numpy.savez wrote may be batches with the layer that they run through; a checkpoint's tensors are parameters. */
function isOfParameters({ kind, members }: ArchiveView): boolean {
  return /checkpoint|HDF5|Keras/i.test(kind) || members.every(({ shape }) => shape !== undefined && shape.length < 2);
}

const tabs = [
  { id: 'layers', name: 'Layers', hint: 'Its BatchNorm layers: scales, what is wrong, what moved' },
  { id: 'tensors', name: 'Tensors', hint: 'All that the file holds; one is opened with a click' },
] as const;

/** Layers, Tensors: what of an archive is shown. */
export function archiveTabs(store: Store): TemplateResult | typeof nothing {
  const { state } = store;
  if (state.kind !== 'archive' || !state.states) return nothing;
  const shown = showsLayers(store) ? 'layers' : 'tensors';
  const turn = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    consume(event);
    store.set({ archiveTab: shown === 'layers' ? 'tensors' : 'layers' });
    // The other page has tabs of its own.
    setTimeout(() => document.querySelector<HTMLElement>('.bn-archive-tabs [aria-selected=true]')?.focus(), 100);
  };
  return html`<div class="bn-tabs bn-archive-tabs" role="tablist" aria-label="Pages" @keydown=${turn}>
    ${tabs.map(
      ({ id, name, hint }) =>
        html`<button
          class="bn-tab-button"
          role="tab"
          aria-selected=${id === shown}
          tabindex=${id === shown ? 0 : -1}
          title=${hint}
          @click=${() => store.set({ archiveTab: id })}
        >
          ${name}
        </button>`,
    )}
  </div>`;
}
