import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Check, ComparedPassRequest, ExpectedSlice } from '../../../src/session/index.js';
import { chartColours } from '../../charts/heatmap/chartColours.js';
import { divergingScale, niceLimit, type ColourScale } from '../../charts/heatmap/colourScale.js';
import { paintHeatmap } from '../../charts/heatmap/heatmap.js';
import { legendBar } from '../../charts/heatmap/legend.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { HostSize } from '../../charts/hostSize.js';
import { axisNames, defaultAxes, stepName } from '../../charts/sliceAxes.js';
import { count, significant } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';

export interface ErrorImageSpec {
  readonly check: Check;
  readonly request: ComparedPassRequest;
  readonly channelAxis: number;
  readonly batchAxis: number;
  /** The element that stands out. */
  readonly index: readonly number[];
}

const gap = 24;
const names = ['expected', 'found', 'error'] as const;
const captions = { expected: 'expected', found: 'found', error: 'difference' } as const;

/** What was expected, what was found, and their difference, on two axes. Fires `choose` with an index. */
@customElement('bn-error-image')
export class ErrorImage extends PanelView {
  @property({ attribute: false }) spec!: ErrorImageSpec; // Set by the parent's template before the first render.
  private readonly size = new HostSize(this);
  private shown: { readonly slice: ExpectedSlice; readonly cell: number; readonly start: readonly number[] } | null =
    null;

  protected override render(): TemplateResult | typeof nothing {
    const { check, request, channelAxis, batchAxis, index } = this.spec;
    const { shape } = check;
    const { row, column } = defaultAxes(shape.length, channelAxis);
    const lengthOf = (axis: number | null) => (axis === null ? 1 : shape[axis]);
    const room = Math.floor((this.size.width - 2 * gap) / 3);
    if (room < 24) return nothing;
    const most = { rows: Math.max(1, Math.min(160, lengthOf(row))), columns: Math.min(room, lengthOf(column)) };
    const cell = Math.max(1, Math.min(24, Math.floor(room / most.columns), Math.floor(160 / most.rows)));
    const window = { rows: Math.floor(160 / cell), columns: Math.floor(room / cell) };
    const startOf = (at: number, limit: number) => Math.floor(at / limit) * limit;
    const start = index.map((at, axis) =>
      axis === row ? startOf(at, window.rows) : axis === column ? startOf(at, window.columns) : at,
    );
    const asked = { ...request, rule: null, rowAxis: row, columnAxis: column, index: start };
    const slice = this.store.view('checkSlice', { ...asked, maxRows: window.rows, maxColumns: window.columns });
    const letters = axisNames(shape.length, channelAxis, batchAxis);
    const fixed = letters.findIndex((_, axis) => axis !== row && axis !== column && axis !== channelAxis);
    const text = index.map((at, axis) =>
      axis === row ? `${letters[axis]} ↓` : axis === column ? `${letters[axis]} →` : String(at),
    );
    this.shown = slice ? { slice, cell, start } : null;
    return html`<div class="bn-heading">
        <h2>Error image</h2>
        <code class="bn-muted">[${text.join(', ')}]</code>
        ${fixed < 0 ? nothing : this.stepper(fixed, stepName(letters[fixed]))}
      </div>
      ${slice ? this.pictures(slice, cell, row, column) : html`<p class="bn-muted bn-late">Reading the slice</p>`}
      ${slice ? hiddenTable(sliceTable(slice, index)) : nothing}`;
  }

  private pictures(slice: ExpectedSlice, cell: number, row: number | null, column: number): TemplateResult {
    const { index } = this.spec;
    const { start } = this.shown ?? { start: index };
    const [width, height] = [slice.columns * cell, slice.rows * cell];
    const picked = {
      row: row === null ? 0 : index[row] - start[row],
      column: index[column] - start[column],
    };
    const side = Math.max(7, cell + 1.5);
    const [x, y] = [(picked.column + 0.5) * cell - side / 2, (picked.row + 0.5) * cell - side / 2];
    const isInside = picked.row < slice.rows && picked.column < slice.columns;
    const { values, error } = this.scales(slice);
    return html`<div
      class="bn-error-pictures"
      tabindex="0"
      role="application"
      aria-roledescription="picture"
      aria-label="What was expected, what was found, and the difference. Arrows select the next element."
      @keydown=${(event: KeyboardEvent) => this.key(event, row, column)}
    >
      ${names.map(
        (name) =>
          html`<figure class="bn-picture">
            <figcaption class="bn-caption bn-muted">${captions[name]}</figcaption>
            <div
              class="bn-picture-values"
              data-picture=${name}
              @click=${(event: MouseEvent) => this.clicked(event, row, column)}
            >
              <canvas aria-hidden="true"></canvas>
              <svg class="bn-chart" width=${width} height=${height} aria-hidden="true">
                ${
                  isInside
                    ? svg`<rect class="bn-frame-halo" x=${x} y=${y} width=${side} height=${side} /><rect class="bn-picked-frame" x=${x} y=${y} width=${side} height=${side} />`
                    : nothing
                }
              </svg>
            </div>
          </figure>`,
      )}
      ${legend('bn-error-values', values, 96)} ${legend('bn-error-error', error, width - 64)}
    </div>`;
  }

  private stepper(axis: number, name: string): TemplateResult {
    const { check, index } = this.spec;
    const size = check.shape[axis];
    const step = (by: number, label: string, codicon: string): TemplateResult => {
      const to = index[axis] + by;
      return html`<bn-button
        appearance="icon"
        class="bn-step"
        aria-label=${label}
        title=${label}
        ?disabled=${to < 0 || to >= size}
        @click=${() => this.choose(index.with(axis, to))}
        >${icon(codicon)}</bn-button
      >`;
    };
    return html`<span class="bn-heading-end bn-stepper bn-muted"
      >${step(-1, `Previous ${name}`, 'chevron-left')}<span>${name} ${index[axis]} of ${count(size)}</span>${step(
        1,
        `Next ${name}`,
        'chevron-right',
      )}</span
    >`;
  }

  private scales({ expected, found }: ExpectedSlice): { readonly values: ColourScale; readonly error: ColourScale } {
    const { diverging } = chartColours(this, this.store.theme);
    const errors = expected.map((value, i) => found[i] - value);
    return {
      values: divergingScale(diverging, niceLimit(expected, found)),
      error: divergingScale(diverging, niceLimit(errors)),
    };
  }

  protected override updated(): void {
    if (!this.shown) return;
    const { slice, cell } = this.shown;
    const { rows, columns, expected, found } = slice;
    const colours = chartColours(this, this.store.theme);
    const { values, error } = this.scales(slice);
    const pictures = { expected, found, error: expected.map((value, i) => found[i] - value) };
    for (const name of names) {
      const canvas = this.querySelector<HTMLCanvasElement>(`[data-picture=${name}] canvas`);
      if (!canvas) continue;
      const scale = name === 'error' ? error : values;
      const size = { cellWidth: cell, cellHeight: cell, columnGap: 0 };
      paintHeatmap(canvas, { rows, columns, values: pictures[name], ...size, scale }, colours);
    }
  }

  private clicked(event: MouseEvent, row: number | null, column: number): void {
    if (!this.shown || !(event.currentTarget instanceof Element)) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const { cell, slice, start } = this.shown;
    const at = { row: Math.floor((event.clientY - top) / cell), column: Math.floor((event.clientX - left) / cell) };
    if (at.row >= slice.rows || at.column >= slice.columns) return;
    const index = [...this.spec.index];
    if (row !== null) index[row] = start[row] + at.row;
    index[column] = start[column] + at.column;
    this.choose(index);
  }

  private key(event: KeyboardEvent, row: number | null, column: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Partial<Record<string, readonly [axis: number | null, by: number]>>> = {
      ArrowLeft: [column, -1],
      ArrowRight: [column, 1],
      ArrowUp: [row, -1],
      ArrowDown: [row, 1],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const [axis, by] = move;
    if (axis === null) return;
    const to = this.spec.index[axis] + by;
    if (to >= 0 && to < this.spec.check.shape[axis]) this.choose(this.spec.index.with(axis, to));
  }

  private choose(index: readonly number[]): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: index }));
  }
}

function legend(id: string, scale: ColourScale, room: number): TemplateResult {
  const limit = significant(scale.domain[1], 3);
  const width = Math.max(32, Math.min(96, room));
  return html`<div class="bn-error-legend bn-muted" aria-hidden="true">
    −${limit}<svg class="bn-chart" width=${width} height="12">
      ${legendBar(scale, { id, x: 0, y: 2, length: width, thickness: 8, isVertical: false })}</svg
    >+${limit}
  </div>`;
}

function sliceTable({ rows, columns, expected, found }: ExpectedSlice, index: readonly number[]) {
  return {
    caption: `Elements of the slice through [${index.join(', ')}]: expected, found, error`,
    heads: ['row', 'column', 'expected', 'found', 'error'],
    rowCount: rows * columns,
    row: (at: number) => {
      const [r, c] = [Math.floor(at / columns), at % columns];
      const numbers = [expected[at], found[at], found[at] - expected[at]].map((value) => significant(value, 5));
      return [String(r), String(c), ...numbers];
    },
  };
}
