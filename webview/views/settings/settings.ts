import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import '../../kit/controls/choice.js';
import '../../kit/controls/settingField.js';
import { counted, setting } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';

/** The settings that change what is computed: channel axis, convention, eps, momentum. */
@customElement('bn-settings')
export class Settings extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    return html`${this.readPart(snapshot)} ${this.channelAxis(snapshot)} ${this.convention(snapshot)}
    ${this.numbers(snapshot)}`;
  }

  private channelAxis({ input: { shape }, settings }: SessionSnapshot): TemplateResult {
    const options = shape.map((size, axis) => ({
      value: String(axis),
      text: `axis ${axis}`,
      description: `Axis ${axis}: ${counted(size, 'channel')}`,
    }));
    return html`<span class="bn-setting"
      ><span aria-hidden="true">Channels</span>
      <bn-choice
        label="Channels"
        hint="The axis of a pass’s tensor that counts the channels"
        value=${String(settings.channelAxis)}
        .options=${options}
        @choose=${(event: CustomEvent<string>) =>
          this.store.act({ kind: 'configure', settings: { channelAxis: Number(event.detail) } })}
      ></bn-choice
      ><bn-button
        class="bn-about-axes"
        appearance="icon"
        aria-label="Axes"
        aria-expanded=${this.store.ui.showsAxes}
        title="What each axis counts, and which two the picture shows"
        @click=${() => this.store.set({ showsAxes: !this.store.ui.showsAxes })}
        >${icon('symbol-array')}</bn-button
      ></span
    >`;
  }

  /** What is read of complex or structured items. */
  private readPart({ input: { part } }: SessionSnapshot): TemplateResult | typeof nothing {
    if (!part || part.choices.length < 2) return nothing;
    const { chosen, choices } = part;
    return html`<span class="bn-setting"
      ><span aria-hidden="true">Part</span>
      <bn-choice
        label="Part"
        hint="What is read of items that are no real numbers"
        value=${chosen}
        .options=${choices.map((choice) => ({ value: choice, text: choice }))}
        @choose=${(event: CustomEvent<string>) =>
          this.store.act({ kind: 'choosePart', from: chosen, part: event.detail })}
      ></bn-choice
    ></span>`;
  }

  private convention({ settings }: SessionSnapshot): TemplateResult {
    const options = settings.conventions.map(({ key, name, description }) => ({ value: key, text: name, description }));
    const current = settings.conventions.find(({ key }) => key === settings.conventionKey);
    return html`<span class="bn-setting"
      ><span aria-hidden="true">Convention</span>
      <bn-choice
        label="Convention"
        hint=${current?.description ?? 'Whose rules of BatchNorm apply'}
        value=${settings.conventionKey}
        .options=${options}
        @choose=${(event: CustomEvent<string>) =>
          this.store.act({ kind: 'configure', settings: { convention: event.detail } })}
      ></bn-choice
      ><bn-button
        class="bn-about-conventions"
        appearance="icon"
        aria-label="Compare conventions"
        aria-expanded=${this.store.ui.showsConventions}
        title="Every convention's rule, and where it differs from this one"
        @click=${() => this.store.set({ showsConventions: !this.store.ui.showsConventions, comparesAxes: false })}
        >${icon('book')}</bn-button
      ></span
    >`;
  }

  /** Where a step has set it otherwise by now, it is that which is changed. */
  private change(name: 'eps' | 'momentum', value: number | null): void {
    const set = this.store.snapshot?.settings.set[name];
    // Only momentum is none.
    const values = { [name]: value };
    this.store.act(set ? { kind: 'set', pass: set.pass, values } : { kind: 'configure', settings: values });
  }

  private numbers({ settings }: SessionSnapshot): TemplateResult {
    const { eps, momentum } = settings.set;
    const shownMomentum = momentum ? momentum.value : settings.momentum;
    const momentumOf = settings.momentumWeighs === 'batch' ? 'the batch' : 'the old value';
    return html`<span class="bn-setting"
        ><span aria-hidden="true">eps<span class="bn-since">${since(eps)}</span></span>
        <bn-setting-field
          label="eps"
          hint=${`Added to the variance before its root is taken${since(eps)}`}
          value=${setting(eps?.value ?? settings.eps)}
          .check=${(text: string) => (isNumber(text, 0, Infinity) ? null : 'eps is a number from 0')}
          @commit=${(event: CustomEvent<string>) => this.change('eps', Number(event.detail))}
        ></bn-setting-field></span
      ><span class="bn-setting"
        ><span aria-hidden="true">momentum<span class="bn-since">${since(momentum)}</span></span>
        <bn-setting-field
          label="momentum"
          hint=${`Weight of ${momentumOf} in the running averages; null is the average of all batches${since(momentum)}`}
          value=${shownMomentum === null ? 'null' : setting(shownMomentum)}
          .check=${(text: string) =>
            isNull(text) || isNumber(text, 0, 1) ? null : 'momentum is a number from 0 to 1, or null'}
          @commit=${(event: CustomEvent<string>) =>
            this.change('momentum', isNull(event.detail) ? null : Number(event.detail))}
        ></bn-setting-field
      ></span>`;
  }
}

function since(set: { readonly pass: number } | null): string {
  return set ? `, from pass ${set.pass + 1}` : '';
}

function isNull(text: string): boolean {
  return /^(null|none)$/i.test(text);
}

function isNumber(text: string, from: number, to: number): boolean {
  const value = Number(text);
  return text !== '' && value >= from && value <= to && Number.isFinite(value);
}
