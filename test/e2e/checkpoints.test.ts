import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { themes, type Theme } from '../host/settings.js';
import { npy } from '../integration/support/npy.js';
import { checkpointFiles } from '../harness/checkpoints.js';
import { useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';
import { violations } from './support/violations.js';

const files = checkpointFiles();
const fileOf = (name: string): Uint8Array => files.get(name) ?? new Uint8Array(0);
const names = ['step_060.safetensors', 'step_200.safetensors', 'thousands.safetensors'];
const batch = npy(
  [4, 32, 2, 2],
  Float32Array.from({ length: 512 }, (_, at) => Math.sin(at)),
);

describe('a checkpoint in the panel', () => {
  const folder = useFolder({ ...Object.fromEntries(names.map((name) => [name, fileOf(name)])), 'acts.npy': batch });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 900 } }),
  );
  const rows = () => vscode.panel.option('Layers', /./);
  const selected = () => vscode.panel.root.locator('.bn-model-row.bn-selected').innerText();

  it('shows its layers, the cause first, and the channels of the one that is selected', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('step_200.safetensors');
    await expect.poll(() => panel.heading.innerText()).toBe('step_200.safetensors');
    await expect.poll(() => panel.option('Layers', /^layer3\.0\.downsample\.1, error, .* 20: NaN/).count()).toBe(1);
    await expect.poll(() => panel.region('Findings').innerText()).toMatch(/layer3\.0\.downsample\.1[^]*never updated/);
    await panel.option('Layers', /^layer2\.2\.bn2, warning/).click();
    await expect
      .poll(() => panel.root.locator('.bn-states-table .bn-channel-row').first().innerText())
      .toMatch(/^19\s/);
    expect(await violations(panel)).toEqual([]);
  });

  it('is walked through by keys, and filtered', async () => {
    const { workbench, panel } = vscode;
    const { keyboard } = workbench.page;
    await panel.option('Layers', /^layer2\.2\.bn2/).click();
    await keyboard.press('ArrowDown');
    await expect.poll(selected).toMatch(/^layer3\.1\.bn1/);
    await keyboard.press('/');
    await keyboard.type('scale > 10');
    await expect.poll(() => rows().count()).toBe(1);
    await keyboard.press('Escape');
    await expect.poll(() => rows().count()).toBe(21);
  });

  it('is held against another file, and by another eps; both are kept over a reload', async () => {
    const { workbench, panel } = vscode;
    await workbench.commandOnFile('BatchNorm: Compare Checkpoints', 'step_060.safetensors');
    await expect.poll(() => panel.root.innerText()).toContain('140 updates earlier');
    const frozen = panel.option('Layers', /^layer1\.0\.bn2, error, .* γ and β the same, mean .* 140 updates$/);
    await expect.poll(() => frozen.count()).toBe(1);
    expect(await violations(panel)).toEqual([]);
    await panel.field('eps').fill('1');
    await workbench.page.keyboard.press('Enter');
    // Every variance there is below it.
    const dominated = panel.option('Layers', /^layer1\.0\.bn1, warning/);
    await expect.poll(() => dominated.count()).toBe(1);
    await workbench.page.reload();
    await expect.poll(() => panel.root.innerText()).toContain('140 updates earlier');
    await panel.field('eps').fill('1e-5');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => dominated.count()).toBe(0);
    await panel.button('End the comparison').click();
    await expect.poll(() => panel.root.innerText()).not.toContain('updates earlier');
  });

  it('has its tensors behind a tab', async () => {
    const { panel } = vscode;
    await panel.root.getByRole('tab', { name: 'Tensors' }).click();
    await expect.poll(() => panel.tensor('bn1.').count()).toBe(1);
    await panel.root.getByRole('tab', { name: 'Layers' }).click();
    // VS Code keeps of a page what it had when it last wrote that down, which may be an older filter.
    await expect.poll(() => rows().count()).toBeGreaterThan(0);
  });

  it('of thousands of layers draws those in sight', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('thousands.safetensors');
    await expect.poll(() => panel.region('Findings').innerText()).toContain('No findings in 3,000 layers');
    expect(await rows().count()).toBeLessThan(120);
    await rows().first().click();
    await workbench.page.keyboard.press('End');
    await expect
      .poll(() =>
        panel
          .option('Layers', /^blocks\.\d+\.bn/)
          .last()
          .getAttribute('aria-posinset'),
      )
      .toBe('3000');
  });

  it.each(Object.keys(themes) as Theme[])('has nothing that axe finds in %s', async (theme) => {
    const { workbench, panel } = vscode;
    await workbench.openFile('step_200.safetensors');
    await workbench.setTheme(theme);
    expect(await violations(panel)).toEqual([]);
  });
});
