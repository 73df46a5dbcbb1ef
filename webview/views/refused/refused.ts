import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Failure } from '../../../src/protocol/index.js';
import type { Refusal } from '../../../src/session/index.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { backToModel } from '../model/index.js';
import { failureText } from './failureText.js';
import { hexRows, type HexByte } from './hexRows.js';

/** A file that cannot be read: what, where, what was expected, and what to do. */
@customElement('bn-refused')
export class Refused extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { state } = this.store;
    if (state.kind !== 'failed') return nothing;
    const { failure, parts, channelAxes, archive, within } = state;
    if (within)
      return html`<div class="bn-model-back">${backToModel(this.store, within)}</div>
        ${this.page(failure, channelAxes ?? [], archive)}`;
    return parts && failure.refusal
      ? this.choice(failure.refusal, parts, archive)
      : this.page(failure, channelAxes ?? [], archive);
  }

  /** Items that are no real numbers, of which something can be read. */
  private choice({ file, problem }: Refusal, parts: readonly string[], archive: string | undefined): TemplateResult {
    return html`<main class="bn-refused">
      <h1>${icon('question')}<span>What should be read of ${file}?</span></h1>
      <p class="bn-advice">${sentence(problem)}</p>
      <div class="bn-parts" role="group" aria-label="What is read">
        ${parts.map(
          (part) =>
            html`<bn-button
              appearance="secondary"
              title=${partHint(part)}
              @click=${() => this.store.host({ kind: 'openTensor', part })}
              >${part}</bn-button
            >`,
        )}
      </div>
      <div class="bn-refused-actions">${this.back(archive)}</div>
    </main>`;
  }

  private back(archive: string | undefined): TemplateResult | typeof nothing {
    if (archive === undefined) return nothing;
    return html`<bn-button
      appearance="secondary"
      title=${`Back to the tensors of ${archive}`}
      @click=${() => this.store.host({ kind: 'backToArchive' })}
      >${icon('arrow-left')}Back to the archive</bn-button
    >`;
  }

  private page(failure: Failure, channelAxes: readonly number[], archive: string | undefined): TemplateResult {
    const { title, message, refusal } = failure;
    return html`<main class="bn-refused">
      <h1>${icon('error', 'bn-error')}<span>${title}</span></h1>
      <p class="bn-refusal" role="alert">
        ${refusal ? `${refusal.file}: ${refusal.place}: ${refusal.problem}` : message}
      </p>
      ${refusal ? this.details(refusal) : nothing}
      <div class="bn-refused-actions">
        ${this.back(archive)}
        ${channelAxes.map(
          (channelAxis) =>
            html`<bn-button
              title=${`Open it with axis ${channelAxis} as the channels`}
              @click=${() => this.store.host({ kind: 'openTensor', channelAxis })}
              >Channels on axis ${channelAxis}</bn-button
            >`,
        )}
        <bn-button
          title="Read the file again, after it has been repaired"
          @click=${() => this.store.host({ kind: 'retry' })}
          >${icon('refresh')}Read again</bn-button
        >
        <bn-button
          appearance="secondary"
          title="Open the file with another editor"
          @click=${() => this.store.host({ kind: 'openWith' })}
          >${icon('go-to-file')}Open with…</bn-button
        >
        <bn-button
          appearance="secondary"
          title="Copy everything on this page as text"
          @click=${() => this.copy(failureText(failure))}
          >${icon('copy')}Copy details</bn-button
        >
        ${refusal ? html`<span class="bn-muted">The file was not changed.</span>` : nothing}
      </div>
    </main>`;
  }

  private details({ expected, found, bytes, advice, code }: Refusal): TemplateResult {
    return html`${
      expected || found
        ? html`<dl class="bn-expected">
            ${
              expected
                ? html`<dt>Expected</dt>
                    <dd>${expected}</dd>`
                : nothing
            }
            ${
              found
                ? html`<dt>Found</dt>
                    <dd>${found}</dd>`
                : nothing
            }
          </dl>`
        : nothing
    }
    ${bytes ? hexView(bytes) : nothing} ${advice ? html`<p class="bn-advice">${advice}</p>` : nothing}
    ${
      code
        ? html`<div class="bn-code">
            <code>${code}</code>
            <bn-button
              appearance="icon"
              aria-label="Copy this line"
              title="Copy this line"
              @click=${() => this.copy(code)}
              >${icon('copy')}</bn-button
            >
          </div>`
        : nothing
    }`;
  }

  private copy(text: string): void {
    this.store.host({ kind: 'copy', text });
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function partHint(part: string): string {
  const hints: Readonly<Partial<Record<string, string>>> = {
    real: 'The real part of every number',
    imaginary: 'The imaginary part of every number',
    magnitude: '|z|, the distance of every number from 0',
  };
  return hints[part] ?? `Read ${part} of every item`;
}

function hexView(bytes: NonNullable<Refusal['bytes']>): TemplateResult {
  const cell = (byte: HexByte, text: string): TemplateResult =>
    byte.isMarked ? html`<mark>${text}</mark>` : html`<span>${text}</span>`;
  return html`<div
    class="bn-hex"
    role="img"
    aria-label=${`Bytes from ${bytes.from}; ${bytes.markFrom} to ${bytes.markTo - 1} are the culprit`}
  >
    ${hexRows(bytes).map(
      (row) =>
        html`<div class="bn-hex-row">
          <span class="bn-muted">${row.offset}</span>
          <span class="bn-hex-bytes">${row.bytes.map((byte) => cell(byte, byte.hex))}</span>
          <span class="bn-hex-text">${row.bytes.map((byte) => cell(byte, byte.text))}</span>
        </div>`,
    )}
  </div>`;
}
