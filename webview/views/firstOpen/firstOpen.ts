import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { TextField } from '../../kit/controls/controls.js';
import { count, counted, linearText, percent, setting } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';

/** Before the first pass: what the file is, what each action does, and what lies beside the file. */
@customElement('bn-first-open')
export class FirstOpen extends PanelView {
  @query('.bn-batch-size') private readonly batchSize!: TextField | null;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    if (!snapshot) return nothing;
    return html`<section class="bn-first-open" aria-labelledby="bn-first-open-title">
      <h2 id="bn-first-open-title">${whatItIs(snapshot)}</h2>
      <p class="bn-muted">${startingState(snapshot)}</p>
      <dl>
        ${this.entry('play', 'Train', () => this.store.act({ kind: 'pass', mode: 'train' }), html`${trainEffect(snapshot)} <kbd>T</kbd>`)}
        ${this.entry('play', 'Eval', () => this.store.act({ kind: 'pass', mode: 'eval' }), html`Normalize with the running averages, which stay as they are. <kbd>E</kbd>`)}
        ${this.layout(snapshot)} ${this.offer(snapshot)} ${this.split(snapshot)}
        ${this.entry('symbol-parameter', 'Load parameters', () => this.openParameters(), html`Take γ, β and the running statistics from tensor files, or type them.`)}
        ${this.entry('layers', 'Load a layer', () => this.store.host({ kind: 'chooseLayer' }), html`Take all of them from a BatchNorm layer in a checkpoint of PyTorch, Keras or safetensors, or in an .npz.`)}
        ${this.entry('book', 'Walkthrough', () => this.store.host({ kind: 'openWalkthrough' }), html`New here? From a file of activations to the reason why evaluation goes wrong, in four steps.`)}
      </dl>
    </section>`;
  }

  private entry(name: string, label: string, act: () => void, text: TemplateResult): TemplateResult {
    return html`<div class="bn-offer">
      <dt>${icon(name)}<button class="bn-link" @click=${act}>${label}</button></dt>
      <dd>${text}</dd>
    </div>`;
  }

  private layout({
    input: { shape, hint },
    settings: { channelAxis },
  }: SessionSnapshot): TemplateResult | typeof nothing {
    const { suggestion } = hint;
    if (suggestion) {
      const { axis, reason } = suggestion;
      const use = (): void => this.store.act({ kind: 'configure', settings: { channelAxis: axis } });
      return this.entry(
        'symbol-array',
        `Channels on axis ${axis}`,
        use,
        html`Now axis ${channelAxis} counts them; ${reason}.`,
      );
    }
    if (!hint.isAmbiguous) return nothing;
    const sizes = hint.candidates.map((axis) => `axis ${axis} (${count(shape[axis])})`).join(' or ');
    return this.entry(
      'symbol-array',
      'Compare axes',
      () => this.store.set({ comparesAxes: true, showsConventions: false }),
      html`Nothing in the file says whether the channels are on ${sizes}. Now it is axis ${channelAxis}.`,
    );
  }

  private offer({ offers: { sameShape }, passes }: SessionSnapshot): TemplateResult | typeof nothing {
    if (sameShape.length === 0) return nothing;
    const names = sameShape.map((uri) => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)));
    const listed = names.length > 2 ? `${names[0]} … ${names[names.length - 1]}` : names.join(' and ');
    const isOne = names.length === 1;
    const program = passes.length + names.length;
    return this.entry(
      'add',
      `Add ${counted(names.length, 'batch', 'batches')}`,
      () => this.store.act({ kind: 'addBatches', uris: sameShape }),
      html`<span title=${names.join('\n')}>${listed}</span> in this folder ${isOne ? 'has' : 'have'} the same shape: a
        program of ${counted(program, 'pass', 'passes')}.`,
    );
  }

  private split({ passes, input, settings, title }: SessionSnapshot): TemplateResult | typeof nothing {
    const samples = input.shape.at(settings.batchAxis) ?? 0;
    if (passes.length !== 1 || samples < 4) return nothing;
    const half = Math.ceil(samples / 2);
    return this.entry(
      'split-horizontal',
      'Split this file',
      () => this.splitFile(),
      html`Run ${title} in batches of
        <bn-text-field
          class="bn-batch-size"
          aria-label="Samples in a batch"
          size="4"
          value=${String(half)}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === 'Enter') this.splitFile();
          }}
        ></bn-text-field>
        samples along axis ${settings.batchAxis}.`,
    );
  }

  private splitFile(): void {
    const size = Number(this.batchSize?.value);
    const { input, settings } = this.store.snapshot ?? {};
    const samples = input?.shape.at(settings?.batchAxis ?? 0) ?? 0;
    const isValid = Number.isInteger(size) && size >= 1 && size <= samples;
    this.batchSize?.classList.toggle('bn-invalid', !isValid);
    if (isValid) this.store.act({ kind: 'split', batchSize: size });
    else this.batchSize?.focus();
  }

  private openParameters(): void {
    this.dispatchEvent(new CustomEvent('bn-open-parameters', { bubbles: true }));
  }
}

function whatItIs({ title, passes, input, settings }: SessionSnapshot): string {
  const { shape, channels } = input;
  const { channelAxis, batchAxis } = settings;
  const rest = shape.filter((_size, axis) => axis !== batchAxis && axis !== channelAxis);
  const samples = shape.at(batchAxis) ?? 0;
  const parts = [
    channelAxis === batchAxis ? null : counted(samples, 'sample'),
    counted(channels, 'channel'),
    rest.length > 0 ? rest.join(' × ') : null,
  ].filter((part) => part !== null);
  if (passes.length === 1) return `${title} is one batch: ${parts.join(', ')}`;
  return `${title}: ${counted(passes.length, 'pass', 'passes')}; the first batch has ${parts.join(', ')}`;
}

function startingState({ program, next, passes, settings: { linear } }: SessionSnapshot): string {
  const state = program.state ?? {};
  const text = (value: unknown, standard: string): string =>
    typeof value === 'number' ? setting(value) : value === undefined ? standard : 'from a file';
  const press = next?.mode === 'eval' ? 'Eval' : 'Train';
  const what = passes.length === 1 ? 'this batch' : 'the first';
  const affine = linear ? `a ${linearText(linear)}` : `γ ${text(state.gamma, '1')}, β ${text(state.beta, '0')}`;
  return (
    `BatchNorm starts at running mean ${text(state.runningMean, '0')}, running variance ${text(state.runningVar, '1')}, ` +
    `${affine}. Press ${press} to run ${what}.`
  );
}

function trainEffect({ settings }: SessionSnapshot): string {
  const { momentum, momentumWeighs, trackRunningStats } = settings;
  const own = 'Normalize with this batch’s own mean and variance';
  if (!trackRunningStats) return `${own}. Running averages are not tracked.`;
  if (momentum === null) return `${own}, and take them into the average of all batches.`;
  const share = momentumWeighs === 'batch' ? momentum : 1 - momentum;
  return `${own}, and move the running averages ${percent(share)} towards them.`;
}
