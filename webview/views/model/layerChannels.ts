import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LayerChannels as Channels, ModelSummary } from '../../../src/session/index.js';
import type { ChannelPlace } from '../../../src/protocol/index.js';
import { chartColours } from '../../charts/heatmap/chartColours.js';
import { divergingScale } from '../../charts/heatmap/colourScale.js';
import type { Heatmap } from '../../charts/heatmap/heatmap.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { bracketed, count, counted, gap } from '../../kit/format.js';
import { consume } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';
import { severityMark } from '../overview/index.js';
import { channelAtStep, channelTitle } from './channelAtStep.js';
import { channelTicks, spaced, worstIn, worstOf } from './channelRows.js';
import { heatLeft, type GridColumns } from './gridColumns.js';
import './heatRow.js';
import { stepTicks } from './layerGrid.js';
import { columnOfPass } from './modelRows.js';
import type { ModelSelection } from './modelSelection.js';
import { columnAt, columnLeft, drawnRow, isOnAxis, type StepAxis } from './stepAxis.js';

const largestHeight = 128;
const leastHeight = 96;
/** Of the numbers beside the picture. */
const numbersHeight = 88;
/** Steps with values that are listed. */
const mostKept = 3;

/** All channels of the selected layer, on the axis of the layers. */
@customElement('bn-layer-channels')
export class LayerChannels extends PanelView {
  @property({ attribute: false }) model!: ModelSummary; // Set by the page's template, as the others are.
  @property({ attribute: false }) axis!: StepAxis;
  @property({ attribute: false }) columns!: GridColumns;
  @property({ attribute: false }) selection!: ModelSelection;
  @property({ attribute: false }) select!: (layer: number, column: number | null, channel?: number | null) => void;
  @property({ attribute: false }) open!: (layer: number) => void;
  /** For which layer, with which cells, they were asked for. */
  private asked: unknown = null;
  private place: ChannelPlace | null = null;
  private drawn: { readonly channels: Channels; readonly key: string; readonly heatmap: Heatmap } | null = null;

  protected override updated(): void {
    const { layer: at, column } = this.selection;
    const cells = this.model.layers.at(at)?.cells;
    if (!cells) return;
    const isAsked = this.asked === cells;
    this.asked = cells;
    if (!isAsked) this.store.host({ kind: 'modelChannels', layer: at });
    const place = cells.passes[column] ? { layer: at, column, channel: this.channel } : null;
    if (!place || (isAsked && isSamePlace(place, this.place))) return;
    this.place = place;
    this.store.host({ kind: 'modelChannel', ...place });
  }

  /** That the user has chosen, or the one that is furthest off at the step. */
  private get channel(): number {
    const { layer: at, column } = this.selection;
    const { channels, cells } = this.model.layers[at];
    const worst = cells && column >= 0 ? cells.channel[column] : 0;
    return Math.min(this.store.ui.model.channel ?? worst, Math.max(0, channels - 1));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { model, selection } = this;
    const layer = model.layers.at(selection.layer);
    if (!layer) return nothing;
    const answer = this.store.modelChannels;
    const own = answer?.layer === layer.name ? answer.channels : null;
    const channels = own?.ok && own.value.gap.length === layer.channels * model.columns.steps.length ? own.value : null;
    const isShared = layer.channels > largestHeight || this.axis.to - this.axis.from > this.axis.drawn;
    const remark = `${counted(layer.channels, 'channel')}, on the same steps, in the same colours${isShared ? '; a pixel shows its largest |gap|' : ''}`;
    return html`<div class="bn-heading">
        <h2><bdi>${layer.name}</bdi></h2>
        <span class="bn-muted bn-model-remark">${layer.problem ?? remark}</span>
        ${
          layer.program === undefined && layer.problem !== undefined
            ? nothing
            : html`<span class="bn-heading-end bn-model-actions"
                ><button
                  class="bn-link"
                  title="Run other batches through it, behind its own passes"
                  @click=${() => this.store.host({ kind: 'runFiles', layer: selection.layer })}
                >
                  Run files…</button
                ><button
                  class="bn-link"
                  aria-label=${`Debug ${layer.name}`}
                  title="Open its Debug page at this step (Enter)"
                  @click=${() => this.open(selection.layer)}
                >
                  Debug${this.columns.isNarrow ? nothing : html` <bdi>${layer.name}</bdi>`}
                </button></span
              >`
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
    const room = Math.max(leastHeight, height);
    const { channel } = this;
    const rowOf = (at: number): number => Math.floor((at * heatmap.rows) / channels.channels);
    const middle = (at: number): number => 4 + (rowOf(at) + 0.5) * heatmap.cellHeight;
    const y = 4 + rowOf(channel) * heatmap.cellHeight;
    const ticks = spaced(channelTicks(channels.channels), rowOf, 12 / heatmap.cellHeight);
    const current = isOnAxis(axis, selection.column) ? selection.column : null;
    const left = heatLeft(columns);
    const beside = Math.max(0, Math.min(y - 6, room + 30 - numbersHeight));
    const found = model.findings.filter((one) => one.layer === layer.name && one.channel !== undefined);
    return html`<div class="bn-model-channels">
      <svg
        class="bn-chart"
        width=${left + axis.width + (columns.off > 0 ? 20 : 8)}
        height=${room + 30}
        aria-hidden="true"
      >
        <text class="bn-tick" x="20" y="10">channel</text>
        ${ticks.map((tick) => svg`<text class="bn-tick bn-end" x=${left - 8} y=${middle(tick)} dy=".35em">${tick}</text>`)}
        <g transform="translate(${left} 0)">
          ${current === null ? nothing : svg`<rect class="bn-tab" x=${columnLeft(axis, current) + axis.columnWidth / 2 - 4} y="0" width="8" height="4" />`}
          <rect class="bn-frame" x="-3.5" y=${y - 0.5} width=${axis.width + 7} height=${heatmap.cellHeight + 1} />
          ${columns.off > 0 ? svg`<path class="bn-leader" d="M${axis.width + 4} ${middle(channel)}l12 ${beside + 8 - middle(channel)}" />` : nothing}
          ${found.map((one) => {
            const at = columnOfPass(layer, one.pass);
            return one.pass < 0 || isOnAxis(axis, at)
              ? severityMark(one.severity, columnLeft(axis, at), middle(one.channel ?? 0))
              : nothing;
          })}
          <g transform="translate(0 ${height + 3})">${stepTicks(axis, model, current)}</g>
        </g>
      </svg>
      <bn-heat
        style="left: ${left}px; top: 4px; width: ${axis.width}px"
        role="application"
        tabindex="0"
        aria-label=${`Channels of ${layer.name}: ${channel} is selected. Up and down move over the channels`}
        .heatmap=${heatmap}
        .theme=${this.store.theme}
        @click=${(event: MouseEvent) => this.clicked(event, channels, heatmap)}
        @keydown=${(event: KeyboardEvent) => {
          const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (by === undefined || event.altKey) return;
          consume(event);
          this.select(selection.layer, null, Math.max(0, Math.min(channels.channels - 1, channel + by)));
        }}
      ></bn-heat>
      ${columns.name >= 144 ? this.facts(channels) : nothing}
      <div
        class="bn-model-worst"
        aria-live="polite"
        style=${columns.off > 0 ? `left: ${left + axis.width + 20}px; top: ${beside}px` : ''}
      >
        ${this.numbers()}
      </div>
      ${hiddenTable({
        caption: `${layer.name}, gap of each channel at step ${model.columns.steps[selection.column]}`,
        heads: ['channel', 'gap'],
        rowCount: channels.channels,
        row: (at) => [String(at), gap(channels.gap[at * model.columns.steps.length + selection.column])],
      })}
    </div>`;
  }

  /** What the layer is given, and where its values are kept. */
  private facts({ shape, channels, kept }: Channels): TemplateResult {
    const { model, selection } = this;
    const each = shape.reduce((product, size) => product * size, 1) / channels;
    return html`<div class="bn-model-facts bn-muted">
      <span>${bracketed(shape)}</span>
      <span>${count(each)} values each</span>
      ${
        kept.length > 0
          ? html`<span>x kept at ${kept.length === 1 ? 'step' : 'steps'}</span>
              <span
                >${kept
                  .slice(-mostKept)
                  .map(
                    (column) =>
                      html`<button class="bn-link" @click=${() => this.select(selection.layer, column)}>
                        ${model.columns.steps[column]}
                      </button> `,
                  )}</span
              >`
          : nothing
      }
    </div>`;
  }

  /** Of the selected channel at the selected step, as far as they are there. */
  private numbers(): TemplateResult | typeof nothing {
    const { model, selection, store } = this;
    const answer = store.modelChannel;
    if (!model.layers[selection.layer].cells?.passes[selection.column]) {
      return html`<span class="bn-muted">no pass in this step</span>`;
    }
    const place = { ...selection, channel: this.channel };
    if (!answer || !isSamePlace(answer.of, place)) return nothing;
    const { numbers } = answer;
    if (!numbers.ok) return html`<span class="bn-muted">${numbers.failure.message}</span>`;
    return numbers.value
      ? html`<b>${channelTitle(numbers.value)}</b>${channelAtStep(numbers.value)}`
      : html`<span class="bn-muted">this pass was refused</span>`;
  }

  /** The row of a picture may stand for several channels: the worst of them at that step is meant. */
  private clicked(event: MouseEvent, channels: Channels, { rows, cellHeight }: Heatmap): void {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const column = columnAt(this.axis, event.clientX - left);
    const row = Math.max(0, Math.min(rows - 1, Math.floor((event.clientY - top) / cellHeight)));
    if (column === null) return;
    const [from, to] = [row, row + 1].map((at) => Math.floor((at * channels.channels) / rows));
    const channel = worstIn(channels, this.model.columns.steps.length, column, from, to);
    this.select(this.selection.layer, column, channel);
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

function isSamePlace(a: ChannelPlace, b: ChannelPlace | null): boolean {
  return a.layer === b?.layer && a.column === b.column && a.channel === b.channel;
}
