import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { SettingsView } from '../../../src/protocol/index.js';
import type { ProgramSettings } from '../../../src/session/index.js';
import type { ProgramState } from '../../../src/session/index.js';
import '../../kit/controls/choice.js';
import type { Checkbox } from '../../kit/controls/controls.js';
import '../../kit/controls/settingField.js';
import { counted, setting } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { arithmeticOptions, stateOptions } from './emulationOptions.js';

type StateName = 'gamma' | 'beta' | 'weight' | 'bias' | 'runningMean' | 'runningVar';
type StateField = readonly [name: StateName, label: string, text: string];
const affineStates: readonly StateField[] = [
  ['gamma', 'initial γ', 'Scale of every channel'],
  ['beta', 'initial β', 'Shift of every channel'],
];
const biasState: StateField = ['bias', 'bias of the Linear', 'Added to every output'];
const runningStates: readonly StateField[] = [
  ['runningMean', 'initial running mean', 'Running mean before the first pass'],
  ['runningVar', 'initial running variance', 'Running variance before the first pass'],
];

/** The parameters that are changed seldom: affine, tracking, emulated rounding, and the state before the first pass. */
@customElement('bn-parameters')
export class Parameters extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    const { settings } = snapshot;
    const { affine, trackRunningStats } = settings;
    return html`<section class="bn-parameters" id="bn-parameters" aria-label="Further parameters">
      ${this.flag('affine', affine, 'Scale by γ and shift by β after normalizing', (on) => ({ affine: on }))}
      ${this.flag(
        'track running statistics',
        trackRunningStats,
        'Keep running averages; without, eval uses the batch',
        (on) => ({
          trackRunningStats: on,
        }),
      )}
      ${this.emulation(settings)} ${settings.linear ? this.weight() : nothing}
      ${[...(settings.linear ? [biasState] : affineStates), ...runningStates].map((field) => this.initial(field))}
      <bn-button
        appearance="secondary"
        title="Affine, tracked, exact, and the initial state from the convention again"
        @click=${() =>
          this.store.act({
            kind: 'configure',
            settings: {
              affine: true,
              trackRunningStats: true,
              emulate: { arithmetic: 'exact', state: 'float64' },
              state: { gamma: null, beta: null, weight: null, bias: null, runningMean: null, runningVar: null },
            },
          })}
        >Restore defaults</bn-button
      >
      <span class="bn-program-actions">
        <bn-button
          appearance="secondary"
          title="Take γ, β and the running statistics of a BatchNorm layer in a checkpoint (.pt, .safetensors, .h5, .keras, .npz)"
          @click=${() => this.store.host({ kind: 'chooseLayer' })}
          >Load layer…</bn-button
        >
        <bn-button
          appearance="secondary"
          title="Add tensor files as further train passes"
          @click=${() => this.store.host({ kind: 'chooseBatches' })}
          >Add batches…</bn-button
        >
        <bn-button
          appearance="secondary"
          title="Save passes and settings as a program (*.bn.json)"
          @click=${() => this.store.host({ kind: 'saveProgram' })}
          >Save program…</bn-button
        >
      </span>
    </section>`;
  }

  private flag(
    label: string,
    value: boolean,
    hint: string,
    change: (on: boolean) => { affine: boolean } | { trackRunningStats: boolean },
  ): TemplateResult {
    return html`<bn-checkbox
      title=${hint}
      @change=${({ target }: { target: Checkbox }) => {
        if (target.checked !== value) this.store.act({ kind: 'configure', settings: change(target.checked) });
      }}
      .checked=${value}
      >${label}</bn-checkbox
    >`;
  }

  private emulation(settings: SettingsView): TemplateResult {
    const { emulation } = settings;
    const change = (emulate: ProgramSettings['emulate']): void =>
      this.store.act({ kind: 'configure', settings: { emulate: { ...emulate } } });
    return html`${
        settings.offersArithmetic
          ? html`<span class="bn-setting"
              ><span aria-hidden="true">arithmetic</span>
              <bn-choice
                class="bn-wide-choice"
                label="Arithmetic"
                hint="Exact, or rounded at every step as the framework’s own float32 code rounds, so that its NaN and its lost digits appear here, too"
                value=${emulation.arithmetic}
                .options=${arithmeticOptions(settings)}
                @choose=${(event: CustomEvent<typeof emulation.arithmetic>) => change({ arithmetic: event.detail })}
              ></bn-choice
            ></span>`
          : nothing
      }<span class="bn-setting"
        ><span aria-hidden="true">running values in</span>
        <bn-choice
          label="Running values in"
          hint="The number type that the running mean and variance are kept in"
          value=${emulation.state}
          .options=${stateOptions}
          @choose=${(event: CustomEvent<typeof emulation.state>) => change({ state: event.detail })}
        ></bn-choice
      ></span>`;
  }

  /** It is a matrix: no number stands for it. */
  private weight(): TemplateResult {
    const { linear } = this.store.snapshot?.settings ?? {};
    return html`<span class="bn-setting"
      ><span>weight of the Linear</span>
      <bn-button
        appearance="secondary"
        title="Take the weight from a tensor file, [outputs, channels]"
        @click=${() => this.store.host({ kind: 'chooseState', name: 'weight' })}
        >${linear ? `${linear.outputs} × ${linear.channels}` : ''}…</bn-button
      ></span
    >`;
  }

  private initial([name, label, hint]: StateField): TemplateResult {
    const value = this.store.snapshot?.program.state?.[name];
    return html`<span class="bn-setting"
      ><span aria-hidden="true">${label}</span>
      <bn-setting-field
        label=${label}
        hint=${`${hint}: a number; empty is the convention's own`}
        value=${shownValue(value)}
        .check=${(text: string) => (Number.isFinite(Number(text)) ? null : `${label} is a number, or a file`)}
        @commit=${(event: CustomEvent<string>) =>
          this.store.act({
            kind: 'configure',
            settings: { state: { [name]: event.detail === '' ? null : Number(event.detail) } },
          })}
      ></bn-setting-field>
      <bn-button
        appearance="icon"
        aria-label=${`Take ${label} from a file`}
        title=${`Take ${label} from a tensor file, one value for each ${name === 'bias' ? 'output' : 'channel'}`}
        @click=${() => this.store.host({ kind: 'chooseState', name })}
        >${icon('go-to-file')}</bn-button
      ></span
    >`;
  }
}

/** A file by its name, a list by its length. */
function shownValue(value: ProgramState[StateName]): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return setting(value);
  if (typeof value === 'string') return value.split('/').at(-1) ?? value;
  return 'file' in value ? (value.member ?? shownValue(value.file)) : counted(value.length, 'value');
}
