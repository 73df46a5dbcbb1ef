import { html, nothing, type TemplateResult } from 'lit';
import type { Slice } from '../../../src/session/index.js';
import { icon } from '../../kit/icon.js';
import type { OutputModel } from './outputModel.js';
import { stepper } from './stepper.js';

/** Pictures or numbers. */
export function matrixToggle(showsMatrix: boolean, toggle: () => void): TemplateResult {
  return html`<button
    type="button"
    class="bn-matrix-toggle"
    aria-pressed=${showsMatrix}
    aria-label="Values as numbers"
    title=${showsMatrix ? 'Show the values as pictures' : 'Show the values as numbers'}
    @click=${toggle}
  >
    ${icon(showsMatrix ? 'symbol-color' : 'symbol-numeric')}
  </button>`;
}

/** Which axes run down and across. */
export function axisPickers(
  { axes, names }: OutputModel,
  choose: (which: 'row' | 'column', axis: number) => void,
): TemplateResult {
  const picker = (which: 'row' | 'column', shown: number, arrow: string): TemplateResult =>
    html`<select
      class="bn-axis-picker"
      aria-label=${`Axis shown as ${which}s`}
      title=${`Axis shown as ${which}s`}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLSelectElement) choose(which, Number(event.target.value));
      }}
    >
      ${names.map((name, axis) => html`<option value=${axis} .selected=${axis === shown}>${arrow} ${name}</option>`)}
    </select>`;
  return html`<span class="bn-axis-pickers">
    ${axes.row === null ? nothing : picker('row', axes.row, '↓')} ${picker('column', axes.column, '→')}
  </span>`;
}

/** Steps from window to window along the axes that do not fit. */
export function pagers(
  { axes, index, shape, names, size }: OutputModel,
  slice: Slice,
  page: (axis: number, to: number) => void,
): TemplateResult[] {
  const pager = (axis: number | null, fits: number, window: number): TemplateResult[] =>
    axis === null || fits >= shape[axis]
      ? []
      : [
          stepper({
            name: `${names[axis]} from`,
            at: index[axis],
            size: shape[axis],
            step: window,
            go: (to) => page(axis, to),
          }),
        ];
  return [...pager(axes.row, slice.rows, size.maxRows), ...pager(axes.column, slice.columns, size.maxColumns)];
}
