import { html, nothing, type TemplateResult } from 'lit';
import '../../kit/controls/filterField.js';
import type { Store } from '../../store/store.js';

/** Of a list of layers: the field, and what is wrong with its text. */
export function layerFilter(
  store: Store,
  example: string,
  comparisons: string,
  objection: string | null,
): TemplateResult {
  const { model } = store.ui;
  return html`<bn-filter-field
      class="bn-filter bn-model-filter"
      label="Filter layers"
      .example=${`name, ${example}`}
      .hint=${objection ?? `A part of the name, or a comparison: ${comparisons}, warning; joined with and, or, not (/)`}
      ?invalid=${objection !== null}
      .value=${model.filter}
      @filter=${({ detail }: CustomEvent<string>) => store.set({ model: { ...model, filter: detail } })}
    ></bn-filter-field>
    ${objection === null ? nothing : html`<span class="bn-objection bn-model-objection" role="alert">${objection}</span>`}`;
}
