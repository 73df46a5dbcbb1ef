import { html, nothing, svg, type TemplateResult } from 'lit';
import type { SettingsView } from '../../../src/protocol/index.js';
import type { Explanation } from '../../../src/session/index.js';
import { exact, setting } from '../../kit/format.js';

import { isAsSet, rankRows, type RankRow } from './checkModel.js';
import { determinedText, epsText, errorText, momentumText, othersText, storedText } from './checkText.js';

export interface RankTable {
  readonly explanation: Explanation;
  readonly settings: SettingsView;
  /** |error| that a value of 1 may have. */
  readonly tolerance: number;
  readonly isAll: boolean;
  readonly showAll: () => void;
}

/** Rows that are shown before others are asked for. */
const first = 8;
const axisWidth = 120;
const tickRoom = 40;

/** Every rule by how well it fits, those together that the data cannot tell apart. */
export function rankTable({ explanation, settings, tolerance, isAll, showAll }: RankTable): TemplateResult {
  const all = rankRows(explanation, settings);
  const own = all.findIndex((row) => isOwnRow(row, settings));
  const rows = isAll ? all : all.filter((_, at) => at < first || at === own);
  const sizes = rows.map(errorOf).filter((value) => value > 0 && value < Infinity);
  const low = Math.min(tolerance, ...sizes) / 3;
  const high = Math.max(tolerance, ...sizes) * 3;
  const place = (value: number): number => {
    if (!(value > 0)) return 4;
    const share = value === Infinity ? 1 : Math.log(value / low) / Math.log(high / low);
    return 4 + Math.max(0, Math.min(1, share)) * (axisWidth - 8);
  };
  return html`<table class="bn-ranks">
      <thead>
        <tr>
          <td></td>
          <th scope="col">rule</th>
          <th scope="col">stored var</th>
          <th scope="col">momentum</th>
          <th scope="col">eps</th>
          <th scope="col" class="bn-sorted">max |err|</th>
          <td class="bn-rank-axis" aria-hidden="true">${axis(low, high, place)}</td>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => rankRow(row, settings, place(errorOf(row)), place(tolerance), row === all[own]))}
      </tbody>
    </table>
    ${
      rows.length < all.length
        ? html`<button type="button" class="bn-link" @click=${showAll}>${all.length - rows.length} more rules</button>`
        : nothing
    }
    <p class="bn-muted bn-determined">
      <span>${determinedText(explanation)}</span><span aria-hidden="true">dashed: tolerance at |y| = 1</span>
    </p>`;
}

function errorOf(row: RankRow): number {
  return row.kind === 'now' ? row.maxAbsError : row.rule.maxAbsError[0];
}

function isOwnRow(row: RankRow, settings: SettingsView): boolean {
  return row.kind === 'now' || isAsSet(row.rule, settings);
}

function rankRow(row: RankRow, settings: SettingsView, at: number, tolerance: number, isOwn: boolean): TemplateResult {
  const isNow = row.kind === 'now';
  const agrees = isNow ? row.agrees : row.rule.agrees;
  const strong = agrees || isOwn ? 'bn-strong' : '';
  const error = errorOf(row);
  const texts = isNow
    ? {
        name: `${settings.conventionName}, as set now`,
        stored: '',
        momentum: settings.momentum === null ? 'none' : setting(settings.momentum),
        eps: setting(settings.eps),
      }
    : {
        name: `${row.rule.name}${row.rule.twist === undefined ? '' : `, ${row.rule.twist}`}`,
        stored: storedText[row.rule.storedVar],
        momentum: momentumText(row.rule),
        eps: epsText(row.rule),
      };
  const others = isNow ? [] : othersText(row.group, agrees);
  return html`<tr class=${strong}>
      <td class="bn-rank-icon">
        ${
          agrees
            ? html`<span class="codicon codicon-check" role="img" aria-label="agrees"></span>`
            : isOwn
              ? html`<span
                  class="codicon codicon-debug-stackframe bn-own-rule"
                  role="img"
                  aria-label="the program's own"
                ></span>`
              : nothing
        }
      </td>
      <th scope="row" title=${texts.name}>${texts.name}</th>
      <td class="bn-muted-cell">${texts.stored}</td>
      <td class="bn-muted-cell">${texts.momentum}</td>
      <td class="bn-muted-cell">${texts.eps}</td>
      <td class="bn-strong" title=${exact(error)}>${errorText(error)}</td>
      <td class="bn-rank-axis" aria-hidden="true">
        <svg class="bn-chart" width=${axisWidth} height="20">
          ${svg`<path class="bn-eps-line" d="M${Math.round(tolerance) + 0.5} 0V20" />
            <circle class=${agrees ? 'bn-rank-agrees' : isOwn ? 'bn-rank-own' : 'bn-rank-dot'} cx=${at} cy="10" r="3.75" />`}
        </svg>
      </td>
    </tr>
    ${
      others.length === 0
        ? nothing
        : html`<tr class="bn-rank-others">
            <td></td>
            <td colspan="5">${others.map((text) => html`<span>${text}</span>`)}</td>
            <td class="bn-rank-axis bn-rank-through" aria-hidden="true">
              <div style="left:${Math.round(tolerance)}px"></div>
            </td>
          </tr>`
    }`;
}

function axis(low: number, high: number, place: (value: number) => number): TemplateResult {
  const powers: number[] = [];
  for (let power = Math.ceil(Math.log10(low)); power <= Math.log10(high); power++) {
    const last = powers.at(-1);
    if (last === undefined || place(10 ** power) - place(10 ** last) >= tickRoom) powers.push(power);
  }
  return html`<svg class="bn-chart" width=${axisWidth} height="16">
    ${powers.map((power) => {
      const label =
        power >= -3 && power <= 3 ? String(Number((10 ** power).toPrecision(1))) : `1e${power}`.replace('-', '−');
      const at = place(10 ** power);
      const anchor = at < 20 ? 'start' : at > axisWidth - 20 ? 'end' : 'middle';
      return svg`<text class="bn-tick" x=${at} y="12" text-anchor=${anchor}>${label}</text>`;
    })}
  </svg>`;
}

/** What can be seen while rules are still being fitted. */
export function progressText({
  fitted,
  rules,
  isFinished,
}: Pick<Explanation, 'fitted' | 'rules' | 'isFinished'>): string {
  return isFinished ? '' : `${fitted} of ${rules} rules fitted`;
}
