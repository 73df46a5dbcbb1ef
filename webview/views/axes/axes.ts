import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { AxisRole, AxisView } from '../../../src/session/index.js';
import '../../kit/controls/choice.js';
import type { Checkbox } from '../../kit/controls/controls.js';
import { count } from '../../kit/format.js';
import { PanelView } from '../../store/panelView.js';
import { placeHints, placeOf, roleHints, shownAxes, withPlace, type AxisPlace } from './axisRoles.js';

const places = (['rows', 'columns', 'index'] as const).map((value) => ({
  value,
  text: value,
  description: placeHints[value],
}));

/** What each axis of the tensor is: its size, its part in the statistics, its place in the picture. */
@customElement('bn-axes')
export class Axes extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    return html`<section class="bn-axes" id="bn-axes" aria-label="Axes">
      <div class="bn-axis-table">
        <div class="bn-axis-group bn-muted" aria-hidden="true">
          <span>axis and size</span><span>role</span><span>in the picture</span>
        </div>
        ${snapshot.input.axes.map((view, axis) => this.axis(snapshot, view, axis))}
      </div>
      <div class="bn-axis-actions">${this.channelsLast(snapshot)} ${this.compare(snapshot)}</div>
    </section>`;
  }

  private axis(snapshot: SessionSnapshot, view: AxisView, axis: number): TemplateResult {
    const { size, inPass: own } = view;
    const entries = `${count(size)} ${size === 1 ? 'entry' : 'entries'}`;
    return html`<div class="bn-axis-group" role="group" aria-label=${`Axis ${axis}, ${entries}`}>
      <span class="bn-axis-size" title=${entries}><span class="bn-muted">${axis} ·</span> ${count(size)}</span>
      ${this.roleMenu(view, axis)}
      ${own === null ? html`<span class="bn-axis-fixed bn-muted">one pass</span>` : this.place(snapshot, axis, own)}
    </div>`;
  }

  private roleMenu({ role, choices }: AxisView, axis: number): TemplateResult {
    const change = (wanted: AxisRole): void => {
      const choice = choices.find((one) => one.role === wanted);
      if (choice) this.store.act({ kind: 'configure', settings: choice.settings });
    };
    return html`<bn-choice
      label=${`Role of axis ${axis}`}
      hint=${roleHints[role]}
      value=${role}
      .options=${choices.map(({ role: value }) => ({ value, text: value, description: roleHints[value] }))}
      @choose=${({ detail }: CustomEvent<AxisRole>) => change(detail)}
    ></bn-choice>`;
  }

  /** @param own the axis among those of the pass's tensor */
  private place(
    { input: { shape }, settings: { channelAxis } }: SessionSnapshot,
    axis: number,
    own: number,
  ): TemplateResult {
    const shown = shownAxes(this.store.ui.sliceAxes, shape.length, channelAxis);
    const place = placeOf(shown, own);
    return html`<bn-choice
      label=${`Axis ${axis} in the picture`}
      hint=${placeHints[place]}
      value=${place}
      .options=${places}
      @choose=${({ detail }: CustomEvent<AxisPlace>) =>
        this.store.set({ sliceAxes: withPlace(shown, own, detail, shape.length), hoverIndex: null })}
    ></bn-choice>`;
  }

  private channelsLast({ input: { shape }, settings }: SessionSnapshot): TemplateResult | typeof nothing {
    if (shape.length < 3) return nothing;
    const isLast = settings.channelAxis === shape.length - 1;
    return html`<bn-checkbox
      title=${`The last axis counts the channels, as in Keras, TensorFlow and Flax; otherwise axis 1, as in PyTorch and ONNX`}
      @change=${({ target }: { target: Checkbox }) => {
        if (target.checked !== isLast)
          this.store.act({ kind: 'configure', settings: { channelAxis: target.checked ? -1 : 1 } });
      }}
      .checked=${isLast}
      >Channels last</bn-checkbox
    >`;
  }

  private compare({ input: { shape } }: SessionSnapshot): TemplateResult | typeof nothing {
    if (shape.length < 2) return nothing;
    const { comparesAxes } = this.store.ui;
    return html`<bn-button
      class="bn-compare-axes"
      appearance="secondary"
      aria-expanded=${comparesAxes}
      title="The batch’s statistics with each axis as the channels, beside each other"
      @click=${() => this.store.set({ comparesAxes: !comparesAxes, showsConventions: false })}
      >Compare axes</bn-button
    >`;
  }
}
