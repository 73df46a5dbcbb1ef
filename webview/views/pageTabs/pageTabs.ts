import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { consume } from '../../kit/rovingFocus.js';
import { movedPage, pages, type Page } from '../../store/pages.js';
import { PanelView } from '../../store/panelView.js';

/** Debug, Compare, Gradients, Experiments: which page stands under the header. */
@customElement('bn-page-tabs')
export class PageTabs extends PanelView {
  protected override render(): TemplateResult {
    const { page, showsConventions, comparesAxes } = this.store.ui;
    return html`<div class="bn-tabs" role="tablist" aria-label="Pages" @keydown=${this.key}>
      ${pages.map(({ id, name, hint }) => {
        const isShown = id === page && !showsConventions && !comparesAxes;
        return html`<button
          type="button"
          class="bn-tab-button"
          role="tab"
          id=${`bn-tab-${id}`}
          aria-selected=${isShown}
          aria-controls="bn-page"
          tabindex=${id === page ? 0 : -1}
          title=${hint}
          @click=${() => this.show(id)}
        >
          ${name}
        </button>`;
      })}
    </div>`;
  }

  private show(page: Page): void {
    this.store.set({ page, showsConventions: false, comparesAxes: false });
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = movedPage(this.store.ui.page, event.key);
    if (page === undefined) return;
    consume(event);
    this.show(page);
    this.querySelector<HTMLElement>(`#bn-tab-${page}`)?.focus();
  };
}
