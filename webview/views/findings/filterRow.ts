import { html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../../../src/session/index.js';
import { severities } from '../../../src/session/severity.js';
import type { FindingFilter } from '../../store/findingFilter.js';
import { count } from '../../kit/format.js';
import { severityIcon } from '../../kit/icon.js';

/** A toggle a severity, and a box for rules and channels. */
export function filterRow(
  findings: readonly Finding[],
  filter: FindingFilter,
  change: (filter: FindingFilter) => void,
): TemplateResult {
  const { text, hidden } = filter;
  return html`<div class="bn-finding-filter" role="search" aria-label="Filter findings">
    <input
      class="bn-finding-text"
      type="search"
      placeholder="Rule or channel"
      aria-label="Filter findings by rule or channel"
      title="Words of a rule, numbers or ranges of channels: gap 5, NaN 30-40"
      .value=${text}
      @input=${({ target }: { target: HTMLInputElement }) => change({ ...filter, text: target.value })}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') change({ ...filter, text: '' });
      }}
    />
    ${severities.map((severity) => {
      const amount = findings.filter((finding) => finding.severity === severity).length;
      if (amount === 0) return nothing;
      const isListed = !hidden.includes(severity);
      return html`<button
        class="bn-severity-toggle"
        aria-pressed=${isListed}
        title=${`${isListed ? 'Hide' : 'List'} ${severity === 'info' ? 'notes' : `${severity}s`}`}
        @click=${() =>
          change({ text, hidden: isListed ? [...hidden, severity] : hidden.filter((one) => one !== severity) })}
      >
        ${severityIcon(severity)}<span>${count(amount)}</span>
      </button>`;
    })}
  </div>`;
}
