import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Repair, RepairRequest } from '../../../src/session/index.js';
import { bytes } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { foldChoice, nameOf } from './repairModel.js';

/** Header of a `.npy` of one axis. */
const headerBytes = 128;

/** What is made of the statistics: a step of this program, or files. */
@customElement('bn-repair-exports')
export class RepairExports extends PanelView {
  @property({ attribute: false }) request!: RepairRequest; // Set by the page.
  @property({ attribute: false }) repair: Repair | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { store, repair, request } = this;
    const { snapshot } = store;
    if (!snapshot || !repair) return nothing;
    const fold = foldChoice(store.ui.fold, store.view('foldFiles', {}));
    const hasNumbers = repair.used > 0 || repair.storedMean.some((value) => !Number.isNaN(value));
    const whose = repair.used > 0 ? '' : 'stored, ';
    const button = (
      kind: 'statistics' | 'npz' | 'safetensors' | 'lines',
      text: string,
      names: string,
      what: string,
    ): TemplateResult =>
      html`<bn-button
          appearance="secondary"
          ?disabled=${!hasNumbers}
          @click=${() => store.host({ kind: 'export', request: { kind, ...request } })}
          >${icon(kind === 'lines' ? 'copy' : 'save')}${text}</bn-button
        >
        <span><span>${names}</span><span class="bn-muted">${what}</span></span>`;
    const { channels } = repair;
    return html`<section class="bn-exports" aria-labelledby="bn-exports-title">
      <div class="bn-heading"><h2 id="bn-exports-title">Use or export</h2></div>
      ${this.use(snapshot, repair)}
      <div class="bn-export-list">
        ${button('statistics', 'Statistics…', 'running_mean.npy, running_var.npy', `${whose}float32 [${channels}] each, ${bytes(headerBytes + 4 * channels)}`)}
        ${button('npz', 'Layer, .npz…', 'bn.npz', snapshot.settings.affine ? 'γ, β, both statistics, batches counted' : 'both statistics, batches counted')}
        ${button('safetensors', '.safetensors…', 'bn.safetensors', 'the same, by the checkpoint’s names')}
        <bn-button
          appearance="secondary"
          ?disabled=${!hasNumbers || fold.weight === null}
          @click=${() => store.host({ kind: 'export', request: { kind: 'folded', ...request, ...fold } })}
          >${icon('save')}Folded layer…</bn-button
        >
        <span
          ><span>${fold.weight === null ? 'choose a weight above' : `from ${nameOf(fold.weight)}`}</span
          ><span class="bn-muted">weight and bias, one .npz</span></span
        >
        ${button('lines', 'PyTorch lines', 'load_state_dict, these buffers', 'to the clipboard')}
      </div>
      <p class="bn-exports-note bn-muted">
        Asks where to save; writes nothing over without asking. γ and β stay as they are: recomputing changes what eval
        subtracts and divides by, nothing that was learned.
      </p>
    </section>`;
  }

  private use({ cursor, passes }: SessionSnapshot, { used, isTracking, mean, var: variance }: Repair): TemplateResult {
    const isFinite = mean.every(Number.isFinite) && variance.every(Number.isFinite);
    const coming = cursor.pass + (cursor.stage === null ? 0 : 1);
    // Eval moves nothing: set before the eval pass that is shown, it shows at once what came of it.
    const pass =
      cursor.stage === null && passes.at(cursor.pass - 1)?.mode === 'eval' && cursor.pass > 0 ? coming - 1 : coming;
    const why = !isTracking
      ? 'this layer keeps no running values'
      : used === 0
        ? 'there is no batch to recompute from'
        : isFinite
          ? null
          : 'they are not all finite: leave out the batches with NaN';
    return html`<div class="bn-use">
      <bn-button
        appearance="primary"
        ?disabled=${why !== null}
        @click=${() =>
          this.store.act({
            kind: 'set',
            pass,
            values: { runningMean: Array.from(mean), runningVar: Array.from(variance) },
          })}
        >Use in this program</bn-button
      >
      <span class="bn-muted">${why ?? `set before pass ${pass + 1}; undone by Undo`}</span>
    </div>`;
  }
}
