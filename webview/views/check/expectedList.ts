import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ExpectedComparison, RankedRule } from '../../../src/session/index.js';
import { exact } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { errorText, ofWords } from './checkText.js';

export interface ExpectedList {
  readonly expectations: readonly ExpectedComparison[];
  readonly chosen: ExpectedComparison;
  /** The rule beside what is found now; undefined: none. */
  readonly rule: RankedRule | undefined;
  readonly choose: (one: ExpectedComparison) => void;
}

/** More rows than these are of no use: the first ones that fail, and the first ones at all. */
const mostRows = 200;

/** Everything that is expected, a row each: whether it agrees, how far off it is now and by another rule. */
export function expectedList({ expectations, chosen, rule, choose }: ExpectedList): TemplateResult {
  const shown = rowsOf(expectations, chosen);
  const at = shown.indexOf(chosen);
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.currentTarget instanceof HTMLElement)) return;
    const to = movedRow(event.key, at, shown.length, 8);
    if (to === null) return;
    consume(event);
    choose(shown[to]);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=row][data-row]')[to].focus();
  };
  return html`<div
      class="bn-expected-list ${rule ? '' : 'bn-no-rule'}"
      role="grid"
      aria-label="Expected"
      @keydown=${key}
    >
      <div class="bn-expected-row bn-expected-head" role="row">
        <span role="columnheader" class="bn-expected-what">max |error|</span>
        <span role="columnheader">now</span>
        <span role="columnheader" title=${rule?.name ?? ''}>${rule?.name ?? ''}</span>
      </div>
      ${shown.map((one) => row(one, one === chosen, rule, choose))}
    </div>
    ${
      shown.length < expectations.length
        ? html`<p class="bn-muted bn-more-expected">${expectations.length - shown.length} more, less far off</p>`
        : nothing
    }`;
}

/** In the order of the passes; of too many those that fail first. */
function rowsOf(
  expectations: readonly ExpectedComparison[],
  chosen: ExpectedComparison,
): readonly ExpectedComparison[] {
  if (expectations.length <= mostRows) return expectations;
  const failed = expectations.filter(({ passed }) => !passed);
  const kept = new Set([chosen, ...failed.slice(0, mostRows), ...expectations.slice(0, mostRows - failed.length)]);
  return expectations.filter((one) => kept.has(one));
}

function row(
  one: ExpectedComparison,
  isChosen: boolean,
  rule: RankedRule | undefined,
  choose: (one: ExpectedComparison) => void,
): TemplateResult {
  const { pass, mode, batch, of, passed, maxAbsError, problem } = one;
  const [error] = maxAbsError;
  const byRule = rule && of !== 'gradient' ? rule[of][pass] : NaN;
  const words = of === 'output' ? '' : ofWords[of];
  const said = [
    `pass ${pass + 1}, ${mode} ${batch}${words === '' ? '' : `, ${words}`}`,
    problem ?? `${passed ? 'agrees' : 'differs'}, largest error ${errorText(error)}`,
    ...(Number.isNaN(byRule) || !rule ? [] : [`by ${rule.name} ${errorText(byRule)}`]),
  ].join(', ');
  return html`<div
    class="bn-expected-row ${isChosen ? 'bn-selected' : ''}"
    role="row"
    data-row=${pass}
    aria-label=${said}
    aria-selected=${isChosen}
    title=${problem ?? `${batch}: ${exact(error)}`}
    tabindex=${isChosen ? 0 : -1}
    @click=${() => choose(one)}
  >
    <span class="bn-expected-what" role="gridcell"
      ><span class="bn-expected-number">${pass + 1}</span>
      <svg class="bn-expected-mark" viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
        ${
          mode === 'train'
            ? svg`<circle class="bn-train-mark bn-filled" r="3.75" />`
            : svg`<path class="bn-eval-mark bn-filled" d="M0-5 3.5 0 0 5-3.5 0Z" />`
        }
      </svg>
      <span class="bn-expected-name bn-file-text">${words === '' ? batch : html`${words}`}</span></span
    >
    <span role="gridcell" class="bn-expected-error"
      >${problem === undefined ? mark(passed) : severityIcon('error', problem)}<b
        >${problem === undefined ? errorText(error) : ''}</b
      ></span
    >
    <span role="gridcell" class="bn-expected-error"
      >${Number.isNaN(byRule) ? nothing : html`${mark(rule?.agrees === true)}${errorText(byRule)}`}</span
    >
  </div>`;
}

function mark(passed: boolean): TemplateResult {
  return passed ? icon('check', 'bn-agrees') : icon('close', 'bn-differs');
}
