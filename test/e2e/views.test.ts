import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { fixtures, npy, samples, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const channels = 4096;
const perSample = channels * 4;

/** Channel c of [2, 4096, 2, 2] has the mean (c · 1,597) mod 4,096, another one for each: 1,597 and 4,096 share no factor. */
function manyChannels(): Uint8Array {
  const spread = [-0.5, 0.5, -1.5, 1.5];
  const values = Float32Array.from({ length: 2 * perSample }, (_, i) => {
    const channel = Math.floor((i % perSample) / 4);
    return ((channel * 1597) % channels) + spread[i % 4];
  });
  return npy([2, channels, 2, 2], values);
}

const channelOfMean = new Map(Array.from({ length: channels }, (_, c) => [(c * 1597) % channels, c] as const));
const largest = (count: number) => Array.from({ length: count }, (_, i) => channelOfMean.get(channels - 1 - i));
const smallest = (count: number) => Array.from({ length: count }, (_, i) => channelOfMean.get(i));

describe('views', () => {
  const folder = useFolder({
    'many.npy': manyChannels(),
    'acts.npy': readFileSync(join(fixtures, 'acts.npy')),
  });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );

  it('all follow the channel that is selected in the table', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npy');
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 1');
    await panel.row(4).click();
    await panel.settled();
    expect(await panel.row(4).getAttribute('aria-selected')).toBe('true');
    expect(await panel.region('Channel 4').count()).toBe(1);
    expect((await panel.numbers('mean'))[0]).toBeCloseTo(-20.33099719787401, 12);
    for (const chart of ['Running averages of channel 4', 'Distribution of channel 4']) {
      await expect.poll(() => panel.chart(chart).count()).toBe(1);
    }
    expect(await panel.region('Arithmetic').innerText()).toContain('[0, 4, 0, 0]');
    expect((await panel.readout()).x).toBeCloseTo(-18.7, -1);
  });

  it('follow several channels, and the keyboard', async () => {
    const { panel } = vscode;
    await panel.row(2).click({ modifiers: ['ControlOrMeta'] });
    await expect
      .poll(() => panel.chart(/^Running averages of channel/).getAttribute('aria-label'))
      .toMatch(/ 2, 4|4, 2/);
    await panel.row(2).click();
    await panel.row(2).press('ArrowDown');
    await panel.settled();
    const [, ...after] = (await panel.channels()).slice((await panel.channels()).indexOf(2));
    expect(await panel.row(after[0]).getAttribute('aria-selected')).toBe('true');
  });

  it('sort 4,096 channels, and show only the rows in sight', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('many.npy');
    await panel.stands('No pass has run');
    await panel.sortBy('batch mean');
    await expect.poll(async () => (await panel.channels()).slice(0, 5)).toEqual(largest(5));
    await panel.sortBy('batch mean');
    await expect.poll(async () => (await panel.channels()).slice(0, 5)).toEqual(smallest(5));
    await panel.row(channelOfMean.get(0) ?? -1).click();
    await panel.row(channelOfMean.get(0) ?? -1).press('End');
    await expect.poll(async () => (await panel.channels()).at(-1)).toBe(channelOfMean.get(channels - 1));
    expect(await panel.table.getAttribute('aria-rowcount')).toBe(String(channels + 2));
    expect((await panel.channels()).length).toBeLessThan(200);
  });

  it('filter them', async () => {
    const { panel } = vscode;
    await panel.field('Filter channels').fill('30-34');
    await expect.poll(async () => [...(await panel.channels())].sort()).toEqual([30, 31, 32, 33, 34]);
    await panel.field('Filter channels').fill('mean >');
    await expect.poll(() => panel.alert.count()).toBeGreaterThan(0);
    await panel.field('Filter channels').press('Escape');
    await expect.poll(async () => (await panel.channels()).length).toBeGreaterThan(5);
  });
});

describe('a program of the samples', () => {
  const vscode = useWorkbench(() => launchWorkbench({ workspace: samples, viewport: { width: 1600, height: 1000 } }));

  it('runs as a whole, agrees with PyTorch, and leads from a finding to its channel and pass', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('bn2/batch_000.npy');
    await panel.stands('No pass has run');
    await panel.button(/^Add \d+ batches$/).click();
    await panel.stands(/next pass: train batch_000\.npy/);
    await panel.tool('Run all').click();
    await panel.stands('Pass 12 of 12');
    await expect.poll(() => panel.passes.count()).toBe(12);
    await panel.passes.nth(4).click();
    await panel.stands('Pass 5 of 12');
    const findings = panel.region('Findings').getByRole('listitem');
    expect(await findings.count()).toBeGreaterThan(0);
    // Nobody has chosen a channel yet: that of the first finding is shown.
    const [, first] = /^Channel (\d+)/.exec(await findings.first().innerText()) ?? [];
    expect(await panel.region(`Channel ${first}`).count()).toBe(1);
    await findings.first().locator('.bn-place').click();
    await expect.poll(() => findings.first().locator('.bn-place').getAttribute('aria-current')).toBe('true');
  });

  it('extends the selection of rows by Shift+click, and none of the page’s text', async () => {
    const { panel } = vscode;
    const findings = panel.region('Findings').getByRole('listitem');
    for (const rows of [panel.passes, panel.table.getByRole('row').filter({ has: panel.rowNumbers }), findings]) {
      await panel.heading.click();
      await rows.first().click();
      // Of findings there may be fewer than four.
      await rows.nth(Math.min(3, (await rows.count()) - 1)).click({ modifiers: ['Shift'] });
      expect(await panel.selectedText()).toBe('');
    }
  });

  it.each([1180, 1000, 860])('says every finding and the remedy of the selected one at %i px', async (width) => {
    const { workbench, panel } = vscode;
    await workbench.showSideBar(false);
    await workbench.page.setViewportSize({ width, height: 800 });
    const findings = panel.region('Findings').getByRole('listitem');
    await findings.first().locator('.bn-place').click();
    await expect.poll(() => findings.first().locator('.bn-remedy').innerText()).toMatch(/\w/);
    const cut = await panel
      .region('Findings')
      .locator('.bn-message, .bn-remedy')
      .evaluateAll((all) => all.filter((text) => text.scrollWidth > text.clientWidth).map((text) => text.textContent));
    expect(cut).toEqual([]);
  });
});
