import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Repair as Repaired, RepairRequest } from '../../../src/session/index.js';
import { count } from '../../kit/format.js';
import { PanelView } from '../../store/panelView.js';
import './foldInto.js';
import './recomputeFrom.js';
import './repairExports.js';
import './repairTable.js';

const rowsInOneColumn = 16;

/** Population statistics made anew from the batches, beside the stored ones; the layer folded, used, exported. */
@customElement('bn-repair')
export class Repair extends PanelView {
  @property({ type: Number }) columns: 1 | 2 | 3 = 3;

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { snapshot } = store;
    if (!snapshot) return nothing;
    const request: RepairRequest = { pass: snapshot.shown, ...store.ui.repair };
    const answer = store.view('repair', request);
    const failure = answer ? null : store.viewFailure('repair', request);
    this.setAttribute('aria-busy', String(!answer && !failure));
    return html`<div class="bn-repair">
      <div class="bn-repair-from">
        <bn-recompute-from .store=${store} .repair=${answer}></bn-recompute-from>
      </div>
      <div class="bn-repair-middle">${this.table(snapshot, answer, failure?.message ?? null)}</div>
      <div class="bn-repair-use">
        <bn-fold-into .store=${store} .request=${request}></bn-fold-into>
        <bn-repair-exports .store=${store} .request=${request} .repair=${answer}></bn-repair-exports>
      </div>
    </div>`;
  }

  private table(snapshot: SessionSnapshot, answer: Repaired | undefined, failure: string | null): TemplateResult {
    const title = html`<h2 id="bn-repair-title">Stored against recomputed</h2>`;
    if (!answer) {
      return html`<section aria-labelledby="bn-repair-title">
        <div class="bn-heading">${title}</div>
        <p class=${failure === null ? 'bn-muted bn-late' : 'bn-objection'} role="status">
          ${failure ?? 'Recomputing the statistics'}
        </p>
      </section>`;
    }
    const { on, channels } = answer;
    const what = on
      ? `${count(channels)} ${channels === 1 ? 'channel' : 'channels'}; distance of eval from train output on ${on.batch}`
      : 'no pass has run yet';
    return html`<section class="bn-repair-table" aria-labelledby="bn-repair-title">
      <div class="bn-heading">
        ${title}
        <span class="bn-muted" title=${what}>${what}</span>
      </div>
      ${answer.used === 0 ? this.empty(snapshot, answer) : nothing}
      <bn-repair-table
        .store=${this.store}
        .repair=${answer}
        .rows=${this.columns === 1 ? rowsInOneColumn : 0}
      ></bn-repair-table>
    </section>`;
  }

  private empty({ next }: SessionSnapshot, { chosen, trainPasses }: Repaired): TemplateResult {
    if (trainPasses) {
      const why = chosen === 0 ? 'No train pass is in this range.' : 'Every batch in this range is an outlier.';
      return html`<p class="bn-repair-empty">${why} Choose others at the left.</p>`;
    }
    const mode = next?.mode ?? 'train';
    return html`<div class="bn-repair-empty">
      <p>No batch yet: run train passes, and the statistics are recomputed from them. Folding and export stay.</p>
      <bn-button appearance="secondary" @click=${() => this.store.act({ kind: 'pass', mode })}
        >${mode === 'train' ? 'Train' : 'Eval'}</bn-button
      >
      <bn-button appearance="secondary" @click=${() => this.store.act({ kind: 'runAll' })}>Run all</bn-button>
    </div>`;
  }
}
