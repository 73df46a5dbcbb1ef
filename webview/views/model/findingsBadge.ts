import { html, type TemplateResult } from 'lit';
import type { ModelSummary } from '../../../src/session/index.js';
import { severities } from '../../../src/session/severity.js';
import { count, counted } from '../../kit/format.js';

/** How many findings there are, by severity; @param focus goes to them */
export function findingsBadge(
  { findings, isComplete }: Pick<ModelSummary, 'findings' | 'isComplete'>,
  focus: () => void,
): TemplateResult {
  if (findings.length === 0)
    return html`<span class="bn-badge bn-muted">${isComplete ? 'No findings' : 'No findings yet'}</span>`;
  const parts = severities
    .map((severity) => ({ severity, found: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ found }) => found > 0);
  return html`<button class="bn-badge" title="Go to the findings (F8 goes through them)" @click=${focus}>
    ${parts.map(
      ({ severity, found }) =>
        html`<span class="bn-badge-part"
          ><span class="codicon codicon-${severity} bn-${severity}" role="img" aria-label=${severity}></span>
          ${count(found)}</span
        >`,
    )}
    <b>${counted(findings.length, 'finding')}</b>
  </button>`;
}
