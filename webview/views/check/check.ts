import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type {
  Check as CheckResult,
  ComparedPassRequest,
  ExpectedComparison,
  Explanation,
  RankedRule,
} from '../../../src/session/index.js';
import '../../kit/controls/choice.js';
import '../../kit/controls/settingField.js';
import { bracketed, setting } from '../../kit/format.js';
import { icon, severityIcon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';
import { selectChannel, showPass } from '../../store/selection.js';
import type { UiState } from '../../store/uiState.js';
import { nothingRun } from '../nothingRun/index.js';
import './channelErrors.js';
import { chosenExpectation, explaining } from './checkModel.js';
import {
  agreement,
  differencesFrom,
  errorText,
  offText,
  ofWords,
  perChannelText,
  useText,
  verdict,
} from './checkText.js';
import { elementTerms } from './elementTerms.js';
import './errorImage.js';
import { expectedList } from './expectedList.js';
import { progressText, rankTable } from './rankTable.js';
import { worstTable } from './worstTable.js';

const axes = [
  { value: 'variance', text: 'against variance' },
  { value: 'mean', text: 'against mean' },
  { value: 'channel', text: 'by channel' },
] as const;

/** Any output, state or gradient against what was expected of it, and which rule explains where they differ. */
@customElement('bn-check')
export class Check extends PanelView {
  /** Rules that are known to be fitted, for the session of this number. */
  private known = { numbers: -1, fitted: 0 };
  @state() private isCancelled = false;
  @state() private isAsked = false;
  @state() private isAll = false;

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { snapshot } = store;
    if (!snapshot) return nothing;
    if (snapshot.computed === 0) {
      return html`<div class="bn-study">
        <div class="bn-study-main">
          ${nothingRun(store, snapshot, 'Nothing to check yet', 'what it gives is compared with what the program expects of it')}
        </div>
      </div>`;
    }
    const expectations = store.view('expectations', {});
    this.setAttribute('aria-busy', String(!expectations));
    if (!expectations) return nothing;
    const chosen = chosenExpectation(expectations, store.ui, snapshot.shown);
    if (!chosen) return this.nothingExpected(snapshot);
    const isOff = expectations.some(({ passed, problem }) => !passed && problem === undefined);
    const explanation = isOff || this.isAsked ? this.explanation(snapshot) : undefined;
    const best = explanation && explaining(explanation);
    const shownRule = isOff ? best : undefined;
    const rule = shownRule?.apply && shownRule.twist === undefined ? shownRule.apply : null;
    const request: ComparedPassRequest = { pass: chosen.pass, of: chosen.of, rule };
    const answer = store.view('check', request);
    const failure = answer ? null : store.viewFailure('check', request);
    const check = answer?.of === chosen.of ? answer : undefined;
    return html`<div class="bn-study bn-check-page">
      <div class="bn-study-side">${this.side(snapshot, expectations, chosen, shownRule)}</div>
      <div class="bn-study-main">
        ${this.verdict(snapshot, expectations, chosen, check, explanation, isOff)}
        ${
          chosen.problem !== undefined
            ? this.notCompared(snapshot, chosen)
            : check
              ? this.channels(snapshot, check, chosen, shownRule)
              : html`<p class="bn-outcome ${failure ? 'bn-objection' : 'bn-muted bn-late'}" role="status">
                  ${failure?.message ?? 'Comparing every value'}
                </p>`
        }
        ${isOff || this.isAsked ? this.ranks(snapshot, chosen, explanation) : nothing}
      </div>
      ${check && check.worst.length > 0 ? this.elements(snapshot, check, request, chosen, shownRule) : nothing}
    </div>`;
  }

  /** The ranks as they come: each answer asks for more. */
  private explanation({ numbers }: SessionSnapshot): Explanation | undefined {
    if (this.known.numbers !== numbers) this.known = { numbers, fitted: 0 };
    const answer = this.store.view('explanation', { fitted: this.known.fitted });
    if (answer && !answer.isFinished && !this.isCancelled && answer.fitted > this.known.fitted) {
      this.known = { numbers, fitted: answer.fitted };
      this.store.view('explanation', { fitted: answer.fitted });
    }
    return answer;
  }

  private side(
    snapshot: SessionSnapshot,
    expectations: readonly ExpectedComparison[],
    chosen: ExpectedComparison,
    rule: RankedRule | undefined,
  ): TemplateResult {
    const passes = new Set(expectations.map(({ pass }) => pass)).size;
    const tolerance = (name: 'rtol' | 'atol'): TemplateResult =>
      html`<label class="bn-tolerance"
        ><span>${name}</span
        ><bn-setting-field
          label=${name === 'rtol' ? 'Relative tolerance' : 'Absolute tolerance'}
          hint="A value agrees where |error| ≤ atol + rtol · |expected|"
          value=${setting(chosen[name])}
          .check=${(text: string) => (text !== '' && Number(text) >= 0 ? null : 'Expected a number from 0 on')}
          @commit=${(event: CustomEvent<string>) =>
            this.store.act({ kind: 'tolerate', rtol: chosen.rtol, atol: chosen.atol, [name]: Number(event.detail) })}
        ></bn-setting-field
      ></label>`;
    return html`<div class="bn-heading">
        <h2>Expected</h2>
        <span class="bn-muted">${passes} of ${snapshot.passes.length} passes</span>
      </div>
      ${expectedList({ expectations, chosen, rule, choose: (one) => this.choose(one) })}
      <div class="bn-tolerances">${tolerance('rtol')}${tolerance('atol')}</div>
      <p class="bn-check-note bn-muted">
        A value agrees where |error| ≤ atol + rtol · |expected|, as in NumPy’s allclose.
      </p>
      ${this.comparable(snapshot, expectations, chosen)}`;
  }

  /** What could be compared, too. */
  private comparable(
    { passes, settings }: SessionSnapshot,
    expectations: readonly ExpectedComparison[],
    chosen: ExpectedComparison,
  ): TemplateResult | typeof nothing {
    const has = (pass: number, of: ExpectedComparison['of']): boolean =>
      expectations.some((one) => one.pass === pass && one.of === of);
    const lastTrain = passes.findLastIndex(({ mode, status }) => mode === 'train' && status === 'computed');
    const rows = [
      ...(has(chosen.pass, 'output')
        ? []
        : [{ text: `Output, pass ${chosen.pass + 1}`, pass: chosen.pass, of: 'expect' as const }]),
      ...(settings.trackRunningStats && lastTrain >= 0 && !has(lastTrain, 'state')
        ? ([
            { text: `Running mean, pass ${lastTrain + 1}`, pass: lastTrain, of: 'runningMean' },
            { text: `Running variance, pass ${lastTrain + 1}`, pass: lastTrain, of: 'runningVar' },
          ] as const)
        : []),
      ...(has(chosen.pass, 'gradient')
        ? []
        : [{ text: `Gradient of x, pass ${chosen.pass + 1}`, pass: chosen.pass, of: 'expectGrad' as const }]),
    ];
    if (rows.length === 0) return nothing;
    return html`<section class="bn-comparable" aria-labelledby="bn-comparable-title">
      <div class="bn-heading"><h2 id="bn-comparable-title">Also comparable</h2></div>
      <ul>
        ${rows.map(
          ({ text, pass, of }) =>
            html`<li>
              <span class="bn-muted">${text}</span>
              <button
                type="button"
                class="bn-link"
                aria-label="Add the file of the expected ${text.toLowerCase()}"
                @click=${() => this.store.host({ kind: 'chooseExpected', pass, of })}
              >
                Add file…
              </button>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private verdict(
    snapshot: SessionSnapshot,
    expectations: readonly ExpectedComparison[],
    chosen: ExpectedComparison,
    check: CheckResult | undefined,
    explanation: Explanation | undefined,
    isOff: boolean,
  ): TemplateResult {
    const failed = expectations.some(({ passed }) => !passed);
    const said = check ? offText(check, chosen.pass) : '';
    return html`<section class="bn-verdict" aria-live="polite" aria-label="Verdict">
      <div class="bn-verdict-line">
        ${failed ? severityIcon('warning') : html`<span class="codicon codicon-check" role="img" aria-label="agrees"></span>`}
        <p><b>${verdict(expectations)}</b> ${said}</p>
      </div>
      ${isOff && explanation ? this.remedy(snapshot, explanation, expectations) : nothing}
      ${
        isOff || this.isAsked
          ? nothing
          : failed
            ? nothing
            : html`<div class="bn-verdict-actions">
                <bn-button
                  appearance="secondary"
                  title="Fits every rule to what was expected, and shows which would give the same"
                  @click=${() => (this.isAsked = true)}
                  >Explain anyway</bn-button
                >
              </div>`
      }
    </section>`;
  }

  private remedy(
    { settings }: SessionSnapshot,
    explanation: Explanation,
    expectations: readonly ExpectedComparison[],
  ): TemplateResult | typeof nothing {
    const best = explaining(explanation);
    if (!best) {
      if (!explanation.isFinished) return nothing;
      const nearest = explanation.groups.at(0)?.rules.at(0);
      const { perChannel } = explanation;
      return html`<div class="bn-verdict-line">
        ${icon('arrow-small-right')}
        <p>
          No rule explains
          it${nearest ? html`: the nearest, ${nearest.name}, is off by ${errorText(nearest.maxAbsError[0])}` : nothing}.
          ${perChannel ? html`By that rule <b>${perChannelText(perChannel)}</b>.` : nothing}
        </p>
      </div>`;
    }
    const own = explanation.groups.flatMap(({ rules }) => rules).find(({ isOwn }) => isOwn);
    const differences = differencesFrom(best, settings, own);
    const count = expectations.length;
    const { apply } = best;
    const isOther = apply?.convention !== undefined && apply.convention !== settings.conventionKey;
    const isOnlyEps = isOther && apply.eps !== undefined && Math.abs(apply.eps / settings.eps - 1) > 1e-6;
    return html`<div class="bn-verdict-line">
        ${icon('arrow-small-right')}
        <p>
          The expected values were made
          ${differences.length > 0 ? html`with ${differences.map(({ strong, rest }, at) => html`${at === 0 ? '' : at === differences.length - 1 ? ' and ' : ', '}<b>${strong}</b>${rest}`)}, as ${best.name} does` : html`as <b>${best.name}</b> does`}${best.twist === undefined ? nothing : html`, with <b>${best.twist}</b>`}.
          By that rule ${agreement(count === 1 ? 'it agrees' : `all ${count} agree`, best.maxAbsError[0])}.
        </p>
      </div>
      ${
        apply
          ? html`<div class="bn-verdict-actions">
              <bn-button appearance="primary" @click=${() => this.store.act({ kind: 'configure', settings: apply })}
                >Use ${useText(best, settings)}</bn-button
              >
              ${
                isOnlyEps
                  ? html`<bn-button
                      appearance="secondary"
                      @click=${() => this.store.act({ kind: 'configure', settings: { eps: apply.eps ?? settings.eps } })}
                      >Change eps only</bn-button
                    >`
                  : nothing
              }
            </div>`
          : nothing
      }`;
  }

  private notCompared({ input }: SessionSnapshot, { problem, of }: ExpectedComparison): TemplateResult {
    return html`<section class="bn-not-compared" aria-label="Not compared">
      <p class="bn-objection">${problem}</p>
      <p class="bn-muted">
        The ${ofWords[of]} is compared element by element, so both have one shape. This batch has
        ${bracketed(input.shape)}.
      </p>
    </section>`;
  }

  private channels(
    { settings }: SessionSnapshot,
    check: CheckResult,
    { pass, of }: ExpectedComparison,
    rule: RankedRule | undefined,
  ): TemplateResult {
    const { ui } = this.store;
    const over = of === 'state' && ui.checkedOver === 'mean' ? 'variance' : ui.checkedOver;
    const eps = rule?.eps ?? settings.eps;
    return html`<section class="bn-channel-section" aria-labelledby="bn-channel-errors-title">
      <div class="bn-heading">
        <h2 id="bn-channel-errors-title">Error per channel</h2>
        <bn-choice
          label="What the channels are drawn over"
          value=${over}
          .options=${axes}
          @choose=${(event: CustomEvent<UiState['checkedOver']>) => this.store.set({ checkedOver: event.detail })}
        ></bn-choice>
        <span class="bn-muted">largest |error| of pass ${pass + 1}, a dot a channel</span>
      </div>
      <bn-channel-errors
        .spec=${{ check, over, channel: this.channelOf(check, settings.channelAxis), now: `now, eps ${setting(settings.eps)}`, rule: rule ? `with ${rule.name}` : null, eps }}
        @choose=${(event: CustomEvent<number>) => selectChannel(this.store, event.detail)}
      ></bn-channel-errors>
    </section>`;
  }

  /** The selected channel; before one is selected that of the worst element. */
  private channelOf({ worst, of }: CheckResult, channelAxis: number): number {
    const { channels, hasChosenChannels } = this.store.ui;
    const first = worst.at(0)?.index;
    return hasChosenChannels || !first ? channels[0] : (first[of === 'state' ? 1 : channelAxis] ?? channels[0]);
  }

  private ranks(
    { settings }: SessionSnapshot,
    { rtol, atol }: ExpectedComparison,
    explanation: Explanation | undefined,
  ): TemplateResult {
    const progress = explanation ? progressText(explanation) : 'reading what is expected';
    const request = { fitted: this.known.fitted };
    const failure = explanation ? null : this.store.viewFailure('explanation', request);
    const isRunning = !explanation?.isFinished && !failure;
    return html`<section class="bn-rank-section" aria-labelledby="bn-ranks-title">
      <div class="bn-heading">
        <h2 id="bn-ranks-title">Which convention explains it</h2>
        <span class="bn-muted">
          ${isRunning ? (this.isCancelled ? `cancelled, ${progress}` : progress) : `fitted to all ${explanation?.expected ?? 0}; momentum in each one’s own terms`}
        </span>
        ${
          isRunning
            ? html`<button type="button" class="bn-link bn-heading-end" @click=${() => this.toggle()}>
                ${this.isCancelled ? 'Go on' : 'Cancel'}
              </button>`
            : nothing
        }
      </div>
      ${failure ? html`<p class="bn-objection">${failure.message}</p>` : nothing}
      ${
        explanation
          ? rankTable({
              explanation,
              settings,
              tolerance: atol + rtol,
              isAll: this.isAll,
              showAll: () => (this.isAll = true),
            })
          : nothing
      }
    </section>`;
  }

  private toggle(): void {
    this.isCancelled = !this.isCancelled;
    if (this.isCancelled) this.store.cancel();
  }

  private elements(
    { settings, passes }: SessionSnapshot,
    check: CheckResult,
    request: ComparedPassRequest,
    { pass, of }: ExpectedComparison,
    rule: RankedRule | undefined,
  ): TemplateResult {
    const { picked } = this.store.ui;
    const fits = picked?.length === check.shape.length && picked.every((at, axis) => at < check.shape[axis]);
    const index = picked && fits && of !== 'state' ? picked : check.worst[0].index;
    const letters = check.shape.length === 4 ? ', y = [n, c, h, w]' : '';
    const element = of === 'output' ? this.store.view('checkElement', { ...request, index }) : undefined;
    return html`<div class="bn-study-end bn-check-end">
      <section aria-labelledby="bn-worst-title">
        <div class="bn-heading">
          <h2 id="bn-worst-title">Worst elements</h2>
          <span class="bn-muted"
            >of pass ${pass + 1}${of === 'output' && settings.channelAxis === 1 ? letters : `, ${ofWords[of]}`}</span
          >
        </div>
        ${worstTable(check, index, (at) => this.pick(check, at))}
      </section>
      ${
        of === 'state'
          ? nothing
          : html`<section>
              <bn-error-image
                .store=${this.store}
                .spec=${{ check, request, channelAxis: settings.channelAxis, batchAxis: settings.batchAxis, index }}
                @choose=${(event: CustomEvent<readonly number[]>) => this.pick(check, event.detail)}
              ></bn-error-image>
            </section>`
      }
      ${
        element
          ? html`<section>
              ${elementTerms(element, index, rule, passes[pass].mode === 'train' || !settings.trackRunningStats)}
            </section>`
          : nothing
      }
    </div>`;
  }

  private choose({ pass, of }: ExpectedComparison): void {
    this.store.set({ checkedOf: of });
    showPass(this.store, pass);
  }

  private pick({ of }: CheckResult, index: readonly number[]): void {
    const { snapshot } = this.store;
    if (of === 'state') selectChannel(this.store, index[1]);
    else if (snapshot) {
      this.store.set({ picked: index });
      selectChannel(this.store, index[snapshot.settings.channelAxis] ?? 0);
    }
  }

  private nothingExpected({ passes, shown }: SessionSnapshot): TemplateResult {
    const pass = shown ?? 0;
    const { mode, batch } = passes[pass];
    const example = `{ "${mode}": "${batch}", "expect": "expected.npy" }`;
    const rows = [
      { text: `Output of pass ${pass + 1}`, of: 'expect' },
      { text: `Running mean after pass ${pass + 1}`, of: 'runningMean' },
      { text: `Running variance after pass ${pass + 1}`, of: 'runningVar' },
      { text: `Gradient of x of pass ${pass + 1}`, of: 'expectGrad' },
    ] as const;
    return html`<div class="bn-study">
      <div class="bn-study-main">
        <section class="bn-first-open bn-comparable" aria-labelledby="bn-nothing-expected">
          <h2 id="bn-nothing-expected">Nothing is expected</h2>
          <p class="bn-muted">
            Choose the file of what another implementation gave, or name it in the step of the program; both are
            compared element by element, and the page says which convention, eps and momentum would explain a
            difference.
          </p>
          <ul>
            ${rows.map(
              ({ text, of }) =>
                html`<li>
                  <span>${text}</span>
                  <bn-button
                    appearance="secondary"
                    aria-label="Add the file of the expected ${text.toLowerCase()}"
                    @click=${() => this.store.host({ kind: 'chooseExpected', pass, of })}
                    >Add file…</bn-button
                  >
                </li>`,
            )}
          </ul>
          <pre class="bn-example">
${example}
"stateAfter": { "runningMean": "running_mean.npy", "runningVar": "running_var.npy" }
"gradOutput": "dy.npy", "expectGrad": "dx.npy"</pre>
        </section>
      </div>
    </div>`;
  }
}
