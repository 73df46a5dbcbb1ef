import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LayerView } from '../../../src/protocol/index.js';
import type { Checkbox } from '../../kit/controls/controls.js';
import { count, counted } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { batchesText, layerText, layerWarning, partsText } from './memberText.js';

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
        <span class="bn-muted bn-heading-end">${effect(layers.find((layer) => isChosen(layer, chosen)))}</span>
      </div>
      <ul class="bn-layer-list">
        ${layers.slice(0, most).map((layer) => this.item(layer, isChosen(layer, chosen)))}
      </ul>
      ${layers.length > most ? html`<p class="bn-none bn-muted">${count(layers.length - most)} more: search</p>` : nothing}
    </section>`;
  }

  private item(layer: LayerView, isCurrent: boolean): TemplateResult {
    const { channels, writer, problem } = layer;
    const warning = layerWarning(layer);
    return html`<li class="bn-layer ${isCurrent ? 'bn-current' : ''}" title=${layerText(layer)}>
      ${this.name(layer, isCurrent)}
      <span>${counted(channels, 'channel')}</span>
      <span class="bn-muted">${partsText(layer)}</span>
      <span class="bn-muted">${batchesText(layer)}</span>
      <span class="bn-muted">${writer === 'somebody' ? '' : writer}</span>
      ${problem === undefined ? this.runFiles(layer) : nothing}
      ${
        warning === null
          ? nothing
          : html`<span class="bn-layer-warning">${icon('warning', 'bn-warning')}<span>${warning}</span></span>`
      }
    </li>`;
  }

  /** With a box to choose the layer by, where a batch can run through it. */
  private name({ name, label, problem }: LayerView, isCurrent: boolean): TemplateResult {
    if (problem !== undefined) return html`<span class="bn-layer-name bn-file-text">${label}</span>`;
    return html`<bn-checkbox
      class="bn-layer-name"
      .checked=${isCurrent}
      @change=${({ target }: { target: Checkbox }) => {
        if (target.checked !== isCurrent) this.store.set({ archiveLayer: isCurrent ? null : name });
      }}
      ><span class="bn-file-text">${label}</span></bn-checkbox
    >`;
  }

  private runFiles({ name }: LayerView): TemplateResult {
    return html`<button
      class="bn-link"
      title="Choose activations in other files, and run them through this layer"
      @click=${() => this.store.host({ kind: 'runLayer', layer: name })}
    >
      Run files…
    </button>`;
  }
}

function isChosen({ name, problem }: LayerView, chosen: string | null): boolean {
  return name === chosen && problem === undefined;
}

function effect(layer: LayerView | undefined): string {
  if (!layer) return 'Choose one to run tensors through it';
  const rules = layer.rules === undefined ? '' : `, by the rules of ${layer.rules}`;
  return `Tensors are opened with its γ, β and running values${rules}`;
}
