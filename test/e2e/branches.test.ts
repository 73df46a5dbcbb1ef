import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { batch, npy } from '../integration/support/npy.js';
import { useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const program = '{ "steps": [{ "train": "a.npy" }, { "set": { "momentum": 0.3 } }, { "train": "b.npy" }] }';

// The tests are the steps of one user, in order.
describe('branches', () => {
  const folder = useFolder({
    'a.npy': npy([8, 3], batch([8, 3])),
    'b.npy': npy([8, 3], batch([8, 3], 4)),
    'p.bn.json': program,
  });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );
  const open = async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('p.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    return panel;
  };
  const branches = () => vscode.panel.branches;

  it('begin where a value is changed that a step has set, which the header shows from its pass on', async () => {
    const panel = await open();
    await panel.stands('No pass has run');
    await expect.poll(() => panel.field('momentum').inputValue()).toBe('0.1');
    await panel.press('Train', 'Pass 1 of 2');
    await expect.poll(() => panel.field('momentum').inputValue()).toBe('0.3');
    expect(await branches().count()).toBe(0);
    await panel.field('momentum').fill('0.5');
    await panel.field('momentum').press('Enter');
    await expect.poll(() => branches().allInnerTexts()).toEqual(['original', 'momentum 0.5 at pass 2']);
    expect(await branches().nth(1).getAttribute('aria-current')).toBe('true');
  });

  it('are there after the window is reloaded, and lead back', async () => {
    const { workbench } = vscode;
    await workbench.page.reload();
    await workbench.whenReady();
    const panel = await open();
    await panel.stands('Pass 1 of 2');
    await expect.poll(() => branches().allInnerTexts()).toEqual(['original', 'momentum 0.5 at pass 2']);
    await expect.poll(() => panel.field('momentum').inputValue()).toBe('0.5');
    await branches().getByRole('button', { name: 'original', exact: true }).click();
    await expect.poll(() => panel.field('momentum').inputValue()).toBe('0.3');
    await panel.button('Remove the branch momentum 0.5 at pass 2').click();
    await expect.poll(() => branches().count()).toBe(0);
    await workbench.command('BatchNorm: Undo Program Edit');
    await expect.poll(() => branches().count()).toBe(2);
  });
});
