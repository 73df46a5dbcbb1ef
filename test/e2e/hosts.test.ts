import { describe, expect, it } from 'vitest';
import { launchWebWorkbench } from '../host/launchWebWorkbench.js';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { DebugView } from './support/debugView.js';
import { samples } from './support/folder.js';
import type { Panel } from './support/panel.js';
import { useWorkbench } from './support/useWorkbench.js';

describe('the browser-only VS Code', () => {
  const vscode = useWorkbench(() =>
    // What is not in sight of Variables is not there.
    launchWebWorkbench({ workspace: samples, viewport: { width: 1280, height: 1600 } }),
  );

  it('opens a sample and steps it, without Node.js', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('bn1/batch_000.npy');
    await mainJob(panel);
  });

  it('debugs a program with VS Code’s own debugger', async () => {
    const { workbench, panel } = vscode;
    const debug = new DebugView(workbench);
    await workbench.openFile('bn2.bn.json');
    await workbench.page.locator('.codelens-decoration').first().waitFor();
    await workbench.startDebugging();
    await debug.standsOn('{ "train": "bn2/batch_000.npy" }');
    await workbench.command('BatchNorm: Show in Panel');
    await panel.stands(/No pass has run|Before the first pass/);
    await debug.press('Step Over');
    await debug.standsOn('{ "train": "bn2/batch_001.npy" }');
    await panel.stands('Pass 1 of 13');
    await debug.press('Step Into');
    await debug.standsOn('mean = x.mean(axes)');
    await debug.press('Step Back');
    await debug.standsOn('{ "train": "bn2/batch_001.npy" }');
    await workbench.command('View: Show Run and Debug');
    await debug.unfold('Batch', false);
    await debug.unfold('Parameters');
    expect(await debug.value('momentum')).toBe('0.01');
  });
});

describe('Restricted Mode', () => {
  const vscode = useWorkbench(() => launchWorkbench({ workspace: samples, isTrusted: false }));

  it('opens a sample and steps it', async () => {
    const { workbench, panel } = vscode;
    await workbench.statusBarItem(/Restricted Mode/).waitFor();
    await workbench.openFile('bn1/batch_000.npy');
    await mainJob(panel);
  });

  it('says in the panel that VS Code debugs nothing, and steps the program there', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('bn2.bn.json');
    await workbench.page.getByRole('button', { name: /^Debug with Breakpoints/ }).click();
    await panel.notice(/Restricted Mode: VS Code starts no debugger here/).waitFor();
    await panel.press('Train', 'Pass 1 of 13');
    expect(await workbench.page.locator('.debug-toolbar:visible').count()).toBe(0);
  });
});

describe('the explorer', () => {
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: samples, settings: { 'explorer.autoReveal': false } }),
  );

  it('debugs several chosen files as one program, a pass each in natural order', async () => {
    const { workbench, panel } = vscode;
    await workbench.file('bn1').click();
    await workbench.file('batch_010.npy').click();
    await panel.stands('No pass has run');
    await workbench.file('batch_002.npy').click({ modifiers: ['ControlOrMeta'] });
    for (const name of ['batch_010.npy', 'batch_002.npy']) {
      await expect.poll(() => workbench.file(name).getAttribute('aria-selected')).toBe('true');
    }
    await workbench.contextMenu(workbench.file('batch_002.npy'), /Debug Selected Files as Batches/);
    await panel.stands(/next pass: train batch_002\.npy/);
    await panel.tool('Run all').click();
    await panel.stands('Pass 2 of 2');
    expect(await workbench.statusBarItem(/pass 2 of 2/).count()).toBe(1);
  });
});

/** Train, then eval: the running mean has taken up a tenth of the batch's, and stays. */
async function mainJob(panel: Panel): Promise<void> {
  await panel.stands('No pass has run');
  await panel.row(0).click();
  await panel.press('Train', 'Pass 1 of 1');
  const [batch, running] = await panel.numbers('mean');
  expect(running).toBeCloseTo(batch / 10, 12);
  await panel.press('Eval', 'Pass 2 of 2');
  expect((await panel.numbers('mean'))[1]).toBe(running);
}
