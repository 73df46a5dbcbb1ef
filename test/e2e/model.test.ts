import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { resultsFolder } from '../host/repository.js';
import { themes, type Theme } from '../host/settings.js';
import { limits } from '../patience.mjs';
import { calls, passesTold, statistics } from '../unit/session/recordings/recordedLayer.js';
import { samples } from './support/folder.js';
import { ModelPage } from './support/modelPage.js';
import { useWorkbench } from './support/useWorkbench.js';
import { violations } from './support/violations.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-e2e-'));
  for (const copy of ['model', 'earlier']) await cp(join(samples, 'model'), join(folder, copy), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// The tests are the steps of one user, in order.
describe('the page of a model', () => {
  const vscode = useWorkbench(() => launchWorkbench({ workspace: folder, viewport: { width: 1280, height: 800 } }));
  const page = (): ModelPage => new ModelPage(vscode.panel);
  const press = (key: string): Promise<void> => vscode.workbench.page.keyboard.press(key);
  const picture = async (name: string): Promise<void> => {
    await vscode.workbench.whenStill();
    await vscode.workbench.screenshot(join(resultsFolder, `model-${name}.png`));
  };

  it('opens the sample where its first finding begins', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('model/model.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await workbench.showSideBar(false);
    await expect.poll(() => page().rows.count()).toBe(7);
    await panel.settled();
    const [finding] = await page().findings.allInnerTexts();
    const layer = await page().selected();
    expect(layer).not.toBe('');
    expect(finding).toContain(layer);
    expect(await page().rows.first().locator('.bn-hidden').textContent()).toMatch(
      /^stem_bn(, (error|warning|info|follows from [\w.]+))?, \d+ of \d+ channels off, gap \S+/,
    );
    await expect.poll(() => page().numbers()).toMatch(/channel \d+\s+batch\s+running before\s+after\s+mean/);
    expect(await panel.field('eps').inputValue()).toBe('1e-5');
    expect(await violations(panel)).toEqual([]);
  });

  it('is gone through by keys: steps, evals, layers, the filter', async () => {
    await page().list.focus();
    const [layer, step] = [await page().selected(), await page().step()];
    await press('ArrowRight');
    await expect.poll(() => page().step()).not.toBe(step);
    await press('ArrowLeft');
    await expect.poll(() => page().step()).toBe(step);
    await press('Shift+ArrowRight');
    await expect.poll(() => page().position()).toMatch(/ eval$/);
    await press('ArrowDown');
    await expect.poll(() => page().selected()).not.toBe(layer);
    await press('/');
    await vscode.workbench.page.keyboard.type('stage2 and channels > 1');
    await expect.poll(() => page().names()).toEqual(['stage2.bn1', 'stage2.bn2']);
    await press('Escape');
    await expect.poll(() => page().rows.count()).toBe(7);
  });

  it('shows the layer and the step of a cell that is clicked, and the steps that a brush covers', async () => {
    const { panel } = vscode;
    const heat = page().row('stage2.bn1').locator('.bn-model-heat');
    const box = (await heat.boundingBox()) ?? expect.fail('there is no heat map');
    const at = (share: number, y = 10) => ({ position: { x: Math.floor(box.width * share), y } });
    await heat.click(at(0.5));
    await expect.poll(() => page().selected()).toBe('stage2.bn1');
    const middle = await page().step();
    await expect.poll(() => page().numbers()).toContain('variance');
    const { mouse } = vscode.workbench.page;
    const strip = (await panel.root.locator('.bn-model-heads .bn-model-axis').boundingBox()) ?? expect.fail('no strip');
    const y = strip.y + strip.height / 2;
    await mouse.move(strip.x + strip.width * 0.25, y);
    await mouse.down();
    await mouse.move(strip.x + strip.width * 0.6, y, { steps: 4 });
    await mouse.up();
    await expect.poll(() => page().zoomed.count()).toBe(1);
    const range = await page().zoomed.innerText();
    expect(range).toMatch(/^\d+ to \d+$/);
    // Keys zoom, too, and what they lead to stays in sight.
    await page().list.focus();
    await press('+');
    await expect.poll(() => page().zoomed.innerText()).not.toBe(range);
    await press('Escape');
    await expect.poll(() => page().zoomed.count()).toBe(0);
    expect(await page().step()).toBe(middle);
  });

  it('leads into a layer and to its neighbours, and back to all that was chosen', async () => {
    const { panel, workbench } = vscode;
    await panel.field('Filter layers').fill('stage');
    await expect.poll(() => page().rows.count()).toBe(6);
    await page().list.focus();
    await press('+');
    await expect.poll(() => page().zoomed.count()).toBe(1);
    const before = await page().state();
    expect(before.selected).toBe('stage2.bn1');
    await press('Enter');
    await expect.poll(() => panel.position.innerText()).toMatch(/^Pass \d+ of \d+/);
    const name = panel.root.locator('.bn-identity .bn-file-text');
    await expect.poll(() => name.innerText()).toBe('stage2.bn1');
    await press('Alt+ArrowDown');
    await expect.poll(() => name.innerText()).toBe('stage2.bn2');
    await panel.settled();
    await press('Alt+ArrowUp');
    await expect.poll(() => name.innerText()).toBe('stage2.bn1');
    await panel.button('Back to the model model.bn.json').click();
    await expect.poll(() => page().rows.count()).toBe(6);
    await expect.poll(() => page().state()).toEqual(before);
    // Another tab in front: the page of the panel is gone, and comes again.
    await workbench.openFile('model/stem_bn.bn.json');
    await workbench.openFile('model/model.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await expect.poll(() => page().state()).toEqual(before);
    await panel.field('Filter layers').fill('');
    await page().list.focus();
    await press('Escape');
  });

  it('is computed by the rules that are chosen, and so are its layers, until that is undone or taken back', async () => {
    const { workbench, panel } = vscode;
    const momentum = panel.field('momentum');
    const values = (): Promise<string[]> => page().rows.locator('.bn-hidden').allTextContents();
    const [own, before] = [await momentum.inputValue(), await values()];
    await momentum.fill('2');
    await momentum.press('Enter');
    await expect.poll(() => panel.root.getByRole('alert').innerText()).toMatch(/momentum is a number from 0 to 1/);
    await momentum.fill('0.9');
    await momentum.press('Enter');
    await expect.poll(values).not.toEqual(before);
    await expect.poll(() => page().rows.filter({ hasText: 'not computed yet' }).count()).toBe(0);
    const chosen = await values();
    await picture('rules');
    await panel.button('Debug stage2.bn1').click();
    await expect.poll(() => panel.position.innerText()).toMatch(/^Pass \d+ of \d+/);
    await expect.poll(() => momentum.inputValue()).toBe('0.9');
    await panel.button('Back to the model model.bn.json').click();
    await expect.poll(() => page().rows.count()).toBe(7);
    await page().list.focus();
    await press('ControlOrMeta+Z');
    await expect.poll(() => momentum.inputValue()).toBe(own);
    await expect.poll(values).toEqual(before);
    await workbench.command('BatchNorm: Redo Program Edit');
    await expect.poll(values).toEqual(chosen);
    await workbench.page.reload();
    await expect.poll(() => momentum.inputValue(), { timeout: limits.screen }).toBe('0.9');
    // What was filtered and brushed may come back from before it was cleared: VS Code keeps a page's state now and then.
    await panel.field('Filter layers').fill('');
    await page().list.focus();
    await press('Escape');
    await expect.poll(values).toEqual(chosen);
    await panel.button('Rules as recorded').click();
    await expect.poll(values).toEqual(before);
    expect(await momentum.inputValue()).toBe(own);
    expect(await panel.button('Rules as recorded').count()).toBe(0);
    // The layer had been led to other rules from here.
    await panel.button('Debug stage2.bn1').click();
    await expect.poll(() => momentum.inputValue()).toBe(own);
    await panel.button('Back to the model model.bn.json').click();
    await expect.poll(() => page().rows.count()).toBe(7);
  });

  it('shows by a click what moved since another recording, until that is ended', async () => {
    const { workbench, panel } = vscode;
    await panel.button('Compare with…').click();
    await workbench.chooseFile('earlier/model.bn.json');
    await expect
      .poll(() => panel.root.innerText())
      .toMatch(/Compared with[^]*what the state alone shows, and what moved/);
    await expect.poll(() => page().rows.filter({ hasText: 'γ and β the same' }).count()).toBeGreaterThan(0);
    await panel.button('End the comparison').click();
    await expect.poll(() => page().position()).toMatch(/^Step \d+ of/);
  });

  it.each(Object.keys(themes) as Theme[])('is readable in %s, wide and narrow', async (theme) => {
    const { workbench, panel } = vscode;
    await workbench.setTheme(theme);
    await picture(`${theme.replaceAll(/\W+/g, '-')}-1280`);
    expect(await violations(panel)).toEqual([]);
    await workbench.page.setViewportSize({ width: 640, height: 900 });
    await picture(`${theme.replaceAll(/\W+/g, '-')}-640`);
    await expect
      .poll(() => panel.root.evaluate(() => document.documentElement.scrollWidth - window.innerWidth))
      .toBeLessThanOrEqual(0);
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });
});

describe('a recording that is being written', () => {
  const told = { stem: passesTold(calls(60, 20), { seed: 2 }), head: passesTold(calls(60, 20), { seed: 5 }) };
  const write = async (name: string, bytes: Uint8Array | string): Promise<void> => {
    const path = join(folder, 'run', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
  };
  const piece = async (file: number, from: number, to: number): Promise<void> => {
    for (const [name, passes] of Object.entries(told)) {
      await write(`${name}/stats_${file}.npz`, statistics(passes.slice(from, to)));
    }
  };
  beforeAll(async () => {
    await piece(0, 0, 21);
    for (const name of Object.keys(told))
      await write(`${name}.bn.json`, JSON.stringify({ steps: [{ recorded: `${name}/stats_*.npz` }] }));
    const layers = Object.keys(told).map((name) => ({ name, program: `${name}.bn.json` }));
    await write('model.bn.json', JSON.stringify({ layers }));
  });
  const vscode = useWorkbench(() => launchWorkbench({ workspace: folder, viewport: { width: 1280, height: 800 } }));

  it('is followed by who looks at the last step, and left alone by who does not', async () => {
    const { workbench, panel } = vscode;
    const page = new ModelPage(panel);
    await workbench.openFile('run/model.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await workbench.showSideBar(false);
    await expect.poll(() => page.rows.count()).toBe(2);
    await panel.settled();
    await page.list.focus();
    await workbench.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => page.step()).toBe('19');
    await piece(1, 21, 42);
    await expect.poll(() => page.position(), { timeout: limits.screen }).toMatch(/^Step 39 of 39 recording, step 39$/);
    await workbench.screenshot(join(resultsFolder, 'model-recording.png'));
    await workbench.page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.position()).toMatch(/^Step 39 of 39/);
    await workbench.page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.step()).toBe('38');
    await piece(2, 42, 63);
    await expect.poll(() => page.position()).toMatch(/^Step 38 of 59 recording, step 59$/);
    await expect.poll(() => page.position()).toMatch(/^Step 38 of 59 train/);
  });
});
