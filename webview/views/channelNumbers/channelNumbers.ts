import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { SessionSnapshot, SettingsView } from '../../../src/protocol/index.js';
import type { ChannelNumbers } from '../../../src/session/index.js';
import { bracketed, count, exact, gap, linearText, ratio, significant } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { float32Description } from '../settings/index.js';
import { emulatedTable } from './emulatedTable.js';

/** One channel at one pass: what the batch says beside what the layer remembers. */
@customElement('bn-channel-numbers')
export class ChannelNumbersView extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const [channel] = ui.channels;
    const answer = this.store.view('numbers', { pass: snapshot.shown, channel });
    const numbers = answer?.channel === channel ? answer : undefined;
    this.setAttribute('aria-busy', String(!numbers));
    return html`<section aria-labelledby="bn-channel-title">
      <div class="bn-heading">
        <h2 id="bn-channel-title" class="bn-channel-title">Channel ${channel}</h2>
        <span class="bn-muted bn-ellipsis">${where(snapshot)}</span>
        <span class="bn-heading-end">
          ${this.step('previousChannel', 'chevron-up', 'Previous channel in the table (↑)')}
          ${this.step('nextChannel', 'chevron-down', 'Next channel in the table (↓)')}
        </span>
      </div>
      ${
        numbers
          ? html`${table(numbers, hasTrained(snapshot), snapshot.settings)}
            ${numbers.emulated ? emulatedTable(numbers.emulated, snapshot.settings.emulation, float32Description(snapshot.settings)) : nothing}`
          : this.failure(snapshot, channel)
      }
    </section>`;
  }

  private step(command: 'previousChannel' | 'nextChannel', name: string, hint: string): TemplateResult {
    return html`<bn-button
      appearance="icon"
      aria-label=${hint.replace(/ \(.*/, '')}
      title=${hint}
      @click=${() => this.store.command(command)}
      >${icon(name)}</bn-button
    >`;
  }

  private failure({ shown }: SessionSnapshot, channel: number): TemplateResult | typeof nothing {
    const failure = this.store.viewFailure('numbers', { pass: shown, channel });
    return failure ? html`<p class="bn-muted">${failure.message}</p>` : nothing;
  }
}

/** Whether there are train batches to speak of all of; a refused one is none. */
function hasTrained({ shown, passes }: SessionSnapshot): boolean {
  return shown !== null && passes.some(({ mode, status }) => mode === 'train' && status === 'computed');
}

function where({ shown, passes, next }: SessionSnapshot): string {
  if (shown === null) return next ? `${next.batch}, as it is` : 'before the first pass';
  const { mode, batch, status } = passes[shown];
  return `pass ${shown + 1}, ${mode}${status === 'refused' ? ', refused' : ''}, ${batch}`;
}

function table(
  numbers: ChannelNumbers,
  hasAll: boolean,
  { trackRunningStats: isTracked, linear }: SettingsView,
): TemplateResult {
  const { mean, variance, extremes } = numbers;
  const number = (value: number, role = ''): TemplateResult =>
    html`<td class=${Number.isNaN(value) ? 'bn-nan' : role} title=${exact(value)}>${significant(value, 5)}</td>`;
  const row = (name: string, values: Float64Array, difference: string): TemplateResult =>
    html`<tr>
      <th scope="row">${name}</th>
      ${number(values[0], 'bn-batch')} ${isTracked ? number(values[1], 'bn-running') : nothing}
      ${hasAll ? number(values[2]) : nothing}
      ${isTracked ? html`<td class=${difference === 'NaN' ? 'bn-nan' : 'bn-strong'}>${difference}</td>` : nothing}
    </tr>`;
  return html`<table class="bn-numbers">
      <thead>
        <tr>
          <td></td>
          <th scope="col">batch</th>
          ${isTracked ? html`<th scope="col">running</th>` : nothing}
          ${hasAll ? html`<th scope="col">all batches</th>` : nothing}
          ${isTracked ? html`<th scope="col">gap</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${row('mean', mean, gap(mean[3]))} ${row('variance', variance, ratio(variance[3]))}
      </tbody>
    </table>
    <p class="bn-number-line bn-muted">
      ${['min', 'max', ...(linear ? [] : ['γ', 'β'])].map(
        (name, index) => html`<span title=${exact(extremes[index])}>${name} ${significant(extremes[index], 4)}</span> `,
      )}${linear ? html`<span title="It takes the place of γ and β">${linearText(linear)}</span> ` : nothing}${finiteness(numbers)}
    </p>`;
}

function finiteness({ count: all, nonFinite, firstNonFinite }: ChannelNumbers): TemplateResult {
  if (nonFinite === 0 || !firstNonFinite) return html`<span>all ${count(all)} finite</span>`;
  const [value] = firstNonFinite.value;
  // "3 NaN" is what most people will see; where infinities come first the word says so.
  const what = Number.isNaN(value) ? 'NaN' : significant(value, 3);
  const text = nonFinite === 1 ? `1 ${what} at ` : `${count(nonFinite)} not finite, first ${what} at `;
  return html`<span class="bn-nan">${text}${bracketed(firstNonFinite.index)}</span>`;
}
