import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Finding, Overview } from '../../../src/session/index.js';
import { followDrag } from '../../charts/drag.js';
import { chartColours, type ChartColours } from '../../charts/heatmap/chartColours.js';
import type { ColourScale } from '../../charts/heatmap/colourScale.js';
import { paintHeatmap } from '../../charts/heatmap/heatmap.js';
import { findingSpan } from '../../charts/passes/findingSpan.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { moveCross } from '../../charts/passes/crosshair.js';
import { columnOf, isOnAxis, passesLeft, type PassAxis } from '../../charts/passes/passAxis.js';
import { brushBand, columnInside, passCross, realPassAt } from '../../charts/passes/passMarks.js';
import { PassZoom } from '../../charts/passes/passZoom.js';
import { counted } from '../../kit/format.js';
import { listedFindings } from '../../store/listedFindings.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel, showPass } from '../../store/selection.js';
import { cellAt, inRows, shownIn } from './overviewCells.js';
import { overviewDrawing, overviewMargin } from './overviewDrawing.js';
import { overviewHeading, overviewReadout } from './overviewHeading.js';
import { overviewLabels } from './overviewLabels.js';
import { overviewQuantities, overviewScale, quantityOf, quantityText } from './overviewQuantities.js';
import {
  channelsBetween,
  firstChannelOf,
  mostHeight,
  overviewRows,
  rowAt,
  rowCentre,
  rowOf,
  type OverviewRows,
} from './overviewRows.js';

/** Channels × passes as a picture: which channel goes wrong, and when. */
@customElement('bn-overview')
export class OverviewView extends PanelView {
  private readonly passes = new PassZoom(this);
  /** Vertical pixels of a brush that is being drawn, from the picture's top. */
  @state() private channelBrush: readonly [number, number] | null = null;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  private painted: readonly unknown[] = [];
  /** The heading that was measured last. */
  private fitted = '';
  private scaled: { readonly key: readonly unknown[]; readonly scale: ColourScale } | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const { axis } = this.passes;
    const rows = overviewRows(snapshot.input.channels);
    const overview = this.overview(snapshot, axis);
    const scale = overview ? this.scaleOf(overview, chartColours(this, this.store.theme)) : null;
    this.setAttribute('aria-busy', String(!overview));
    return html`
      ${overviewHeading({
        quantity: ui.overviewQuantity,
        choose: (quantity) => this.store.set({ overviewQuantity: quantity }),
        readout: overviewReadout(this.store, snapshot),
        scale,
        pointed: overview && scale ? this.pointedShare(overview, scale, axis, rows) : null,
      })}
      ${this.passes.width > 0 ? this.chart(snapshot, axis, rows) : nothing}
      ${this.table(overview, snapshot.shown, axis)}
    `;
  }

  protected override updated(): void {
    this.fitReadout();
    const { snapshot } = this.store;
    const { canvas } = this;
    const { axis } = this.passes;
    if (!snapshot || !canvas) return;
    const overview = this.overview(snapshot, axis);
    const colours = chartColours(this, this.store.theme);
    const { rowHeight } = overviewRows(snapshot.input.channels);
    const key = [overview, colours, axis.columnWidth, passesLeft(axis), rowHeight, devicePixelRatio];
    if (!overview || key.every((part, index) => part === this.painted[index])) return;
    this.painted = key;
    canvas.style.left = `${passesLeft(axis)}px`;
    const { rows, columns } = overview;
    const columnGap = axis.columnWidth >= 8 ? 2 : 0;
    const scale = this.scaleOf(overview, colours);
    const cellWidth = axis.columnWidth;
    paintHeatmap(
      canvas,
      { rows, columns, ...inRows(overview), cellWidth, cellHeight: rowHeight, columnGap, scale },
      colours,
    );
  }

  /** A readout that is cut off would lose its end, which is what matters. */
  private fitReadout(): void {
    const heading = this.querySelector('.bn-heading');
    const readout = this.querySelector('.bn-readout');
    if (!heading || !readout) return;
    // Measuring has the whole page laid out.
    const fitted = `${this.passes.width} ${heading.textContent}`;
    if (fitted === this.fitted) return;
    this.fitted = fitted;
    heading.classList.remove('bn-tight');
    heading.classList.toggle('bn-tight', readout.scrollWidth > readout.clientWidth);
  }

  /** The picture of the passes on the axis that have run, no finer than its pixels. */
  private overview(snapshot: SessionSnapshot, axis: PassAxis): Overview | undefined {
    if (axis.from >= snapshot.computed || this.passes.width === 0) return undefined;
    const overview = this.store.view('overview', {
      quantity: this.store.ui.overviewQuantity,
      passRange: [axis.from, axis.to],
      maxRows: mostHeight,
      maxColumns: axis.passColumns,
    });
    // While the newest answer is under way an older one stands in, but not one of another quantity or size.
    const fits =
      overview?.quantity === this.store.ui.overviewQuantity &&
      overview.rows === overviewRows(snapshot.input.channels).rows;
    return fits ? overview : undefined;
  }

  private scaleOf(overview: Overview, colours: ChartColours): ColourScale {
    const key = [overview, colours];
    if (!this.scaled || key.some((part, index) => part !== this.scaled?.key[index])) {
      const visible = () =>
        overview.values.filter((_, cell) => overview.masked[Math.floor(cell / overview.rows)] === 0);
      this.scaled = { key, scale: overviewScale(overview.quantity, visible, colours) };
    }
    return this.scaled.scale;
  }

  private chart(snapshot: SessionSnapshot, axis: PassAxis, rows: OverviewRows): TemplateResult {
    const { ui } = this.store;
    const height = rows.rows * rows.rowHeight;
    const { top, bottom } = overviewMargin;
    const [channel] = ui.channels;
    const answer = snapshot.shown === null ? undefined : this.store.view('numbers', { pass: snapshot.shown, channel });
    const numbers = answer?.channel === channel ? answer : undefined;
    return html`<div class="bn-overview-plot">
      <canvas aria-hidden="true"></canvas>
      <svg class="bn-chart bn-drawing" width=${this.passes.width} height=${top + height + bottom} aria-hidden="true">
        ${guard(
          [snapshot, numbers, ui.channels, ui.overviewQuantity, ui.passZoom, ui.finding, this.passes.width],
          () => {
            const findings = listedFindings(snapshot.findings).map(({ finding }) => fromFirstPass(finding));
            const detail = (channel: number): string | null =>
              channel === numbers?.channel && snapshot.shown !== null
                ? `${quantityText(ui.overviewQuantity, quantityOf(ui.overviewQuantity, numbers))} at ${snapshot.shown < 99 ? 'pass ' : ''}${snapshot.shown + 1}`
                : null;
            const begins = ({ pass }: { pass: number }): boolean => isOnAxis(axis, pass);
            const labels = overviewLabels(findings, ui.channels, detail, rows, begins);
            const selected = snapshot.findings.at(ui.finding ?? snapshot.findings.length);
            return svg`${overviewDrawing(snapshot, findings, axis, rows, ui.channels, labels)}
            ${findingSpan(axis, selected, 1, false)}`;
          },
        )}
      </svg>
      <svg
        class="bn-chart bn-pass-chart"
        width=${this.passes.width}
        height=${top + height + bottom}
        tabindex="0"
        role="application"
        aria-roledescription="chart"
        aria-label="Overview of ${counted(rows.channels, 'channel')} over ${counted(snapshot.passes.length, 'pass', 'passes')}. Arrows move over channels and passes, Enter shows one."
        @pointermove=${this.moved}
        @pointerleave=${this.left}
        @pointerdown=${this.pressed}
        @dblclick=${this.reset}
        @wheel=${this.passes.wheel}
        @keydown=${this.key}
        @blur=${this.left}
      >
        <g aria-hidden="true">
          <rect
            class="bn-axis-zone"
            x=${axis.left}
            y=${top + height}
            width=${axis.right - axis.left}
            height=${bottom}
          />
          ${this.brushes(axis, rows)}${this.cross(axis, rows)}
          ${brushBand(this.passes.brush, top, top + height + bottom)}
        </g>
      </svg>
    </div>`;
  }

  private brushes(axis: PassAxis, rows: OverviewRows): SVGTemplateResult {
    const { top } = overviewMargin;
    const { channelBrush } = this.store.ui;
    const left = passesLeft(axis);
    const drawn = this.channelBrush;
    const chosen = channelBrush && {
      from: top + rowOf(rows, channelBrush[0]) * rows.rowHeight,
      to: top + (rowOf(rows, channelBrush[1] - 1) + 1) * rows.rowHeight,
    };
    return svg`
      ${chosen ? svg`<path class="bn-bracket" d="M${left - 2} ${chosen.from + 0.5}h-3.5V${chosen.to - 0.5}h3.5" />` : nothing}
      ${drawn ? svg`<rect class="bn-brush" x=${left} y=${top + drawn[0]} width=${axis.right - left} height=${drawn[1] - drawn[0]} />` : nothing}`;
  }

  private cross(axis: PassAxis, rows: OverviewRows): SVGTemplateResult | typeof nothing {
    const { hover } = this.store.ui;
    if (!hover) return nothing;
    const { top } = overviewMargin;
    const height = rows.rows * rows.rowHeight;
    const { pass, channel } = hover;
    const y = channel === null ? 0 : top + rowCentre(rows, channel);
    const cell = pass !== null && pass >= 0 && isOnAxis(axis, pass) ? columnInside(axis, pass) : null;
    return svg`
      ${passCross(axis, pass, top, top + height)}
      ${channel === null ? nothing : svg`<path class="bn-cross" d="M${axis.left} ${Math.floor(y) + 0.5}H${axis.right}" />`}
      ${
        channel !== null && cell
          ? svg`<rect class="bn-cell" x=${cell.x - 0.5} y=${y - rows.rowHeight / 2 - 0.5}
              width=${cell.width + 1} height=${rows.rowHeight + 1} />`
          : nothing
      }`;
  }

  private pointedShare(overview: Overview, scale: ColourScale, axis: PassAxis, rows: OverviewRows): number | null {
    const { hover } = this.store.ui;
    if (hover?.pass == null || hover.channel === null || hover.pass < axis.from || hover.pass >= axis.to) return null;
    const column = columnOf(axis, hover.pass);
    const value = overview.values[cellAt(overview, rowOf(rows, hover.channel), column)];
    return column < overview.columns && overview.masked[column] === 0 && Number.isFinite(value)
      ? scale.share(value)
      : null;
  }

  /** The column of the shown pass. */
  private table(overview: Overview | undefined, shown: number | null, axis: PassAxis): unknown {
    const { overviewQuantity: quantity } = this.store.ui;
    const column = shown !== null && isOnAxis(axis, shown) ? columnOf(axis, shown) : -1;
    const name = overviewQuantities.find(({ value }) => value === quantity)?.text ?? '';
    return guard([overview, quantity, shown, column], () => {
      if (!overview || shown === null || column < 0 || column >= overview.columns) return nothing;
      return hiddenTable({
        caption: `Overview, ${name} at pass ${shown + 1}`,
        heads: ['channel', name],
        rowCount: overview.rows,
        row: (row) => [
          String(shownIn(overview, row, column).channel),
          overview.masked[column] === 0
            ? quantityText(quantity, overview.values[cellAt(overview, row, column)])
            : 'none',
        ],
      });
    });
  }

  /** The channel and pass under the mouse; in a crowded picture those of the value that the cell shows. */
  private pointed(event: MouseEvent): { pass: number; channel: number } | null {
    const { snapshot } = this.store;
    if (!snapshot) return null;
    const { x, y } = this.passes.pointOf(event);
    const { axis } = this.passes;
    const rows = overviewRows(snapshot.input.channels);
    const inside = y - overviewMargin.top;
    const pass = realPassAt(axis, x);
    if (pass === null || inside < 0 || inside >= rows.rows * rows.rowHeight) return null;
    const row = rowAt(rows, inside);
    const overview = this.overview(snapshot, axis);
    const column = columnOf(axis, pass);
    if (!overview || column >= overview.columns) return { pass, channel: firstChannelOf(rows, row) };
    return shownIn(overview, row, column);
  }

  private readonly moved = (event: PointerEvent): void => {
    if (this.channelBrush ?? this.passes.brush) return;
    const pointed = this.pointed(event);
    const { hover } = this.store.ui;
    if (pointed?.pass === hover?.pass && pointed?.channel === hover?.channel) return;
    this.store.set({ hover: pointed });
  };

  private readonly left = (): void => {
    if (this.store.ui.hover) this.store.set({ hover: null });
  };

  private readonly pressed = (event: PointerEvent): void => {
    const { snapshot } = this.store;
    if (!snapshot) return;
    const rows = overviewRows(snapshot.input.channels);
    const { x, y } = this.passes.pointOf(event);
    const height = rows.rows * rows.rowHeight;
    const { top } = overviewMargin;
    const pointed = this.pointed(event);
    if (y >= top + height) {
      this.passes.startBrush(event, () => {
        const pass = realPassAt(this.passes.axis, x);
        if (pass !== null) showPass(this.store, pass);
      });
      return;
    }
    const inside = (at: number): number => Math.max(0, Math.min(height, at - top));
    followDrag(event, 'y', {
      moved: ({ fromY, toY }) => {
        this.channelBrush = [inside(Math.min(fromY, toY)), inside(Math.max(fromY, toY))];
      },
      ended: ({ fromY, toY }) => {
        this.channelBrush = null;
        this.store.set({ channelBrush: channelsBetween(rows, inside(fromY), inside(toY)), hover: null });
      },
      cancelled: () => {
        this.channelBrush = null;
      },
      clicked: () => {
        if (pointed) this.choose(pointed, event.ctrlKey || event.metaKey);
      },
    });
  };

  private choose({ pass, channel }: { pass: number; channel: number }, add: boolean): void {
    selectChannel(this.store, channel, add);
    if (!add) showPass(this.store, pass);
  }

  private readonly reset = (): void => this.store.set({ passZoom: null, channelBrush: null });

  private readonly key = (event: KeyboardEvent): void => {
    const { snapshot, ui } = this.store;
    if (!snapshot || event.altKey) return;
    const { hover } = ui;
    const start = { pass: Math.max(0, snapshot.shown ?? 0), channel: ui.channels[0] };
    if (event.key === 'Enter' || event.key === ' ') {
      if (!hover) return;
      const { pass, channel } = { pass: hover.pass ?? start.pass, channel: hover.channel ?? start.channel };
      this.choose({ pass, channel }, event.ctrlKey || event.metaKey);
    } else {
      if (event.ctrlKey || event.metaKey) return;
      if (this.passes.byKey(event.key, hover?.pass ?? start.pass)) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      const limits = { axis: this.passes.axis, withInit: false, channels: snapshot.input.channels };
      const moved = moveCross(hover, event.key, limits, start);
      if (moved === undefined) return;
      this.store.set({ hover: moved });
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

/** What is in the state before the first pass is marked where it first shows. */
function fromFirstPass(finding: Finding): Finding {
  return finding.pass < 0 && finding.lastPass >= 0 ? { ...finding, pass: 0 } : finding;
}

declare global {
  interface HTMLElementTagNameMap {
    'bn-overview': OverviewView;
  }
}
