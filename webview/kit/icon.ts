import { html, type TemplateResult } from 'lit';
import type { Severity } from '../../src/session/severity.js';

/** A codicon; decoration only, so what it means is said beside it. */
export function icon(name: string, extra = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${extra}" aria-hidden="true"></span>`;
}

/** A severity's icon in its colour, with its name for those who cannot see it. */
export function severityIcon(severity: Severity, label: string = severity): TemplateResult {
  return html`<span
    class="codicon codicon-${severity} bn-${severity}"
    role="img"
    aria-label=${label}
    title=${label}
  ></span>`;
}
