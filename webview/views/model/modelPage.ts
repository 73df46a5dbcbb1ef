import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PanelCommand } from '../../../src/protocol/index.js';
import type { ModelSummary } from '../../../src/session/index.js';
import { HostSize } from '../../charts/hostSize.js';
import { panPasses, wheelFactor, zoomPasses } from '../../charts/passes/passRange.js';
import { count, counted } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { compareButton } from './compareButton.js';
import { findingsBadge } from './findingsBadge.js';
import './layerChannels.js';
import './layerGrid.js';
import { fitColumns } from './gridColumns.js';
import { rowHeight, savedAfter, type LayerGrid } from './layerGrid.js';
import './modelFindings.js';
import { columnOfPass, filterLayers, modelRows, orderedLayers, type ModelRow } from './modelRows.js';
import { keptColumn, selectionOf, type ModelSelection } from './modelSelection.js';
import { columnText, noFindingsText, stepsText } from './modelText.js';
import { rulesFields } from './rulesFields.js';
import type { ModelUi } from '../../store/modelUi.js';
import { isOnAxis, movedColumn, stepAxis } from './stepAxis.js';
import type { StepZoom } from './stepBrush.js';

/** Height of what is not rows: header, heading, heads, ticks and the channels below. */
const besideRows = 72 + 32 + 36 + 24 + 188;
const leastRows = 12;
/** More than these lines would push the layers away. */
const mostNotices = 3;

/** The page of a model. */
@customElement('bn-model')
export class ModelPage extends PanelView {
  @property({ attribute: false }) columns: 1 | 2 | 3 = 3;
  private readonly size = new HostSize(this);
  /** As of the last rendering, for the keys. */
  private shown: readonly ModelRow[] = [];
  private most = leastRows;
  private saving: ReturnType<typeof setTimeout> | undefined;
  private isScrolled = false;

  protected override render(): TemplateResult | typeof nothing {
    const { model } = this;
    if (!model) return nothing;
    const selection = selectionOf(model, this.ui);
    const filter = filterLayers(this.ui.filter, model, selection.column);
    const order = orderedLayers(model, this.ui.order, filter.ok ? filter.test : () => true);
    const most = Math.max(leastRows, Math.floor((window.innerHeight - besideRows) / rowHeight));
    this.shown = modelRows(model.layers, order, most, this.ui.toggled);
    this.most = most;
    const findings = html`<bn-model-findings
      .store=${this.store}
      .model=${model}
      .rows=${this.columns < 3}
      .selected=${selection.finding}
      .choose=${this.chooseFinding}
      .select=${this.select}
    ></bn-model-findings>`;
    return html`${this.header(model, selection)}
      <main class="bn-model-page ${this.columns === 3 ? 'bn-model-wide' : ''}">
        ${this.columns === 3 ? html`<div class="bn-left">${findings}</div>` : nothing}
        <div class="bn-model-main" @scroll=${this.scrolled}>
          ${this.columns === 3 ? nothing : findings} ${this.notices(model)}
          ${
            model.layers.length === 0 || model.columns.steps.length === 0
              ? this.empty(model)
              : this.layers(model, selection, filter.ok ? null : filter.message)
          }
        </div>
      </main>`;
  }

  private layers(model: ModelSummary, selection: ModelSelection, objection: string | null): TemplateResult {
    const width = this.size.width - (this.columns === 3 ? 265 : 0) - 32;
    const channels = model.layers.reduce((most, layer) => Math.max(most, layer.channels), 0);
    const { columns, heat } = fitColumns(width, channels);
    const axis = stepAxis(heat, model.columns.steps.length, this.ui.zoom);
    // What a few steps leave free makes the sparkline wider.
    const spark = columns.spark > 0 ? columns.spark + Math.max(0, Math.min(heat - axis.width, 400)) : 0;
    const fitted = { ...columns, spark };
    return html`<bn-layer-grid
        .store=${this.store}
        .model=${model}
        .rows=${this.shown}
        .axis=${axis}
        .columns=${fitted}
        .selection=${selection}
        .select=${this.select}
        .open=${this.open}
        .fold=${this.fold}
        .zoom=${this.zoom}
        .most=${this.most}
        .objection=${objection}
      ></bn-layer-grid>
      <bn-layer-channels
        .store=${this.store}
        .model=${model}
        .axis=${axis}
        .columns=${fitted}
        .selection=${selection}
        .select=${this.select}
        .open=${this.open}
      ></bn-layer-channels>`;
  }

  private header(model: ModelSummary, { column }: ModelSelection): TemplateResult {
    const { steps } = model.columns;
    const { state } = this.store;
    const isRecording = state.kind === 'model' && state.isRecording === true;
    const move = (by: -1 | 1) => () => this.moveStep(by, false);
    return html`<header class="bn-header bn-model-header">
      <div class="bn-identity">
        <h1><bdi>${model.title}</bdi></h1>
        ${
          state.kind === 'model' && state.archive !== undefined
            ? html`<button
                class="bn-link"
                title=${`All tensors of ${state.archive}, to run some of them`}
                @click=${() => this.store.host({ kind: 'backToArchive' })}
              >
                Tensors
              </button>`
            : nothing
        }
        <span class="bn-muted">${counted(model.layers.length, 'BatchNorm layer')}</span>
        <span class="bn-muted">${stepsText(model.columns, this.columns === 1)}</span>
      </div>
      ${model.rules ? rulesFields(model.rules, this.store) : nothing}
      <div class="bn-model-step">
        <bn-button appearance="icon" aria-label="Previous step" title="Previous step (←)" @click=${move(-1)}
          >${icon('chevron-left')}</bn-button
        >
        <bn-button appearance="icon" aria-label="Next step" title="Next step (→)" @click=${move(1)}
          >${icon('chevron-right')}</bn-button
        >
        ${column < 0 ? nothing : html`<span><b>Step ${steps[column]}</b> of ${steps.at(-1)}</span>`}
        <span class="bn-muted" aria-live="polite"
          >${isRecording ? `recording, step ${steps.at(-1) ?? 0}` : columnText(model.columns, column)}</span
        >
      </div>
      ${compareButton(this.store)} ${findingsBadge(model, () => this.onCommand('focusFindings'))}
    </header>`;
  }

  private notices({ notices }: ModelSummary): readonly TemplateResult[] {
    const shown =
      notices.length > mostNotices
        ? [...notices.slice(0, mostNotices - 1), `${count(notices.length - mostNotices + 1)} more such notes`]
        : notices;
    return shown.map(
      (line) =>
        html`<div class="bn-notice" role="status">
          ${icon('info', 'bn-info')}<span class="bn-file-text">${line}</span>
        </div>`,
    );
  }

  /** Rows of what could not be opened say why also where nothing else is there. */
  private empty(model: ModelSummary): TemplateResult {
    return html`<div class="bn-model-empty">
      <p>${noFindingsText(model)}</p>
      <ul>
        ${model.layers.map(
          ({ name, problem }) =>
            html`<li>
              ${problem === undefined ? html`<span></span>` : icon('error', 'bn-error')}<bdi>${name}</bdi>
              <span class="bn-muted">${problem ?? 'no pass'}</span>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  private get model(): ModelSummary | null {
    const { state } = this.store;
    return state.kind === 'model' ? state.model : null;
  }
  private get ui(): ModelUi {
    return this.store.ui.model;
  }

  private change(change: Partial<ModelUi>): void {
    this.store.set({ model: { ...this.ui, ...change } });
  }

  private readonly select = (layer: number, column: number | null, channel: number | null = null): void => {
    const { model } = this;
    if (!model) return;
    const before = selectionOf(model, this.ui);
    const at = column ?? before.column;
    const { name } = model.layers[layer];
    this.change({ layer: name, column: keptColumn(model, at), finding: this.ui.finding, channel });
  };

  private readonly zoom = (zoom: StepZoom): void => this.change({ zoom });

  private zoomBy(factor: number): void {
    const { model } = this;
    if (!model) return;
    const { column } = selectionOf(model, this.ui);
    this.zoom(zoomPasses(this.ui.zoom, model.columns.steps.length, Math.max(0, column), factor));
  }

  private readonly scrolled = (event: Event): void => {
    const { scrollTop } = event.currentTarget as HTMLElement;
    // Only its own: scrolling rows is told here, too.
    if (event.target !== event.currentTarget) return;
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.change({ scroll: { ...this.ui.scroll, page: scrollTop } }), savedAfter);
  };

  /** The page is tall enough for it only when the rows are there. */
  protected override updated(): void {
    const main = this.querySelector('.bn-model-main');
    if (this.isScrolled || !main || !this.model || this.size.width === 0) return;
    this.isScrolled = true;
    const { page } = this.ui.scroll;
    requestAnimationFrame(() => (main.scrollTop = page));
  }

  private readonly chooseFinding = (index: number): void => {
    const { model } = this;
    const finding = model?.findings.at(index);
    const layer = model?.layers.find(({ name }) => name === finding?.layer);
    if (!model || !finding || !layer) return;
    const column = Math.max(0, columnOfPass(layer, finding.pass));
    this.change({
      layer: layer.name,
      column: keptColumn(model, column),
      finding: index,
      channel: finding.channel ?? null,
    });
    this.follow(column);
  };

  private readonly open = (layer: number): void => {
    const { model } = this;
    if (!model) return;
    const before = selectionOf(model, this.ui);
    const at = Math.max(0, before.column);
    const chosen = layer === before.layer ? this.ui.channel : null;
    this.select(layer, before.column, chosen);
    const { program, problem, cells } = model.layers[layer];
    const channel = chosen ?? (cells?.passes[at] ? cells.channel[at] : null);
    if (program !== undefined || problem === undefined)
      this.store.host({ kind: 'openLayer', layer, column: at, ...(channel !== null && { channel }) });
  };

  private readonly fold = (module: string): void => {
    const { toggled } = this.ui;
    this.change({ toggled: toggled.includes(module) ? toggled.filter((one) => one !== module) : [...toggled, module] });
  };

  private moveStep(by: -1 | 1, isEval: boolean): void {
    const { model } = this;
    if (!model) return;
    const { layer, column } = selectionOf(model, this.ui);
    const to = movedColumn(model.columns, column, by, isEval);
    this.select(layer, to, this.ui.channel);
    this.follow(to);
  }

  /** Moves a zoomed axis to a column beside it, and the rows to the selected one. */
  private follow(column: number): void {
    const { model, ui } = this;
    const { zoom } = ui;
    const columns = model?.columns.steps.length ?? 0;
    if (zoom && !isOnAxis({ from: zoom[0], to: zoom[1] }, column)) {
      this.zoom(panPasses(zoom, columns, column < zoom[0] ? column - zoom[0] : column - zoom[1] + 1));
    }
    void this.updateComplete.then(() => {
      const row = this.shown.findIndex(({ layers, module }) => isSelectedRow(layers, module, this.selectedLayer()));
      this.querySelector<LayerGrid>('bn-layer-grid')?.reveal(row);
      this.querySelector('.bn-model-row.bn-selected')?.scrollIntoView({ block: 'nearest' });
    });
  }

  private selectedLayer(): number {
    return this.model ? selectionOf(this.model, this.ui).layer : -1;
  }

  /** A folded module is one row, and stands for its worst layer. */
  private moveLayer(by: number): void {
    const { model, shown } = this;
    if (!model) return;
    const selection = selectionOf(model, this.ui);
    const rows = shown.filter(({ module }) => !module || module.isFolded);
    const at = rows.findIndex(({ layers }) => layers.includes(selection.layer));
    const row = rows.at(Math.max(0, Math.min(rows.length - 1, at + by)));
    if (row) this.select(row.layers[0], null);
    this.follow(selection.column);
  }

  private foldSelected(folds: boolean): void {
    const { model } = this;
    if (!model) return;
    const { layer } = selectionOf(model, this.ui);
    const row = this.shown.find(({ module, layers }) => module && layers.includes(layer));
    if (row?.module && row.module.isFolded !== folds) this.fold(row.name);
  }

  protected override onCommand(command: PanelCommand): void {
    const { model } = this;
    if (!model) return;
    const moved = (by: number): void => {
      const { finding } = selectionOf(model, this.ui);
      const all = model.findings.length;
      if (all > 0) this.chooseFinding(((finding ?? (by > 0 ? -1 : 0)) + by + all) % all);
    };
    switch (command) {
      case 'previousPass':
        this.moveStep(-1, false);
        return;
      case 'nextPass':
        this.moveStep(1, false);
        return;
      case 'previousChannel':
        this.moveLayer(-1);
        return;
      case 'nextChannel':
        this.moveLayer(1);
        return;
      case 'previousFinding':
        moved(-1);
        return;
      case 'nextFinding':
        moved(1);
        return;
      case 'clearBrush':
        this.change({ zoom: null });
        return;
      case 'focusFilter':
        return this.querySelector<HTMLElement>('.bn-model-filter')?.focus();
      case 'focusFindings':
        return this.querySelector<HTMLElement>('.bn-place')?.focus();
      default:
        return;
    }
  }

  protected override onKey(event: KeyboardEvent): void {
    const at = event.composedPath()[0];
    const isTyping = at instanceof HTMLInputElement;
    const isMenu = event.composedPath().some((one) => one instanceof HTMLElement && one.localName === 'bn-dropdown');
    if (isTyping || isMenu || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const isButton = at instanceof HTMLButtonElement || (at instanceof HTMLElement && at.localName === 'bn-button');
    const keys: Readonly<Partial<Record<string, () => void>>> = {
      ArrowLeft: () => this.moveStep(-1, event.shiftKey),
      ArrowRight: () => this.moveStep(1, event.shiftKey),
      ArrowUp: () => this.moveLayer(-1),
      ArrowDown: () => this.moveLayer(1),
      ...(!isButton && { Enter: () => this.openSelected() }),
      '[': () => this.foldSelected(true),
      ']': () => this.foldSelected(false),
      '/': () => this.onCommand('focusFilter'),
      '+': () => this.zoomBy(wheelFactor),
      '=': () => this.zoomBy(wheelFactor),
      '-': () => this.zoomBy(1 / wheelFactor),
      ...(this.ui.zoom && { Escape: () => this.zoom(null) }),
    };
    const act = keys[event.key];
    if (!act) return;
    consume(event);
    act();
  }

  private openSelected(): void {
    if (this.model) this.open(selectionOf(this.model, this.ui).layer);
  }
}

/** A module that is folded stands for its layers. */
function isSelectedRow(layers: readonly number[], module: ModelRow['module'], layer: number): boolean {
  return layers.includes(layer) && (!module || module.isFolded);
}
