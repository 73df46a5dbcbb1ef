import { html, nothing, type TemplateResult } from 'lit';
import type { ChannelAtStep, MeanAndVariance } from '../../../src/session/index.js';
import { count, exact, gap, significant } from '../../kit/format.js';

/** Batch, running values before and after: what the selected cell is made of. */
export function channelAtStep(numbers: ChannelAtStep): TemplateResult {
  const { channel, batch, before, after } = numbers;
  const line = (name: keyof MeanAndVariance) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${[batch, before, after].map((one, at) => (at > 0 && !one ? nothing : number(one?.[name] ?? NaN, at === 0 ? 'bn-batch' : 'bn-running')))}
    </tr>`;
  return html`<table class="bn-model-numbers">
    <thead>
      <tr>
        <th scope="col">channel ${channel}</th>
        <th scope="col" class="bn-batch">batch</th>
        ${
          before && after
            ? html`<th scope="col" class="bn-running">running before</th>
                <th scope="col" class="bn-running">after</th>`
            : nothing
        }
      </tr>
    </thead>
    <tbody>
      ${line('mean')}${line('variance')}
      <tr>
        <td colspan="4">${valuesText(numbers)}</td>
      </tr>
    </tbody>
  </table>`;
}

/** `11 non-finite`, `11, gap +0.34 σ` */
export function channelTitle({ channel, gap: value, nonFinite }: ChannelAtStep): string {
  return nonFinite > 0 ? `${channel} non-finite` : `${channel}, gap ${gap(value)}`;
}

/** `finite values −3.00 to 38.3, 1 non-finite` */
function valuesText({ extremes, nonFinite, count: values }: ChannelAtStep): string {
  if (nonFinite >= values) return `all ${count(values)} values non-finite`;
  const ends = extremes ? ` ${significant(extremes[0], 3)} to ${significant(extremes[1], 3)}` : '';
  return nonFinite > 0 ? `values${ends}, ${count(nonFinite)} non-finite` : `values${ends}, all ${count(values)} finite`;
}

function number(value: number, role: string): TemplateResult {
  return html`<td class=${Number.isFinite(value) ? role : 'bn-nan'} title=${exact(value)}>
    ${significant(value, 5)}
  </td>`;
}
