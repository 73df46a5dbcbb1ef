import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { npy, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const [samples, positions, channels] = [6, 5, 4];

/** Channels last: channel c of [6, 5, 4] is around 10 · c. */
function channelsLast(): Uint8Array {
  const values = Float32Array.from({ length: samples * positions * channels }, (_, i) => {
    return 10 * (i % channels) + Math.sin(7 * i);
  });
  return npy([samples, positions, channels], values);
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const ofChannel = (channel: number): number[] =>
  Array.from({ length: samples * positions }, (_, at) => at * channels + channel).map((i) =>
    Math.fround(10 * channel + Math.sin(7 * i)),
  );

const [steps, rows, features] = [5, 32, 16];

/** Five training steps of [32, 16]: channel c at step t is around c + 10 · t. */
function trainingSteps(): Uint8Array {
  const values = Float32Array.from({ length: steps * rows * features }, (_, i) => {
    return (i % features) + 10 * Math.floor(i / (rows * features)) + Math.sin(3 * i);
  });
  return npy([steps, rows, features], values);
}
const ofStep = (step: number, channel: number): number[] =>
  Array.from({ length: rows }, (_, row) => (step * rows + row) * features + channel).map((i) =>
    Math.fround(channel + 10 * step + Math.sin(3 * i)),
  );

// The tests are the steps of one user, in order.
describe('the axes of a tensor', () => {
  const folder = useFolder({ 'last.npy': channelsLast(), 'steps.npy': trainingSteps() });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );

  it('are open to question where nothing says which counts the channels, and can be compared', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('last.npy');
    await panel.stands('No pass has run');
    expect(await panel.root.innerText()).toContain('whether the channels are on axis 1 (5) or axis 2 (4)');
    await panel.region('last.npy is one batch').getByRole('button', { name: 'Compare axes' }).click();
    await panel.settled();
    const comparison = panel.region('Which axis counts the channels?');
    await expect.poll(() => comparison.innerText()).toMatch(/Axis 2 looks like the channels\./);
    const second = panel.region('Axis 2 as the channels');
    expect(await second.getByRole('row', { name: /^values per channel/ }).innerText()).toMatch(/30$/);
    await second.getByRole('button', { name: 'Use this axis' }).click();
    await expect.poll(() => second.innerText()).toContain('in use');
    await panel.button('Close the comparison of axes').click();
    await panel.row(3).click();
    await panel.settled();
    expect((await panel.numbers('mean'))[0]).toBeCloseTo(mean(ofChannel(3)), 5);
  });

  it('put the channels last and back with one switch, and undo takes it back', async () => {
    const { workbench, panel } = vscode;
    await panel.button('Axes').click();
    const axes = panel.region('Axes');
    const last = axes.getByRole('checkbox', { name: 'Channels last' });
    await expect.poll(() => last.getAttribute('aria-checked')).toBe('true');
    await last.click();
    await expect.poll(() => panel.table.getAttribute('aria-rowcount')).toBe(String(positions + 2));
    await last.focus();
    await workbench.page.keyboard.press('Space');
    await expect.poll(() => panel.table.getAttribute('aria-rowcount')).toBe(String(channels + 2));
    await panel.row(0).click();
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await expect.poll(() => panel.table.getAttribute('aria-rowcount')).toBe(String(positions + 2));
  });

  it('choose what the picture shows', async () => {
    const { panel } = vscode;
    await panel.choose('Axis 0 in the picture', 'columns');
    await expect.poll(() => panel.region('Tensor').innerText()).toMatch(/\[n\s→, 0, l\s↓\]/);
  });

  it('make passes of the entries of one, which the running averages follow', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('steps.npy');
    await panel.stands('No pass has run');
    await panel.button('Axes').click();
    await panel.choose('Role of axis 0', 'passes');
    await expect.poll(() => panel.passes.count()).toBe(steps);
    await expect.poll(() => panel.heading.innerText()).toBe('[32, 16]');
    await panel.tool('Run all').click();
    await panel.stands('Pass 5 of 5');
    await panel.row(3).click();
    await panel.settled();
    const [batch, running] = await panel.numbers('mean');
    expect(batch).toBeCloseTo(mean(ofStep(4, 3)), 5);
    const followed = Array.from({ length: steps }, (_, step) => mean(ofStep(step, 3))).reduce(
      (average, own) => 0.9 * average + 0.1 * own,
      0,
    );
    expect(running).toBeCloseTo(followed, 5);
  });

  it('stay as they are when the panel is hidden and shown, and when the window is reloaded', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('last.npy');
    await panel.stands('No pass has run');
    await workbench.openFile('steps.npy');
    await panel.stands('Pass 5 of 5');
    const role = panel.region('Axes').getByRole('combobox', { name: 'Role of axis 0' });
    await expect.poll(() => role.evaluate((menu) => Reflect.get(menu, 'value') as unknown)).toBe('passes');
    await workbench.page.reload();
    // Which of the two tabs is in front is VS Code's affair.
    await workbench.whenReady();
    await workbench.openFile('steps.npy');
    await panel.stands('Pass 5 of 5');
    expect(await panel.heading.innerText()).toBe('[32, 16]');
  });

  it('make one batch of all entries again', async () => {
    const { panel } = vscode;
    if ((await panel.region('Axes').count()) === 0) await panel.button('Axes').click();
    await panel.choose('Role of axis 0', 'position');
    await expect.poll(() => panel.heading.innerText()).toBe('[5, 32, 16]');
    await expect.poll(() => panel.passes.count()).toBe(1);
  });
});
