import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { significant } from '../../kit/format.js';
import type { ThemeKind } from '../../kit/theme.js';
import { hiddenTable, type TableContent } from '../hiddenTable.js';
import { HostSize } from '../hostSize.js';
import { chartColours } from './chartColours.js';
import { divergingScale, type ColourScale } from './colourScale.js';
import { paintHeatmap } from './heatmap.js';
import { legendBar } from './legend.js';
import type { MatrixSpec } from './matrixSpec.js';
import { movedCell, type Cell } from './movedCell.js';

/** Right of the matrix: the legend with its numbers. */
const legend = { left: 12, thickness: 9, width: 60 } as const;
const axisRoom = 24;
const largest = 232;
/** Shorter matrices have no room for a word beside their numbers. */
const roomForLabel = 140;

/** A matrix of numbers as colours. Fires `pick` with the cell as detail on a click or Enter, where `picks` says what that does. */
@customElement('bn-matrix-plot')
export class MatrixPlot extends LitElement {
  @property({ attribute: false }) spec!: MatrixSpec; // Set by the parent's template before the first render.
  @property() theme: ThemeKind = 'dark';
  /** What choosing a cell does: `selects the channel`; empty where it does nothing. */
  @property() picks = '';
  @state() private cell: Cell | null = null;
  private readonly size = new HostSize(this);

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { spec } = this;
    const side = this.side();
    return html`<div class="bn-heading">
        <h3>${spec.title}</h3>
        <span class="bn-heading-end bn-readout" aria-live="polite">${this.readout(spec)}</span>
      </div>
      ${side > 0 ? this.picture(spec, side) : nothing}
      ${guard([spec.values, spec.title], () => hiddenTable(matrixTable(spec)))}`;
  }

  protected override updated(): void {
    const canvas = this.querySelector('canvas');
    const side = this.side();
    if (!canvas || side === 0) return;
    const colours = chartColours(this, this.theme);
    const { rows, columns, values } = this.spec;
    const heatmap = { rows, columns, values, cellWidth: side, cellHeight: side, columnGap: 0 };
    paintHeatmap(canvas, { ...heatmap, scale: this.scale() }, colours);
  }

  private scale(): ColourScale {
    return divergingScale(chartColours(this, this.theme).diverging, this.spec.limit);
  }

  private readout({ rows, columns, values, what, rowLabel, columnLabel }: MatrixSpec): TemplateResult {
    const { cell } = this;
    if (!cell || cell.row >= rows || cell.column >= columns) return html`<span class="bn-muted">${what}</span>`;
    const place =
      rowLabel === columnLabel
        ? `${cell.row}, ${cell.column}`
        : `${rowLabel} ${cell.row}, ${columnLabel} ${cell.column}`;
    return html`<span class="bn-muted">${place}</span> ${significant(values[cell.row * columns + cell.column], 3)}`;
  }

  /** Pixels of one cell. */
  private side(): number {
    const { rows, columns } = this.spec;
    const width = Math.min(largest, this.size.width - legend.width - axisRoom);
    if (rows === 0 || columns === 0 || this.size.width === 0) return 0;
    return Math.max(2, Math.floor(Math.min(width / columns, largest / rows)));
  }

  private picture(spec: MatrixSpec, side: number): TemplateResult {
    const { cell } = this;
    const [width, height] = [side * spec.columns, side * spec.rows];
    const act = this.picks === '' ? '' : ` Enter ${this.picks}.`;
    const shape =
      spec.rowLabel === spec.columnLabel
        ? `${spec.rows} ${spec.rowLabel}s`
        : `${spec.rows} ${spec.rowLabel}s by ${spec.columns} ${spec.columnLabel}s`;
    return html`<div class="bn-matrix-picture">
      <canvas aria-hidden="true"></canvas>
      <svg
        class="bn-chart ${this.picks === '' ? '' : 'bn-picks'}"
        width=${this.size.width}
        height=${height + 24}
        tabindex="0"
        role="application"
        aria-roledescription="chart"
        aria-label="${spec.title}: ${spec.what} of ${shape}. Arrow keys move over the cells.${act}"
        @pointermove=${(event: PointerEvent) => this.moved(event, side)}
        @pointerleave=${this.left}
        @blur=${this.left}
        @click=${() => this.pick()}
        @keydown=${this.key}
      >
        <g aria-hidden="true">
          ${axes(spec, side)} ${this.legend(spec, width, height)}
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

  private legend({ title, limit }: MatrixSpec, width: number, height: number): SVGTemplateResult {
    const place = {
      id: `bn-matrix-${title.replace(/\W+/g, '-')}`,
      x: axisRoom + width + legend.left,
      y: 4,
      length: height,
      thickness: legend.thickness,
      isVertical: true,
    };
    const label = (share: number): string =>
      share === 0 ? '0' : `${share > 0 ? '+' : '−'}${significant(limit, limit === 1 ? 1 : 3)}`;
    const shares = height > 30 ? [1, 0, -1] : [1];
    return svg`${legendBar(this.scale(), place)}
      ${shares.map(
        (share) =>
          svg`<text class="bn-tick" x=${place.x + legend.thickness + 5} y=${4 + ((1 - share) / 2) * height} dy=${share === 1 ? '.7em' : share === 0 ? '.35em' : '0'}>${label(share)}</text>`,
      )}`;
  }

  private moved(event: PointerEvent, side: number): void {
    if (!(event.currentTarget instanceof Element)) return;
    const { rows, columns } = this.spec;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - left - axisRoom) / side);
    const row = Math.floor((event.clientY - top - 4) / side);
    const isInside = column >= 0 && column < columns && row >= 0 && row < rows;
    this.cell = isInside ? { row, column } : null;
  }

  private pick(): void {
    if (this.picks !== '' && this.cell) this.dispatchEvent(new CustomEvent('pick', { detail: this.cell }));
  }

  private readonly left = (): void => {
    this.cell = null;
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.picks !== '' && (event.key === 'Enter' || event.key === ' ')) this.pick();
    else {
      const moved = movedCell(this.cell, event.key, this.spec);
      if (moved === undefined) return;
      this.cell = moved;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

/** The first and the last number of each axis, and between those of the columns what they count. */
function axes({ rows, columns, columnLabel }: MatrixSpec, side: number): SVGTemplateResult {
  const ticks = (size: number): number[] => (size < 2 ? [0] : [0, size - 1]);
  const middle = (index: number): number => (index + 0.5) * side;
  const [width, bottom] = [side * columns, side * rows + 14];
  return svg`${ticks(rows).map((at) => svg`<text class="bn-tick bn-end" x=${axisRoom - 6} y=${4 + middle(at)} dy=".35em">${at}</text>`)}
    ${ticks(columns).map((at) => svg`<text class="bn-tick bn-middle" x=${axisRoom + middle(at)} y=${bottom} dy=".35em">${at}</text>`)}
    ${width > roomForLabel ? svg`<text class="bn-tick bn-middle" x=${axisRoom + width / 2} y=${bottom} dy=".35em">${columnLabel}</text>` : nothing}`;
}

function matrixTable({ title, what, rows, columns, values, rowLabel, columnLabel }: MatrixSpec): TableContent {
  const places = Array.from({ length: columns }, (_, column) => column);
  const heads = rowLabel === columnLabel ? places.map(String) : places.map((column) => `${columnLabel} ${column}`);
  return {
    caption: `${title}: ${what}`,
    heads: [rowLabel, ...heads],
    rowCount: rows,
    row: (row) => [String(row), ...places.map((column) => significant(values[row * columns + column], 3))],
  };
}
