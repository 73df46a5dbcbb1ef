import { html, nothing, type TemplateResult } from 'lit';
import type { PassSummary } from '../../../src/protocol/index.js';
import type { Consequence } from '../../../src/session/index.js';
import { count } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import { consume } from '../../kit/rovingFocus.js';
import { consequencePlace, consequencesText } from './consequences.js';

/** More links would push the next finding out of sight. */
const mostLinks = 100;

/** What a list of consequences needs beside them. */
export interface FollowRows {
  readonly passes: readonly PassSummary[];
  /** Whether Tab stops at the row. */
  readonly stop: 0 | -1;
  readonly isOpen: boolean;
  /** Opens or folds the row. */
  readonly fold: (isOpen: boolean) => void;
  readonly show: (consequence: Consequence) => void;
}

/** One folded row that says what follows from a finding; unfolded, a link to each place. */
export function followRows(
  follows: readonly Consequence[],
  { passes, stop, isOpen, fold, show }: FollowRows,
): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = event.currentTarget as HTMLElement;
    const buttons = [...inside.querySelectorAll<HTMLElement>('button')];
    if (event.key === 'ArrowRight') fold(true);
    else if (event.key === 'ArrowLeft') {
      fold(false);
      buttons[0]?.focus();
    }
    // Enter and Space press the button that has the focus; elsewhere they are keys of the panel.
    else if (event.key === 'Enter' || event.key === ' ') {
      event.stopPropagation();
      return;
    } else return;
    consume(event);
  };
  const press = (event: Event, run: () => void): void => {
    event.stopPropagation();
    run();
  };
  return html`<div class="bn-follows" role="group" aria-label="What follows from it" @keydown=${key}>
    <button
      class="bn-follow-row bn-muted"
      tabindex=${stop}
      aria-expanded=${isOpen}
      title=${isOpen ? 'Fold what follows (←)' : 'Show what follows (→)'}
      @click=${(event: Event) => press(event, () => fold(!isOpen))}
    >
      ${icon(isOpen ? 'chevron-down' : 'chevron-right')}<span>${consequencesText(follows, passes)}</span>
    </button>
    ${isOpen ? follows.slice(0, mostLinks).map((one) => follower(one, (event) => press(event, () => show(one)))) : nothing}
    ${
      isOpen && follows.length > mostLinks
        ? html`<span class="bn-follower bn-muted">${count(follows.length - mostLinks)} more</span>`
        : nothing
    }
  </div>`;
}

/** Another layer is not in this panel, so its name is no link. */
function follower(consequence: Consequence, show: (event: Event) => void): TemplateResult {
  const place = consequencePlace(consequence);
  return html`<span class="bn-follower">
    ${icon('indent')}
    ${
      consequence.layer === undefined
        ? html`<button class="bn-link" tabindex="-1" title="Show where it begins" @click=${show}>${place}</button>`
        : html`<span class="bn-follower-place">${place}</span>`
    }
    <span class="bn-rule bn-muted" title=${consequence.rule}>${consequence.rule}</span>
  </span>`;
}
