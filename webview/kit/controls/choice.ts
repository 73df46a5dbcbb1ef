import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Dropdown } from './controls.js';

export interface Option<T extends string = string> {
  readonly value: T;
  readonly text: string;
  readonly description?: string;
}

/**
 * A menu of a few words: the toolkit's dropdown, whose value always is the one it was given. Fires `choose` with the
 * value as detail.
 */
@customElement('bn-choice')
export class Choice extends LitElement {
  @property() label = '';
  @property() value = '';
  @property({ attribute: false }) options: readonly Option[] = [];
  @property() hint = '';
  @query('bn-dropdown') private readonly dropdown!: Dropdown; // The template always has one.

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<bn-dropdown
      aria-label=${this.label}
      title=${this.hint || this.label}
      @change=${() => this.chosen()}
      @keydown=${this.key}
    >
      ${this.options.map(
        ({ value, text, description }) =>
          html`<bn-option value=${value} title=${description ?? text} ?selected=${value === this.value}
            >${text}</bn-option
          >`,
      )}
    </bn-dropdown>`;
  }

  protected override updated(): void {
    // The toolkit takes in new options a task later, and before that refuses a value that is not among the old ones.
    requestAnimationFrame(() => {
      if (this.dropdown.value !== this.value) this.dropdown.value = this.value;
    });
  }

  private readonly key = (event: KeyboardEvent): void => {
    // Arrows and letters choose here; they must not also move the pass or train. F1 and its like are VS Code's.
    const isChoosing = !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(event.key);
    if (isChoosing) event.stopPropagation();
  };

  private chosen(): void {
    const { value } = this.dropdown;
    if (value === '' || value === this.value) return;
    this.dispatchEvent(new CustomEvent('choose', { detail: value, bubbles: true }));
  }
}
