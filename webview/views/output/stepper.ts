import { html, type TemplateResult } from 'lit';
import { count } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';

export interface Stepper {
  /** `sample` */
  readonly name: string;
  readonly at: number;
  readonly size: number;
  /** How far one press goes: 1, or a window. */
  readonly step: number;
  readonly go: (to: number) => void;
}

/** `‹ sample 0 of 64 ›`; the number can be typed. */
export function stepper({ name, at, size, step, go }: Stepper): TemplateResult {
  const to = (wanted: number): void => {
    const inside = Math.max(0, Math.min(size - 1, wanted));
    if (Number.isInteger(inside) && inside !== at) go(inside);
  };
  const button = (label: string, name: string, by: number): TemplateResult => {
    const isPossible = by < 0 ? at > 0 : at + by < size;
    return html`<bn-button
      appearance="icon"
      class="bn-step"
      aria-label=${label}
      title=${label}
      ?disabled=${!isPossible}
      @click=${() => to(at + by)}
      >${icon(name)}</bn-button
    >`;
  };
  const typed = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const wanted = Number(event.target.value);
    if (event.target.value.trim() !== '' && Number.isInteger(wanted)) to(wanted);
    event.target.value = String(Math.max(0, Math.min(size - 1, Number.isInteger(wanted) ? wanted : at)));
  };
  return html`<span class="bn-stepper bn-muted">
    ${button(`Previous ${name}`, 'chevron-left', -step)}
    <label
      >${name}
      <input
        class="bn-inline-input"
        inputmode="numeric"
        aria-label=${`${name}, 0 to ${size - 1}`}
        style=${`width:${String(at).length + 0.2}ch`}
        .value=${String(at)}
        @change=${typed}
      />
      of ${count(size)}</label
    >
    ${button(`Next ${name}`, 'chevron-right', step)}
  </span>`;
}
