import { VirtualizerController } from '@tanstack/lit-virtual';
import { max } from 'd3';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import { count, gap, significant } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { consume, movedRow, withRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { showPass } from '../../store/selection.js';
import { passMark, passWords } from './passMark.js';

const rowHeight = 22;
const barWidth = 32;

/** What differs, for the mark of a pass. */
const expectedWords = {
  output: 'The output differs',
  gradient: 'The gradient of the input differs',
  state: 'The running values differ',
} as const;

/** The program as a list: what ran, what is shown, what comes. Thousands of passes: only rows in sight exist. */
@customElement('bn-passes')
export class Passes extends PanelView {
  @query('.bn-pass-list') private readonly list!: HTMLElement | null;
  private shownBefore: number | null = null;
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.list,
    estimateSize: () => rowHeight,
    overscan: 8,
    // The row that Tab reaches exists wherever the list is scrolled to.
    rangeExtractor: (range) => withRow(range, this.tabStop()),
  });

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    const { passes, computed, typicalGap } = snapshot;
    const rows = this.virtual.getVirtualizer();
    rows.setOptions({ ...rows.options, count: passes.length });
    const largest = max(typicalGap) ?? 0;
    const digits = String(passes.length).length;
    const inSight = rows.getVirtualItems();
    return html`<section
      class="bn-passes"
      aria-labelledby="bn-passes-title"
      style=${styleMap({ '--bn-digits': String(digits) })}
    >
      <div class="bn-heading">
        <h2 id="bn-passes-title">Passes</h2>
        <span class="bn-muted">${computed === 0 ? `0 of ${count(passes.length)} run` : count(passes.length)}</span>
        <span class="bn-heading-end bn-muted"
          >${largest > 0 ? `typical gap, 0 to ${significant(largest, 3)}\u00a0σ` : nothing}</span
        >
        ${this.actions()}
      </div>
      <div class="bn-pass-list" role="listbox" aria-labelledby="bn-passes-title" tabindex="-1" @keydown=${this.key}>
        <div class="bn-virtual" role="presentation" style=${styleMap({ height: `${rows.getTotalSize()}px` })}>
          ${inSight.map(({ index, start }) => this.row(snapshot, index, start, largest))}
        </div>
      </div>
      ${computed === 0 ? this.addBatches() : nothing}
    </section>`;
  }

  protected override updated(): void {
    const shown = this.store.snapshot?.shown ?? null;
    if (shown === this.shownBefore) return;
    this.shownBefore = shown;
    const hadFocus = this.list?.contains(document.activeElement) === true;
    this.scrollIntoSight(shown ?? 0);
    if (hadFocus) void this.focusRow(shown ?? 0);
  }

  private scrollIntoSight(index: number): void {
    const virtualizer = this.virtual.getVirtualizer();
    // Scrolling has the whole page laid out, also where nothing moves.
    const [offset] = virtualizer.getOffsetForIndex(index, 'auto') ?? [];
    if (offset !== virtualizer.scrollOffset) virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  private actions(): TemplateResult {
    return html`<span class="bn-heading-actions">
      <bn-button
        appearance="icon"
        aria-label="Add batches"
        title="Add tensor files as further train passes"
        @click=${() => this.store.host({ kind: 'chooseBatches' })}
        >${icon('add')}</bn-button
      >
      <bn-button
        appearance="icon"
        aria-label="Save program"
        title="Save these passes and settings as a program (*.bn.json)"
        @click=${() => this.store.host({ kind: 'saveProgram' })}
        >${icon('save')}</bn-button
      ></span
    >`;
  }

  private addBatches(): TemplateResult {
    return html`<button
      class="bn-link bn-add-batches"
      title="Add tensor files as further train passes"
      @click=${() => this.store.host({ kind: 'chooseBatches' })}
    >
      Add batches…
    </button>`;
  }

  private row(snapshot: SessionSnapshot, index: number, start: number, largest: number): TemplateResult {
    const { passes, cursor, shown, typicalGap } = snapshot;
    const pass = passes[index];
    const isShown = index === shown;
    const isAhead = index > (shown ?? -1);
    const isNext = index === cursor.pass;
    const median = typicalGap[index];
    const found = snapshot.findings.at(this.store.ui.finding ?? snapshot.findings.length);
    const isFound = found !== undefined && index >= found.pass && index <= found.lastPass;
    const words = `Pass ${index + 1}, ${passWords(pass, isAhead, isNext)}${isFound ? ', of the selected finding' : ''}`;
    const hint = Number.isFinite(median) ? `${words}; typical gap ${gap(median)}` : words;
    return html`<div
      class="bn-pass ${isShown ? 'bn-selected' : ''} ${isAhead ? 'bn-ahead' : ''} ${isFound ? 'bn-found' : ''}"
      role="option"
      aria-selected=${isShown}
      aria-label=${hint}
      aria-setsize=${passes.length}
      aria-posinset=${index + 1}
      data-index=${index}
      tabindex=${index === this.tabStop() ? 0 : -1}
      title=${`${hint}. Delete removes it`}
      style=${styleMap({ transform: `translateY(${start}px)` })}
      @click=${() => this.show(index)}
    >
      <span class="bn-arrow">${isNext ? icon('debug-stackframe') : nothing}</span>
      <span class="bn-pass-number">${index + 1}</span>
      <svg class="bn-mark" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
        ${passMark(pass, !isAhead)}
      </svg>
      <span class="bn-mode-word">${pass.mode}</span>
      ${batchName(this.withoutArchive(pass.batch))}
      ${isNext && !Number.isFinite(median) ? html`<span class="bn-muted bn-next-word">next</span>` : bar(median, largest)}
      <span class="bn-pass-end">${this.end(snapshot, index)}</span>
    </div>`;
  }

  /** The header says which archive the tensors are in; there is room for their own names only. */
  private withoutArchive(batch: string): string {
    const { state } = this.store;
    const archive = state.kind === 'ready' && state.archive !== undefined ? `${state.archive}/` : '';
    return batch.startsWith(archive) ? batch.slice(archive.length) : batch;
  }

  private end({ passes }: SessionSnapshot, index: number): TemplateResult | typeof nothing {
    const { worst, status, error, expect } = passes[index];
    if (status === 'refused') return severityIcon('error', error ?? 'refused');
    if (expect && !expect.passed) {
      return severityIcon('error', `${expectedWords[expect.of]} from what was expected by up to ${expect.maxAbsError}`);
    }
    if (worst) return severityIcon(worst, `${worst} begins here`);
    if (!expect) return nothing;
    const matches = `All that was expected is so, within ${expect.maxAbsError}`;
    return html`<span class="codicon codicon-check bn-muted" role="img" aria-label=${matches} title=${matches}></span>`;
  }

  private tabStop(): number {
    return this.store.snapshot?.shown ?? 0;
  }

  private show(index: number): void {
    showPass(this.store, index);
    void this.focusRow(index);
  }

  private readonly key = (event: KeyboardEvent): void => {
    const { snapshot } = this.store;
    if (!snapshot || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Number((event.target as HTMLElement).dataset.index ?? snapshot.shown ?? 0);
    const page = Math.max(1, Math.floor((this.list?.clientHeight ?? 0) / rowHeight) - 1);
    const to = movedRow(event.key, at, snapshot.passes.length, page);
    if (to !== null) {
      consume(event);
      this.show(to);
    } else if (event.key === 'Enter' || event.key === ' ') {
      consume(event);
      this.show(at);
    } else if (event.key === 'Delete') {
      consume(event);
      this.store.act({ kind: 'removePass', pass: at });
    }
  };

  private async focusRow(index: number): Promise<void> {
    this.virtual.getVirtualizer().scrollToIndex(index, { align: 'auto' });
    await this.updateComplete;
    this.list?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  }
}

function bar(median: number, largest: number): TemplateResult {
  const width = Number.isFinite(median) && largest > 0 ? Math.max(1, Math.round((barWidth * median) / largest)) : 0;
  return html`<svg class="bn-bar" width=${barWidth} height="5" aria-hidden="true">
    ${svg`<rect width=${width} height="5"></rect>`}
  </svg>`;
}

/** The rows of a file that is cut say more than its name, which gives way first: `many… [32:64]`. */
function batchName(batch: string): TemplateResult {
  const at = batch.lastIndexOf(' [');
  const name = at < 0 ? batch : batch.slice(0, at);
  return html`<span class="bn-batch-name"
    ><span>${name}</span>${at < 0 ? nothing : html`<span class="bn-rows">${batch.slice(at)}</span>`}</span
  >`;
}
