import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { fixtures, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';
import { violations } from './support/violations.js';

/** Each experiment by its title, the slider that is moved to its end, and how its charts are called. */
const experiments = [
  ['A bias before BatchNorm cancels', 'bias b', 'How far y moves in training'],
  ['Scaling the weights changes nothing but the gradient', 'scale a', 'Gradient of the weights'],
  ['Statistics must stay inside the gradient', 'learning rate', 'Bias'],
  ['Normalized input keeps a sigmoid nearly linear', 'γ', 'Where the values lie on the sigmoid'],
  ['Whitening decorrelates, BatchNorm does not', 'extra mixing', 'After whitening'],
  ['A sample’s output depends on its batch-mates', 'batch size N', 'Jitter and batch size'],
  ['Noise and lag of the running statistics', 'momentum m', 'Variance'],
] as const;

describe('the pages beside the debugger', () => {
  const folder = useFolder({ 'acts.npy': readFileSync(join(fixtures, 'acts.npy')) });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );

  it('say what to press before a pass has run', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npy');
    await panel.stands('No pass has run');
    for (const [page, title] of [
      ['Gap', 'Nothing to split: no train pass yet.'],
      ['Compare', 'Nothing to compare yet'],
      ['Gradients', 'No pass to take the gradient of'],
    ] as const) {
      await panel.showPage(page);
      await expect.poll(() => panel.region(title).count()).toBe(1);
    }
    await panel.press('Train', 'Pass 1 of 1');
  });

  it('split the gap of every channel into its causes, and that of one part by part', async () => {
    const { panel } = vscode;
    await panel.showPage('Gap');
    const causes = panel.region('Why train and eval differ');
    await expect.poll(() => causes.innerText()).toContain('of the initial 0 and 1 is left after 1 train pass');
    const row = panel.grid('Channels by distance of eval from train').getByRole('row').nth(3);
    const channel = await row.getByRole('rowheader').innerText();
    await row.click();
    const arithmetic = panel.region('Arithmetic');
    await panel.option('Parts of the mean’s gap', /^start/).hover();
    await expect.poll(() => arithmetic.innerText()).toContain('w₀·(L − r₀) / √(running var + eps)');
    expect(await violations(panel)).toEqual([]);
    await panel.showPage('Debug');
    await expect.poll(() => panel.region(`Channel ${channel}`).count()).toBe(1);
  });

  it('compare the program under several conventions, and name the rule that parts them', async () => {
    const { panel } = vscode;
    await panel.showPage('Compare');
    const partings = panel.region('Where they part from PyTorch');
    await expect.poll(() => partings.innerText()).toMatch(/Keras 3 parts at pass 1 .*momentum 0\.99/s);
    await panel.option('Compared with PyTorch', 'Flax').click();
    await panel.option('Compared with PyTorch', 'Keras 3').click();
    await panel.settled();
    await expect.poll(() => partings.innerText()).toContain('Flax');
    expect(await partings.innerText()).not.toContain('Keras 3');
    expect(await panel.chart(/^Difference of the running variance/).count()).toBe(1);

    const table = panel.grid(/^Differences at pass 1/);
    const first = table.getByRole('row').nth(1);
    const channel = await first.getByRole('rowheader').innerText();
    await first.click();
    await expect.poll(() => first.getAttribute('aria-selected')).toBe('true');
    expect(await violations(panel)).toEqual([]);
    await panel.showPage('Debug');
    await expect.poll(() => panel.region(`Channel ${channel}`).count()).toBe(1);
  });

  it('show gradients with and without those through the statistics', async () => {
    const { panel } = vscode;
    await panel.showPage('Gradients');
    await expect.poll(() => panel.outcome.innerText()).toMatch(/Σdx = .* with constant statistics/);
    const noise = await panel.outcome.innerText();
    await panel.choose('Upstream gradient', 'ones');
    await expect.poll(() => panel.outcome.innerText()).not.toBe(noise);
    expect(await panel.chart(/^dx of channel .*through statistics, constant/).count()).toBe(1);
    expect(await panel.chart(/^dγ/).count()).toBe(1);
    await panel.choose('Upstream gradient', 'the program’s file');
    await expect.poll(() => panel.outcome.innerText()).toContain('gradOutput');
    await panel.choose('Upstream gradient', 'normal noise');
    await expect.poll(() => panel.outcome.innerText()).toBe(noise);
    expect(await violations(panel)).toEqual([]);
  });

  it.each(experiments)('try it: %s', async (title, slider, chart) => {
    const { panel } = vscode;
    await panel.showPage('Experiments');
    await panel.option('Experiments', title).click();
    await panel.settled();
    await expect.poll(() => panel.region(title).count()).toBe(1);
    await expect.poll(() => panel.outcome.innerText()).not.toBe('');
    const before = await panel.outcome.innerText();
    await panel.slider(new RegExp(`^${slider}`)).press('End');
    await expect.poll(() => panel.outcome.innerText()).not.toBe(before);
    expect(await panel.chart(new RegExp(`^${chart}: `)).count()).toBe(1);
    await panel.button('Reset sliders').click();
    await expect.poll(() => panel.outcome.innerText()).toBe(before);
    // Arrows move the thumb, not the pass.
    await panel.stands('Pass 1 of 1');
  });

  it('take built-in numbers in the place of the batch, and have nothing that axe finds', async () => {
    const { panel } = vscode;
    const before = await panel.outcome.innerText();
    await panel.choose('Values', 'built-in numbers');
    await expect.poll(() => panel.outcome.innerText()).not.toBe(before);
    expect(await violations(panel)).toEqual([]);
  });

  it('are shown by commands, too', async () => {
    const { workbench, panel } = vscode;
    await workbench.command('BatchNorm: Show Gradients');
    await expect.poll(() => panel.chart(/^dx of channel/).count()).toBe(1);
    await workbench.command('BatchNorm: Show Debugger');
    await expect.poll(() => panel.region(/^Channel \d/).count()).toBe(1);
  });

  it('offer every convention as a card, chosen by keyboard', async () => {
    const { workbench, panel } = vscode;
    await panel.button('Compare conventions').click();
    await panel.settled();
    const keras = panel.option('Conventions', /^Keras 3/);
    expect(await keras.innerText()).toMatch(/√\(σ² \+ 0\.001\).*stores the biased variance/s);
    expect(await violations(panel)).toEqual([]);
    await keras.focus();
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => keras.getAttribute('aria-selected')).toBe('true');
    await workbench.page.keyboard.press('Escape');
    await expect.poll(() => panel.focused()).toBe('Compare conventions');
    expect(await panel.field('eps').inputValue()).toBe('0.001');
  });
});
