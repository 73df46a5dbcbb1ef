import { html, nothing, type TemplateResult } from 'lit';
import type { CheckedElement, RankedRule } from '../../../src/session/index.js';
import { bracketed, setting, significant } from '../../kit/format.js';

/**
 * Why an element differs: the formula with the numbers of both sides, what stands apart between them in bold.
 * @param isTrain whether batch statistics normalize
 */
export function elementTerms(
  { values: [x, expected], found, ofRule, channel }: CheckedElement,
  index: readonly number[],
  rule: RankedRule | undefined,
  isTrain: boolean,
): TemplateResult {
  const role = isTrain ? 'bn-batch' : 'bn-running';
  const differs = (at: number): boolean =>
    found !== null && ofRule !== null && Math.abs(found[at] - ofRule[at]) > 1e-6 * Math.abs(found[at]);
  const digits = (value: number, at: number): string =>
    at === 3 ? setting(Number(value.toPrecision(5))) : significant(value, 4);
  const number = (numbers: Float64Array, at: number, isRight: boolean): TemplateResult => {
    const tone = at === 1 || at === 2 ? role : '';
    const text = digits(numbers[at], at);
    return isRight && differs(at) ? html`<b class=${tone}>${text}</b>` : html`<span class=${tone}>${text}</span>`;
  };
  const terms = (numbers: Float64Array, isRight: boolean): TemplateResult =>
    html`${number(numbers, 0, isRight)}·(${significant(x, 4)} −
    ${number(numbers, 1, isRight)})/√(${number(numbers, 2, isRight)} + ${number(numbers, 3, isRight)}) +
    ${number(numbers, 4, isRight)}`;
  return html`<div class="bn-heading">
      <h2>Why this element differs</h2>
      <code class="bn-muted">${bracketed(index)}</code>
    </div>
    ${
      found
        ? html`<div class="bn-element-terms">
            <div class="bn-muted">γ·(x − μ) / √(σ² + eps) + β</div>
            <div>found <b>${significant(found[5], 5)}</b></div>
            <div>${terms(found, false)}</div>
            <div>expected <b>${significant(expected, 5)}</b></div>
            ${
              ofRule && rule
                ? html`<div>${terms(ofRule, true)}</div>
                    <div class="bn-muted">${reason(found, ofRule, channel, rule)}</div>`
                : nothing
            }
          </div>`
        : html`<p class="bn-muted">Expected ${significant(expected, 5)}; more than one channel makes this element.</p>`
    }`;
}

/** What makes the difference, in words with its numbers. */
function reason(found: Float64Array, ofRule: Float64Array, channel: number, { name }: RankedRule): string {
  const ratio = (at: number): number => ofRule[at] / found[at];
  const isSame = (at: number): boolean => Math.abs(found[at] - ofRule[at]) <= 1e-6 * Math.abs(found[at]);
  if (!isSame(3)) {
    const share = ofRule[3] / ofRule[2];
    return share > 0.01
      ? `eps ${setting(Number(ofRule[3].toPrecision(5)))} is ${significant(share, 2)} times the variance of channel ${channel}`
      : `by ${name} eps is another one, which is little beside the variance of channel ${channel}`;
  }
  if (!isSame(2)) return `by ${name} the variance of channel ${channel} is × ${significant(ratio(2), 4)}`;
  if (!isSame(1)) return `by ${name} the mean of channel ${channel} is ${significant(ofRule[1], 4)}`;
  return `by ${name} the same numbers: what is left is rounding`;
}
