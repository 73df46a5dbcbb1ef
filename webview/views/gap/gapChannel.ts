import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { GapPart } from '../../../src/session/index.js';
import { HostSize } from '../../charts/hostSize.js';
import { exact, gap, gapNumber, percent, ratio, significant } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { channelOf, listedFindings } from '../../store/listedFindings.js';
import { PanelView } from '../../store/panelView.js';
import { selectFinding } from '../../store/selection.js';
import { arithmeticOf, type Piece } from './gapArithmetic.js';
import { placeOf, waterfall, waterfallScale, type Split, type Step, type Steps } from './gapModel.js';
import { channelSentence, inputText, meanStepText, stepHint, stepName, varianceStepText } from './gapText.js';

type Quantity = 'mean' | 'variance';
interface Chosen {
  readonly quantity: Quantity;
  readonly part: GapPart;
}

const rowHeight = 20;
/** Beside a name there may be a hint, where there is room. */
const labelWidths = { wide: 136, narrow: 108 };
const widthForHints = 340;
const valueWidth = 76;

/** The selected channel's way from the running values to the batch's, part by part, with the arithmetic of one part. */
@customElement('bn-gap-channel')
export class GapChannel extends PanelView {
  @property({ attribute: false }) split!: Split; // Set by the page's template before the first render.
  /** The part under the mouse, and that with the focus. */
  @state() private hovered: Chosen | null = null;
  @state() private focused: Chosen | null = null;
  private readonly size = new HostSize(this);

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, ui } = this.store;
    if (!snapshot) return nothing;
    const [channel] = ui.channels;
    const request = { pass: snapshot.shown, input: ui.gapInput, channel };
    const answer = this.store.view('channelGap', request);
    const isThis = answer?.channel === channel;
    this.setAttribute('aria-busy', String(!isThis));
    return html`<section aria-labelledby="bn-gap-channel-title">
        <div class="bn-heading">
          <h2 id="bn-gap-channel-title" class="bn-channel-title">Channel ${channel}</h2>
          <span class="bn-muted bn-ellipsis">${inputText(ui.gapInput, snapshot, this.split.counts)}</span>
          <span class="bn-heading-end">
            ${this.move('previousChannel', 'chevron-up', 'Previous channel in the list (↑)')}
            ${this.move('nextChannel', 'chevron-down', 'Next channel in the list (↓)')}
          </span>
        </div>
        ${isThis && answer.steps ? this.sentence(answer.steps) : nothing}
      </section>
      ${isThis && answer.steps?.isSplit ? this.pictures(answer.steps) : nothing}
      ${isThis && answer.steps?.isSplit === false ? this.unsplit(channel, answer.steps) : nothing}`;
  }

  private move(command: 'previousChannel' | 'nextChannel', name: string, hint: string): TemplateResult {
    return html`<bn-button
      appearance="icon"
      aria-label=${hint.replace(/ \(.*/, '')}
      title=${hint}
      @click=${() => this.store.command(command)}
      >${icon(name)}</bn-button
    >`;
  }

  private sentence(steps: Steps): TemplateResult {
    const { what, why } = channelSentence(steps, this.split.evidence);
    return html`<p class="bn-gap-sentence">${what} ${why}</p>`;
  }

  /** The finding that tells of a running variance that is not above 0, or of numbers that are not finite. */
  private unsplit(channel: number, { ends }: Steps): TemplateResult {
    const { snapshot } = this.store;
    const shown = snapshot?.shown ?? 0;
    const found = listedFindings(snapshot?.findings ?? []).filter(({ finding }) => {
      const { channels, pass } = finding;
      const isHere = channels ? channels.includes(channel) : (channelOf(finding) ?? channel) === channel;
      return isHere && pass <= shown && finding.severity !== 'info';
    });
    // What came in at an earlier pass may have stayed since.
    const told = found.find(({ finding }) => finding.lastPass >= shown) ?? found.at(0);
    const reason = `The running variance is ${significant(ends[1], 4)}, the batch’s ${significant(ends[3], 4)}: there is nothing to split.`;
    return html`<section class="bn-gap-unsplit" aria-label="Why it cannot be split">
      <p class="bn-muted">${reason}</p>
      ${
        told
          ? html`<div class="bn-gap-finding">
              ${severityIcon(told.finding.severity)}
              <div>
                <button class="bn-link" @click=${() => selectFinding(this.store, told.index)}>
                  ${told.finding.label}
                </button>
                <p>${told.finding.message}</p>
                <p class="bn-gap-remedy">${icon('arrow-small-right')}<span>${told.finding.remedy}</span></p>
              </div>
            </div>`
          : nothing
      }
    </section>`;
  }

  private pictures(steps: Steps): TemplateResult {
    const { evidence } = this.split;
    const [, , , , g] = steps.ends;
    const [, runningVar, , batchVar] = steps.ends;
    const chosen = this.hovered ?? this.focused ?? largestOf(steps);
    const which = this.hovered ? 'under the mouse' : this.focused ? 'chosen' : 'that is largest';
    return html`<section aria-labelledby="bn-gap-mean-title">
        <div class="bn-heading">
          <h2 id="bn-gap-mean-title">Mean</h2>
          <span class="bn-muted bn-ellipsis">from the running mean to the batch mean, in σ</span>
          <b class="bn-heading-end">${gap(g)}</b>
        </div>
        ${this.waterfall('mean', steps, chosen)}
      </section>
      <section aria-labelledby="bn-gap-variance-title">
        <div class="bn-heading">
          <h2 id="bn-gap-variance-title">Variance</h2>
          <span class="bn-muted bn-ellipsis">from the running to the batch variance</span>
          <b class="bn-heading-end">${ratio(batchVar / runningVar)}</b>
        </div>
        ${this.waterfall('variance', steps, chosen)}
      </section>
      <section class="bn-gap-arithmetic" aria-labelledby="bn-gap-arithmetic-title">
        <div class="bn-heading">
          <h2 id="bn-gap-arithmetic-title">Arithmetic</h2>
          <span class="bn-muted bn-ellipsis"
            >of the part ${which}:
            ${stepName(chosen.part, evidence)}${chosen.quantity === 'mean' ? '' : ', variance'}</span
          >
        </div>
        ${this.arithmetic(steps, chosen)}
      </section>`;
  }

  private arithmetic(steps: Steps, { quantity, part }: Chosen): TemplateResult {
    const { formula, numbers, notes } = arithmeticOf(part, quantity, steps);
    return html`<div class="bn-gap-lines" aria-live="polite">
      <p class="bn-muted">${formula}</p>
      <p>${numbers.map(pieceText)}</p>
      ${notes.map((note) => html`<p class="bn-muted">${note}</p>`)}
    </div>`;
  }

  private waterfall(quantity: Quantity, steps: Steps, chosen: Chosen): TemplateResult {
    const rows = waterfall(quantity, steps);
    const isMean = quantity === 'mean';
    const start = isMean ? 0 : 1;
    const hasHints = this.size.width >= widthForHints;
    const labelWidth = hasHints ? labelWidths.wide : labelWidths.narrow;
    const width = Math.max(80, this.size.width - 32 - labelWidth - valueWidth);
    const { scale, ticks } = waterfallScale(rows, start, width);
    const x = (value: number): number => scale(start + value);
    const [runningMean, runningVar, batchMean, batchVar] = steps.ends;
    const [from, to] = isMean ? [runningMean, batchMean] : [runningVar, batchVar];
    const name = isMean ? 'mean' : 'variance';
    const end = rows[rows.length - 1].to;
    const grid = ticks.map(
      (tick) => svg`<path class=${tick === start ? 'bn-zero' : 'bn-grid'} d="M${scale(tick)} 0V${rowHeight}" />`,
    );
    const at = Math.max(
      0,
      rows.findIndex(({ part }) => part === (chosen.quantity === quantity ? chosen.part : largestOf(steps).part)),
    );
    return html`<div class="bn-waterfall" style=${`--bn-waterfall: ${labelWidth}px ${width}px minmax(0, 1fr)`}>
      <div class="bn-waterfall-row">
        <span class="bn-running">running ${name}</span>
        <svg class="bn-chart" width=${width} height=${rowHeight} aria-hidden="true">
          ${grid}
          <path class="bn-waterfall-running" d="M${x(0)} 4V16" />
        </svg>
        <span class="bn-running" title=${exact(from)}>${significant(from, 5)}</span>
      </div>
      <div
        role="listbox"
        aria-label=${isMean ? 'Parts of the mean’s gap' : 'Parts of the variance’s gap'}
        @keydown=${(event: KeyboardEvent) => this.key(event, quantity, rows)}
        @mouseleave=${() => (this.hovered = null)}
        @focusout=${() => (this.focused = null)}
      >
        ${rows.map((row, index) => this.step(quantity, steps, row, { x, grid, width, isTabStop: index === at, chosen }))}
      </div>
      <div class="bn-waterfall-row">
        <span class="bn-batch">batch ${name}</span>
        <svg class="bn-chart" width=${width} height=${rowHeight} aria-hidden="true">
          ${grid}
          <path class="bn-waterfall-link" d="M${x(end)} 0V6" />
          <circle class="bn-waterfall-batch" cx=${x(end)} cy=${rowHeight / 2} r="4" />
        </svg>
        <span class="bn-batch" title=${exact(to)}>${significant(to, 5)}</span>
      </div>
      <div class="bn-waterfall-row" aria-hidden="true">
        <span></span>
        <svg class="bn-chart" width=${width} height="14">
          ${ticks.map(
            (tick) =>
              svg`<text class="bn-middle" x=${scale(tick)} y="10">${isMean ? tickText(tick) : percent(tick)}</text>`,
          )}
        </svg>
        <span></span>
      </div>
    </div>`;
  }

  private step(
    quantity: Quantity,
    steps: Steps,
    { part, from, to, size, isMinor }: Step,
    {
      x,
      grid,
      width,
      isTabStop,
      chosen,
    }: { x: (value: number) => number; grid: unknown; width: number; isTabStop: boolean; chosen: Chosen },
  ): TemplateResult {
    const { evidence } = this.split;
    const text = quantity === 'mean' ? meanStepText(size) : varianceStepText(size);
    const hint = this.size.width < widthForHints ? '' : stepHint(part, steps, evidence);
    const name = stepName(part, evidence);
    const isChosen = chosen.quantity === quantity && chosen.part === part;
    const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
    const choose = { quantity, part };
    return html`<div
      class="bn-waterfall-row bn-waterfall-step ${isMinor ? 'bn-muted' : ''} ${isChosen ? 'bn-waterfall-chosen' : ''}"
      role="option"
      aria-selected=${isChosen}
      data-part=${part}
      tabindex=${isTabStop ? 0 : -1}
      @mouseenter=${() => (this.hovered = choose)}
      @focus=${() => (this.focused = choose)}
      @click=${() => (this.focused = choose)}
    >
      <span class="bn-waterfall-label"
        ><span>${name}</span><span class="bn-waterfall-hint bn-muted bn-file-text" title=${hint}>${hint}</span></span
      >
      <svg class="bn-chart" width=${width} height=${rowHeight} aria-hidden="true">
        ${grid}
        <path class="bn-waterfall-link" d="M${x(from)} 0V10M${x(to)} 10V${rowHeight}" />
        <rect class="bn-gap-bar" x=${left} y="5" width=${Math.max(1, right - left)} height="10" />
      </svg>
      <span class="bn-waterfall-value" title=${exact(size)}>${text}</span>
    </div>`;
  }

  private key(event: KeyboardEvent, quantity: Quantity, rows: readonly Step[]): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const { part } = event.target.dataset;
    const to = movedRow(
      event.key,
      rows.findIndex((row) => row.part === part),
      rows.length,
      rows.length,
    );
    if (to === null) return;
    consume(event);
    this.hovered = null;
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`[data-part="${rows[to].part}"]`)?.focus();
    this.focused = { quantity, part: rows[to].part };
  }
}

/** That which takes most of the distance, in the mean or in the variance. */
function largestOf({ mean, variance, distances, ends }: Steps): Chosen {
  const parts = waterfallParts(distances);
  const part = parts.reduce((most, one) => (distances[placeOf(one)] > distances[placeOf(most)] ? one : most));
  const [, , , , g, s] = ends;
  const ofMean = Math.abs(g * mean[placeOf(part)]);
  const ofVariance = Math.abs(((s - 1) * variance[placeOf(part)]) / (s + 1));
  return { part, quantity: ofMean >= ofVariance ? 'mean' : 'variance' };
}

function waterfallParts(distances: Float64Array): GapPart[] {
  return (['start', 'lag', 'outlier', 'between', 'stored', 'eps', 'input', 'other'] as const).filter(
    (part) => !Number.isNaN(distances[placeOf(part)]),
  );
}

function tickText(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100 ? gapNumber(value).replace('.00', '') : shortTick(value);
}

function shortTick(value: number): string {
  const text = significant(Math.abs(value), 3);
  return value < 0 ? `−${text}` : `+${text}`;
}

function pieceText(piece: Piece): TemplateResult | string {
  if (typeof piece === 'string') return piece;
  return html`<span class=${piece.role === 'strong' ? 'bn-gap-result' : `bn-${piece.role}`}>${piece.text}</span>`;
}
