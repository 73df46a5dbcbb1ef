import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { TextField } from './controls.js';

/** A text field whose text says which rows are listed; Escape empties it. Fires `filter` with the text as detail. */
@customElement('bn-filter-field')
export class FilterField extends LitElement {
  @property() label = '';
  @property() value = '';
  @property() example = '';
  @property() hint = '';
  @property({ type: Boolean }) invalid = false;
  @query('bn-text-field') private readonly field!: TextField; // The template always has one.

  override focus(): void {
    this.field.focus();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<bn-text-field
      class=${this.invalid ? 'bn-invalid' : ''}
      placeholder=${`Filter: ${this.example}`}
      aria-label=${this.label}
      aria-invalid=${this.invalid}
      title=${this.hint}
      .value=${this.value}
      @input=${() => this.changed(this.field.value)}
      @keydown=${({ key }: KeyboardEvent) => {
        if (key === 'Escape') this.changed('');
      }}
      ><span slot="start" class="codicon codicon-filter" aria-hidden="true"></span
    ></bn-text-field>`;
  }

  private changed(text: string): void {
    this.dispatchEvent(new CustomEvent('filter', { detail: text }));
  }
}
