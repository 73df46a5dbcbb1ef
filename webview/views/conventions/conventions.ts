import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ConventionCard } from '../../../src/session/index.js';
import { icon } from '../../kit/icon.js';
import { consume, movedRow } from '../../kit/rovingFocus.js';
import { PanelView } from '../../store/panelView.js';

/** Every convention as a card: its rule in words and in formulas, where it differs from the current one, its source. */
@customElement('bn-conventions')
export class Conventions extends PanelView {
  private focused: string | null = null;
  /** As last known: while another channel axis empties what is known, the cards and the focus on one stay. */
  private cards: readonly ConventionCard[] = [];

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { snapshot } = store;
    if (!snapshot) return nothing;
    const answer = store.view('conventions', {});
    this.cards = answer ?? this.cards;
    this.setAttribute('aria-busy', String(!answer));
    const { conventionKey, conventionName } = snapshot.settings;
    const tabStop = this.focused ?? conventionKey;
    return html`<div class="bn-conventions" @keydown=${this.escape}>
      <div class="bn-heading">
        <h2 id="bn-conventions-title">Conventions</h2>
        <span class="bn-muted">whose rules of BatchNorm apply; Enter chooses</span>
        <bn-button
          class="bn-heading-end"
          appearance="icon"
          aria-label="Close conventions"
          title="Close (Escape)"
          @click=${() => this.close()}
          >${icon('close')}</bn-button
        >
      </div>
      <div class="bn-card-heads bn-muted" aria-hidden="true">
        <span>in words</span><span>in formulas</span><span>differs from ${conventionName}</span>
      </div>
      <div
        class="bn-cards"
        role="listbox"
        aria-labelledby="bn-conventions-title"
        @keydown=${(event: KeyboardEvent) => this.key(event)}
      >
        ${this.cards.map((card) => this.card(card, card.key === conventionKey, card.key === tabStop))}
      </div>
    </div>`;
  }

  protected override firstUpdated(): void {
    // The cards may come later than the page: the focus goes to the current one once it is there.
    this.focusCurrent();
  }

  protected override updated(): void {
    if (this.focused === null) this.focusCurrent();
  }

  private focusCurrent(): void {
    const current = this.querySelector<HTMLElement>('.bn-card[tabindex="0"]');
    if (!current) return;
    this.focused = current.dataset.key ?? null;
    current.focus();
    current.scrollIntoView({ block: 'nearest' });
  }

  private card(
    { key, name, rule, formulas, differences, source }: ConventionCard,
    isCurrent: boolean,
    isTabStop: boolean,
  ): TemplateResult {
    return html`<div
      class="bn-card"
      role="option"
      aria-selected=${isCurrent}
      data-key=${key}
      tabindex=${isTabStop ? 0 : -1}
      @click=${() => this.choose(key)}
      @focus=${() => (this.focused = key)}
    >
      <div class="bn-card-words">
        <div class="bn-card-name">
          <span class="bn-check codicon ${isCurrent ? 'codicon-check' : ''}" aria-hidden="true"></span><b>${name}</b>
          ${isCurrent ? html`<span class="bn-muted">current</span>` : nothing}
        </div>
        <p>${rule}</p>
        <p class="bn-card-source bn-muted">${source}</p>
      </div>
      <div class="bn-card-formulas">${formulas.map((formula) => html`<div>${formula}</div>`)}</div>
      <div class="bn-card-differences">
        ${
          isCurrent
            ? nothing
            : differences.length === 0
              ? html`<span class="bn-muted">No difference</span>`
              : differences.map((difference) => html`<div>${difference}</div>`)
        }
      </div>
    </div>`;
  }

  private choose(key: string): void {
    this.focused = key;
    if (key !== this.store.snapshot?.settings.conventionKey) {
      this.store.act({ kind: 'configure', settings: { convention: key } });
    }
  }

  private close(): void {
    this.store.set({ showsConventions: false });
    document.querySelector<HTMLElement>('.bn-about-conventions')?.focus();
  }

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    consume(event);
    this.close();
  };

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const { cards } = this;
    const key = event.target.dataset.key ?? '';
    if (event.key === ' ' || event.key === 'Enter') {
      consume(event);
      this.choose(key);
      return;
    }
    const at = cards.findIndex((card) => card.key === key);
    const to = movedRow(event.key, at, cards.length, 4);
    if (to === null) return;
    consume(event);
    this.focused = cards[to].key;
    this.requestUpdate();
    this.querySelector<HTMLElement>(`.bn-card[data-key="${cards[to].key}"]`)?.focus();
  }
}
