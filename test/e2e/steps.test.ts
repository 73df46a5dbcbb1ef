import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { fixtures, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

interface Recorded {
  readonly mean: readonly number[];
  readonly var: readonly number[];
  readonly runningMean: readonly number[];
  readonly runningVar: readonly number[];
  readonly picked: Readonly<Record<string, { readonly x: number; readonly train: number; readonly eval: number }>>;
}

const recorded = JSON.parse(readFileSync(join(fixtures, 'acts.json'), 'utf8')) as Recorded;

// The tests are the steps of one user, in order.
describe('stepping', () => {
  const folder = useFolder({ 'acts.npy': readFileSync(join(fixtures, 'acts.npy')) });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );

  it('opens a tensor file with what needs no pass', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npy');
    await panel.stands('No pass has run');
    expect(await panel.heading.innerText()).toBe('[8, 6, 7, 9]');
    expect(await panel.tool('Reset').isDisabled()).toBe(true);
    expect(await panel.tool('Step back').isDisabled()).toBe(true);
    expect((await panel.numbers('mean'))[0]).toBeCloseTo(recorded.mean[0], 12);
  });

  it('trains twice: the numbers are those of NumPy', async () => {
    const { panel } = vscode;
    // Chosen, so that it stays: else the first finding's is shown.
    await panel.row(0).click();
    await panel.press('Train', 'Pass 1 of 1');
    await panel.press('Train', 'Pass 2 of 2');
    const [batchMean, runningMean] = await panel.numbers('mean');
    const [batchVar, runningVar] = await panel.numbers('variance');
    expect(batchMean).toBeCloseTo(recorded.mean[0], 12);
    expect(batchVar).toBeCloseTo(recorded.var[0], 12);
    expect(runningMean).toBeCloseTo(recorded.runningMean[0], 12);
    expect(runningVar).toBeCloseTo(recorded.runningVar[0], 12);
  });

  it('evaluates with the running averages, which stay', async () => {
    const { panel } = vscode;
    await panel.press('Eval', 'Pass 3 of 3');
    expect((await panel.numbers('mean'))[1]).toBeCloseTo(recorded.runningMean[0], 12);
    const stages = await panel.region('Arithmetic').getByRole('listitem').allInnerTexts();
    expect(stages.join('\n')).not.toContain('update running mean');
  });

  it('shows every value under the mouse as NumPy has it, before and after', async () => {
    const { panel } = vscode;
    for (const [index, { x, eval: y }] of Object.entries(recorded.picked)) {
      const [, channel, row, column] = index.split(',').map(Number);
      await panel.row(channel).click();
      await panel.settled();
      const picture = panel.picture('y');
      const box = (await picture.boundingBox()) ?? expect.fail('the picture is not there');
      const place = { x: ((column + 0.5) * box.width) / 9, y: ((row + 0.5) * box.height) / 7 };
      await picture.hover({ position: place });
      await expect.poll(async () => (await panel.readout()).x).toBe(x);
      const read = await panel.readout();
      expect(read['x̂']).toBeCloseTo(y, 6);
      expect(read.y).toBeCloseTo(y, 6);
    }
  });

  it('steps back to numbers that it had, and forward again', async () => {
    const { panel } = vscode;
    await panel.row(0).click();
    const after = await panel.numbers('variance');
    await panel.press('Step back', 'Pass 2 of 3');
    await panel.press('Step back', 'Pass 1 of 3');
    expect((await panel.numbers('mean'))[1]).toBeCloseTo(recorded.mean[0] * 0.1, 12);
    await panel.workbench.command('BatchNorm: Next Pass');
    await panel.workbench.command('BatchNorm: Next Pass');
    await panel.stands('Pass 3 of 3');
    expect(await panel.numbers('variance')).toEqual(after);
  });

  it('goes into a pass stage by stage', async () => {
    const { panel } = vscode;
    await panel.press('Reset', /Before the first pass|No pass has run/);
    const stage = panel.region('Arithmetic').locator('[aria-current=step]');
    const names = ['batch mean', 'batch variance', 'normalize', 'scale and shift'];
    for (const [at, name] of [...names, 'update running mean', 'update running variance'].entries()) {
      await panel.press('Into stage', `stage ${at + 1} of 6: ${name}`);
      expect(await stage.innerText()).toContain(name);
    }
    await panel.press('Into stage', /^Pass 1 of 3(?![^]*stage)/);
    const [, runningMean] = await panel.numbers('mean');
    expect(runningMean).toBeCloseTo(recorded.mean[0] * 0.1, 12);
  });

  it('recomputes the history for another momentum', async () => {
    const { panel } = vscode;
    await panel.field('momentum').fill('1');
    await panel.field('momentum').press('Enter');
    await expect.poll(async () => (await panel.numbers('mean'))[1]).toBeCloseTo(recorded.mean[0], 12);
    await panel.field('momentum').fill('x');
    await panel.field('momentum').press('Enter');
    await expect.poll(() => panel.alert.allInnerTexts()).not.toHaveLength(0);
    await panel.field('momentum').press('Escape');
  });

  it('draws its pictures in the colours of another theme as soon as that is chosen', async () => {
    const { workbench, panel } = vscode;
    const picture = () =>
      panel.root.locator('bn-overview canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const before = await picture();
    await workbench.command('Preferences: Toggle between Light/Dark Themes');
    await expect.poll(picture).not.toBe(before);
  });
});
