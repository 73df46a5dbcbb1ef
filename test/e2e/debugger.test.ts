import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { until } from '../host/workbench.js';
import { limits } from '../patience.mjs';
import { DebugView } from './support/debugView.js';
import { samples } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

// The tests are the steps of one user, in order.
describe('VS Code’s own debugger over a program', () => {
  const vscode = useWorkbench(() =>
    launchWorkbench({
      workspace: samples,
      settings: { 'debug.internalConsoleOptions': 'neverOpen' },
      // What is not in sight of Variables is not there.
      viewport: { width: 1280, height: 1600 },
    }),
  );
  const debug = (): DebugView => new DebugView(vscode.workbench);

  // Where the panel is the active editor.
  const tabsBesidePanel = async (): Promise<number> =>
    (await vscode.workbench.page.locator('.editor-group-container.active .tab').count()) - 1;

  it('starts at F5, without a launch.json, before the first pass', async () => {
    const { workbench } = vscode;
    await workbench.openFile('bn2.bn.json');
    // Of its comments nobody says that they are wrong.
    await expect.poll(() => workbench.page.locator('.codelens-decoration').count()).toBeGreaterThan(0);
    await expect.poll(() => workbench.page.locator('.squiggly-error').count()).toBe(0);
    await debug().toggleBreakpoint(17);
    await debug().breakpoints.waitFor();
    await workbench.startDebugging();
    await debug().standsOn('{ "train": "bn2/batch_000.npy" }');
  });

  it('shows the program in the panel, beside its text', async () => {
    const { workbench, panel } = vscode;
    await workbench.command('BatchNorm: Show in Panel');
    await panel.stands(/No pass has run|Before the first pass/);
    await debug().standsOn('{ "train": "bn2/batch_000.npy" }');
  });

  it('runs to the breakpoint, and the panel with it', async () => {
    const { panel } = vscode;
    await debug().press('Continue');
    await debug().standsOn('{ "train": "bn2/batch_002.npy" }');
    await debug().stands('pass 3 of 13: train batch_002.npy bn2.bn.json 17:5');
    await panel.stands('Pass 2 of 13');
  });

  it('steps into the algorithm of the pass, line by line', async () => {
    const { panel } = vscode;
    await debug().press('Step Into');
    await debug().standsOn('mean = x.mean(axes)');
    await panel.stands('stage 1 of 6: batch mean');
    await debug().press('Step Into');
    await debug().standsOn('var = x.var(axes, unbiased=False)');
    await debug().stands(/^batch variance train\.bn\.py/, /^pass 3 of 13: train batch_002\.npy bn2\.bn\.json/);
    await panel.stands('stage 2 of 6: batch variance');
  });

  it('says what a name of the algorithm is worth', async () => {
    const { panel } = vscode;
    await panel.row(0).click();
    // The panel shows the pass a moment after VS Code stops in it.
    const mean = await until(async () => {
      const shown = (await panel.numbers('mean')).at(0);
      if (shown === undefined) throw new Error('the channel is not shown');
      return shown;
    });
    expect(await debug().hover('mean')).toContain(String(mean));
  });

  it('goes back over the line', async () => {
    const { panel } = vscode;
    await debug().press('Step Back');
    await debug().standsOn('mean = x.mean(axes)');
    await panel.stands('stage 1 of 6: batch mean');
  });

  it('takes another momentum in Variables: what follows is a branch, which the panel shows beside the original', async () => {
    const { panel } = vscode;
    await debug().press('Step Out');
    await debug().standsOn('{ "train": "bn2/batch_003.npy" }');
    await panel.stands('Pass 3 of 13');
    await debug().unfold('Batch', false);
    await debug().unfold('Parameters');
    expect(await debug().value('momentum')).toBe('0.01');
    await debug().set('momentum', '0.5');
    await expect.poll(() => debug().value('momentum')).toBe('0.5');
    await expect.poll(() => panel.branches.allInnerTexts()).toEqual(['original', 'momentum 0.5 at pass 4']);
    await expect.poll(() => panel.branches.nth(1).getAttribute('aria-current')).toBe('true');
    await debug().press('Step Over');
    await panel.stands('Pass 4 of 13');
    await expect.poll(() => panel.lines()).toContain('original');
  });

  it('runs to the cursor, and back to the breakpoint', async () => {
    const { workbench, panel } = vscode;
    const line = workbench.page.locator('.monaco-editor .view-line:visible').filter({ hasText: 'batch_006.npy' });
    await workbench.contextMenu(line, 'Run to Cursor');
    await debug().standsOn('{ "train": "bn2/batch_006.npy" }');
    await panel.stands('Pass 6 of 13');
    await debug().press('Reverse');
    await debug().standsOn('{ "train": "bn2/batch_002.npy" }');
    await panel.stands('Pass 2 of 13');
  });

  it('breaks where a value changes that is picked in Variables', async () => {
    const { workbench, panel } = vscode;
    await debug().unfold('Batch', false);
    await debug().unfold('Parameters', false);
    await debug().unfold('Running state');
    await debug().variable('running_mean').click();
    await workbench.contextMenu(debug().variable('\\[0\\]'), 'Break on Value Change');
    await debug().press('Continue');
    await debug().standsOn('{ "train": "bn2/batch_003.npy" }');
    await panel.stands('Pass 3 of 13');
  });

  it('shows a watched value’s channel in the panel', async () => {
    const { workbench, panel } = vscode;
    const row = await debug().watch('running_var[7]');
    await workbench.contextMenu(row, 'Show in Panel');
    await panel.region('Channel 7').waitFor();
    const agree = async () => {
      const [, running] = await panel.numbers('variance');
      return (await row.innerText()).includes(String(running));
    };
    await expect.poll(agree).toBe(true);
  });

  it('answers in the Debug Console', async () => {
    const { workbench, panel } = vscode;
    const [, running] = await panel.numbers('mean');
    await workbench.command('Debug Console: Focus on Debug Console View');
    expect(await debug().ask('running_mean[7]')).toBe(String(running));
    await workbench.command('View: Hide Panel');
  });

  it('keeps the keys of a panel that is worked in, and shows each stop beside it', async () => {
    const { workbench, panel } = vscode;
    await panel.heading.click();
    for (let stage = 1; stage <= 3; stage++) await workbench.page.keyboard.press('i');
    await panel.stands('stage 3 of 6');
    await debug().standsOn('xhat = (x - mean) / sqrt(var + eps)');
    const focused = (): Promise<string | undefined> => workbench.page.evaluate(() => document.activeElement?.className);
    await expect.poll(focused).toMatch(/\bwebview\b/);
    expect(await workbench.page.locator('.tab.dirty').count()).toBe(0);
  });

  it('shows the text of a frame that is clicked beside the panel that was worked in', async () => {
    const { workbench, panel } = vscode;
    await panel.heading.click();
    await debug().click('pass 4 of 13');
    await debug().showsFrame('{ "train": "bn2/batch_003.npy" }');
    await panel.stands('stage 3 of 6');
    expect(await tabsBesidePanel()).toBe(0);
    await panel.heading.click();
    await debug().click('normalize');
    await debug().standsOn('xhat = (x - mean) / sqrt(var + eps)');
    await panel.stands('stage 3 of 6');
    expect(await workbench.page.locator('.editor-group-container').count()).toBe(2);
  });

  it('shows the line of a breakpoint that is clicked beside the panel', async () => {
    const { workbench, panel } = vscode;
    await panel.heading.click();
    const list = workbench.page.locator('.debug-breakpoints');
    const row = list.locator('.monaco-list-row').filter({ hasText: 'bn2.bn.json' });
    await list.hover();
    // Behind the rules.
    await until(async () => {
      await workbench.page.mouse.wheel(0, 200);
      await row.click({ timeout: limits.attempt });
    });
    await workbench.page
      .locator('.monaco-editor .view-line:visible')
      .filter({ hasText: 'batch_002.npy' })
      .first()
      .waitFor();
    await panel.stands('stage 3 of 6');
    expect(await tabsBesidePanel()).toBe(0);
  });

  it('starts at the editor’s run button, over the panel, which stays in sight', async () => {
    const { workbench, panel } = vscode;
    await debug().press('Stop');
    await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await workbench.command('View: Close All Editors');
    await workbench.openFile('bn2.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await panel.root.waitFor();
    await workbench.page.getByRole('button', { name: /^Debug with Breakpoints/ }).click();
    await debug().standsOn('{ "train": "bn2/batch_000.npy" }');
    await debug().press('Step Over');
    await debug().standsOn('{ "train": "bn2/batch_001.npy" }');
    await panel.stands('Pass 1 of 13');
  });

  it('puts a panel that lies behind its text beside it', async () => {
    const { workbench, panel } = vscode;
    await debug().press('Stop');
    await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await workbench.command('View: Close All Editors');
    // The other one was a panel last, and is opened as one again.
    await workbench.openFile('bn1.bn.json');
    await workbench.page.getByRole('button', { name: /^Open in Panel/ }).click();
    await panel.root.waitFor();
    expect(await workbench.page.locator('.editor-group-container').count()).toBe(1);
    await workbench.tab('bn1.bn.json').click();
    await workbench.page.locator('.monaco-editor .view-line:visible').first().waitFor();
    await workbench.startDebugging();
    await debug().standsOn('{ "train": "bn1/batch_000.npy" }');
    await panel.stands(/No pass has run|Before the first pass/);
    await debug().press('Stop');
  });
});
