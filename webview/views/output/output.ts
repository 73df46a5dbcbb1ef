import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Slice } from '../../../src/session/index.js';
import { chartColours } from '../../charts/heatmap/chartColours.js';
import { paintHeatmap } from '../../charts/heatmap/heatmap.js';
import { hiddenTable } from '../../charts/hiddenTable.js';
import { HostSize } from '../../charts/hostSize.js';
import { defaultAxes, stepName, withAxis } from '../../charts/sliceAxes.js';
import { exact, linearText, significant } from '../../kit/format.js';
import { PanelView } from '../../store/panelView.js';
import { currentIndex } from '../../store/pickedValue.js';
import { selectChannel } from '../../store/selection.js';
import { axisPickers, matrixToggle, pagers } from './outputControls.js';
import { hasLongEnds, outputLegend } from './outputLegend.js';
import {
  farMean,
  indexAt,
  outputModel,
  outputScales,
  placeOf,
  sliceText,
  type OutputModel,
  type OutputScale,
} from './outputModel.js';
import { moveInSlice, sliceTable } from './outputText.js';
import { picture } from './picture.js';
import { legendWidth } from './pictureSize.js';
import { stepper } from './stepper.js';
import { valueMatrix } from './valueMatrix.js';

/** Everything that a rendering is made of. */
interface Shown {
  readonly snapshot: SessionSnapshot;
  readonly model: OutputModel;
  readonly slice: Slice;
  readonly isOwn: boolean;
  /** Own scales because the mean is far from 0, not because somebody chose them. */
  readonly isFar: boolean;
  readonly scales: { readonly x: OutputScale; readonly y: OutputScale };
  /** The value that the numbers at the right are of. */
  readonly index: readonly number[];
}

/** A slice of the batch before and after the layer, as pictures or as numbers. */
@customElement('bn-output')
export class OutputView extends PanelView {
  private readonly size = new HostSize(this);
  private painted: readonly unknown[] = [];
  private scaled: { readonly key: readonly unknown[]; readonly scales: Shown['scales'] } | null = null;
  private drawn: Shown | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const { shown } = snapshot;
    const { linear } = snapshot.settings;
    const far = this.farMean(snapshot);
    const isFar = far !== null;
    const isOwn = ui.colourScale === 'own' || (ui.colourScale === 'auto' && isFar);
    const model = outputModel(snapshot, ui, this.size.width, isOwn && shown !== null ? 2 : 1);
    const slice = this.size.width > 0 ? this.store.view('slice', model.request) : undefined;
    const scales = slice && this.scalesOf(slice, isOwn, far);
    const index = currentIndex(ui, snapshot);
    this.drawn = slice && scales ? { snapshot, model, slice, isOwn, isFar, scales, index } : null;
    const failure = slice ? null : this.store.viewFailure('slice', model.request);
    this.setAttribute('aria-busy', String(!slice && !failure));
    return html`<section aria-labelledby="bn-output-title">
      <div class="bn-heading">
        <h2 id="bn-output-title">${slice?.y ? 'Output' : 'Tensor'}</h2>
        <span class="bn-muted"
          >${sliceText(model)}${slice?.normalized && linear ? html`, y = W·x̂ + b of a ${linearText(linear)} mixes all channels` : nothing}${this.drawn?.slice.y ? html`, ${this.scaleButton(this.drawn)}` : nothing}</span
        >
        <span class="bn-heading-end">${this.steppers(model)[0] ?? nothing}</span>
      </div>
      ${failure ? html`<p class="bn-muted bn-number-line">${failure.message}</p>` : nothing}
      ${
        this.drawn
          ? html`<div class="bn-output-body ${ui.showMatrix ? 'bn-with-matrix' : ''}">
              ${ui.showMatrix ? this.matrices(this.drawn) : this.pictures(this.drawn)}
              <div class="bn-output-side ${hasLongEnds(this.drawn.scales.y) ? 'bn-beside-long' : ''}">
                ${this.readout(this.drawn)} ${this.controls(model)}
              </div>
            </div>`
          : nothing
      }
      ${this.moreSteppers(model, slice)} ${this.table()}
    </section>`;
  }

  protected override updated(): void {
    const { drawn } = this;
    if (!drawn || this.store.ui.showMatrix) {
      this.painted = [];
      return;
    }
    const { slice, scales, model } = drawn;
    const colours = chartColours(this, this.store.theme);
    const key = [slice, scales, colours, model.size.cell, devicePixelRatio, this.querySelectorAll('canvas').length];
    if (key.every((part, index) => part === this.painted[index])) return;
    this.painted = key;
    for (const name of ['x', 'y'] as const) {
      const canvas = this.querySelector<HTMLCanvasElement>(`[data-picture=${name}] canvas`);
      const values = slice[name];
      if (!canvas || !values) continue;
      const { rows, columns } = slice;
      const { cell } = model.size;
      paintHeatmap(
        canvas,
        { rows, columns, values, cellWidth: cell, cellHeight: cell, columnGap: 0, scale: scales[name].scale },
        colours,
      );
    }
  }

  /** The selected channel's mean where it dwarfs the spread; null, too, where the slice goes across channels. */
  private farMean({ shown, input, settings }: SessionSnapshot): number | null {
    const { channels, sliceAxes } = this.store.ui;
    const { row, column } = sliceAxes ?? defaultAxes(input.shape.length, settings.channelAxis);
    if (row === settings.channelAxis || column === settings.channelAxis) return null;
    const numbers = this.store.view('numbers', { pass: shown, channel: channels[0] });
    return numbers?.channel === channels[0] ? farMean(numbers.mean[0], Math.sqrt(numbers.variance[0])) : null;
  }

  /** The same object as long as slice, choice and theme are the same: the pictures are painted again when it changes. */
  private scalesOf(slice: Slice, isOwn: boolean, far: number | null): Shown['scales'] {
    const { diverging } = chartColours(this, this.store.theme);
    const key = [slice, isOwn, far, diverging];
    if (!this.scaled || key.some((part, index) => part !== this.scaled?.key[index])) {
      this.scaled = { key, scales: outputScales(slice, isOwn, far, diverging) };
    }
    return this.scaled.scales;
  }

  private scaleButton({ isOwn, isFar }: Shown): TemplateResult {
    const isAutomatic = this.store.ui.colourScale === 'auto' && isFar;
    return html`<button
      type="button"
      class="bn-quiet-button"
      title=${isOwn ? 'Show both in one colour scale, so that equal colours are equal numbers' : 'Give each its own colour scale'}
      @click=${() => this.store.set({ colourScale: isOwn ? 'one' : 'own' })}
    >
      ${isOwn ? `own scales${isAutomatic ? ', |mean| > 20 σ' : ''}` : 'one colour scale'}
    </button>`;
  }

  /** One for each axis that is neither shown nor the channel's, which the whole panel selects. */
  private steppers(model: OutputModel): TemplateResult[] {
    const { axes, shape, names, index, channelAxis } = model;
    return shape.flatMap((size, axis) =>
      axis === axes.row || axis === axes.column || axis === channelAxis
        ? []
        : [
            stepper({
              name: stepName(names[axis]),
              at: index[axis],
              size,
              step: 1,
              go: (to) => this.moveTo(model, axis, to),
            }),
          ],
    );
  }

  /** Under the pictures: further indices, and which part of a large slice is shown. */
  private moreSteppers(model: OutputModel, slice: Slice | undefined): TemplateResult | typeof nothing {
    const more = this.steppers(model).slice(1);
    if (slice) more.push(...pagers(model, slice, (axis, to) => this.moveTo(model, axis, to)));
    return more.length > 0 ? html`<div class="bn-more-steppers">${more}</div>` : nothing;
  }

  private controls(model: OutputModel): TemplateResult {
    const { showMatrix } = this.store.ui;
    return html`${matrixToggle(showMatrix, () => this.store.set({ showMatrix: !showMatrix }))}
    ${axisPickers(model, (which, axis) => this.store.set({ sliceAxes: withAxis(model.axes, which, axis), hoverIndex: null }))}`;
  }

  /** Shows another index of a fixed axis, or the window that holds it; the picked value moves along. */
  private moveTo({ shape, channelAxis, index }: OutputModel, axis: number, to: number): void {
    if (axis === channelAxis) {
      selectChannel(this.store, to);
      return;
    }
    const { sliceIndex, picked } = this.store.ui;
    const moved = (from: readonly number[]): readonly number[] => from.map((at, other) => (other === axis ? to : at));
    this.store.set({
      sliceIndex: moved(sliceIndex ?? shape.map((_, other) => index[other])),
      picked: picked && moved(picked),
      hoverIndex: null,
    });
  }

  private pictures(drawn: Shown): TemplateResult {
    const { model, slice, scales, isOwn, index } = drawn;
    const { cell, isStacked } = model.size;
    const { rows, columns } = slice;
    const { hoverIndex } = this.store.ui;
    const picked = placeOf(model, slice, this.pickedIndex(drawn));
    const hovered = hoverIndex ? placeOf(model, slice, hoverIndex) : null;
    const place = placeOf(model, slice, index);
    const at = place ? place.row * columns + place.column : -1;
    const common = { rows, columns, cell, picked, hovered };
    const legend = (name: 'x' | 'y'): TemplateResult =>
      outputLegend(
        `bn-output-${name}`,
        scales[name],
        legendWidth[isOwn ? 'own' : 'one'],
        rows * cell,
        hovered ? (slice[name]?.[at] ?? NaN) : NaN,
      );
    const hasOutput = slice.y !== null;
    return html`<div
      class="bn-pictures ${isStacked ? 'bn-stacked' : ''}"
      tabindex="0"
      role="application"
      aria-roledescription="picture"
      aria-label="Values of ${sliceText(model)}. Arrows move over the values, Enter picks one."
      @pointermove=${this.moved}
      @pointerleave=${this.left}
      @click=${this.clicked}
      @keydown=${this.key}
      @blur=${this.left}
    >
      <div class="bn-picture-pair">
        ${picture({ ...common, name: 'x', caption: hasOutput ? 'x, before' : 'x' })}${isOwn && hasOutput ? legend('x') : nothing}
        ${hasOutput ? picture({ ...common, name: 'y', caption: 'y, after' }) : nothing}
      </div>
      ${legend(isOwn && hasOutput ? 'y' : 'x')}
    </div>`;
  }

  /** The value under the mouse, else the picked one: where it is, and what became of it. */
  private readout({ model, slice, index }: Shown): TemplateResult {
    const { axes, names } = model;
    const place = placeOf(model, slice, index);
    const at = place ? place.row * slice.columns + place.column : -1;
    const shown = [axes.row, axes.column].flatMap((axis) => (axis === null ? [] : [`${names[axis]} ${index[axis]}`]));
    const value = (name: string, values: Float64Array | null): TemplateResult | typeof nothing =>
      values && at >= 0
        ? html`<span title=${exact(values[at])} class=${Number.isFinite(values[at]) ? '' : 'bn-nan'}
            >${name} ${significant(values[at], 4)}</span
          >`
        : nothing;
    return html`<div class="bn-output-readout" aria-live="polite">
      ${at >= 0 ? html`<span class="bn-muted">${shown.join(', ')}</span>` : nothing}
      ${value('x', slice.x)}${value('x̂', slice.normalized)}${value('y', slice.y)}
    </div>`;
  }

  private matrices(drawn: Shown): unknown {
    const { model, slice, scales } = drawn;
    const picked = placeOf(model, slice, this.pickedIndex(drawn));
    const { axes, index } = model;
    const common = {
      rows: slice.rows,
      columns: slice.columns,
      firstRow: axes.row === null ? 0 : index[axes.row],
      firstColumn: index[axes.column],
      picked,
    };
    return guard(
      [slice, scales, picked?.row, picked?.column],
      () =>
        html`<div class="bn-matrices" @click=${this.clickedCell}>
          ${valueMatrix({ ...common, caption: slice.y ? 'x, before' : 'x', values: slice.x, scale: scales.x.scale })}
          ${slice.y ? valueMatrix({ ...common, caption: 'y, after', values: slice.y, scale: scales.y.scale }) : nothing}
        </div>`,
    );
  }

  private table(): unknown {
    const { drawn } = this;
    const hasMatrix = this.store.ui.showMatrix;
    return guard([drawn?.slice, hasMatrix], () =>
      drawn && !hasMatrix ? hiddenTable(sliceTable(drawn.model, drawn.slice)) : nothing,
    );
  }

  private pickedIndex({ snapshot }: Shown): readonly number[] {
    return currentIndex({ ...this.store.ui, hoverIndex: null }, snapshot);
  }

  private valueUnder(event: MouseEvent): readonly number[] | null {
    const { drawn } = this;
    const picture = event.target instanceof Element ? event.target.closest('[data-picture]') : null;
    if (!drawn || !picture) return null;
    const { left, top } = picture.getBoundingClientRect();
    const { cell } = drawn.model.size;
    const row = Math.floor((event.clientY - top) / cell);
    const column = Math.floor((event.clientX - left) / cell);
    const isInside = row >= 0 && column >= 0 && row < drawn.slice.rows && column < drawn.slice.columns;
    return isInside ? indexAt(drawn.model, row, column) : null;
  }

  private readonly moved = (event: PointerEvent): void => this.hover(this.valueUnder(event));

  private readonly left = (): void => this.hover(null);

  private hover(index: readonly number[] | null): void {
    if (index?.join() !== this.store.ui.hoverIndex?.join()) this.store.set({ hoverIndex: index });
  }

  private readonly clicked = (event: MouseEvent): void => {
    const index = this.valueUnder(event);
    if (index) this.pick(index);
  };

  private readonly clickedCell = (event: Event): void => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('td[data-row]') : null;
    if (cell && this.drawn) this.pick(indexAt(this.drawn.model, Number(cell.dataset.row), Number(cell.dataset.column)));
  };

  private pick(index: readonly number[]): void {
    const channel = index[this.drawn?.model.channelAxis ?? 0];
    this.store.set({ picked: index });
    if (channel !== this.store.ui.channels[0]) selectChannel(this.store, channel);
  }

  private readonly key = (event: KeyboardEvent): void => {
    const { drawn } = this;
    const { hoverIndex } = this.store.ui;
    if (!drawn || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      if (!hoverIndex) return;
      this.pick(hoverIndex);
    } else if (event.key === 'Escape' && hoverIndex) this.hover(null);
    else {
      const moved = moveInSlice(drawn.model, drawn.slice, hoverIndex, this.pickedIndex(drawn), event.key);
      if (!moved) return;
      this.hover(moved);
    }
    event.preventDefault();
    event.stopPropagation();
  };
}
