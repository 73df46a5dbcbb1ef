import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LayerView } from '../../src/protocol/index.js';
import type { Checkbox } from '../controls.js';
import { batchesText, layerText, partsText } from '../archive/memberText.js';
import { count, counted } from '../format.js';
import { icon } from '../icon.js';
import { PanelView } from '../panelView.js';

/** The search finds the others. */
const most = 200;

/** The BatchNorm layers of an archive, of which one can be chosen for the tensors to run through. */
@customElement('bn-archive-layers')
export class ArchiveLayers extends PanelView {
  @property({ attribute: false }) layers: readonly LayerView[] = [];

  protected override render(): TemplateResult {
    const { layers } = this;
    const chosen = this.store.ui.archiveLayer;
    return html`<section class="bn-archive-layers" aria-labelledby="bn-archive-layers-title">
      <div class="bn-heading">
        <h2 id="bn-archive-layers-title">BatchNorm layers</h2>
        <span class="bn-muted">${count(layers.length)}</span>
        <span class="bn-muted bn-heading-end">${effect(layers.find(({ name }) => name === chosen))}</span>
      </div>
      <ul class="bn-layer-list">
        ${layers.slice(0, most).map((layer) => this.item(layer, layer.name === chosen))}
      </ul>
      ${layers.length > most ? html`<p class="bn-none bn-muted">${count(layers.length - most)} more: search</p>` : nothing}
    </section>`;
  }

  private item(layer: LayerView, isChosen: boolean): TemplateResult {
    const { name, label, channels, writer, swapped } = layer;
    return html`<li class="bn-layer ${isChosen ? 'bn-current' : ''}" title=${layerText(layer)}>
      <bn-checkbox
        class="bn-layer-name"
        .checked=${isChosen}
        @change=${({ target }: { target: Checkbox }) => {
          if (target.checked !== isChosen) this.store.set({ archiveLayer: isChosen ? null : name });
        }}
        ><span class="bn-file-text">${label}</span></bn-checkbox
      >
      <span>${counted(channels, 'channel')}</span>
      <span class="bn-muted">${partsText(layer)}</span>
      <span class="bn-muted">${batchesText(layer)}</span>
      <span class="bn-muted">${writer === 'somebody' ? '' : writer}</span>
      <button
        class="bn-link"
        title="Choose activations in other files, and run them through this layer"
        @click=${() => this.store.host({ kind: 'runLayer', layer: name })}
      >
        Run files…
      </button>
      ${
        swapped === undefined
          ? nothing
          : html`<span class="bn-layer-swapped"
              >${icon('warning', 'bn-warning')}Mean and variance look swapped: ${swapped}.</span
            >`
      }
    </li>`;
  }
}

function effect(layer: LayerView | undefined): string {
  if (!layer) return 'Choose one to run tensors through it';
  const rules = layer.rules === undefined ? '' : `, by the rules of ${layer.rules}`;
  return `Tensors are opened with its γ, β and running values${rules}`;
}
