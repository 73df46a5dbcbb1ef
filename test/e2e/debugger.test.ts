import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { DebugView } from './support/debugView.js';
import { samples } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

// The tests are the steps of one user, in order.
describe('VS Code’s own debugger over a program', () => {
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: samples, settings: { 'debug.internalConsoleOptions': 'neverOpen' } }),
  );
  const debug = (): DebugView => new DebugView(vscode.workbench);

  it('starts at F5, without a launch.json, before the first pass', async () => {
    const { workbench } = vscode;
    await workbench.openFile('bn2.bn.json');
    // Of its comments nobody says that they are wrong.
    await expect.poll(() => workbench.page.locator('.codelens-decoration').count()).toBeGreaterThan(0);
    await expect.poll(() => workbench.page.locator('.squiggly-error').count()).toBe(0);
    await debug().toggleBreakpoint(17);
    await debug().breakpoints.waitFor();
    await workbench.page.keyboard.press('F5');
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
    await expect.poll(async () => (await panel.numbers('mean'))[0]).toBeDefined();
    const [mean] = await panel.numbers('mean');
    expect(await debug().hover('mean')).toContain(String(mean));
  });

  it('goes back over the line', async () => {
    const { panel } = vscode;
    await debug().press('Step Back');
    await debug().standsOn('mean = x.mean(axes)');
    await panel.stands('stage 1 of 6: batch mean');
  });
});
