import type { Frame, FrameLocator, Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Workbench } from '../../host/workbench.js';

/** Our panel in an editor tab, by the roles and names that a screen reader would use. */
export class Panel {
  private readonly frame: FrameLocator;

  constructor(readonly workbench: Workbench) {
    this.frame = workbench.panel();
  }

  get root(): Locator {
    return this.frame.locator('bn-panel');
  }

  get heading(): Locator {
    return this.frame.getByRole('heading', { level: 1 });
  }

  /** Where the user stands: pass, stage and what comes next. */
  get position(): Locator {
    return this.frame.locator('.bn-position');
  }

  get alert(): Locator {
    return this.frame.getByRole('alert');
  }

  /** A line under the header. */
  notice(text: RegExp): Locator {
    return this.frame.getByRole('status').filter({ hasText: text });
  }

  region(name: string | RegExp): Locator {
    return this.frame.getByRole('region', { name });
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** A button of the toolbar, which has the names that the first-open page has, too. */
  tool(name: string): Locator {
    return this.frame.getByRole('group', { name: 'Run passes' }).getByRole('button', { name, exact: true });
  }

  /** Presses a button of the toolbar and waits until the position says so. */
  async press(name: string, position: string | RegExp): Promise<void> {
    await this.tool(name).click();
    await this.stands(position);
  }

  /** Waits until the position reads like this. */
  async stands(position: string | RegExp): Promise<void> {
    await expect.poll(() => this.position.innerText()).toMatch(position);
    await this.settled();
  }

  /** Waits until no view is waiting for its numbers. */
  async settled(): Promise<void> {
    await expect.poll(() => this.frame.locator('[aria-busy=true]').count()).toBe(0);
  }

  /** A chart, by how it describes itself. */
  chart(name: string | RegExp): Locator {
    return this.frame.getByRole('application', { name });
  }

  get passes(): Locator {
    return this.frame.getByRole('listbox', { name: 'Passes' }).getByRole('option');
  }

  /** The name of the element that has the focus; null when the focus is not in the panel. */
  async focused(): Promise<string | null> {
    const frame = await this.contentFrame();
    return frame.evaluate(() => {
      if (!document.hasFocus() || document.activeElement === document.body) return null;
      const element = document.activeElement;
      return element && (element.getAttribute('aria-label') ?? element.textContent.trim());
    });
  }

  /** The document of the panel, for what no locator can ask. */
  async contentFrame(): Promise<Frame> {
    const body = await this.frame.locator('body').elementHandle();
    const frame = await body.ownerFrame();
    if (!frame) throw new Error('the panel is not there');
    return frame;
  }

  field(name: string): Locator {
    return this.frame.getByRole('textbox', { name, exact: true });
  }

  /** What the channel's numbers say, in full precision: `[batch, running, …]`. */
  async numbers(row: 'mean' | 'variance'): Promise<number[]> {
    const cells = this.region(/^Channel \d/)
      .getByRole('row', { name: new RegExp(`^${row}`) })
      .locator('td[title]');
    await this.settled();
    const titles = await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('title')));
    return titles.map(Number);
  }

  /** What the lines of the chart of running averages are called, at their ends. */
  async lines(): Promise<string[]> {
    return this.frame.locator('bn-running-averages .bn-direct').allTextContents();
  }

  /** The sessions that stay beside each other. */
  get branches(): Locator {
    return this.frame.getByRole('list', { name: 'Branches' }).getByRole('listitem');
  }

  get table(): Locator {
    return this.frame.getByRole('grid', { name: 'Channels' });
  }

  /** The row of a channel, if it is in sight. */
  row(channel: number): Locator {
    const number = this.frame.getByRole('rowheader', { name: String(channel), exact: true });
    return this.table.getByRole('row').filter({ has: number });
  }

  /** A channel's own number in its row of the table. */
  get rowNumbers(): Locator {
    return this.frame.getByRole('rowheader');
  }

  /** What is marked of the page, as it would be copied. */
  async selectedText(): Promise<string> {
    const frame = await this.contentFrame();
    return frame.evaluate(() => getSelection()?.toString() ?? '');
  }

  /** The channels in sight, from the top. */
  async channels(): Promise<number[]> {
    const heads = await this.table.getByRole('rowheader').evaluateAll((all) =>
      all
        .map((head) => ({ top: head.getBoundingClientRect().top, text: head.textContent }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return heads.map(Number);
  }

  async sortBy(column: string): Promise<void> {
    await this.table.getByRole('button', { name: `${column}, sort`, exact: true }).click();
  }

  /** One of the two pictures of a slice: before (x) or after (y) the layer. */
  picture(of: 'x' | 'y'): Locator {
    return this.frame.locator(`[data-picture=${of}]`);
  }

  /** The readout beside the pictures: `x`, `x̂` and `y` of the value under the mouse, in full precision. */
  async readout(): Promise<Record<string, number>> {
    const spans = await this.frame
      .locator('.bn-output-readout [title]')
      .evaluateAll((all) => all.map((span) => [span.textContent.trim().split(/\s/)[0], span.getAttribute('title')]));
    return Object.fromEntries(spans.map(([name, value]) => [name, Number(value)])) as Record<string, number>;
  }

  /** Shows a page, from the tabs in the header. */
  async showPage(name: 'Debug' | 'Gap' | 'Compare' | 'Gradients' | 'Experiments'): Promise<void> {
    await this.frame.getByRole('tab', { name, exact: true }).click();
    await this.settled();
  }

  /** An entry of a list to choose from. */
  option(list: string | RegExp, name: string | RegExp): Locator {
    return this.frame.getByRole('listbox', { name: list }).getByRole('option', { name });
  }

  /** Chooses from a menu by what it and its entry are called. */
  async choose(menu: string, entry: string): Promise<void> {
    const dropdown = this.frame.getByRole('combobox', { name: menu, exact: true });
    await dropdown.click();
    await dropdown.getByRole('option', { name: entry, exact: true }).click();
    await this.settled();
  }

  slider(name: string | RegExp): Locator {
    return this.frame.getByRole('slider', { name });
  }

  /** The sentence that sums a page up. */
  get outcome(): Locator {
    return this.frame.locator('.bn-outcome');
  }

  /** A line of an archive's list: a tensor, or the beginning that several share. */
  tensor(name: string): Locator {
    const beginning = new RegExp(`^${name.replaceAll('.', '\\.')}(?=\\s|$)`);
    return this.frame.getByRole('treegrid').getByRole('row', { name: beginning });
  }

  checkbox(name: string): Locator {
    return this.frame.getByRole('checkbox', { name });
  }

  /** A table of numbers by its name. */
  grid(name: string | RegExp): Locator {
    return this.frame.getByRole('grid', { name });
  }
}
