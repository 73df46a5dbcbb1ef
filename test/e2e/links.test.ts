import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { batch, npy } from '../integration/support/npy.js';
import { safetensors } from '../integration/support/archives.js';
import { npzFile } from '../unit/formats/npzFile.js';
import { useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

/** What VS Code's messages take for a link that runs a command. */
const link = '[Repair the checkpoint](command:workbench.action.terminal.new)';
const one = Float32Array.of(1, 1, 1);

describe('names that would be links', () => {
  const folder = useFolder({
    'acts.npy': npy([4, 3, 2], batch([4, 3, 2])),
    'layer.safetensors': safetensors({
      [`${link}.gamma`]: [[3], one],
      [`${link}.moving_mean`]: [[3], one],
      [`${link}.moving_variance`]: [[3], one],
    }),
    [`${link}.npz`]: npzFile({ x: npy([2, 2], batch([2, 2])), y: npy([2, 2], batch([2, 2])) }),
  });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1280, height: 800 } }),
  );

  it.each([
    ['of a layer, in a message', 'layer.safetensors', 'Repair the checkpoint] (command'],
    ['of a file, in an error', `${link}.npz`, 'has no BatchNorm layer'],
  ])('%s, are text: nothing can be clicked, and no command runs', async (_, file, says) => {
    const { workbench } = vscode;
    await workbench.openFile('acts.npy');
    await workbench.commandOnFile('BatchNorm: Load Layer', file);
    const message = (await workbench.messages()).filter({ hasText: says });
    await message.waitFor();
    expect(await message.innerText()).toContain('Repair the checkpoint');
    expect(await message.locator('a').count()).toBe(0);
    await message.getByText('Repair the checkpoint').click();
    await workbench.whenStill();
    expect(await workbench.page.locator('.terminal-outer-container, .terminal-tab').count()).toBe(0);
    await workbench.command('Notifications: Clear All Notifications');
  });
});
