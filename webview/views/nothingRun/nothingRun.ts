import { html, type TemplateResult } from 'lit';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import { icon } from '../../kit/icon.js';
import type { Store } from '../../store/store.js';

/** What a page says before there is a pass that it could be about, and the button that changes that. */
export function nothingRun(store: Store, { next }: SessionSnapshot, title: string, then: string): TemplateResult {
  const mode = next?.mode ?? 'train';
  const name = mode === 'train' ? 'Train' : 'Eval';
  return html`<section class="bn-first-open" aria-labelledby="bn-nothing-run">
    <h2 id="bn-nothing-run">${title}</h2>
    <p class="bn-muted">Run a pass; ${then}.</p>
    <div class="bn-nothing-actions">
      <bn-button appearance="primary" @click=${() => store.act({ kind: 'pass', mode })}
        >${icon('play')}${name}</bn-button
      >
      <bn-button appearance="secondary" @click=${() => store.act({ kind: 'runAll' })}>Run all</bn-button>
    </div>
  </section>`;
}
