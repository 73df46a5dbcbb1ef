import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PanelCommand } from '../../../src/protocol/index.js';
import type { StatesSummary } from '../../../src/session/index.js';
import '../../kit/controls/choice.js';
import { bytes, counted } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import type { ModelUi } from '../../store/modelUi.js';
import { PanelView } from '../../store/panelView.js';
import { compareButton, findingsBadge, rulesFields } from '../model/index.js';
import { archiveTabs } from './archiveTabs.js';
import './stateChannels.js';
import './statesGrid.js';
import { filterStates } from './statesFilter.js';
import { comparedText } from './statesText.js';

const rowsOfPage = 15;
const another = 'Another file…';

/** The page of layers by their states alone. */
@customElement('bn-checkpoint')
export class CheckpointPage extends PanelView {
  @property({ attribute: false }) columns: 1 | 2 | 3 = 3;
  /** As of the last rendering, for the keys. */
  private order: readonly number[] = [];

  protected override render(): TemplateResult | typeof nothing {
    const { states, store } = this;
    if (!states) return nothing;
    const selected = this.selected(states);
    const filter = filterStates(this.ui.filter, states);
    const all = store.ui.storedOrder ? states.stored : states.ranked;
    this.order = Array.from(all).filter(filter.ok ? filter.test : () => true);
    const findings = html`<bn-model-findings
      .store=${store}
      .model=${states}
      .rows=${this.columns < 3}
      .selected=${this.finding(states)}
      .choose=${this.chooseFinding}
      .select=${this.select}
    ></bn-model-findings>`;
    const grid = html`<bn-states-grid
      .store=${store}
      .states=${states}
      .order=${this.order}
      .selected=${selected}
      .objection=${filter.ok ? null : filter.message}
      .select=${this.select}
      .open=${this.open}
    ></bn-states-grid>`;
    const channels = html`<bn-state-channels
      .store=${store}
      .states=${states}
      .selected=${selected}
      .open=${this.open}
      .openText=${this.openText(states, selected)}
    ></bn-state-channels>`;
    return html`${this.header(states)}
      <main class=${this.columns === 3 ? 'bn-three' : this.columns === 2 ? 'bn-two' : 'bn-one'}>
        ${
          this.columns === 1
            ? html`${findings}${grid}${channels}`
            : html`${this.columns === 3 ? html`<div class="bn-left">${findings}</div>` : nothing}
                <div class="bn-middle">${this.columns === 3 ? nothing : findings}${grid}</div>
                <div class="bn-right">${channels}</div>`
        }
      </main>`;
  }

  private header(states: StatesSummary): TemplateResult {
    const { state } = this.store;
    const { title, layers, rules } = states;
    const archive = state.kind === 'archive' ? state.archive : null;
    const size = archive?.members.reduce((sum, member) => sum + member.bytes, 0) ?? 0;
    return html`<header class="bn-header bn-model-header bn-states-header">
      <div class="bn-identity">
        <h1><bdi>${title}</bdi></h1>
        <span class="bn-muted"
          >${archive ? 'checkpoint' : 'recording'} of ${counted(layers.length, 'BatchNorm layer')}</span
        >
        ${archive ? html`<span class="bn-muted" title=${archive.kind}>${counted(archive.members.length, 'tensor')}, ${bytes(size)}</span>` : nothing}
      </div>
      ${rules ? rulesFields(rules, this.store) : nothing}
      <div class="bn-model-step bn-states-compared">${this.compared(states)}</div>
      ${archiveTabs(this.store)} ${findingsBadge(states, () => this.onCommand('focusFindings'))}
    </header>`;
  }

  private compared({ compared, beside }: StatesSummary): TemplateResult {
    const { store } = this;
    const compare = (file: string): void => store.host({ kind: 'compareStates', ...(file !== another && { file }) });
    if (!compared) {
      return html`${compareButton(store)}
        <span class="bn-muted"
          >a second checkpoint of this model shows what moved; a folder of batches runs a layer</span
        >`;
    }
    const files = [...new Set([compared.title, ...beside, another])].map((value) => ({ value, text: value }));
    return html`<span class="bn-muted" aria-hidden="true">Compared with</span>
      <bn-choice
        label="Compared with"
        value=${compared.title}
        .options=${files}
        @choose=${({ detail }: CustomEvent<string>) => compare(detail)}
      ></bn-choice>
      <bn-button
        appearance="icon"
        aria-label="Swap"
        title=${`Show ${compared.title}, compared with this one`}
        @click=${() => store.host({ kind: 'swapStates' })}
        >${icon('arrow-swap')}</bn-button
      >
      <bn-button
        appearance="icon"
        aria-label="End the comparison"
        title="Show this one alone"
        @click=${() => store.host({ kind: 'endComparison' })}
        >${icon('close')}</bn-button
      >
      ${compared.problem === undefined ? nothing : icon('error', 'bn-error')}
      <span class="bn-muted" title=${comparedText(compared)}>${comparedText(compared)}</span>`;
  }

  private get states(): StatesSummary | null {
    const { state } = this.store;
    return state.kind === 'archive' || state.kind === 'model' ? (state.states ?? null) : null;
  }
  private get ui(): ModelUi {
    return this.store.ui.model;
  }

  /** What the user has chosen, as far as it is there; else that of the first finding; else the worst. */
  private selected({ layers, findings, ranked }: StatesSummary): number {
    const of = (name: string | null | undefined): number => layers.findIndex((layer) => layer.name === name);
    const chosen = of(this.ui.layer);
    const found = of(findings.at(0)?.layer);
    return chosen >= 0 ? chosen : found >= 0 ? found : ranked[0];
  }

  private finding({ findings }: StatesSummary): number | null {
    const { finding, layer } = this.ui;
    if (finding !== null) return finding < findings.length ? finding : null;
    return layer === null && findings.length > 0 ? 0 : null;
  }

  private readonly select = (layer: number): void => {
    const { states } = this;
    if (!states) return;
    const { name } = states.layers[layer];
    const first = states.findings.findIndex((finding) => finding.layer === name);
    this.store.set({ model: { ...this.ui, layer: name, finding: first < 0 ? null : first } });
  };

  private readonly chooseFinding = (finding: number): void => {
    const layer = this.states?.findings.at(finding)?.layer;
    if (layer !== undefined) this.store.set({ model: { ...this.ui, layer, finding } });
  };

  /** Batches are run through a layer of a checkpoint; a recording's has a program of its own. */
  private readonly open = (layer: number): void => {
    const { states, store } = this;
    if (!states || this.openText(states, layer) === '') return;
    const { state } = store;
    const { name } = states.layers[layer];
    if (state.kind === 'archive') {
      const own = state.archive.layers.find((one) => one.label === name || one.name === name);
      if (own) store.host({ kind: 'runLayer', layer: own.name });
    } else if (state.kind === 'model') {
      store.host({ kind: 'openLayer', layer: state.model.layers.findIndex((one) => one.name === name), column: 0 });
    }
  };

  private openText({ layers }: StatesSummary, at: number): string {
    const { state } = this.store;
    const { name, problem } = layers[at];
    if (problem !== undefined) return '';
    if (state.kind === 'archive') return 'Run files…';
    const own = state.kind === 'model' ? state.model.layers.find((one) => one.name === name) : undefined;
    return own?.program === undefined ? '' : `Debug ${name}`;
  }

  protected override onCommand(command: PanelCommand): void {
    const { states } = this;
    if (!states) return;
    const turn = (by: number): void => {
      const all = states.findings.length;
      const at = this.finding(states) ?? (by > 0 ? -1 : 0);
      if (all > 0) this.chooseFinding((at + by + all) % all);
    };
    if (command === 'previousFinding') turn(-1);
    if (command === 'nextFinding') turn(1);
    if (command === 'focusFilter') this.querySelector<HTMLElement>('.bn-model-filter')?.focus();
    if (command === 'focusFindings') this.querySelector<HTMLElement>('.bn-place')?.focus();
  }

  protected override onKey(event: KeyboardEvent): void {
    const { states, order } = this;
    const path = event.composedPath().filter((one) => one instanceof HTMLElement);
    const isElsewhere = path.some(
      ({ localName, className, role }) =>
        ['input', 'bn-dropdown'].includes(localName) || className === 'bn-table-scroll' || role === 'tablist',
    );
    if (!states || isElsewhere || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const isButton = path.some(({ localName }) => localName === 'button' || localName === 'bn-button');
    const selected = this.selected(states);
    const to = movedRow(event.key, order.indexOf(selected), order.length, rowsOfPage);
    if (to !== null) this.select(order[to]);
    else if (event.key === '/') this.onCommand('focusFilter');
    else if (event.key === 'Enter' && !isButton) this.open(selected);
    else return;
    consume(event);
  }
}
