import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { LayerCells, LayerSummary, ModelSummary } from '../../../src/session/index.js';
import { chartColours } from '../../charts/heatmap/chartColours.js';
import type { ColourScale } from '../../charts/heatmap/colourScale.js';
import type { Heatmap } from '../../charts/heatmap/heatmap.js';
import { legendBar, legendTick, type LegendPlace } from '../../charts/heatmap/legend.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { panPasses, wheelFactor, zoomPasses } from '../../charts/passes/passRange.js';
import '../../kit/controls/choice.js';
import { count, counted, gap, gapNumber } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { severityMark } from '../overview/index.js';
import { columnSizes, heatLeft, type GridColumns } from './gridColumns.js';
import './heatRow.js';
import { layerFilter } from './layerFilter.js';
import { cellsOf, offOf, shownLayer, type ModelRow } from './modelRows.js';
import type { ModelSelection } from './modelSelection.js';
import { initialText, rowText, zoomText } from './modelText.js';
import { quantities, quantityOf, valuesOf, type CellQuantity } from './quantities.js';
import { cellScale, scaleEnds } from './scales.js';
import { StepBrush, type StepZoom } from './stepBrush.js';
import { columnAt, columnLeft, columnMiddle, drawnRow, isOnAxis, stepLabels, type StepAxis } from './stepAxis.js';

export const rowHeight = 20;
/** Once it has stood for so long, in ms. */
export const savedAfter = 150;
const heatHeight = 18;
const bar: LegendPlace = { id: 'bn-model-legend', x: 0, y: 6, length: 72, thickness: 8, isVertical: false };

/** What is drawn of a row, kept as long as it is made of the same. */
interface Drawn {
  readonly cells: LayerCells;
  readonly key: string;
  readonly heatmap: Heatmap;
  readonly spark: SVGTemplateResult;
}

/** Layers ranked × steps. */
@customElement('bn-layer-grid')
export class LayerGrid extends PanelView {
  @property({ attribute: false }) model!: ModelSummary; // Set by the page's template, as the others are.
  @property({ attribute: false }) rows: readonly ModelRow[] = [];
  @property({ attribute: false }) axis!: StepAxis;
  @property({ attribute: false }) columns!: GridColumns;
  @property({ attribute: false }) selection!: ModelSelection;
  @property({ attribute: false }) select!: (layer: number, column: number | null) => void;
  @property({ attribute: false }) open!: (layer: number) => void;
  @property({ attribute: false }) fold!: (module: string) => void;
  @property({ attribute: false }) zoom!: (to: StepZoom) => void;
  @property({ attribute: false }) objection: string | null = null;
  /** Rows that there is room for: of more those in sight are drawn. */
  @property({ attribute: false }) most = 0;
  @state() private top = 0;
  @state() private hovered: { readonly layer: number; readonly column: number } | null = null;
  private readonly drawn = new Map<string, Drawn>();
  private readonly brush = new StepBrush(this);
  private saving: ReturnType<typeof setTimeout> | undefined;

  /** Scrolls to a row that is out of sight. */
  reveal(row: number): void {
    const list = this.querySelector('.bn-model-rows');
    if (!list || this.rows.length <= this.most || row < 0) return;
    const room = (this.most - 1) * rowHeight;
    list.scrollTop = Math.min(row * rowHeight, Math.max(row * rowHeight - room, list.scrollTop));
  }

  protected override firstUpdated(): void {
    const list = this.querySelector('.bn-model-rows');
    if (list) list.scrollTop = this.store.ui.model.scroll.rows;
  }

  protected override render(): TemplateResult {
    const { model, columns } = this;
    const { quantity } = this.store.ui.model;
    const scale = cellScale(model, quantity, chartColours(this, this.store.theme));
    const { most, rows } = this;
    const isVirtual = rows.length > most;
    const first = isVirtual ? Math.max(0, Math.min(rows.length - most, Math.floor(this.top / rowHeight)) - 2) : 0;
    const shown = isVirtual ? rows.slice(first, first + most + 5) : rows;
    return html`${this.heading(scale)}
      <div
        class="bn-model-grid"
        style=${styleMap({ '--bn-model-columns': columnSizes(columns, this.axis.width) })}
        @wheel=${this.wheel}
        @dblclick=${() => this.zoom(null)}
      >
        ${this.heads()}
        <div
          class="bn-model-rows ${isVirtual ? 'bn-model-virtual' : ''}"
          style=${isVirtual ? `height: ${most * rowHeight}px` : ''}
          @scroll=${this.scrolled}
          role="listbox"
          aria-label="Layers"
          tabindex="0"
          aria-activedescendant=${shown.some(({ module, layers }) => !module && layers[0] === this.selection.layer) ? `bn-layer-${this.selection.layer}` : nothing}
        >
          ${
            isVirtual
              ? html`<div style="height: ${rows.length * rowHeight}px; padding-top: ${first * rowHeight}px">
                  ${shown.map((row, at) => this.row(row, scale, first + at))}
                </div>`
              : shown.map((row, at) => this.row(row, scale, at))
          }
        </div>
        ${this.rows.length === 0 ? html`<p class="bn-none bn-muted">No layer is like that.</p>` : this.ticks()}
        ${this.band()}
      </div>
      ${this.table()}`;
  }

  private heading(scale: ColourScale): TemplateResult {
    const { quantity } = this.store.ui.model;
    const { formula } = quantityOf(quantity);
    const [low, high] = scaleEnds(quantity, scale);
    return html`<div class="bn-heading bn-model-heading">
      <h2>Layers</h2>
      <span class="bn-muted">${count(this.model.layers.length)}</span>
      <bn-choice
        label="What a cell shows"
        .value=${quantity}
        .options=${quantities.map(({ value, text, formula: description }) => ({ value, text, description }))}
        @choose=${({ detail }: CustomEvent<CellQuantity>) => this.change({ quantity: detail })}
      ></bn-choice>
      ${this.zoomed()}
      <span class="bn-readout bn-ellipsis" aria-live="polite"
        >${this.readout() ?? html`<span class="bn-muted">${formula}</span>`}</span
      >
      <span class="bn-heading-end bn-legend bn-muted">
        ${this.hasNaN() ? html`<span class="bn-model-nan"></span>NaN` : nothing}
        <span class="bn-model-low">${low}</span>
        <svg class="bn-chart" width="72" height="20" aria-hidden="true">
          ${legendBar(scale, bar)}${scale.domain[0] < 0 ? legendTick(bar, 0.5) : nothing}
        </svg>
        ${high}
      </span>
      ${layerFilter(this.store, 'gap > 0.5', '|gap| > 0.5, off > 3, channels >= 64, nan', this.objection)}
    </div>`;
  }

  private zoomed(): TemplateResult | typeof nothing {
    const text = zoomText(this.model.columns, this.store.ui.model.zoom);
    return text === ''
      ? nothing
      : html`<button
          class="bn-link"
          aria-label=${`Zoomed to steps ${text}, show all`}
          title="Show all steps (Esc, or a double click)"
          @click=${() => this.zoom(null)}
        >
          ${text}
        </button>`;
  }

  private band(): TemplateResult | typeof nothing {
    const { pixels } = this.brush;
    return pixels
      ? html`<div
          class="bn-model-band"
          style="left: ${heatLeft(this.columns) + pixels[0]}px; width: ${pixels[1] - pixels[0]}px"
        ></div>`
      : nothing;
  }

  private heads(): TemplateResult {
    const { columns, axis, model, selection } = this;
    const { order } = this.store.ui.model;
    const numbers = 1 + Number(columns.off > 0) + Number(columns.initial);
    const begin = 4 + Number(columns.mode);
    const sorter = (value: 'called' | 'worst', text: string): TemplateResult =>
      html`<button
        class=${order === value ? 'bn-sorted' : ''}
        aria-pressed=${order === value}
        title=${value === 'called' ? 'In the order in which they are called first' : 'Severity, what follows, |gap|'}
        @click=${() => this.change({ order: value })}
      >
        ${order === value ? icon('arrow-down') : nothing}${text}
      </button>`;
    return html`<div class="bn-model-line bn-model-over">
        <span style=${`grid-column: ${begin} / span ${numbers}`}
          >${selection.column >= 0 ? `at step ${model.columns.steps[selection.column]}` : ''}</span
        >
      </div>
      <div class="bn-model-line bn-model-heads">
        <span class="bn-model-order"
          >${sorter('called', columns.isNarrow ? 'called' : 'as called')}${sorter('worst', columns.isNarrow ? 'worst' : 'worst first')}</span
        >
        <svg
          class="bn-chart bn-model-axis"
          width=${axis.width}
          height="20"
          aria-hidden="true"
          @pointerdown=${this.press}
        >
          <rect class="bn-model-catch" width=${axis.width} height="20" />
          ${this.strip()}${this.tab(16)}
        </svg>
        ${columns.mode ? html`<span>mode</span>` : nothing}
        ${columns.off > 0 ? html`<span>channels off</span>` : nothing}
        <span>gap, σ</span> ${columns.initial ? html`<span>initial</span>` : nothing}
        ${columns.spark > 0 ? html`<span>off, all steps</span>` : nothing}
      </div>`;
  }

  /** Train blue dashes, eval orange diamonds. */
  private strip(): SVGTemplateResult {
    const { axis, model } = this;
    const { modes } = model.columns;
    const width = Math.max(1, axis.columnWidth - (axis.columnWidth > 2 ? 1 : 0));
    let dashes = '';
    const evals: SVGTemplateResult[] = [];
    for (let column = axis.from; column < axis.to; column++) {
      const x = columnLeft(axis, column);
      if (modes[column] === 1) dashes += `M${x} 6h${width}v4h${-width}Z`;
      else evals.push(svg`<path class="bn-model-eval" d="M${x + axis.columnWidth / 2} 2.5l4 5.5l-4 5.5l-4 -5.5Z" />`);
    }
    return svg`<path class="bn-model-train" d=${dashes} />${evals}`;
  }

  private tab(y: number): SVGTemplateResult | typeof nothing {
    const { axis, selection } = this;
    if (!isOnAxis(axis, selection.column)) return nothing;
    const width = Math.max(8, axis.columnWidth);
    return svg`<rect class="bn-tab" x=${columnMiddle(axis, selection.column) - width / 2} y=${y} width=${width} height="4" />`;
  }

  private ticks(): TemplateResult {
    const { axis, model, selection } = this;
    const current = isOnAxis(axis, selection.column) ? selection.column : null;
    return html`<div class="bn-model-line bn-model-ticks">
      <span class="bn-muted">step</span>
      <svg class="bn-chart bn-model-axis" width=${axis.width} height="24" aria-hidden="true" @pointerdown=${this.press}>
        <rect class="bn-model-catch" width=${axis.width} height="24" />
        ${this.tab(0)}${stepTicks(axis, model, current)}
      </svg>
    </div>`;
  }

  private row(row: ModelRow, scale: ColourScale, at: number): TemplateResult {
    const { model, selection } = this;
    const { layers } = model;
    const shown = row.module ? (shownLayer(layers, row, selection.column) ?? row.layers[0]) : row.layers[0];
    const layer = layers[shown];
    const isSelected = row.layers.includes(selection.layer) && (!row.module || row.module.isFolded);
    const words = row.module
      ? `${row.name}, ${row.layers.length} layers${row.module.isFolded ? ', folded' : ''}; worst: ${rowText(layer, model, selection.column)}`
      : rowText(layer, model, selection.column);
    return html`<div
      class="bn-model-line bn-model-row ${isSelected ? 'bn-selected' : ''}"
      role="option"
      id=${row.module ? nothing : `bn-layer-${shown}`}
      aria-selected=${isSelected}
      aria-setsize=${this.rows.length}
      aria-posinset=${at + 1}
      @click=${(event: MouseEvent) => this.clicked(event, shown)}
      @mousemove=${(event: MouseEvent) => this.moved(event, shown)}
      @mouseleave=${() => (this.hovered = null)}
    >
      <span class="bn-hidden">${words}</span>
      <span class="bn-model-cells" aria-hidden="true"
        >${this.mark(row, layer)} ${this.name(row, shown)}
        ${layer.problem === undefined ? this.cells(row, layer, scale, isSelected) : html`<span class="bn-model-problem" title=${layer.problem}>${layer.problem}</span>`}</span
      >
    </div>`;
  }

  private mark({ module }: ModelRow, layer: LayerSummary): TemplateResult {
    if (layer.problem !== undefined) return severityIcon('error');
    if (layer.severity && !module) return severityIcon(layer.severity);
    if (layer.follows === undefined) return html`<span></span>`;
    const cause = this.model.layers[layer.follows].name;
    return html`<span class="bn-model-follows" title=${`follows from ${cause}`} aria-hidden="true">↳</span>`;
  }

  /** An option holds no control: its keys are the list's. */
  private name({ name, module, layers }: ModelRow, at: number): TemplateResult {
    if (module) {
      return html`<span
        class="bn-model-name"
        title=${module.isFolded ? 'Unfold its layers (])' : 'Fold its layers ([)'}
        @click=${(event: Event) => {
          event.stopPropagation();
          this.fold(name);
        }}
      >
        ${icon(module.isFolded ? 'chevron-right' : 'chevron-down')}<bdi>${name}</bdi>
        <span class="bn-muted">${counted(layers.length, 'layer')}</span>
      </span>`;
    }
    const dot = name.lastIndexOf('.') + 1;
    return html`<span
      class="bn-model-name"
      title=${`${name}: debug this layer (Enter)`}
      @click=${(event: Event) => {
        event.stopPropagation();
        this.open(at);
      }}
    >
      <bdi><span class="bn-muted">${name.slice(0, dot)}</span>${name.slice(dot)}</bdi>
    </span>`;
  }

  private cells(row: ModelRow, layer: LayerSummary, scale: ColourScale, isSelected: boolean): TemplateResult {
    const { columns, axis, selection } = this;
    const drawn = this.drawnOf(row, scale);
    const off = offOf(layer, selection.column);
    const value = off === null ? null : (layer.cells?.gap[selection.column] ?? null);
    return html`<span
        class="bn-model-heat ${isSelected ? 'bn-model-framed' : ''}"
        aria-busy=${drawn ? nothing : 'true'}
        @pointerdown=${this.press}
      >
        <bn-heat .heatmap=${drawn?.heatmap ?? null} .theme=${this.store.theme}></bn-heat>
        ${
          layer.severity &&
          layer.column !== undefined &&
          !row.module &&
          (layer.column < 0 || isOnAxis(axis, layer.column))
            ? html`<svg class="bn-chart" width=${axis.width} height=${rowHeight} aria-hidden="true">
                ${severityMark(layer.severity, columnLeft(axis, layer.column), rowHeight / 2)}
              </svg>`
            : nothing
        }
      </span>
      ${columns.mode ? html`<span class="bn-model-modes">${modeMarks(layer, this.model)}</span>` : nothing}
      ${columns.off > 0 ? html`<span>${off === null ? '' : html`${count(off)}<span class="bn-muted"> of ${count(layer.channels)}</span>`}</span>` : nothing}
      <span class="bn-strong ${value !== null && Number.isNaN(value) ? 'bn-nan' : ''}"
        >${value === null ? '' : gapNumber(value)}</span
      >
      ${columns.initial ? html`<span class="bn-muted">${off === null || !layer.cells ? '' : initialText(layer.cells.initial[selection.column])}</span>` : nothing}
      ${columns.spark > 0 ? html`<svg class="bn-chart bn-model-spark" width=${columns.spark} height=${rowHeight} aria-hidden="true">${drawn?.spark}</svg>` : nothing}`;
  }

  private drawnOf(row: ModelRow, scale: ColourScale): Drawn | null {
    const { axis, store, model } = this;
    const { quantity } = store.ui.model;
    const sources = row.layers.map((at) => model.layers[at].cells);
    const key = [
      quantity,
      store.theme,
      axis.from,
      axis.to,
      axis.width,
      scale.domain.join(),
      this.columns.spark,
      row.layers.join(),
    ].join('|');
    const known = this.drawn.get(row.name);
    const isSame = row.layers.length === 1 ? known?.cells === sources[0] : model.isComplete && known !== undefined;
    if (known?.key === key && isSame) return known;
    const cells = cellsOf(model.layers, row, model.columns.steps.length);
    if (!cells) return null;
    const { values, masked } = drawnRow(axis, valuesOf(cells, quantity), cells.passes);
    const heatmap: Heatmap = {
      ...{ rows: 1, columns: axis.drawn, values, masked, scale },
      ...{ cellWidth: axis.columnWidth, cellHeight: heatHeight, columnGap: 0 },
    };
    const made = { cells, key, heatmap, spark: sparkline(cells, this.columns.spark) };
    this.drawn.set(row.name, made);
    return made;
  }

  private readout(): TemplateResult | null {
    const { hovered, model } = this;
    if (!hovered) return null;
    const { name, cells } = model.layers[hovered.layer];
    if (!cells?.passes[hovered.column]) return null;
    const { steps, modes } = model.columns;
    const { quantity } = this.store.ui.model;
    const value = valuesOf(cells, quantity)[hovered.column];
    const place = `${name}, step ${steps[hovered.column]}${modes[hovered.column] === 0 ? ', eval' : ''}: `;
    const who = quantity === 'gap' ? `channel ${cells.channel[hovered.column]}, ` : '';
    return html`${place}${who}<strong>${quantityOf(quantity).say(value)}</strong>`;
  }

  private hasNaN(): boolean {
    return this.model.layers.some(({ cells }) => cells?.gap.some((value) => Number.isNaN(value)));
  }

  /** The selected layer, step by step. */
  private table(): TemplateResult | typeof nothing {
    const { model, selection } = this;
    const layer = model.layers.at(selection.layer);
    if (!layer?.cells) return nothing;
    const { cells } = layer;
    const { steps, modes } = model.columns;
    const shown = [...steps.keys()].filter((column) => cells.passes[column] > 0);
    return hiddenTable({
      caption: `${layer.name}, step by step`,
      heads: ['step', 'mode', 'gap of the worst channel', 'channel', 'channels off', 'left of the start'],
      rowCount: shown.length,
      row: (index) => {
        const at = shown[index];
        return [
          ...[String(steps[at]), modes[at] === 1 ? 'train' : 'eval', gap(cells.gap[at]), String(cells.channel[at])],
          ...[String(offOf(layer, at) ?? 0), initialText(cells.initial[at])],
        ];
      },
    });
  }

  private columnUnder(event: MouseEvent): number | null {
    const heat = (event.currentTarget as HTMLElement).querySelector('.bn-model-heat');
    return heat ? columnAt(this.axis, event.clientX - heat.getBoundingClientRect().left) : null;
  }

  private clicked(event: MouseEvent, layer: number): void {
    if (this.brush.takesClick()) return;
    this.select(layer, this.columnUnder(event));
    this.querySelector<HTMLElement>('.bn-model-rows')?.focus({ preventScroll: true });
  }

  private moved(event: MouseEvent, layer: number): void {
    const column = this.columnUnder(event);
    if (this.hovered?.column === column && this.hovered.layer === layer) return;
    this.hovered = column === null ? null : { layer, column };
  }

  private readonly press = (event: PointerEvent): void =>
    this.brush.start(event, this.axis, this.model.columns.steps.length, this.zoom);

  /** With ctrl around the mouse, as every chart; sideways along a zoomed axis. */
  private readonly wheel = (event: WheelEvent): void => {
    const { ui } = this.store;
    const columns = this.model.columns.steps.length;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const left = this.getBoundingClientRect().left + 16 + heatLeft(this.columns);
      const focus = columnAt(this.axis, event.clientX - left) ?? this.selection.column;
      this.zoom(zoomPasses(ui.model.zoom, columns, focus, event.deltaY < 0 ? wheelFactor : 1 / wheelFactor));
    } else if (ui.model.zoom && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.zoom(panPasses(ui.model.zoom, columns, Math.sign(event.deltaX)));
    }
  };

  private readonly scrolled = (event: Event): void => {
    this.top = (event.currentTarget as HTMLElement).scrollTop;
    clearTimeout(this.saving);
    this.saving = setTimeout(
      () => this.change({ scroll: { ...this.store.ui.model.scroll, rows: this.top } }),
      savedAfter,
    );
  };

  private change(change: Partial<typeof this.store.ui.model>): void {
    this.store.set({ model: { ...this.store.ui.model, ...change } });
  }
}

/** Numbers of steps under a picture, the current one in reverse. */
export function stepTicks(
  axis: StepAxis,
  { columns }: ModelSummary,
  current: number | null,
): readonly SVGTemplateResult[] {
  return stepLabels(axis, columns, current).map(({ column, x, text }) => {
    const isCurrent = column === current;
    const half = (text.length * 7 + 8) / 2;
    return svg`
      ${isCurrent ? svg`<rect class="bn-reverse" x=${x - half} y="7" width=${2 * half} height="15" rx="2" />` : nothing}
      <text class="bn-tick bn-middle ${isCurrent ? 'bn-reverse-text' : ''}" x=${x} y="14.5" dy=".35em">${text}</text>`;
  });
}

/** Modes in which the layer is called. */
function modeMarks({ cells }: LayerSummary, { columns }: ModelSummary): TemplateResult {
  const has = (mode: 0 | 1): boolean =>
    cells?.passes.some((passes, at) => passes > 0 && columns.modes[at] === mode) ?? false;
  return html`<svg
    class="bn-chart"
    width="28"
    height="20"
    role="img"
    aria-label=${[has(1) ? 'train' : '', has(0) ? 'eval' : ''].join(' ')}
  >
    ${has(1) ? svg`<circle class="bn-model-train" cx="7" cy="10" r="4" />` : nothing}
    ${has(0) ? svg`<path class="bn-model-eval" d="M21 4.5l4 5.5l-4 5.5l-4 -5.5Z" />` : nothing}
  </svg>`;
}

/** Share of the channels that are off, 0 to 1; several columns in a pixel: the largest. */
function sparkline({ shareOff, passes }: LayerCells, width: number): SVGTemplateResult {
  const points: string[] = [];
  const columns = shareOff.length;
  const pixels = Math.max(1, Math.min(width, columns));
  for (let pixel = 0; pixel < pixels; pixel++) {
    let most = -1;
    for (let at = Math.floor((pixel * columns) / pixels); at < Math.floor(((pixel + 1) * columns) / pixels); at++) {
      if (passes[at] > 0) most = Math.max(most, shareOff[at]);
    }
    if (most >= 0) points.push(`${((pixel + 0.5) * width) / pixels} ${17.5 - 15 * most}`);
  }
  return svg`<path d=${points.length > 1 ? `M${points.join('L')}` : ''} />`;
}
