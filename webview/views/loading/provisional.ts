import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ProvisionalStatistics } from '../../../src/protocol/index.js';
import { count } from '../../kit/format.js';
import { PanelView } from '../../store/panelView.js';
import type { ValueColumn } from '../valueTable/index.js';
import { shareText } from './progressText.js';

/** What is known of a large batch while the rest of it is still being read. */
@customElement('bn-provisional')
export class ProvisionalTable extends PanelView {
  private known: { readonly statistics: ProvisionalStatistics; readonly columns: readonly ValueColumn[] } | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const statistics = this.store.progress?.provisional ?? this.known?.statistics;
    if (!statistics) return nothing;
    if (this.known?.statistics !== statistics) this.known = { statistics, columns: columnsOf(statistics) };
    const { share, channels, mean } = statistics;
    const of = mean.length < channels ? `, ${count(mean.length)} of ${count(channels)} channels` : '';
    return html`<section class="bn-provisional" aria-label="Provisional statistics">
      <p>
        <b>Provisional</b> <span class="bn-muted">of the ${shareText(share)}${of}; they change until all is read</span>
      </p>
      <bn-value-table
        .store=${this.store}
        .columns=${this.known.columns}
        .rows=${0}
        label="Provisional statistics of each channel"
      ></bn-value-table>
    </section>`;
  }
}

function columnsOf({ mean, var: variance, min, max, nonFinite }: ProvisionalStatistics): readonly ValueColumn[] {
  return [
    { id: 'mean', head: 'batch mean', hint: 'Mean of what was read', values: mean },
    { id: 'var', head: 'batch var', hint: 'Biased variance of what was read', values: variance },
    { id: 'min', head: 'min', hint: 'Smallest value that was read', values: min },
    { id: 'max', head: 'max', hint: 'Largest value that was read', values: max },
    {
      id: 'nonFinite',
      head: 'not finite',
      hint: 'NaN and infinities among what was read',
      values: Float64Array.from(nonFinite),
      text: count,
    },
  ];
}
