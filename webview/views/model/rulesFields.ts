import { html, nothing, type TemplateResult } from 'lit';
import type { FromPanel } from '../../../src/protocol/index.js';
import type { SharedRules } from '../../../src/session/index.js';
import '../../kit/controls/choice.js';
import '../../kit/controls/settingField.js';
import { setting } from '../../kit/format.js';
import { icon } from '../../kit/icon.js';
import type { Store } from '../../store/store.js';

type Rules = Extract<FromPanel['host'], { readonly kind: 'setRules' }>['rules'];

/** By which rules all layers run. A button takes back what was chosen. */
export function rulesFields(
  { convention, conventions, eps, momentum, isSaid, hasPasses, isChosen }: SharedRules,
  store: Store,
): TemplateResult {
  const own = isSaid
    ? { value: '', text: 'as recorded', description: 'Each layer follows the rules that its program says' }
    : { value: '', text: 'as named', description: 'Layers follow the rules that their names suggest' };
  const where = isSaid ? 'each layer’s program says its own' : 'the file does not say';
  const options = conventions.map(({ key, name, description }) => ({ value: key, text: name, description }));
  const set = (rules: Rules): void => store.host({ kind: 'setRules', rules });
  const number = (text: string, most: number): boolean => text !== '' && Number(text) >= 0 && Number(text) <= most;
  return html`<div class="bn-settings ${isChosen ? 'bn-rules-chosen' : ''}">
    <span class="bn-setting"
      ><span aria-hidden="true">Convention</span>
      <bn-choice
        label="Convention"
        hint=${`Whose rules the layers follow; ${where}`}
        value=${convention ?? own.value}
        .options=${convention === null ? [own, ...options] : options}
        @choose=${({ detail }: CustomEvent<string>) => set({ convention: detail })}
      ></bn-choice></span
    ><span class="bn-setting"
      ><span aria-hidden="true">eps</span>
      <bn-setting-field
        label="eps"
        hint=${`Added to the variance before its root is taken; ${where}`}
        value=${eps === null ? '' : setting(eps)}
        .check=${(text: string) => (number(text, Number.MAX_VALUE) ? null : 'eps is a number from 0')}
        @commit=${({ detail }: CustomEvent<string>) => set({ eps: Number(detail) })}
      ></bn-setting-field></span
    ><span class="bn-setting"
      ><span aria-hidden="true">momentum</span>
      <bn-setting-field
        label="momentum"
        hint=${`${hasPasses ? 'Weighs each batch against the running values, as the convention has it' : 'Tells how many updates explain what moved'}; null is the average of all batches`}
        value=${momentum === null ? '' : momentum === 'cumulative' ? 'null' : setting(momentum)}
        .check=${(text: string) => (text === 'null' || number(text, 1) ? null : 'momentum is a number from 0 to 1, or null')}
        @commit=${({ detail }: CustomEvent<string>) => set({ momentum: detail === 'null' ? null : Number(detail) })}
      ></bn-setting-field></span
    >${
      isChosen
        ? html`<bn-button
            appearance="icon"
            class="bn-more"
            aria-label=${`Rules ${own.text}`}
            title=${`Take back what was chosen: ${own.description}`}
            @click=${(event: Event) => {
              // The button goes with what it takes back.
              (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLElement>('bn-dropdown')?.focus();
              set(null);
            }}
            >${icon('discard')}</bn-button
          >`
        : nothing
    }
  </div>`;
}
