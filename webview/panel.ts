import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { PanelCommand, SessionSnapshot } from '../src/protocol/index.js';
import { chartFiles } from './charts/files/chartFiles.js';
import { LatePages } from './kit/latePages.js';
import type { Page } from './store/pages.js';
import { PanelView } from './store/panelView.js';
import './views/archive/index.js';
import './views/arithmetic/index.js';
import './views/channelNumbers/index.js';
import './views/channelTable/index.js';
import { showsLayers } from './views/checkpoint/index.js';
import './views/distribution/index.js';
import './views/findings/index.js';
import './views/firstOpen/index.js';
import './views/header/index.js';
import type { Header } from './views/header/index.js';
import { progressShare } from './views/loading/index.js';
import './views/model/index.js';
import './views/notices/index.js';
import './views/output/index.js';
import './views/overview/index.js';
import './views/passes/index.js';
import './views/refused/index.js';
import './views/runningAverages/index.js';

/** From these widths of the webview on there are three columns, or two; below, one. */
const widths = { three: 1200, two: 840 };
const rowsInOneColumn = 12;
/** By then a page that was opened just now has its pictures, in ms. */
const drawingTime = 600;

/** The whole panel: which state it is in, and how the views are laid out. */
@customElement('bn-panel')
export class Panel extends PanelView {
  @state() private columns: 1 | 2 | 3 = columnsFor(window.innerWidth);
  private readonly resized = (): void => {
    this.columns = columnsFor(window.innerWidth);
  };

  private readonly late = new LatePages(this, () => import('./views/latePages.js'));
  /** Where the menu was opened last: the chart there is meant. */
  private meant: Element | null = null;
  private readonly pointed = (event: MouseEvent): void => {
    this.meant = event.target instanceof Element ? event.target : null;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('resize', this.resized);
    this.addEventListener('bn-open-parameters', this.openParameters);
    this.addEventListener('contextmenu', this.pointed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('resize', this.resized);
    this.removeEventListener('contextmenu', this.pointed);
  }

  protected override onCommand(command: PanelCommand): void {
    if (command === 'exportChart') void this.exportChart();
    else if (command === 'exportReport') void this.exportReport();
    else void this.openDebugger(command);
  }

  protected override render(): TemplateResult {
    return html`${this.progressBar()}${this.content()}`;
  }

  private content(): TemplateResult | typeof nothing {
    const { store } = this;
    switch (store.state.kind) {
      case 'loading':
        return html`<bn-loading .store=${store}></bn-loading>`;
      case 'failed':
        return html`<bn-refused .store=${store}></bn-refused>`;
      case 'archive':
        return showsLayers(store) ? this.states() : html`<bn-archive .store=${store}></bn-archive>`;
      case 'model':
        if (store.state.states) return this.states();
        return html`<bn-model .store=${store} .columns=${this.columns}></bn-model>`;
      case 'ready':
        return html`<bn-header .store=${store}></bn-header>
          <bn-notices .store=${store}></bn-notices>
          ${this.page(store.state.snapshot)}`;
    }
  }

  private states(): TemplateResult | typeof nothing {
    return this.late.show(html`<bn-checkpoint .store=${this.store} .columns=${this.columns}></bn-checkpoint>`);
  }

  private page(snapshot: SessionSnapshot): TemplateResult {
    const { store } = this;
    const { page, showsConventions, comparesAxes } = store.ui;
    return html`<main class="bn-page">
      ${
        showsConventions
          ? this.late.show(html`<bn-conventions class="bn-page" .store=${store}></bn-conventions>`)
          : comparesAxes
            ? this.late.show(html`<bn-axis-comparison class="bn-page" .store=${store}></bn-axis-comparison>`)
            : html`<div class="bn-page" id="bn-page" role="tabpanel" aria-labelledby="bn-tab-${page}">
                ${this.pageContent(page, snapshot)}
              </div>`
      }
    </main>`;
  }

  private pageContent(page: Page, snapshot: SessionSnapshot): TemplateResult | typeof nothing {
    const { store, late } = this;
    switch (page) {
      case 'debug':
        return this.layout(snapshot);
      case 'compare':
        return late.show(html`<bn-compare .store=${store} .isOneColumn=${this.columns === 1}></bn-compare>`);
      case 'gap':
        return late.show(html`<bn-gap .store=${store} .columns=${this.columns}></bn-gap>`);
      case 'check':
        return late.show(html`<bn-check .store=${store}></bn-check>`);
      case 'repair':
        return late.show(html`<bn-repair .store=${store} .columns=${this.columns}></bn-repair>`);
      case 'gradients':
        return late.show(html`<bn-gradients .store=${store} .isOneColumn=${this.columns === 1}></bn-gradients>`);
      case 'experiments':
        return late.show(html`<bn-experiments .store=${store} .isOneColumn=${this.columns === 1}></bn-experiments>`);
    }
  }

  private layout(snapshot: SessionSnapshot): TemplateResult {
    const { store } = this;
    const isFirst = snapshot.computed === 0 && snapshot.shown === null;
    const history = isFirst
      ? html`<bn-first-open .store=${store}></bn-first-open>`
      : html`<bn-running-averages .store=${store} .strip=${this.columns < 3}></bn-running-averages>
          <bn-overview .store=${store}></bn-overview>`;
    const channel = html`<bn-channel-numbers .store=${store}></bn-channel-numbers>
      <bn-distribution .store=${store}></bn-distribution>
      <bn-arithmetic .store=${store}></bn-arithmetic>
      <bn-output .store=${store}></bn-output>`;
    if (this.columns === 1) {
      return html`<div class="bn-one">
        <bn-findings .store=${store} .rows=${true}></bn-findings>
        ${history}${channel}
        <bn-channel-table .store=${store} .rows=${rowsInOneColumn}></bn-channel-table>
      </div>`;
    }
    return html`<div class=${this.columns === 3 ? 'bn-three' : 'bn-two'}>
      ${
        this.columns === 3
          ? html`<div class="bn-left">
              <bn-passes .store=${store}></bn-passes>
              <bn-findings .store=${store} .rows=${false}></bn-findings>
            </div>`
          : nothing
      }
      <div class="bn-middle">
        ${this.columns === 2 ? html`<bn-findings .store=${store} .rows=${true}></bn-findings>` : nothing} ${history}
        <bn-channel-table .store=${store} .rows=${0}></bn-channel-table>
      </div>
      <div class="bn-right">${channel}</div>
    </div>`;
  }

  private progressBar(): TemplateResult | typeof nothing {
    const { progress, state: panel } = this.store;
    if (!progress && panel.kind !== 'loading') return nothing;
    const share = progress ? progressShare(progress) : null;
    return html`<div
      class="bn-progress bn-late ${share === null ? 'bn-indeterminate' : ''}"
      role="progressbar"
      aria-label="Progress"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${share === null ? nothing : Math.round(share * 100)}
    >
      <div style=${styleMap({ transform: `scaleX(${share ?? 1})` })}></div>
    </div>`;
  }

  private async exportChart(): Promise<void> {
    const { meant } = this;
    this.meant = null;
    const focused = document.activeElement?.matches('svg.bn-chart') === true ? document.activeElement : null;
    this.store.host({ kind: 'exportCharts', charts: await chartFiles(this, meant ?? focused) });
  }

  /** The debugger's pictures, whatever page is shown. */
  private async exportReport(): Promise<void> {
    const { page, showsConventions, comparesAxes } = this.store.ui;
    this.store.set({ page: 'debug', showsConventions: false, comparesAxes: false });
    this.requestUpdate();
    await this.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, page === 'debug' ? 0 : drawingTime));
    const charts = await chartFiles(this);
    this.store.set({ page, showsConventions, comparesAxes });
    this.store.host({ kind: 'exportReport', charts });
  }

  /** What these commands put the focus on is on the debugger's page. */
  private async openDebugger(command: PanelCommand): Promise<void> {
    const { page, showsConventions, comparesAxes } = this.store.ui;
    const isThere = page === 'debug' && !showsConventions && !comparesAxes;
    if (isThere || (command !== 'focusFilter' && command !== 'focusFindings')) return;
    this.store.set({ page: 'debug', showsConventions: false, comparesAxes: false });
    this.requestUpdate();
    await this.updateComplete;
    // The views that were made just now listen after their own first update.
    requestAnimationFrame(() => this.store.command(command));
  }

  private readonly openParameters = (): void => {
    const header = this.querySelector<Header>('bn-header');
    if (header) header.showsParameters = true;
  };
}

function columnsFor(width: number): 1 | 2 | 3 {
  return width >= widths.three ? 3 : width >= widths.two ? 2 : 1;
}
