import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Action, Progress, SessionSnapshot } from '../../../src/protocol/index.js';
import { significant } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { progressText, shareText } from '../loading/index.js';
import { positionText } from './positionText.js';

/** The debugger's toolbar: reset, step back, Train, Eval, into stage, run all; and where the user stands. */
@customElement('bn-transport')
export class Transport extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, progress } = this.store;
    if (!snapshot) return nothing;
    return html`<div class="bn-toolbar" role="group" aria-label="Run passes">${this.buttons(snapshot, progress)}</div>
      <div class="bn-position" role="status">${progress ? this.running(progress) : position(snapshot)}</div>`;
  }

  private buttons(snapshot: SessionSnapshot, progress: Progress | null): TemplateResult {
    const { shown, cursor, next, trainBatch, evalBatch, stages } = snapshot;
    const atStart = shown === null && cursor.stage === null;
    const filled = next?.mode ?? 'train';
    const stage = cursor.stage ?? 0;
    return html`${this.tool('debug-restart', 'Reset', 'Go back before the first pass (0)', { kind: 'reset' }, atStart)}
    ${this.tool('debug-step-back', 'Step back', 'Go back to the pass before; nothing is computed again (B)', { kind: 'stepBack' }, atStart)}
    ${this.mode('Train', filled === 'train', `Train on ${trainBatch}: normalize with its own statistics, then update the running averages (T)`, { kind: 'pass', mode: 'train' })}
    ${this.mode('Eval', filled === 'eval', `Eval on ${evalBatch}: normalize with the running averages, which stay as they are (E)`, { kind: 'pass', mode: 'eval' })}
    ${this.tool('debug-step-into', 'Into stage', `Run one stage: ${stages[stage] ?? 'the first of the next pass'} (I)`, { kind: 'stepInto' }, !next && cursor.stage === null)}
    ${progress ? this.pause() : this.tool('run-all', 'Run all', 'Run every pass of the program that is left (R)', { kind: 'runAll' }, !next)}`;
  }

  private tool(name: string, label: string, hint: string, action: Action, disabled: boolean): TemplateResult {
    return html`<bn-button
      appearance="icon"
      aria-label=${label}
      title=${hint}
      ?disabled=${disabled}
      @click=${() => this.store.act(action)}
      >${icon(name)}</bn-button
    >`;
  }

  private pause(): TemplateResult {
    return html`<bn-button
      appearance="icon"
      aria-label="Stop"
      title="Stop after what is finished; every finished pass is kept"
      ?disabled=${this.store.isStopping}
      @click=${() => this.store.stop()}
      >${icon('debug-pause')}</bn-button
    >`;
  }

  private mode(label: string, isFilled: boolean, hint: string, action: Action): TemplateResult {
    return html`<bn-button
      class="bn-mode"
      appearance=${isFilled ? 'primary' : 'secondary'}
      title=${hint}
      @click=${() => this.store.act(action)}
      >${icon('play')}${label}</bn-button
    >`;
  }

  /** The selected channel in what has been read so far. */
  private soFar({ provisional }: Progress): TemplateResult | typeof nothing {
    const [channel] = this.store.ui.channels;
    if (!provisional || channel >= provisional.mean.length) return nothing;
    const { share, mean, var: variance } = provisional;
    const numbers = `mean ${significant(mean[channel], 4)}, var ${significant(variance[channel], 4)}`;
    const text = `${shareText(share)}: channel ${channel} ${numbers}`;
    return html`<span class="bn-muted bn-so-far" title=${`Provisional, of the ${text}`}>${text}</span>`;
  }

  private running(progress: Progress): TemplateResult {
    return html`<span class="bn-late bn-busy"
      ><span>${progressText(progress)}</span> ${
        this.store.isStopping
          ? html`<span class="bn-stopping">stopping…</span>`
          : html`<button class="bn-link" title="Stop; every finished pass is kept" @click=${() => this.store.stop()}>
              Cancel
            </button>`
      }
      ${this.soFar(progress)}</span
    >`;
  }
}

function position(snapshot: SessionSnapshot): TemplateResult {
  const { pass, of, stage, next } = positionText(snapshot);
  return html`<span><b>${pass}</b>${of}</span>
    ${stage ? html`<span class="bn-muted bn-position-stage" title=${stage}>${stage}</span>` : nothing}
    ${next ? html`<span class="bn-muted bn-next" title=${next}>${next}</span>` : nothing}`;
}
