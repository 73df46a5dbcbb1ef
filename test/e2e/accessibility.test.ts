import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { themes, type Theme } from '../host/settings.js';
import { fixtures, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';
import { tablesForListeners } from './support/tablesForListeners.js';
import { violations } from './support/violations.js';

const names = Object.keys(themes) as Theme[];

describe('accessibility', () => {
  const folder = useFolder({ 'acts.npy': readFileSync(join(fixtures, 'acts.npy')), 'empty.npy': '' });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );

  it.each(names)('axe finds nothing in %s: first open, refused, after passes', async (theme) => {
    const { workbench, panel } = vscode;
    await workbench.setTheme(theme);
    await workbench.openFile('empty.npy');
    await expect.poll(() => panel.alert.count()).toBe(1);
    expect(await violations(panel)).toEqual([]);

    await workbench.openFile('acts.npy');
    await panel.stands(/No pass has run|Pass/);
    if (theme === names[0]) {
      expect(await violations(panel)).toEqual([]);
      await panel.press('Train', 'Pass 1 of 1');
      await panel.press('Eval', 'Pass 2 of 2');
    }
    expect(await violations(panel)).toEqual([]);
  });

  it('every control is reached by Tab, in the order of the page, and shows its focus', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npy');
    await panel.heading.click();
    const reached: string[] = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await workbench.page.keyboard.press('Tab');
      const focused = await panel.focused();
      if (focused === null) break;
      reached.push(focused);
    }
    const expected = [
      'Channels',
      'Convention',
      'eps',
      'momentum',
      'Further parameters',
      'Reset',
      'Train',
      'Eval',
      'Pass 2',
    ];
    const charts = ['Running averages', 'Overview of', 'Filter channels', 'Distribution of', 'Values of'];
    const places = [...expected, ...charts].map((name) => [name, reached.findIndex((one) => one.startsWith(name))]);
    expect(places.filter(([, place]) => place === -1)).toEqual([]);
    expect(places.map(([, place]) => place)).toEqual(
      [...places.map(([, place]) => Number(place))].sort((a, b) => a - b),
    );
  });

  it('who listens has the numbers of the charts, though nobody sees them', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npy');
    await panel.stands(/Pass/);
    await expect
      .poll(() => tablesForListeners(panel))
      .toEqual(expect.arrayContaining([expect.stringMatching(/^Overview, /), 'Share of values in each bin']));
  });

  it('keys step and train, but not while something is typed', async () => {
    const { workbench, panel } = vscode;
    const { keyboard } = workbench.page;
    await panel.heading.click();
    await keyboard.press('t');
    await panel.stands('Pass 3 of 3');
    await keyboard.press('b');
    await panel.stands('Pass 2 of 3');
    await keyboard.press('/');
    await expect.poll(() => panel.focused()).toContain('Filter channels');
    await keyboard.type('t');
    await panel.stands('Pass 2 of 3');
    await keyboard.press('Escape');
  });
});
