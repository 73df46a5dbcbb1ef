import { html, nothing, svg, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { GlyphAxis, TableColumn } from '../../../src/session/index.js';
import { icon } from '../../kit/icon.js';
import type { UiState } from '../../store/uiState.js';
import type { Column, ColumnGroup } from './columns.js';

export interface HeadsRequest {
  readonly columns: readonly Column[];
  readonly axis: GlyphAxis | null;
  readonly sort: UiState['sort'];
  readonly sortBy: (column: TableColumn) => void;
}

/** The two head rows of the channel table: groups, and columns that sort. */
export function tableHeads(request: HeadsRequest): TemplateResult {
  const { columns, axis } = request;
  return html`<div class="bn-table-heads" role="rowgroup">
    <div class="bn-table-row bn-table-groups" role="row" aria-rowindex="1">${groupsOf(columns).map(groupHead)}</div>
    <div class="bn-table-row" role="row" aria-rowindex="2">
      ${columns.map((column, at) =>
        column.id === 'glyph' ? glyphHead(axis, at) : columnHead(column, column.id, at, request),
      )}
    </div>
    <svg class="bn-definitions" width="0" height="0" aria-hidden="true">
      ${svg`<defs><pattern id="bn-stripes" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="bn-stripes-back" width="4" height="4"></rect><rect class="bn-stripes-front" width="2" height="4"></rect>
      </pattern></defs>`}
    </svg>
  </div>`;
}

interface Group {
  readonly group: ColumnGroup | 'glyph' | null;
  readonly from: number;
  span: number;
}

function groupsOf(columns: readonly Column[]): readonly Group[] {
  const groups: Group[] = [];
  columns.forEach(({ id, group: of }, from) => {
    const group = id === 'glyph' ? id : of;
    const last = groups.at(-1);
    if (last?.group === group) last.span += 1;
    else groups.push({ group, from, span: 1 });
  });
  return groups;
}

function groupHead({ group, from, span }: Group): TemplateResult {
  const style = styleMap({ gridColumn: `span ${span}` });
  if (!group) {
    return html`<span role="gridcell" aria-colindex=${from + 1} aria-colspan=${span} style=${style}></span>`;
  }
  return html`<span
    role="columnheader"
    class="bn-group bn-group-${group}"
    aria-colindex=${from + 1}
    aria-colspan=${span}
    style=${style}
    ><span>${group === 'glyph' ? 'mean ± σ' : group}</span></span
  >`;
}

function columnHead(
  { head, hint, group }: Column,
  id: TableColumn,
  at: number,
  { sort, sortBy }: HeadsRequest,
): TemplateResult {
  const isSorted = sort.column === id;
  const name = id === 'severity' ? 'finding' : id === 'channel' ? 'channel' : `${group ?? ''} ${head}`.trim();
  return html`<span
    role="columnheader"
    class="bn-head ${isSorted ? 'bn-sorted' : ''}"
    aria-colindex=${at + 1}
    aria-sort=${isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
    ><button
      title=${`${hint}. Sort${id === 'gap' ? ' by magnitude' : ''}`}
      aria-label=${`${name}, sort`}
      @click=${() => sortBy(id)}
    >
      ${isSorted ? icon(sort.descending ? 'arrow-down' : 'arrow-up') : nothing}${head}
    </button></span
  >`;
}

function glyphHead(axis: GlyphAxis | null, at: number): TemplateResult {
  const ticks = axis ? [axis.from, (axis.from + axis.to) / 2, axis.to] : [];
  return html`<span role="columnheader" class="bn-glyph-head" aria-colindex=${at + 1} aria-label="mean ± σ">
    ${ticks.map((value) => html`<span>${tick(value)}</span>`)}
  </span>`;
}

/** At most four characters and a sign: three such have to stand over 66 px. */
function tick(value: number): string {
  const shortest = String(Number(value.toPrecision(3)));
  const text = shortest.length > 5 ? value.toExponential(0).replace('e+', 'e') : shortest;
  return text.replaceAll('-', '−');
}
