import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { themes, type Theme } from '../host/settings.js';
import { exampleNpz, safetensors } from '../integration/support/archives.js';
import { useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';
import { violations } from './support/violations.js';

const values = (count: number) => Float32Array.from({ length: count }, (_, i) => ((i * 7) % 11) / 11 - 0.3);
/** 400 layers, of which one has mean and variance in each other's place. */
const tensors: Record<string, readonly [shape: readonly number[], values: Float32Array]> = {};
for (let layer = 0; layer < 400; layer++) {
  const isSwapped = layer === 7;
  const prefix = `model.layer${layer}`;
  tensors[`${prefix}.bn.running_mean`] = [[2], isSwapped ? values(2).map(Math.abs) : values(2)];
  tensors[`${prefix}.bn.running_var`] = [[2], isSwapped ? values(2) : values(2).map((value) => value ** 2 + 0.1)];
  tensors[`${prefix}.conv.weight`] = [[2, 2, 1, 1], values(4)];
}

describe('an archive in the panel', () => {
  const folder = useFolder({ 'acts.npz': exampleNpz(), 'model.safetensors': safetensors(tensors) });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1280, height: 800 } }),
  );
  const text = (of: string) => vscode.panel.tensor(of).innerText();

  it('is a list of its tensors: those that cannot be run say why', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npz');
    await expect.poll(() => text('conv1/x')).toMatch(/\[4, 3, 2\]\s+float32/);
    expect(await text('z')).toContain('complex64');
    expect(await text('names')).toContain('pickled');
    expect(await panel.tensor('names').getAttribute('aria-disabled')).toBe('true');
    await panel.tensor('names').click({ force: true });
    expect(await panel.tensor('names').count()).toBe(1);
    expect(await violations(panel)).toEqual([]);
  });

  it('is searched and opened from the keyboard; the way back leads to the same search', async () => {
    const { workbench, panel } = vscode;
    const { keyboard } = workbench.page;
    await panel.field('Search tensors').click();
    await keyboard.type('conv 4x3');
    await expect.poll(() => panel.tensor('bn.').count()).toBe(0);
    await keyboard.press('ArrowDown');
    await expect
      .poll(() => panel.root.locator('.bn-tree-readout').innerText())
      .toMatch(/^conv1\/x: float32 \[4, 3, 2\]; 24 values/);
    await keyboard.press('Enter');
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 1');
    await panel.button('Back to the archive acts.npz').click();
    await expect.poll(() => panel.field('Search tensors').inputValue()).toBe('conv 4x3');
    expect(await panel.tensor('conv1/x').count()).toBe(1);
    await panel.field('Search tensors').click();
    await keyboard.press('Escape');
    await expect.poll(() => panel.tensor('bn.').count()).toBe(1);
  });

  it('runs a tensor through its layer, by the rules that the names suggest', async () => {
    const { panel } = vscode;
    await panel.checkbox('bn').click();
    await expect.poll(() => panel.region('BatchNorm layers').innerText()).toContain('by the rules of Keras 3');
    await panel.tensor('conv1/x').click();
    await panel.stands('No pass has run');
    expect(await panel.root.locator('bn-choice[value=keras]').count()).toBe(1);
    await panel.row(0).click();
    await panel.press('Eval', 'Pass 1 of 2');
    // γ of channel 0 is 1, its mean 0.5 and its variance 1.
    const [, running] = await panel.numbers('mean');
    expect(running).toBe(0.5);
    await panel.button('Back to the archive acts.npz').click();
  });

  it('asks what is read of complex numbers, and lets another part be chosen', async () => {
    const { panel } = vscode;
    await panel.tensor('z').click();
    await expect.poll(() => panel.heading.innerText()).toContain('What should be read of acts.npz/z?');
    expect(await violations(panel)).toEqual([]);
    await panel.button('magnitude').click();
    await panel.stands('No pass has run');
    const [magnitude] = await panel.numbers('mean');
    await panel.choose('Part', 'imaginary');
    await expect.poll(async () => (await panel.numbers('mean'))[0]).not.toBe(magnitude);
    expect(await violations(panel)).toEqual([]);
    await panel.button('Back to the archive acts.npz').click();
    await expect.poll(() => panel.tensor('z').count()).toBe(1);
  });

  it('of very many tensors has its groups closed, and says which layer looks swapped', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('model.safetensors');
    // Of a checkpoint the layers come first.
    await panel.root.getByRole('tab', { name: 'Tensors' }).click();
    await expect.poll(() => panel.tensor('model.').innerText()).toContain('1,200 tensors');
    await panel.field('Search tensors').click();
    await workbench.page.keyboard.type('layer7.');
    await expect
      .poll(() => panel.region('BatchNorm layers').innerText())
      .toMatch(/model\.layer7\.bn[^]*Mean and variance look swapped: the variance is negative in 1 of 2 channels/);
    await expect.poll(() => panel.tensor('conv.weight').count()).toBe(1);
  });

  it.each(Object.keys(themes) as Theme[])('has nothing that axe finds in %s', async (theme) => {
    const { workbench, panel } = vscode;
    await workbench.setTheme(theme);
    expect(await violations(panel)).toEqual([]);
  });
});
