import type { Locator } from 'playwright-core';
import type { Panel } from './panel.js';

/** The page of a model in our panel. */
export class ModelPage {
  constructor(private readonly panel: Panel) {}

  get list(): Locator {
    return this.panel.root.getByRole('listbox', { name: 'Layers' });
  }
  get rows(): Locator {
    return this.list.getByRole('option');
  }
  row(name: string): Locator {
    return this.rows.filter({ hasText: new RegExp(`^\\s*${name.replaceAll('.', '\\.')}, `) });
  }
  get findings(): Locator {
    return this.panel.root.locator('.bn-finding');
  }
  get zoomed(): Locator {
    return this.panel.root.locator('[aria-label^="Zoomed to steps"]');
  }

  /** Of the rows in sight, from the top. */
  names(): Promise<string[]> {
    return this.rows.locator('.bn-model-name').allInnerTexts();
  }

  /** The layer's name; empty where none is. */
  async selected(): Promise<string> {
    const selected = this.rows.and(this.panel.root.locator('[aria-selected=true]'));
    return (await selected.count()) === 1 ? selected.locator('.bn-model-name').innerText() : '';
  }

  /** `Step 83 of 119 train, 3 steps after the eval of step 79` */
  async position(): Promise<string> {
    const text = await this.panel.root.locator('.bn-model-step').innerText();
    return text.replaceAll(/\s+/g, ' ').trim();
  }
  async step(): Promise<string> {
    return /Step (\S+)/.exec(await this.position())?.[1] ?? '';
  }

  /** Those of the selected channel. */
  numbers(): Promise<string> {
    return this.panel.root.locator('.bn-model-worst').innerText();
  }

  /** All that a way back, and a reload, must keep. */
  async state() {
    return {
      selected: await this.selected(),
      step: await this.step(),
      filter: await this.panel.field('Filter layers').inputValue(),
      zoom: await this.zoomed.innerText(),
    };
  }
}
