import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icon } from '../../kit/icon.js';
import { PanelView } from '../../store/panelView.js';

/** What there was before something was set, and what became of it, to go from one to the other; nothing where there is one. */
@customElement('bn-branches')
export class Branches extends PanelView {
  protected override render(): TemplateResult | typeof nothing {
    const { current, others } = this.store.snapshot?.branches ?? { current: '', others: [] };
    if (others.length === 0) return nothing;
    // Each keeps its place, whichever is shown.
    const names = [current, ...others].sort(
      (a, b) => Number(b === 'original') - Number(a === 'original') || (a < b ? -1 : 1),
    );
    return html`<ul class="bn-notice bn-branches" aria-label="Branches">
      ${names.map((name) => (name === current ? shown(name) : this.other(name)))}
    </ul>`;
  }

  private other(name: string): TemplateResult {
    return html`<li class="bn-branch">
      ${icon('git-branch')}<button
        class="bn-link"
        title=${`Show the branch ${name}`}
        @click=${() => this.store.act({ kind: 'switchBranch', name })}
      >
        <bdi>${name}</bdi></button
      ><bn-button
        appearance="icon"
        aria-label=${`Remove the branch ${name}`}
        title="Remove this branch; Undo brings it back"
        @click=${() => this.store.act({ kind: 'removeBranch', name })}
        >${icon('close')}</bn-button
      >
    </li>`;
  }
}

function shown(name: string): TemplateResult {
  return html`<li class="bn-branch" aria-current="true" title="The branch that is shown">
    ${icon('git-branch')}<bdi>${name}</bdi>
  </li>`;
}
