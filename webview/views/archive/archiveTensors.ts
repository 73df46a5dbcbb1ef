import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { ArchiveView, LayerView, MemberView } from '../../../src/protocol/index.js';
import { bracketed, bytes, count, counted } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume, movedRow, withRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { archiveRows, foundMembers, type ArchiveRow } from './archiveRows.js';
import { chosenMembers, type ChosenMembers } from './chosenMembers.js';
import { memberText, obstacle } from './memberText.js';
import { rowChoice } from './rowChoice.js';

const rowHeight = 22;
const hint = 'A click opens one; its box, Ctrl or Shift choose several to run as batches';

/**
 * The tensors of an archive as a tree: one is opened with a click, or Enter; several are chosen by their boxes, with Ctrl,
 * Shift and Space, and run as batches. Virtual, for checkpoints have thousands.
 */
@customElement('bn-archive-tensors')
export class ArchiveTensors extends PanelView {
  @property({ attribute: false }) archive!: ArchiveView; // Set by the parent's template before the first render.
  @state() private hovered: string | null = null;
  @query('.bn-tree-scroll') private readonly scroller!: HTMLElement | null;
  private rows: readonly ArchiveRow[] = [];
  private choice = rowChoice([], []);
  private chosen: ReadonlySet<string> = new Set();
  private made: { archive: ArchiveView; search: string; toggled: readonly string[] } | null = null;
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
    rangeExtractor: (range) => withRow(range, this.tabStop()),
  });

  protected override render(): TemplateResult {
    this.arrange();
    const { rows, archive } = this;
    const shown = rows.filter(({ kind }) => kind === 'tensor').length;
    const all = archive.members.length;
    this.chosen = new Set(this.store.ui.archiveChosen);
    const chosen = this.chosenOf();
    const virtual = this.virtual.getVirtualizer();
    virtual.setOptions({ ...virtual.options, count: rows.length });
    return html`<section class="bn-archive-tensors" aria-labelledby="bn-archive-tensors-title">
      <div class="bn-heading">
        <h2 id="bn-archive-tensors-title">Tensors</h2>
        <span class="bn-muted"
          >${this.store.ui.archiveSearch.trim() === '' ? count(all) : `${count(shown)} of ${count(all)}`}</span
        >
        ${chosen.all.length > 0 ? this.chosenLine(chosen) : html`<span class="bn-muted bn-heading-end">${hint}</span>`}
      </div>
      ${
        chosen.leftOut
          ? html`<div class="bn-notice" role="status">
              ${icon('warning', 'bn-warning')}<span class="bn-file-text">${chosen.leftOut}</span>
            </div>`
          : nothing
      }
      ${rows.length === 0 ? this.empty(all) : this.tree(virtual.getVirtualItems())}
      <p class="bn-tree-readout bn-muted bn-file-text" aria-live="polite">${this.readout()}</p>
    </section>`;
  }

  /** From the search into the list. */
  focusFirst(): void {
    if (this.rows.length > 0) void this.focusRow(0);
  }

  private empty(all: number): TemplateResult {
    return html`<p class="bn-none bn-muted">
      ${all === 0 ? 'There is no tensor in it.' : 'No tensor has all of these words.'}
      ${
        all === 0
          ? nothing
          : html`<button class="bn-link" @click=${() => this.store.set({ archiveSearch: '' })}>Show all</button>`
      }
    </p>`;
  }

  /** What is chosen, and what becomes of it. */
  private chosenLine({ all, fitting }: ChosenMembers): TemplateResult {
    return html`<span aria-live="polite">${count(all.length)} chosen</span>
      <span class="bn-heading-end bn-archive-run">
        <bn-button
          ?disabled=${fitting.length === 0}
          title="A program with a train pass for each, in the order of their names (Ctrl+Enter)"
          @click=${() => this.runChosen()}
          >Run ${count(fitting.length)} as ${fitting.length === 1 ? 'a batch' : 'batches'}</bn-button
        >
        <button class="bn-link" title="Choose none (Esc)" @click=${() => this.choose([])}>Clear</button>
      </span>`;
  }

  private tree(items: readonly { readonly index: number; readonly start: number }[]): TemplateResult {
    return html`<div
      class="bn-tree"
      role="treegrid"
      aria-label=${`Tensors of ${this.archive.name}`}
      aria-rowcount=${this.rows.length}
      aria-colcount="4"
      aria-multiselectable="true"
      @keydown=${this.key}
      @mouseleave=${() => (this.hovered = null)}
    >
      <div class="bn-tree-row bn-tree-heads" role="row" aria-hidden="true">
        <span>name</span><span>shape</span><span>dtype</span><span>size</span>
      </div>
      <div class="bn-tree-scroll" role="presentation">
        <div class="bn-virtual" role="presentation" style=${styleMap({ height: `${this.rows.length * rowHeight}px` })}>
          ${items.map(({ index, start }) => this.row(index, start))}
        </div>
      </div>
    </div>`;
  }

  private row(index: number, start: number): TemplateResult {
    const row = this.rows[index];
    const isGroup = row.kind === 'group';
    const problem = isGroup ? null : obstacle(row.member);
    const state = this.choice.stateOf(row, this.chosen);
    return html`<div
      class="bn-tree-row ${problem === null ? '' : 'bn-tree-off'} ${isGroup ? 'bn-tree-group' : ''} ${state === 'all' ? 'bn-current' : ''}"
      role="row"
      aria-rowindex=${index + 1}
      aria-level=${row.depth + 1}
      aria-expanded=${isGroup ? String(row.isOpen) : nothing}
      aria-disabled=${problem === null ? nothing : 'true'}
      aria-selected=${state === null ? nothing : String(state === 'all')}
      data-index=${index}
      tabindex=${index === this.tabStop() ? 0 : -1}
      title=${isGroup ? row.key : memberText(row.member)}
      style=${styleMap({ transform: `translateY(${start}px)`, '--bn-depth': String(row.depth) })}
      @click=${(event: MouseEvent) => this.clicked(event, index)}
      @mouseenter=${() => (this.hovered = row.key)}
      @focus=${() => this.store.set({ archiveRow: row.key })}
    >
      <span role="gridcell" class="bn-tree-name">
        <span
          class="bn-tree-box codicon ${state === 'all' ? 'codicon-check' : state === 'some' ? 'codicon-dash' : ''} ${state === null ? 'bn-tree-boxless' : ''}"
          aria-hidden="true"
        ></span>
        ${isGroup ? icon(row.isOpen ? 'chevron-down' : 'chevron-right') : icon(symbolOf(row.member))}
        <span class="bn-file-text">${row.label}</span>
      </span>
      ${isGroup ? this.groupCells(row.tensors) : this.tensorCells(row)}
    </div>`;
  }

  private groupCells(tensors: number): TemplateResult {
    return html`<span role="gridcell" class="bn-muted bn-tree-count">${counted(tensors, 'tensor')}</span>`;
  }

  private tensorCells({ member }: ArchiveRow & { kind: 'tensor' }): TemplateResult {
    const { shape, dtype, bytes: size, problem } = member;
    if (problem !== undefined)
      return html`<span role="gridcell" class="bn-tree-problem bn-file-text">${problem}</span>`;
    return html`<span role="gridcell" class="bn-tree-shape">${shape ? bracketed(shape) : ''}</span>
      <span role="gridcell" class="bn-muted">${dtype ?? ''}</span>
      <span role="gridcell" class="bn-muted bn-tree-size">${bytes(size)}</span>`;
  }

  /** Of the row under the mouse, or of the one with the focus. */
  private readout(): string {
    const key = this.hovered ?? this.store.ui.archiveRow;
    const row = this.rows.find((one) => one.key === key);
    if (!row) return '';
    return row.kind === 'group' ? `${row.key}: ${counted(row.tensors, 'tensor')}` : memberText(row.member);
  }

  private arrange(): void {
    const { archiveSearch: search, archiveToggled: toggled } = this.store.ui;
    const { made, archive } = this;
    if (made?.archive === archive && made.search === search && made.toggled === toggled) return;
    this.rows = archiveRows(archive.members, search, toggled);
    if (made && made.search !== search) this.virtual.getVirtualizer().scrollToIndex(0);
    this.made = { archive, search, toggled };
    this.choice = rowChoice(this.rows, foundMembers(archive.members, search));
  }

  private tabStop(): number {
    return Math.max(
      0,
      this.rows.findIndex(({ key }) => key === this.store.ui.archiveRow),
    );
  }

  private open(index: number): void {
    const row = this.rows[index];
    this.store.set({ archiveRow: row.key });
    if (row.kind === 'group') {
      this.toggle(row.key);
      return;
    }
    if (obstacle(row.member) !== null) return;
    const layer = this.layer()?.name;
    this.store.host({ kind: 'openTensor', member: row.member.name, ...(layer !== undefined && { layer }) });
  }

  /** The one that tensors run through. */
  private layer(): LayerView | undefined {
    const { archiveLayer } = this.store.ui;
    return this.archive.layers.find(({ name, problem }) => name === archiveLayer && problem === undefined);
  }

  /** The box, and a click with a modifier, choose; any other opens. */
  private clicked(event: MouseEvent, index: number): void {
    const row = this.rows[index];
    const isBox = (event.target as HTMLElement).classList.contains('bn-tree-box');
    const start = this.rows[this.tabStop()];
    if (event.shiftKey) this.choose(this.choice.extended(start, row, this.store.ui.archiveChosen));
    else if (isBox || event.ctrlKey || event.metaKey)
      this.choose(this.choice.toggled(row, this.store.ui.archiveChosen));
    else {
      this.open(index);
      return;
    }
    void this.focusRow(index);
  }

  private choose(archiveChosen: readonly string[]): void {
    this.store.set({ archiveChosen });
  }

  private chosenOf(): ChosenMembers {
    return chosenMembers(this.archive, this.store.ui.archiveChosen, this.layer());
  }

  private runChosen(): void {
    const layer = this.layer()?.name;
    const members = this.chosenOf().fitting.map(({ name }) => name);
    if (members.length > 0) this.store.host({ kind: 'runMembers', members, ...(layer !== undefined && { layer }) });
  }

  private toggle(key: string): void {
    const { archiveToggled } = this.store.ui;
    const others = archiveToggled.filter((one) => one !== key);
    this.store.set({ archiveToggled: others.length < archiveToggled.length ? others : [...others, key] });
  }

  private readonly key = (event: KeyboardEvent): void => {
    const element = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    if (!element || event.altKey) return;
    const at = Number(element.dataset.index);
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'a') this.choose(this.choice.all());
      else if (event.key === 'Enter') this.runChosen();
      else return;
      consume(event);
      return;
    }
    const row = this.rows[at];
    const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / rowHeight) - 1);
    const to = movedRow(event.key, at, this.rows.length, page) ?? this.sideways(event.key, at);
    const chosen = this.store.ui.archiveChosen;
    if (to !== null) {
      consume(event);
      if (event.shiftKey) this.choose(this.choice.extended(row, this.rows[to], chosen));
      else this.choice.forget();
      void this.focusRow(to);
    } else if (event.key === 'Enter') {
      consume(event);
      this.open(at);
    } else if (event.key === ' ') {
      consume(event);
      this.choose(this.choice.toggled(row, chosen));
    } else if (event.key === 'Escape' && chosen.length > 0) {
      consume(event);
      this.choose([]);
    } else if (row.kind === 'group' && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      consume(event);
      this.toggle(row.key);
    }
  };

  /** Left leads to the group that a row is in, right into an open group; null where it opens or closes one. */
  private sideways(key: string, at: number): number | null {
    const row = this.rows[at];
    const isOpen = row.kind === 'group' && row.isOpen;
    if (key === 'ArrowRight' && isOpen) return Math.min(this.rows.length - 1, at + 1);
    if (key !== 'ArrowLeft' || isOpen) return null;
    const parent = this.rows.findLastIndex((one, index) => index < at && one.depth < row.depth);
    return parent < 0 ? null : parent;
  }

  private async focusRow(index: number): Promise<void> {
    this.store.set({ archiveRow: this.rows[index].key });
    this.virtual.getVirtualizer().scrollToIndex(index, { align: 'auto' });
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  }
}

function symbolOf(member: MemberView): string {
  if (member.problem !== undefined) return 'circle-slash';
  return obstacle(member) === null ? 'symbol-array' : 'symbol-parameter';
}
