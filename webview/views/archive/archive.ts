import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ArchiveView } from '../../../src/protocol/index.js';
import type { TextField } from '../../kit/controls/controls.js';
import { bytes, count } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { archiveTabs } from '../checkpoint/index.js';
import './archiveLayers.js';
import { foundLayers } from './archiveRows.js';
import './archiveTensors.js';
import type { ArchiveTensors } from './archiveTensors.js';

/** A file of several tensors: its BatchNorm layers, and its tensors to choose from. */
@customElement('bn-archive')
export class Archive extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { state, ui } = this.store;
    if (state.kind !== 'archive') return nothing;
    const { archive } = state;
    const layers = foundLayers(archive.layers, ui.archiveSearch);
    return html`<main class="bn-archive" @keydown=${this.key}>
      <header class="bn-archive-head">
        <h1>${archive.name}</h1>
        <span class="bn-muted">${describe(archive)}</span>
        ${
          archive.isModel
            ? html`<button
                class="bn-link"
                title="Its layers, with the activations beside each as passes"
                @click=${() => this.store.host({ kind: 'showLayers' })}
              >
                Layers × passes
              </button>`
            : nothing
        }
        ${archiveTabs(this.store)}
        <bn-text-field
          class="bn-archive-search"
          aria-label="Search tensors"
          placeholder="Search names, shapes, dtypes"
          title="Words that a tensor's name, shape or dtype must have (/)"
          .value=${ui.archiveSearch}
          @input=${({ target }: { target: TextField }) => this.search(target.value)}
          @keydown=${this.searchKey}
        ></bn-text-field>
      </header>
      ${archive.warnings.map(
        (line) =>
          html`<div class="bn-notice" role="status">
            ${icon('warning', 'bn-warning')}<span class="bn-notice-text">${line}</span>
          </div>`,
      )}
      ${layers.length > 0 ? html`<bn-archive-layers .store=${this.store} .layers=${layers}></bn-archive-layers>` : nothing}
      <bn-archive-tensors .store=${this.store} .archive=${archive}></bn-archive-tensors>
    </main>`;
  }

  private search(text: string): void {
    this.store.set({ archiveSearch: text });
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== '/' || event.composedPath()[0] instanceof HTMLInputElement) return;
    event.preventDefault();
    this.querySelector<HTMLElement>('.bn-archive-search')?.focus();
  };

  private readonly searchKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.search('');
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    this.querySelector<ArchiveTensors>('bn-archive-tensors')?.focusFirst();
  };
}

/** `.npz archive, 12 tensors, 4 MB; format: pt` */
function describe({ kind, members, metadata }: ArchiveView): string {
  const size = members.reduce((sum, member) => sum + member.bytes, 0);
  const what = [kind, `${count(members.length)} ${members.length === 1 ? 'tensor' : 'tensors'}`, bytes(size)];
  const said = Object.entries(metadata).map(([name, value]) => `${name}: ${value}`);
  return [what.join(', '), ...said].join('; ').slice(0, 300);
}
