import { html, nothing, type TemplateResult } from 'lit';
import type { Slice } from '../../src/session/index.js';
import '../choice.js';
import { icon } from '../icon.js';
import type { OutputModel } from './outputModel.js';
import { stepper } from './stepper.js';

export interface OutputControls {
  readonly model: OutputModel;
  readonly slice: Slice | undefined;
  readonly showsMatrix: boolean;
  readonly toggleMatrix: () => void;
  readonly chooseAxis: (which: 'row' | 'column', axis: number) => void;
  readonly steppers: readonly TemplateResult[];
  readonly page: (axis: number, to: number) => void;
}

/** Under the pictures: which axes are shown, further indices, which part of a large slice, pictures or numbers. */
export function outputControls(controls: OutputControls): TemplateResult {
  const { model, slice, showsMatrix, toggleMatrix, chooseAxis, steppers } = controls;
  const { axes, names } = model;
  const options = names.map((text, axis) => ({ value: String(axis), text, description: `axis ${axis}` }));
  const picker = (which: 'row' | 'column', axis: number, text: string): TemplateResult =>
    html`<span class="bn-axis-choice bn-muted"
      >${text}
      <bn-choice
        label=${`Axis shown as ${which}s`}
        .value=${String(axis)}
        .options=${options}
        @choose=${(event: CustomEvent<string>) => chooseAxis(which, Number(event.detail))}
      ></bn-choice
    ></span>`;
  return html`<div class="bn-output-controls">
    ${axes.row === null ? nothing : picker('row', axes.row, '↓')} ${picker('column', axes.column, '→')} ${steppers}
    ${slice ? pagers(controls, slice) : nothing}
    <bn-button
      appearance="icon"
      class="bn-matrix-toggle"
      aria-pressed=${showsMatrix}
      aria-label="Show values as numbers"
      title=${showsMatrix ? 'Show the values as pictures' : 'Show the values as numbers'}
      @click=${toggleMatrix}
      >${icon(showsMatrix ? 'symbol-color' : 'symbol-numeric')}</bn-button
    >
  </div>`;
}

/** Steps from window to window along the axes that do not fit. */
function pagers({ model, page }: OutputControls, slice: Slice): TemplateResult[] {
  const { axes, index, shape, names, size } = model;
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
