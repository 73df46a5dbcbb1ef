import { html, type TemplateResult } from 'lit';
import type { Check } from '../../../src/session/index.js';
import { bracketed, exact, significant } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';

/** The elements that are furthest off, worst first; each leads to its place. */
export function worstTable(
  { worst, of }: Check,
  chosen: readonly number[] | null,
  choose: (index: readonly number[]) => void,
): TemplateResult {
  const at = Math.max(
    0,
    worst.findIndex(({ index }) => index.join() === chosen?.join()),
  );
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.currentTarget instanceof HTMLElement)) return;
    const to = movedRow(event.key, at, worst.length, 5);
    if (to === null) return;
    consume(event);
    choose(worst[to].index);
    event.currentTarget.querySelectorAll<HTMLElement>('button')[to].focus();
  };
  const number = (value: number): TemplateResult =>
    html`<td class=${Number.isFinite(value) ? '' : 'bn-nan'} title=${exact(value)}>${significant(value, 5)}</td>`;
  return html`<table class="bn-worst" @keydown=${key}>
    <thead>
      <tr>
        <th scope="col">${of === 'state' ? 'row, channel' : 'index'}</th>
        <th scope="col">expected</th>
        <th scope="col">found</th>
        <th scope="col" class="bn-sorted">${icon('arrow-down')}error</th>
      </tr>
    </thead>
    <tbody>
      ${worst.map(({ index, values: [expected, found, error] }, row) => {
        const isChosen = index.join() === chosen?.join();
        const sign = error > 0 ? '+' : '';
        return html`<tr class=${isChosen ? 'bn-current' : ''} @click=${() => choose(index)}>
          <th scope="row">
            <button
              type="button"
              class="bn-link"
              tabindex=${row === at ? 0 : -1}
              aria-current=${isChosen}
              @click=${() => choose(index)}
            >
              ${bracketed(index)}
            </button>
          </th>
          ${number(expected)}${number(found)}
          <td class="bn-strong ${Number.isFinite(error) ? '' : 'bn-nan'}" title=${exact(error)}>
            ${sign}${significant(error, 4)}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
