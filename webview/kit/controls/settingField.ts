import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TextField } from './controls.js';

/**
 * A text field for a setting: keeps what is typed until Enter or leaving (`change`), says what is wrong with it, and goes back to
 * the setting on Escape. Fires `commit` with the text as detail, only when `check` has no objection.
 */
@customElement('bn-setting-field')
export class SettingField extends LitElement {
  @property() label = '';
  @property() value = '';
  @property() hint = '';
  /** An objection to the text, or null. */
  @property({ attribute: false }) check: (text: string) => string | null = () => null;
  @state() private objection: string | null = null;
  @query('bn-text-field') private readonly field!: TextField; // The template always has one.

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<bn-text-field
        class=${this.objection ? 'bn-invalid' : ''}
        aria-label=${this.label}
        aria-invalid=${this.objection ? 'true' : 'false'}
        title=${this.objection ?? this.hint}
        size="6"
        .value=${this.value}
        @change=${() => this.commit()}
        @keydown=${this.key}
      ></bn-text-field>
      ${this.objection ? html`<span class="bn-objection" role="alert">${this.objection}</span>` : null}`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('value')) this.objection = null;
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.restore();
  };

  private restore(): void {
    this.field.value = this.value;
    this.objection = null;
  }

  private commit(): void {
    const text = this.field.value.trim();
    if (text === this.value) {
      this.restore();
      return;
    }
    this.objection = this.check(text);
    if (this.objection === null) this.dispatchEvent(new CustomEvent('commit', { detail: text, bubbles: true }));
  }
}
