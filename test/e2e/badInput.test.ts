import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { limits } from '../patience.mjs';
import { fixtures, npy, npyWithHeader, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const acts = readFileSync(join(fixtures, 'acts.npy'));
const values = Float32Array.from({ length: 12 }, (_, i) => i % 5);
const withNaN = Float32Array.from(values);
withNaN[4] = NaN;
const header = (descr: string, shape: string) => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;

/** A name that would be an element, and would turn around what stands beside it. */
const hostileName = '<img src=x onerror=alert(1)>\u202e.npy';

// test/integration has every kind; here are those that the panel shows in different ways.
const refused: readonly [file: string, content: Uint8Array | string, says: RegExp][] = [
  ['empty.npy', '', /empty|0 bytes/],
  ['cut.npy', acts.subarray(0, acts.length - 40), /expected[^]*found/i],
  ['object.npy', npyWithHeader(header("'|O'", '(2, 2)'), values), /pickle|object/i],
  ['markup.npy', npyWithHeader(header("'<img src=x onerror=alert(1)>'", '(2, 2)'), values), /<img src=x onerror=alert/],
  ['ragged.tensor.json', '[[1, 2],\n [3]]', /line 2/],
  ['deep.tensor.json', '['.repeat(200) + ']'.repeat(200), /nest|deep/i],
  ['flat.npy', npy([12], values).subarray(), /\[12\]/],
];

describe('bad input in the panel', () => {
  const folder = useFolder({
    ...Object.fromEntries(refused.map(([file, content]) => [file, content])),
    'acts.npy': acts,
    'nan.npy': npy([4, 3], withNaN),
    'wide.npy': npy([2, 2 ** 20 + 1], new Float32Array(2 ** 21 + 2)),
    'trailing.npy': Buffer.concat([acts, Buffer.from('xyz')]),
    // Windows has no such names.
    ...(process.platform !== 'win32' && {
      [hostileName]: acts,
      'names.bn.json': JSON.stringify({ steps: [{ train: hostileName }, { eval: hostileName }] }),
    }),
  });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1280, height: 800 } }),
  );

  it.each(refused)('%s: says what, and where', async (file, _content, says) => {
    const { workbench, panel } = vscode;
    await workbench.openFile(file);
    await expect.poll(() => panel.root.innerText()).toMatch(says);
    await expect.poll(() => panel.alert.count()).toBeGreaterThan(0);
    expect(await panel.root.locator('img').count()).toBe(0);
  });

  it('a file that was mended is read again', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('empty.npy');
    await expect.poll(() => panel.button('Read again').count()).toBe(1);
    await writeFile(join(folder.path, 'empty.npy'), acts);
    // The watcher may be first: then the button is gone.
    await panel
      .button('Read again')
      .click({ timeout: limits.attempt })
      .catch(() => undefined);
    await panel.stands('No pass has run');
  });

  it('of more channels than there may be opens with another axis, on one click', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('wide.npy');
    await expect.poll(() => panel.alert.innerText()).toMatch(/1048577 channels on axis 1, expected at most 1048576/);
    await panel.button('Channels on axis 0').click();
    await panel.stands('No pass has run');
  });

  it('bytes after the data are a warning', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('trailing.npy');
    await panel.stands('No pass has run');
    expect(await panel.root.innerText()).toMatch(/3 (more )?bytes/);
  });

  it('NaN is computed, counted and located', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('nan.npy');
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 1');
    expect(await panel.region('Findings').innerText()).toMatch(/NaN/);
    await panel.row(1).click();
    await panel.settled();
    expect((await panel.numbers('mean'))[0]).toBeNaN();
    await expect.poll(() => panel.region('Channel 1').innerText()).toContain('[1, 1]');
  });

  it('a file that is deleted while it is open: the passes stay, and the panel says so', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('acts.npy');
    await panel.press('Train', 'Pass 1 of 1');
    await rm(join(folder.path, 'acts.npy'));
    await expect.poll(() => panel.alert.allInnerTexts()).toContainEqual(expect.stringMatching(/acts\.npy/));
    await panel.stands('Pass 1 of 1');
    await writeFile(join(folder.path, 'acts.npy'), acts);
    await panel
      .button('Retry')
      .click({ timeout: limits.attempt })
      .catch(() => undefined);
    await expect.poll(() => panel.alert.count()).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('a file whose name is markup, turned around: it is text', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('names.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await panel.stands('No pass has run');
    await panel.press('Run all', 'Pass 2 of 2');
    const text = await panel.root.innerText();
    expect(text).toContain('<img src=x onerror=alert(1)>\\u202e.npy');
    expect(text).not.toContain('\u202e');
    expect(await panel.root.locator('img').count()).toBe(0);
  });
});
