import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { PanelCommand } from '../../src/protocol/index.js';
import type { Store } from './store.js';

/**
 * What all views extend: an element without a shadow root, so that one style sheet serves all, that renders again
 * when the store changes. Changes reach it once per frame. Commands, and keys wherever the focus is, are told to the views that
 * have methods for them, while they are in the page.
 */
export abstract class PanelView extends LitElement {
  @property({ attribute: false }) store!: Store; // Set by the parent's template before the first render.
  private stops: readonly (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stops = [
      this.store.subscribe(() => this.requestUpdate()),
      ...(this.onCommand ? [this.store.onCommand((command) => this.onCommand?.(command))] : []),
    ];
    if (this.onKey) document.addEventListener('keydown', this.hear);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stops) stop();
    document.removeEventListener('keydown', this.hear);
  }

  protected onCommand?(command: PanelCommand): void;
  protected onKey?(event: KeyboardEvent): void;

  private readonly hear = (event: KeyboardEvent): void => this.onKey?.(event);

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
