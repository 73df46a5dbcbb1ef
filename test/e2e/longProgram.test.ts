import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { batch, npy } from '../integration/support/npy.js';
import { useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const planned = 2_000;
const place = (pass: number, of: number) => `Pass ${pass} of ${of.toLocaleString('en-US')}`;
const steps = Array.from({ length: planned }, (_, pass) => ({ train: pass % 2 === 0 ? 'a.npy' : 'b.npy' }));

// The tests are the steps of one user, in order.
describe('a program of thousands of passes', () => {
  const folder = useFolder({
    'a.npy': npy([8, 3], batch([8, 3])),
    'b.npy': npy([8, 3], batch([8, 3], 4)),
    'long.bn.json': JSON.stringify({ steps }),
  });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );
  const open = async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('long.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    return panel;
  };
  /** What the charts over passes draw, as their tables and lines have it. */
  const drawn = async (): Promise<readonly string[]> => {
    const { panel } = vscode;
    await expect.poll(() => panel.root.locator('[aria-busy="true"]').count()).toBe(0);
    const tables = panel.root.locator('bn-overview table, bn-running-averages table');
    const lines = panel.root.locator('bn-running-averages .bn-drawing path');
    return [
      ...(await tables.allInnerTexts()),
      ...(await lines.evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''))),
    ];
  };
  let before = '';

  it('goes on by one pass and another, and back', async () => {
    const panel = await open();
    await panel.stands('No pass has run');
    await panel.press('Run all', place(planned, planned));
    for (let pass = planned + 1; pass <= planned + 4; pass++) {
      await drawn();
      await panel.press('Train', place(pass, pass));
    }
    await panel.press('Step back', place(planned + 3, planned + 4));
    await panel.press('Train', place(planned + 4, planned + 4));
    before = (await drawn()).join('\n');
    expect(before).toContain(`Overview, mean gap at pass ${planned + 4}`);
  });

  it('is where it was after the window is reloaded, and shows what it showed', async () => {
    const { workbench } = vscode;
    await workbench.page.reload();
    await workbench.whenReady();
    const panel = await open();
    await panel.stands(place(planned + 4, planned + 4));
    // Some 100 KB: nobody could read what differs.
    await expect.poll(async () => (await drawn()).join('\n') === before).toBe(true);
  });
});
