import { html, nothing, type TemplateResult } from 'lit';
import type { SettingsView } from '../../../src/protocol/index.js';
import type { EmulatedNumber } from '../../../src/session/index.js';
import { exact, significant } from '../../kit/format.js';

const names: Readonly<Record<EmulatedNumber['quantity'], readonly [name: string, hint: string]>> = {
  'batch-mean': ['mean', 'Mean of the batch'],
  'batch-variance': ['variance', 'Biased variance of the batch: Σ(x − μ)² / N'],
  'output-sigma': ['σ of y', 'Standard deviation of the output y; about |γ| where nothing is lost'],
  'running-mean': ['running mean', 'Running mean after the pass'],
  'running-variance': ['running var', 'Running variance after the pass'],
};

/** Decimal digits of float32, and how many of them may go before a number looks wrong. */
const allDigits = Math.log10(2 ** 24);
const tolerable = 4;

/** What the framework's rounding makes of a channel, beside the exact numbers, and what went wrong in words. */
export function emulatedTable(
  numbers: readonly EmulatedNumber[],
  emulation: SettingsView['emulation'],
  /** What `as written` means under this convention. */
  writtenHint: string,
): TemplateResult | typeof nothing {
  if (numbers.length === 0) return nothing;
  const isWritten = emulation.arithmetic === 'float32';
  const type = isWritten ? 'as written' : emulation.state;
  return html`<table
      class="bn-numbers bn-emulated"
      aria-label=${isWritten ? 'Exact, and as the framework writes it' : `Exact, and kept in ${type}`}
    >
      <thead>
        <tr>
          <td></td>
          <th scope="col" title="Correctly rounded value of the formula">exact</th>
          <th
            scope="col"
            title=${isWritten ? writtenHint : 'What the framework’s own rounding gives, and what is computed with here'}
          >
            ${type}
          </th>
          <th scope="col" title="Decimal digits that are wrong, of the 7.2 that a float32 holds">digits lost</th>
        </tr>
      </thead>
      <tbody>
        ${numbers.map(({ quantity, values: [value, emulated, lost] }) => {
          const [name, hint] = names[quantity];
          const isWrong = lost > tolerable;
          return html`<tr>
            <th scope="row" title=${hint}>${name}</th>
            <td title=${exact(value)}>${significant(value, 5)}</td>
            <td class=${isWrong ? 'bn-nan' : ''} title=${exact(emulated)}>${significant(emulated, 5)}</td>
            <td class=${isWrong ? 'bn-nan' : ''} title=${`${lost.toFixed(1)} of 7.2 decimal digits are wrong`}>
              ${lostText(lost)}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
    ${explained(numbers)}`;
}

/** `none`, `2.3`, `all` */
export function lostText(lost: number): string {
  if (lost >= allDigits) return 'all';
  return lost < 0.05 ? 'none' : lost.toFixed(1);
}

function explained(numbers: readonly EmulatedNumber[]): TemplateResult | typeof nothing {
  const sentence = emulatedSentence(numbers);
  return sentence === null ? nothing : html`<p class="bn-number-line bn-nan">${sentence}</p>`;
}

/** What a newcomer should know of these numbers; null where nothing is wrong with them. */
export function emulatedSentence(numbers: readonly EmulatedNumber[]): string | null {
  const valueOf = (quantity: EmulatedNumber['quantity']): readonly [exact: number, emulated: number] => {
    const values = numbers.find((one) => one.quantity === quantity)?.values;
    return values ? [values[0], values[1]] : [NaN, NaN];
  };
  const [variance, written] = valueOf('batch-variance');
  const [sigma, writtenSigma] = valueOf('output-sigma');
  if (written < 0) return 'A variance cannot be negative: E[x²] and E[x]² are so alike that float32 cancels.';
  const [running, kept] = valueOf('running-variance');
  if (kept === Infinity && Number.isFinite(running)) {
    return 'The running variance is more than this type can hold: eval divides by ∞ and outputs β only.';
  }
  if (Number.isNaN(writtenSigma) && Number.isFinite(sigma))
    return 'The output is NaN, where exact arithmetic gives numbers.';
  if (written === 0 && variance > 0) return 'The variance has collapsed to 0: only eps is left to divide by.';
  return null;
}
