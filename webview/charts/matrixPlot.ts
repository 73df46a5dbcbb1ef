import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { significant } from '../format.js';
import type { ThemeKind } from '../theme.js';
import { chartColours } from './chartColours.js';
import { divergingScale } from './colourScale.js';
import { paintHeatmap } from './heatmap.js';
import { hiddenTable, type TableContent } from './hiddenTable.js';
import { HostSize } from './hostSize.js';
import { legendBar } from './legend.js';
import { movedCell, type Cell } from './movedCell.js';

/** Right of the matrix: the legend with its numbers. */
const legend = { left: 12, thickness: 9, width: 48 } as const;
const axisRoom = 24;
const largest = 232;

/** A square matrix of numbers from −1 to 1, such as correlations, as colours. */
@customElement('bn-matrix-plot')
export class MatrixPlot extends LitElement {
  @property() heading = '';
  @property({ type: Number }) order = 0;
  /** [order, order] */
  @property({ attribute: false }) values: Float64Array = new Float64Array();
  @property() theme: ThemeKind = 'dark';
  @state() private cell: Cell | null = null;
  private readonly size = new HostSize(this);

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { order, heading, values, cell } = this;
    const side = this.side();
    return html`<div class="bn-heading">
        <h3>${heading}</h3>
        <span class="bn-heading-end bn-readout" aria-live="polite">
          ${
            cell && cell.row < order && cell.column < order
              ? html`<span class="bn-muted">${cell.row}, ${cell.column}</span>
                  ${significant(values[cell.row * order + cell.column], 3)}`
              : html`<span class="bn-muted">correlations</span>`
          }
        </span>
      </div>
      ${side > 0 ? this.picture(side) : nothing}
      ${guard([values], () => hiddenTable(matrixTable(heading, order, values)))}`;
  }

  protected override updated(): void {
    const canvas = this.querySelector('canvas');
    const side = this.side();
    if (!canvas || side === 0) return;
    const colours = chartColours(this, this.theme);
    const { order, values } = this;
    const heatmap = { rows: order, columns: order, values, cellWidth: side, cellHeight: side, columnGap: 0 };
    paintHeatmap(canvas, { ...heatmap, scale: divergingScale(colours.diverging, 1) }, colours);
  }

  /** Pixels of one cell. */
  private side(): number {
    const room = Math.min(largest, this.size.width - legend.width - axisRoom);
    return this.order > 0 && this.size.width > 0 ? Math.max(2, Math.floor(room / this.order)) : 0;
  }

  private picture(side: number): TemplateResult {
    const { order, cell, heading } = this;
    const length = side * order;
    const scale = divergingScale(chartColours(this, this.theme).diverging, 1);
    const place = {
      id: `bn-matrix-${heading.replace(/\W+/g, '-')}`,
      x: axisRoom + length + legend.left,
      y: 4,
      length,
      thickness: legend.thickness,
      isVertical: true,
    };
    const ticks = order < 2 ? [0] : [0, order - 1];
    const middle = (index: number): number => (index + 0.5) * side;
    return html`<div class="bn-matrix-picture">
      <canvas aria-hidden="true"></canvas>
      <svg
        class="bn-chart"
        width=${this.size.width}
        height=${length + 24}
        tabindex="0"
        role="application"
        aria-roledescription="chart"
        aria-label="${heading}: correlations of ${order} channels. Arrow keys move over the cells."
        @pointermove=${(event: PointerEvent) => this.moved(event, side)}
        @pointerleave=${this.left}
        @blur=${this.left}
        @keydown=${this.key}
      >
        <g aria-hidden="true">
          ${ticks.map(
            (at) => svg`<text class="bn-tick bn-end" x=${axisRoom - 6} y=${4 + middle(at)} dy=".35em">${at}</text>
              <text class="bn-tick bn-middle" x=${axisRoom + middle(at)} y=${length + 14} dy=".35em">${at}</text>`,
          )}
          ${length > 140 ? svg`<text class="bn-tick bn-middle" x=${axisRoom + length / 2} y=${length + 14} dy=".35em">channel</text>` : nothing}
          ${legendBar(scale, place)}
          ${[1, 0, -1].map(
            (value) =>
              svg`<text class="bn-tick" x=${place.x + legend.thickness + 5} y=${4 + ((1 - value) / 2) * length} dy=${value === 1 ? '.7em' : value === 0 ? '.35em' : '0'}>${value === 1 ? '+1' : value === 0 ? '0' : '−1'}</text>`,
          )}
          ${
            cell
              ? svg`<rect class="bn-frame-halo" x=${axisRoom + cell.column * side} y=${4 + cell.row * side} width=${side} height=${side} />
                <rect class="bn-picked-frame" x=${axisRoom + cell.column * side} y=${4 + cell.row * side} width=${side} height=${side} />`
              : nothing
          }
        </g>
      </svg>
    </div>`;
  }

  private moved(event: PointerEvent, side: number): void {
    if (!(event.currentTarget instanceof Element)) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - left - axisRoom) / side);
    const row = Math.floor((event.clientY - top - 4) / side);
    const isInside = column >= 0 && column < this.order && row >= 0 && row < this.order;
    this.cell = isInside ? { row, column } : null;
  }

  private readonly left = (): void => {
    this.cell = null;
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moved = movedCell(this.cell, event.key, this.order);
    if (moved === undefined) return;
    this.cell = moved;
    event.preventDefault();
    event.stopPropagation();
  };
}

function matrixTable(caption: string, order: number, values: Float64Array): TableContent {
  const channels = Array.from({ length: order }, (_, channel) => channel);
  return {
    caption: `${caption}: correlations`,
    heads: ['channel', ...channels.map(String)],
    rowCount: order,
    row: (row) => [String(row), ...channels.map((column) => significant(values[row * order + column], 3))],
  };
}
