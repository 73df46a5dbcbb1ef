import type { FrameLocator, Locator, Page } from 'playwright-core';
import { limits } from '../patience.mjs';
import { themes, type Theme } from './settings.js';

/** VS Code's window in a browser, driven as a user drives it. */
export class Workbench {
  constructor(
    readonly page: Page,
    /** The folder that is open, as an absolute path or, in the browser-only host, as the path below its mount. */
    readonly workspace: string,
    /** What the page and the extension host printed so far. */
    readonly log: () => string,
    private readonly end: () => Promise<void>,
  ) {
    page.setDefaultTimeout(limits.screen);
  }

  /** The content of the editor tab that is a webview; `index` counts those visible side by side. */
  panel(index = 0): FrameLocator {
    return this.page.locator('iframe.webview:visible').nth(index).contentFrame().frameLocator('#active-frame');
  }

  /** Runs a command by the title that the palette shows. */
  async command(title: string): Promise<void> {
    await this.pick('F1', `>${title}`, title);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Opens a file of the workspace by its path in it, with the editor that is its default. */
  async openFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // Commands are known a moment before custom editors are: until then a tensor opens as text that cannot be shown.
    await until(async () => {
      await this.pick('ControlOrMeta+P', `${this.workspace}/${path}`, name);
      // The list may still move when it is clicked: what was open before would stay in front.
      await this.page.getByRole('tab', { name, selected: true }).first().waitFor({ timeout: limits.attempt });
      const refused = this.page.locator('.monaco-editor-pane-placeholder');
      // A text editor is there before its text is, and before it says that it cannot show it.
      await this.page.locator('iframe.webview:visible, .editor-instance .view-line').or(refused).first().waitFor();
      if (!(await refused.isVisible())) return;
      await this.tab(name)
        .getByRole('button', { name: /^Close/ })
        .click();
      throw new Error(`${path} was opened as text`);
    });
  }

  /** Runs a command that asks for a file, and answers with one of the workspace, in VS Code's own file dialog. */
  async commandOnFile(title: string, path: string): Promise<void> {
    await this.pick('F1', `>${title}`, title);
    await this.chooseFile(path);
  }

  /** Starts the debugger as F5 does, of the file that is open. */
  async startDebugging(): Promise<void> {
    const toolbar = this.page.locator('.debug-toolbar');
    // What moves the focus takes the key; pressed again while a session starts, it asks whether a second one shall.
    await until(async () => {
      await this.page.keyboard.press('Escape');
      if (await toolbar.isVisible()) return;
      await this.page.keyboard.press('F5');
      await toolbar.waitFor({ timeout: limits.event });
      // What an earlier F5 may have asked.
      if (await this.page.locator('.monaco-dialog-box').isVisible()) await this.page.keyboard.press('Escape');
    }, limits.start);
  }

  /** Answers VS Code's own file dialog, which is about to open, with one of the workspace. */
  async chooseFile(path: string): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]').first();
    await until(async () => {
      // The dialog shows the folder that it starts in; before that it is the list of commands still.
      if (!/^[/\\]/.test(await input.inputValue())) throw new Error('the file dialog is not there');
    });
    // What the dialog lists of a folder may arrive after the name was typed, and then stands in its place.
    await untilGone(this.quickInput, async () => {
      await input.fill(`${this.workspace}/${path}`, { timeout: limits.attempt });
      await this.quickInput.getByRole('button', { name: 'OK', exact: true }).click({ timeout: limits.attempt });
    });
  }

  /** Takes what an input box of VS Code proposes. */
  async confirm(): Promise<void> {
    await untilGone(this.quickInput, () => this.page.keyboard.press('Enter'));
  }

  /** All messages that were not closed yet, those that are no longer shown by themselves, too. */
  async messages(): Promise<Locator> {
    await this.command('Notifications: Show Notifications');
    return this.page.locator('.notifications-center .notification-list-item-message');
  }

  /** Switches VS Code's colour theme, as a user does. */
  async setTheme(theme: Theme): Promise<void> {
    // Shortly after the start the themes are not listed yet, and the list that is open does not grow.
    await until(async () => {
      await this.pick('F1', '>Preferences: Color Theme', 'Preferences: Color Theme');
      await this.quickInput.getByPlaceholder(/Color Theme/).fill(theme);
      await this.choice(theme).click({ timeout: limits.attempt });
    });
    await this.page.locator(`.monaco-workbench.${themes[theme].kind}`).waitFor();
  }

  /** What VS Code says over its editors: messages, dialogs, the box of commands, the status bar. */
  said(): Promise<string[]> {
    return this.page
      .locator(
        '.notification-list-item-message:visible, .monaco-dialog-box:visible, .quick-input-widget:visible, .statusbar:visible',
      )
      .allInnerTexts();
  }

  /** The tab of an open editor. */
  tab(name: string): Locator {
    return this.page.getByRole('tab', { name }).first();
  }

  /** Messages in the lower right corner that are shown now. */
  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item-message');
  }

  /** A file or folder in the explorer, by its own name. */
  file(name: string): Locator {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  }

  /** Opens the context menu of something and runs an item of it. */
  async contextMenu(of: Locator, item: string | RegExp): Promise<void> {
    await this.chooseOfMenu(item, () => of.click({ button: 'right', timeout: limits.attempt }));
  }

  /** Runs an item of the menu that `open` opens. */
  async chooseOfMenu(item: string | RegExp, open: () => Promise<void>): Promise<void> {
    const entry = this.page.getByRole('menuitem', { name: item });
    await until(async () => {
      if (!(await entry.isVisible())) {
        // A menu that was opened before its item was known stays without it. Without one the key would end a selection.
        if (await this.page.locator('.context-view .monaco-menu').first().isVisible()) {
          await this.page.keyboard.press('Escape');
        }
        await open();
      }
      await entry.waitFor({ timeout: limits.attempt });
    });
    // A menu that has just opened ignores the mouse for a moment; one that was used may take longer than that to go.
    await untilGone(entry, () => entry.click({ timeout: limits.attempt }));
  }

  statusBarItem(name: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').getByRole('button', { name });
  }

  async showSideBar(isShown: boolean): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    if ((await sideBar.isVisible()) === isShown) return;
    await this.command('View: Toggle Primary Side Bar Visibility');
    await sideBar.waitFor({ state: isShown ? 'visible' : 'hidden' });
  }

  /** Waits until the panel has all its numbers and nothing on the screen moves any more. */
  async whenStill(): Promise<void> {
    await this.panel().locator('bn-panel:not(:has([aria-busy=true]))').waitFor();
    await until(async () => {
      const before = await this.page.screenshot({ caret: 'hide' });
      await this.page.waitForTimeout(300);
      if (!before.equals(await this.page.screenshot({ caret: 'hide' }))) throw new Error('the screen still changes');
    });
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  }

  /** Closes the browser, ends the server, removes what both wrote. */
  async dispose(): Promise<void> {
    await this.end();
  }

  /** Waits until the explorer, the status bar and the extensions are there. */
  async whenReady(): Promise<this> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: limits.start });
    await this.page.locator('.explorer-folders-view .monaco-list-row, .explorer-empty-view').first().waitFor();
    // Before our extension is known a tensor would open as text.
    await until(async () => {
      await this.page.keyboard.press('Escape');
      await this.ask('F1', '>BatchNorm: Open Samples');
      await this.choice('BatchNorm: Open Samples').waitFor({ timeout: limits.attempt });
    }, limits.start);
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    return this;
  }

  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  private async pick(key: string, text: string, row: string): Promise<void> {
    // What takes the focus while the list still moves closes it, and one that was opened too early does not grow: then it is
    // opened again.
    await until(async () => {
      await this.ask(key, text);
      try {
        await this.choice(row).click({ timeout: limits.attempt });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** Opens VS Code's input box by a key, and types into it. */
  private async ask(key: string, text: string): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]').first();
    // A key pressed while the workbench still moves its focus is lost, so it is pressed until the box is there.
    await until(async () => {
      await this.page.keyboard.press(key);
      await input.waitFor({ timeout: limits.attempt });
      // What takes the focus in between closes it again.
      await input.fill(text, { timeout: limits.attempt });
    });
  }

  private choice(row: string): Locator {
    return this.quickInput.locator('.monaco-list-row').filter({ hasText: row }).first();
  }
}

/** Tries again until it does not throw; the last reason is the one that is thrown. */
export async function until<Result>(attempt: () => Promise<Result>, limit = limits.screen): Promise<Result> {
  const end = Date.now() + limit;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Tries again what makes something go that is there, until it has gone. */
async function untilGone(what: Locator, attempt: () => Promise<void>): Promise<void> {
  let isDone = false;
  await until(async () => {
    if (!isDone || (await what.isVisible())) await attempt();
    isDone = true;
    await what.waitFor({ state: 'hidden', timeout: limits.attempt });
  });
}
