import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LayerChannels as Channels, ModelSummary } from '../../../src/session/index.js';
import { chartColours } from '../../charts/heatmap/chartColours.js';
import { divergingScale } from '../../charts/heatmap/colourScale.js';
import type { Heatmap } from '../../charts/heatmap/heatmap.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { count, counted, gap } from '../../kit/format.js';
import { PanelView } from '../../store/panelView.js';
import './heatRow.js';
import { stepTicks, type GridColumns } from './layerGrid.js';
import type { ModelSelection } from './modelSelection.js';
import { columnLeft, drawnRow, isOnAxis, isWorse, type StepAxis } from './stepAxis.js';

const largestHeight = 128;

/** All channels of the selected layer, on the axis of the layers. */
@customElement('bn-layer-channels')
export class LayerChannels extends PanelView {
  @property({ attribute: false }) model!: ModelSummary; // Set by the page's template, as the others are.
  @property({ attribute: false }) axis!: StepAxis;
  @property({ attribute: false }) columns!: GridColumns;
  @property({ attribute: false }) selection!: ModelSelection;
  @property({ attribute: false }) open!: (layer: number) => void;
  /** For which layer, with which cells, they were asked for. */
  private asked: unknown = null;
  private drawn: { readonly channels: Channels; readonly key: string; readonly heatmap: Heatmap } | null = null;

  protected override updated(): void {
    const { layer: at } = this.selection;
    const cells = this.model.layers.at(at)?.cells;
    if (!cells || this.asked === cells) return;
    this.asked = cells;
    this.store.host({ kind: 'modelChannels', layer: at });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { model, selection } = this;
    const layer = model.layers.at(selection.layer);
    if (!layer) return nothing;
    const answer = this.store.modelChannels;
    const own = answer?.layer === layer.name ? answer.channels : null;
    const channels = own?.ok && own.value.gap.length === layer.channels * model.columns.steps.length ? own.value : null;
    const isShared = layer.channels > largestHeight || model.columns.steps.length > this.axis.drawn;
    const remark = `${counted(layer.channels, 'channel')}, on the same steps, in the same colours${isShared ? '; a pixel shows its largest |gap|' : ''}`;
    return html`<div class="bn-heading">
        <h2><bdi>${layer.name}</bdi></h2>
        <span class="bn-muted bn-model-remark">${layer.problem ?? remark}</span>
        ${
          layer.program === undefined && layer.problem !== undefined
            ? nothing
            : html`<button class="bn-link bn-heading-end" @click=${() => this.open(selection.layer)}>
                Debug ${layer.name}
              </button>`
        }
      </div>
      ${own && !own.ok ? html`<p class="bn-none bn-muted">${own.failure.message}</p>` : nothing}
      ${channels ? this.picture(channels) : layer.problem === undefined && !(own && !own.ok) ? html`<div class="bn-model-waiting" aria-busy="true"></div>` : nothing}`;
  }

  private picture(channels: Channels): TemplateResult {
    const { model, selection, axis, columns } = this;
    const layer = model.layers[selection.layer];
    const { heatmap } = this.heatmapOf(channels);
    const height = heatmap.rows * heatmap.cellHeight;
    const worst = layer.cells && selection.column >= 0 ? layer.cells.channel[selection.column] : 0;
    const rowOf = (channel: number): number => Math.floor((channel * heatmap.rows) / channels.channels);
    const y = 4 + rowOf(worst) * heatmap.cellHeight;
    const ticks = spaced(channelTicks(channels.channels), rowOf, 12 / heatmap.cellHeight);
    const value = channels.gap[worst * model.columns.steps.length + selection.column];
    const current = isOnAxis(axis, selection.column) ? selection.column : null;
    const left = 20 + columns.name;
    return html`<div class="bn-model-channels">
      <svg class="bn-chart" width=${left + 8 + axis.width + 80} height=${height + 30} aria-hidden="true">
        <text class="bn-tick" x="20" y="10">channel</text>
        ${ticks.map(
          (channel) =>
            svg`<text class="bn-tick bn-end" x=${left} y=${4 + (rowOf(channel) + 0.5) * heatmap.cellHeight} dy=".35em">${channel}</text>`,
        )}
        <g transform="translate(${left + 8} 0)">
          ${current === null ? nothing : svg`<rect class="bn-tab" x=${columnLeft(axis, current) + axis.columnWidth / 2 - 4} y="0" width="8" height="4" />`}
          <rect class="bn-frame" x="-3.5" y=${y - 0.5} width=${axis.width + 7} height=${heatmap.cellHeight + 1} />
          ${columns.off ? svg`<path class="bn-leader" d="M${axis.width + 4} ${y + heatmap.cellHeight / 2}h6" />` : nothing}
          <g transform="translate(0 ${height + 3})">${stepTicks(axis, model, current)}</g>
        </g>
      </svg>
      <bn-heat style="left: ${left + 8}px; top: 4px" .heatmap=${heatmap} .theme=${this.store.theme}></bn-heat>
      <div
        class="bn-model-worst"
        style=${columns.off ? `left: ${left + 8 + axis.width + 16}px; top: ${Math.min(height - 44, Math.max(0, y - 6))}px` : ''}
      >
        <b>${worst} ${Number.isNaN(value) ? 'non-finite' : ''}</b>
        <span>gap <strong class=${Number.isNaN(value) ? 'bn-nan' : ''}>${gap(value)}</strong></span>
        <span class="bn-muted">the largest of ${count(channels.channels)} at this step</span>
      </div>
      ${hiddenTable({
        caption: `${layer.name}, gap of each channel at step ${model.columns.steps[selection.column]}`,
        heads: ['channel', 'gap'],
        rowCount: channels.channels,
        row: (channel) => [String(channel), gap(channels.gap[channel * model.columns.steps.length + selection.column])],
      })}
    </div>`;
  }

  /** Rows of whole pixels, at most 8; more channels than rows share one. */
  private heatmapOf(channels: Channels): { readonly heatmap: Heatmap } {
    const { axis, model, selection, store } = this;
    const columns = model.columns.steps.length;
    const key = [axis.from, axis.to, axis.width, store.theme].join();
    if (this.drawn?.channels === channels && this.drawn.key === key) return this.drawn;
    const passes = model.layers[selection.layer].cells?.passes ?? new Uint32Array(columns);
    const rows = Math.min(channels.channels, largestHeight);
    const values = new Float64Array(rows * axis.drawn);
    const masked = new Uint8Array(rows * axis.drawn);
    for (let row = 0; row < rows; row++) {
      const merged = worstOf(
        channels,
        columns,
        Math.floor((row * channels.channels) / rows),
        Math.floor(((row + 1) * channels.channels) / rows),
      );
      const line = drawnRow(axis, merged, passes);
      values.set(line.values, row * axis.drawn);
      masked.set(line.masked, row * axis.drawn);
    }
    const scale = divergingScale(chartColours(this, store.theme).diverging, 1);
    const cellHeight = Math.max(1, Math.min(8, Math.floor(largestHeight / rows)));
    const heatmap = {
      rows,
      columns: axis.drawn,
      values,
      masked,
      scale,
      cellWidth: axis.columnWidth,
      cellHeight,
      columnGap: 0,
    };
    this.drawn = { channels, key, heatmap };
    return this.drawn;
  }
}

/** [columns]: of these channels the largest |gap|, NaN before all. */
function worstOf({ gap: gaps }: Channels, columns: number, from: number, to: number): Float32Array {
  const worst = gaps.slice(from * columns, (from + 1) * columns);
  for (let channel = from + 1; channel < to; channel++) {
    for (let at = 0; at < columns; at++) {
      const value = gaps[channel * columns + at];
      if (isWorse(value, worst[at])) worst[at] = value;
    }
  }
  return worst;
}

/** `0, 10, 20, 31`: round numbers, and the last. */
function channelTicks(channels: number): readonly number[] {
  const every = channels <= 4 ? 1 : 10 ** Math.ceil(Math.log10(channels / 8));
  const round = Array.from({ length: Math.ceil(channels / every) }, (_, index) => index * every);
  return [...new Set([...round, channels - 1])];
}

/** From the last backwards, those that keep their distance, in rows. */
function spaced(ticks: readonly number[], rowOf: (channel: number) => number, least: number): readonly number[] {
  const kept: number[] = [];
  for (const tick of ticks.toReversed()) {
    const before = kept.at(-1);
    if (before === undefined || rowOf(before) - rowOf(tick) >= least) kept.push(tick);
  }
  return kept;
}
