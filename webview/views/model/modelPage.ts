import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PanelCommand } from '../../../src/protocol/index.js';
import type { ModelSummary } from '../../../src/session/index.js';
import { severities } from '../../../src/session/severity.js';
import { HostSize } from '../../charts/hostSize.js';
import { count, counted } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import './layerChannels.js';
import './layerGrid.js';
import { rowHeight, type GridColumns } from './layerGrid.js';
import './modelFindings.js';
import { columnOfPass, filterLayers, modelRows, orderedLayers, type ModelRow } from './modelRows.js';
import { keptColumn, selectionOf, type ModelSelection } from './modelSelection.js';
import { columnText, noFindingsText, stepsText } from './modelText.js';
import type { ModelUi } from '../../store/modelUi.js';
import { movedColumn, stepAxis } from './stepAxis.js';

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
  private stopCommands: (() => void) | null = null;
  /** As of the last rendering, for the keys. */
  private shown: readonly ModelRow[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopCommands = this.store.onCommand((command) => this.command(command));
    document.addEventListener('keydown', this.key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopCommands?.();
    document.removeEventListener('keydown', this.key);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { model } = this;
    if (!model) return nothing;
    const selection = selectionOf(model, this.ui);
    const filter = filterLayers(this.ui.filter, model, selection.column);
    const order = orderedLayers(model, this.ui.order, filter.ok ? filter.test : () => true);
    const most = Math.max(leastRows, Math.floor((window.innerHeight - besideRows) / rowHeight));
    this.shown = modelRows(model.layers, order, most, this.ui.toggled);
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
        <div class="bn-model-main">
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
    const { columns, heat } = fitColumns(width);
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
        .objection=${objection}
      ></bn-layer-grid>
      <bn-layer-channels
        .store=${this.store}
        .model=${model}
        .axis=${axis}
        .columns=${fitted}
        .selection=${selection}
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
        <span class="bn-muted">${counted(model.layers.length, 'BatchNorm layer')}</span>
        <span class="bn-muted">${stepsText(model.columns)}</span>
      </div>
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
      ${this.badge(model)}
    </header>`;
  }

  private badge(model: ModelSummary): TemplateResult {
    const { findings } = model;
    if (findings.length === 0)
      return html`<span class="bn-badge bn-muted">${model.isComplete ? 'No findings' : 'No findings yet'}</span>`;
    const parts = severities
      .map((severity) => ({ severity, found: findings.filter((finding) => finding.severity === severity).length }))
      .filter(({ found }) => found > 0);
    return html`<button
      class="bn-badge"
      title="Go to the findings (F8 goes through them)"
      @click=${() => this.command('focusFindings')}
    >
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

  private readonly select = (layer: number, column: number | null): void => {
    const { model } = this;
    if (!model) return;
    const before = selectionOf(model, this.ui);
    const at = column ?? before.column;
    this.change({ layer: model.layers[layer].name, column: keptColumn(model, at), finding: this.ui.finding });
  };

  private readonly chooseFinding = (index: number): void => {
    const { model } = this;
    const finding = model?.findings.at(index);
    const layer = model?.layers.find(({ name }) => name === finding?.layer);
    if (!model || !finding || !layer) return;
    const column = Math.max(0, columnOfPass(layer, finding.pass));
    this.change({ layer: layer.name, column: keptColumn(model, column), finding: index });
  };

  private readonly open = (layer: number): void => {
    const { model } = this;
    if (!model) return;
    const { column } = selectionOf(model, this.ui);
    this.select(layer, column);
    const { program, problem } = model.layers[layer];
    if (program !== undefined || problem === undefined)
      this.store.host({ kind: 'openLayer', layer, column: Math.max(0, column) });
  };

  private readonly fold = (module: string): void => {
    const { toggled } = this.ui;
    this.change({ toggled: toggled.includes(module) ? toggled.filter((one) => one !== module) : [...toggled, module] });
  };

  private moveStep(by: -1 | 1, isEval: boolean): void {
    const { model } = this;
    if (!model) return;
    const { layer, column } = selectionOf(model, this.ui);
    this.select(layer, movedColumn(model.columns, column, by, isEval));
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
    void this.updateComplete.then(() =>
      this.querySelector('.bn-model-row.bn-selected')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  private foldSelected(folds: boolean): void {
    const { model } = this;
    if (!model) return;
    const { layer } = selectionOf(model, this.ui);
    const row = this.shown.find(({ module, layers }) => module && layers.includes(layer));
    if (row?.module && row.module.isFolded !== folds) this.fold(row.name);
  }

  private command(command: PanelCommand): void {
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

  private readonly key = (event: KeyboardEvent): void => {
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
      '/': () => this.command('focusFilter'),
    };
    const act = keys[event.key];
    if (!act) return;
    consume(event);
    act();
  };

  private openSelected(): void {
    if (this.model) this.open(selectionOf(this.model, this.ui).layer);
  }
}

/** Width that the heat map should have before what stands beside it is left out, and what it has at least. */
const wantedHeat = 340;
const leastHeat = 80;

/** The columns for which there is room, and what they leave to the heat map. */
export function fitColumns(width: number): { readonly columns: GridColumns; readonly heat: number } {
  const name = width < 500 ? 108 : 144;
  const base = 16 + 4 + name + 8 + 54;
  const has = { spark: true, initial: true, mode: true, off: true };
  const rest = (): number =>
    width - base - (has.spark ? 76 : 0) - (has.initial ? 52 : 0) - (has.mode ? 40 : 0) - (has.off ? 92 : 0);
  for (const one of ['spark', 'initial', 'mode', 'off'] as const) if (rest() < wantedHeat) has[one] = false;
  const { initial, mode, off } = has;
  return { columns: { name, spark: has.spark ? 68 : 0, initial, mode, off }, heat: Math.max(leastHeat, rest()) };
}
