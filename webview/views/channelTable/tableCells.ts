import { html, nothing, type TemplateResult } from 'lit';
import type { ChannelTable, GlyphAxis } from '../../../src/session/index.js';
import { severityOfRank } from '../../../src/session/severity.js';
import { exact, gapNumber, tableNumber } from '../../kit/format.js';
import { severityIcon } from '../../kit/icon.js';
import type { Columns } from './columns.js';
import { glyph } from './glyph.js';

const untracked: readonly string[] = ['runningMean', 'runningVar', 'gap'];
const scaled: readonly string[] = ['gamma', 'beta'];
const glyphPadding = 16;

/**
 * The cells of one channel's row; none while they are not known. Without running statistics there is nothing to say about them, nor about γ and β where a
 * Linear takes their place, which is no error.
 */
export function tableCells(
  table: ChannelTable,
  row: number,
  { columns, widths }: Columns,
  axis: GlyphAxis,
  isTracked: boolean,
  hasLinear: boolean,
): TemplateResult[] {
  // Scrolled to just now.
  if (!(row in table.channel)) return [];
  const absent = (text: string, at: number): TemplateResult =>
    html`<span role="gridcell" class="bn-muted" aria-colindex=${at + 1} title=${text}>–</span>`;
  return columns.map(({ id }, at) => {
    switch (id) {
      case 'severity': {
        const severity = severityOfRank(table.severity[row]);
        return html`<span role="gridcell" aria-colindex=${at + 1}
          >${severity ? severityIcon(severity) : nothing}</span
        >`;
      }
      case 'channel':
        return html`<span role="rowheader" class="bn-channel-number" aria-colindex=${at + 1}
          >${table.channel[row]}</span
        >`;
      case 'glyph':
        return html`<span role="gridcell" class="bn-glyph-cell" aria-colindex=${at + 1}
          >${glyph(table, row, axis, Math.round(widths[at] - glyphPadding), isTracked)}</span
        >`;
      default: {
        if (!isTracked && untracked.includes(id)) return absent('Not tracked', at);
        if (hasLinear && scaled.includes(id)) return absent('A Linear takes the place of γ and β', at);
        const value = table[id][row];
        const text = id === 'gap' ? gapNumber(value) : tableNumber(value);
        const name = `${Number.isNaN(value) ? 'bn-nan' : ''} ${id === 'gap' ? 'bn-gap' : ''}`;
        return html`<span role="gridcell" class=${name} aria-colindex=${at + 1} title=${exact(value)}>${text}</span>`;
      }
    }
  });
}
