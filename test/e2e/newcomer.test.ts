import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { resultsFolder } from '../host/repository.js';
import { samples } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const pictures = join(resultsFolder, 'newcomer');

/**
 * Somebody who has never seen the panel is given a layer that learns well and evaluates badly. Every click here is on
 * something that the panel itself named in the step before; nothing is looked up elsewhere.
 */
describe('a newcomer finds the cause', () => {
  const vscode = useWorkbench(() => launchWorkbench({ workspace: samples, viewport: { width: 1600, height: 1000 } }));
  let clicks = 0;
  const picture = async (name: string): Promise<void> => {
    await mkdir(pictures, { recursive: true });
    await vscode.workbench.screenshot(join(pictures, `${name}.png`));
  };

  it('opens the sample and is told what can be done', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('bn2.bn.json');
    await workbench.page.getByRole('button', { name: 'Open in Panel' }).first().click();
    clicks++;
    await panel.stands('No pass has run');
    expect(await panel.region('Findings').innerText()).toContain('None yet. Every pass is checked when it runs.');
    await picture('1-opened');
  });

  it('runs all passes: a sentence names the cause without a further click', async () => {
    const { panel } = vscode;
    await panel.tool('Run all').click();
    clicks++;
    await panel.stands('Pass 13 of 13');
    const first = panel.region('Findings').getByRole('listitem').first();
    const sentence = await first.locator('.bn-message').innerText();
    expect(sentence).toMatch(/channel 5 most: running mean −0\.16, batch mean −1\.84: 89\s% of the initial 0 is left/);
    await picture('2-run');
  });

  it('clicks the finding: its channel, its pass and its remedy are shown, and marked in the list and the charts', async () => {
    const { panel } = vscode;
    const first = panel.region('Findings').getByRole('listitem').first();
    await first.locator('.bn-place').click();
    clicks++;
    await expect.poll(() => first.locator('.bn-remedy').innerText()).toMatch(/re-estimate the statistics/);
    await expect.poll(() => panel.region('Channel 5').count()).toBe(1);
    await panel.stands('Pass 13 of 13');
    expect(await panel.passes.nth(12).getAttribute('aria-label')).toContain('of the selected finding');
    expect(await panel.passes.nth(0).getAttribute('aria-label')).not.toContain('of the selected finding');
    expect(await panel.root.locator('.bn-drawing .bn-finding-span').count()).toBe(2);
    expect((await panel.numbers('mean')).slice(0, 2).map((mean) => mean.toFixed(2))).toEqual(['-1.84', '-0.16']);
    await picture('3-finding');
  });

  it('keeps remedy and evidence in a narrow editor', async () => {
    const { workbench, panel } = vscode;
    await workbench.showSideBar(false);
    for (const width of [1000, 640]) {
      await workbench.page.setViewportSize({ width, height: 900 });
      const first = panel.region('Findings').getByRole('listitem').first();
      await expect.poll(() => first.locator('.bn-remedy').innerText()).toMatch(/re-estimate the statistics/);
      await expect.poll(() => panel.root.locator('.bn-drawing .bn-finding-span').count()).toBe(2);
      await picture(`4-at-${width}`);
    }
    await workbench.page.setViewportSize({ width: 1600, height: 1000 });
  });

  it('does what the remedy says on the page of that name, in four clicks altogether', async () => {
    const { panel } = vscode;
    await panel.root.getByRole('tab', { name: 'Repair', exact: true }).click();
    clicks++;
    await panel.settled();
    await expect.poll(() => panel.root.locator('bn-repair').innerText()).toMatch(/as one batch/i);
    await picture('5-repair');
    expect(clicks).toBe(4);
  });
});
