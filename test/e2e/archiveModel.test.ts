import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { resultsFolder } from '../host/repository.js';
import { themes, type Theme } from '../host/settings.js';
import { npy } from '../integration/support/npy.js';
import { npzFile } from '../unit/formats/npzFile.js';
import { useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';
import { violations } from './support/violations.js';

const layers = ['layer1.0.bn1', 'layer1.0.bn2', 'layer2.0.bn1'];
/** Channel c is around c. */
const values = (shape: readonly number[], seed: number) =>
  npy(
    shape,
    Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, i) => {
      const channel = Math.floor(i / (shape[2] ?? 1) / (shape[3] ?? 1)) % shape[1];
      return channel + Math.sqrt(2) * Math.sin(i * 12.9898 + seed * 78.233);
    }),
  );
const members: Record<string, Uint8Array> = {};
for (const [at, name] of layers.entries()) {
  // The last layer's running means are those of other data.
  members[`${name}.running_mean`] = npy([3], Float32Array.of(0, 1, at === 2 ? 9 : 2));
  members[`${name}.running_var`] = npy([3], Float32Array.of(1, 1, 1));
  members[`${name}.weight`] = npy([3], Float32Array.of(1, 1, 1));
  members[`${name}.bias`] = npy([3], new Float32Array(3));
  for (let i = 0; i < 12; i++) members[`${name}/${i}`] = values([8, 3, 4, 4], i + 20 * at);
  members[`${name}/val_0`] = values([8, 3, 4, 4], 12 + 20 * at);
}
members['head/logits'] = values([8, 5], 99);

describe('an archive of several layers with activations', () => {
  const folder = useFolder({ 'acts.npz': npzFile(members, { isDeflated: true }) });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1280, height: 800 } }),
  );
  const layerRow = (name: RegExp) => vscode.panel.option('Layers', name);
  const chosen = () => vscode.panel.root.locator('.bn-archive-tensors .bn-heading').innerText();
  /** Of several rows that are called so the first. */
  const box = (of: string) => vscode.panel.tensor(of).first().locator('.bn-tree-box');
  const leftOut = () => vscode.panel.root.locator('.bn-archive-tensors .bn-notice').innerText();
  const picture = async (name: string) => {
    await vscode.workbench.whenStill();
    await vscode.workbench.screenshot(join(resultsFolder, `archive-${name}.png`));
  };

  it('opens as a model, which says how its tensors run', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npz');
    await expect.poll(() => panel.heading.innerText()).toBe('acts.npz');
    await expect.poll(() => layerRow(/^layer2\.0\.bn1/).innerText()).toMatch(/1 of 3 channels off/);
    expect(await panel.root.innerText()).toContain('36 tensors run as train passes, and 3 as eval passes');
    await picture('model');
  });

  it('has layers that open, step and lead back', async () => {
    const { panel } = vscode;
    await layerRow(/^layer2\.0\.bn1/)
      .locator('.bn-model-name')
      .click();
    await panel.stands(/Pass \d+ of 13/);
    await panel.button('Back to the model acts.npz').click();
    await expect.poll(() => layerRow(/^layer1\.0\.bn1/).count()).toBe(1);
  });

  it('has its tensors in a list, which leads back to the layers', async () => {
    const { panel } = vscode;
    await panel.button('Tensors').click();
    await expect.poll(() => panel.tensor('head/logits').innerText()).toMatch(/\[8, 5\]\s+float32/);
    await panel.button('Layers × passes').click();
    await expect.poll(() => layerRow(/^layer1\.0\.bn1/).count()).toBe(1);
    await panel.button('Tensors').click();
    await expect.poll(() => panel.tensor('head/logits').count()).toBe(1);
  });

  it('has its list again after a reload', async () => {
    const { workbench, panel } = vscode;
    await workbench.page.reload();
    await expect.poll(() => panel.tensor('head/logits').count()).toBe(1);
    await expect.poll(() => panel.button('Layers × passes').count()).toBe(1);
  });

  it('lets tensors be chosen by boxes, modifiers and keys; what does not fit is named before anything runs', async () => {
    const { workbench, panel } = vscode;
    const { keyboard } = workbench.page;
    await box('bn1/').click();
    await expect.poll(chosen).toMatch(/13 chosen\s+Run 13 as batches/);
    await panel.tensor('head/logits').click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(chosen).toMatch(/14 chosen\s+Run 13 as batches/);
    await expect.poll(leftOut).toBe('Left out, since the others have 3 channels: head/logits [8, 5] has 5 on axis 1.');
    await keyboard.press('Escape');
    await expect.poll(chosen).not.toContain('chosen');
    await keyboard.press('ControlOrMeta+a');
    await expect.poll(chosen).toMatch(/40 chosen\s+Run 39 as batches/);
    await keyboard.press('Escape');
    await keyboard.press('Space');
    await expect.poll(chosen).toMatch(/1 chosen\s+Run 1 as a batch/);
    await box('9').click();
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Shift+ArrowUp');
    await expect.poll(chosen).toMatch(/4 chosen\s+Run 3 as batches/);
    await panel.checkbox('layer1.0.bn1').click();
    await expect.poll(leftOut).toMatch(/^Left out, since layer1\.0\.bn1 has 3 channels: head\/logits/);
    expect(await violations(panel)).toEqual([]);
  });

  it.each(Object.keys(themes) as Theme[])('has nothing that axe finds in %s', async (theme) => {
    const { workbench, panel } = vscode;
    await workbench.setTheme(theme);
    expect(await violations(panel)).toEqual([]);
    await picture(`list-${theme.replace(/\W+/g, '-')}`);
  });

  it('is readable where there is little room', async () => {
    const { workbench, panel } = vscode;
    await workbench.page.setViewportSize({ width: 640, height: 900 });
    await workbench.showSideBar(false);
    await panel.tensor('head/logits').scrollIntoViewIfNeeded();
    await picture('list-narrow');
    await panel.button('Layers × passes').click();
    await expect.poll(() => layerRow(/^layer1\.0\.bn1/).count()).toBe(1);
    await picture('model-narrow');
    await panel.button('Tensors').click();
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  it('runs what is chosen as a program of its own, in the order of the names, through the layer', async () => {
    const { workbench, panel } = vscode;
    await panel.button('Run 3 as batches').click();
    await workbench.tab('3 tensors.bn.json').waitFor();
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 3');
    const passes = await panel.passes.allInnerTexts();
    expect(passes.map((text) => /bn1\/(\d+)/.exec(text)?.[1])).toEqual(['9', '10', '11']);
    await panel.row(0).click();
    const [mean, running] = await panel.numbers('mean');
    // Of the layer 0, and a tenth of the batch's.
    expect(running).toBeCloseTo(0.1 * mean, 6);
    await picture('program');
  });
});
