import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Store } from './store.js';

/**
 * What all views extend: an element without a shadow root, so that one style sheet serves all, that renders again
 * when the store changes. Changes reach it once per frame.
 */
export abstract class PanelView extends LitElement {
  @property({ attribute: false }) store!: Store; // Set by the parent's template before the first render.
  private unsubscribe: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.unsubscribe = this.store.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
    this.unsubscribe = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
