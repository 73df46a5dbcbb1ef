import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { until, type Workbench } from '../../host/workbench.js';
import { limits } from '../../patience.mjs';

/** VS Code's own debugger, by what a user presses and reads there. */
export class DebugView {
  private readonly page: Page;

  constructor(private readonly workbench: Workbench) {
    this.page = workbench.page;
  }

  /** A button of the floating toolbar, such as `Step Into`. */
  async press(name: string): Promise<void> {
    await this.page
      .locator('.debug-toolbar')
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click();
  }

  /** The frames of the call stack, from the top: `name file line:column`. */
  async frames(): Promise<string[]> {
    const rows = await this.page.locator('.debug-call-stack .stack-frame').allInnerTexts();
    return rows.map((row) => row.replaceAll(/\s+/g, ' ').trim());
  }

  /** Waits until the call stack reads like this, from the top. */
  async stands(...frames: readonly (string | RegExp)[]): Promise<void> {
    await expect.poll(() => this.frames()).toEqual(frames.map((frame) => expect.stringMatching(frame) as string));
  }

  /** Clicks a frame of the call stack. */
  async click(frame: string): Promise<void> {
    await this.page.locator('.debug-call-stack .stack-frame').filter({ hasText: frame }).click();
  }

  /** Waits until the editor in sight marks this line as the one where the frame that was clicked stands. */
  async showsFrame(line: string | RegExp): Promise<void> {
    await expect.poll(() => this.markedLine('debug-focused-stack-frame-line').catch(() => '')).toMatch(line);
  }

  /** The text of the line that VS Code marks as the next one; of the editor that is in sight. */
  nextLine(): Promise<string> {
    return this.markedLine('debug-top-stack-frame-line');
  }

  private async markedLine(by: string): Promise<string> {
    const mark = this.page.locator(`.monaco-editor .${by}:visible`).first();
    const top = await mark.evaluate((line) => line.getBoundingClientRect().top);
    const lines = await this.page
      .locator('.monaco-editor .view-line:visible')
      .evaluateAll((all) => all.map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent })));
    const line = lines.find((one) => Math.abs(one.top - top) < 2);
    return (line?.text ?? '').replaceAll('\u00a0', ' ').trim();
  }

  async standsOn(line: string | RegExp): Promise<void> {
    await expect.poll(() => this.nextLine().catch(() => '')).toMatch(line);
  }

  /** Clicks beside the number of a line, where breakpoints are. */
  async toggleBreakpoint(line: number): Promise<void> {
    const number = this.page
      .locator('.monaco-editor .line-numbers:visible')
      .filter({ hasText: new RegExp(`^${line}$`) });
    const box = (await number.boundingBox()) ?? expect.fail(`line ${line} is not in sight`);
    await this.page.mouse.click(box.x - 8, box.y + box.height / 2);
  }

  get breakpoints(): Locator {
    return this.page.locator('.monaco-editor .codicon-debug-breakpoint:visible');
  }

  /** What is told of a word of the text when the mouse rests on it. */
  async hover(word: string): Promise<string> {
    const hover = this.page.locator('.debug-hover-widget:visible');
    const lines = this.page.locator('.monaco-editor .view-lines:visible').first();
    const place = await lines.evaluate((root, wanted) => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const at = (text.nodeValue ?? '').search(new RegExp(`\\b${wanted}\\b`));
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + wanted.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      throw new Error(`${wanted} is not in sight`);
    }, word);
    await until(async () => {
      await this.page.mouse.move(place.x, place.y + 200);
      await this.page.mouse.move(place.x, place.y);
      await hover.waitFor({ timeout: limits.attempt });
    });
    return hover.innerText();
  }

  /** Opens, or closes, a part of Variables. */
  async unfold(scope: string, isOpen = true): Promise<void> {
    const row = this.page.locator('.debug-variables .monaco-list-row').filter({
      has: this.page.locator('.scope', { hasText: new RegExp(`^${scope}$`) }),
    });
    await until(async () => {
      if ((await row.getAttribute('aria-expanded', { timeout: limits.attempt })) === String(isOpen)) return;
      await row.click({ timeout: limits.attempt });
      throw new Error(`${scope} is not ${isOpen ? 'open' : 'closed'} yet`);
    });
  }

  /** Adds an expression to Watch, and returns its row. */
  async watch(expression: string): Promise<Locator> {
    const view = this.page.locator('.pane').filter({ has: this.page.locator('.debug-watch') });
    const input = view.locator('.monaco-inputbox input');
    await until(async () => {
      await view.locator('.pane-header').hover({ timeout: limits.attempt });
      await view.getByRole('button', { name: 'Add Expression' }).click({ timeout: limits.attempt });
      await input.waitFor({ timeout: limits.attempt });
    });
    await input.fill(expression);
    await input.press('Enter');
    const row = view.locator('.monaco-list-row').filter({ hasText: expression });
    await row.waitFor();
    return row;
  }

  /** What the Debug Console answers. */
  async ask(expression: string): Promise<string> {
    const input = this.page.locator('.repl-input-wrapper .monaco-editor');
    await input.click();
    await this.page.keyboard.type(expression);
    await this.page.keyboard.press('Enter');
    const answer = this.page.locator('.repl .evaluation-result').last();
    await answer.waitFor();
    return (await answer.innerText()).trim();
  }

  /** A row of Variables, by the name in it. */
  variable(name: string): Locator {
    return this.page
      .locator('.debug-variables .monaco-list-row')
      .filter({ has: this.page.locator('.expression .name', { hasText: new RegExp(`^${name}\\s*[:=]?\\s*$`) }) });
  }

  /** Selects a part of a line of the editor that is in front: from a column, counted from 1, so many characters. */
  async select(line: number, column: number, length: number): Promise<void> {
    const box = this.page.locator('.quick-input-widget');
    await until(async () => {
      await this.page.keyboard.press('Control+G');
      await box.locator('input[type="text"]').first().fill(`:${line}:${column}`, { timeout: limits.attempt });
    });
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
    for (let i = 0; i < length; i++) await this.page.keyboard.press('Shift+ArrowRight');
  }

  /** Runs an item of the editor's menu, where the cursor is. */
  async chooseOfSelection(item: string): Promise<void> {
    await this.workbench.chooseOfMenu(new RegExp(`^${item}`), () => this.page.keyboard.press('Shift+F10'));
  }

  /** Runs an item of a variable's menu. */
  async choose(name: string, item: string): Promise<void> {
    await this.workbench.contextMenu(this.variable(name), new RegExp(`^${item}`));
  }

  /** Opens a scope of Variables, such as `Globals`. */
  async openScope(name: string): Promise<void> {
    const scope = this.page.locator('.debug-variables .monaco-list-row').filter({ hasText: new RegExp(`^${name}$`) });
    await until(async () => {
      if ((await scope.getAttribute('aria-expanded')) !== 'true') await scope.click({ timeout: limits.attempt });
      if ((await scope.getAttribute('aria-expanded')) !== 'true') throw new Error(`${name} is closed`);
    });
  }

  async value(name: string): Promise<string> {
    return this.variable(name).locator('.expression .value').innerText();
  }

  /** Sets a variable as a user does: a double click, the number, Enter. */
  async set(name: string, value: string): Promise<void> {
    const input = this.page.locator('.debug-variables .monaco-inputbox input');
    await until(async () => {
      await this.variable(name).locator('.value').dblclick({ timeout: limits.attempt });
      await input.waitFor({ timeout: limits.attempt });
    });
    await input.fill(value);
    await input.press('Enter');
  }
}
