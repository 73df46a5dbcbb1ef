import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { npy, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';
import { violations } from './support/violations.js';

/** Six samples of two channels of 100.1, which E[x²] − E[x]² in float32 gives a negative variance. */
const constant = npy([6, 2], new Float32Array(12).fill(100.1));
const ten = npy(
  [10, 3],
  Float32Array.from({ length: 30 }, (_, i) => ((i * 7) % 11) - 4),
);

describe('what the framework’s own code would do', () => {
  const folder = useFolder({
    'constant.npy': constant,
    'ten.npy': ten,
    'ghost.bn.json': JSON.stringify({ steps: [{ train: 'ten.npy', virtualBatchSize: 4 }, { eval: 'ten.npy' }] }),
    'merged.bn.json': JSON.stringify({ steps: [{ train: 'ten.npy', virtualBatchSize: 4, ranks: 'merged' }] }),
  });
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1600, height: 1000 } }),
  );
  const passes = async () => (await vscode.panel.passes.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  const channel = () => vscode.panel.region(/^Channel \d/);

  it('is a choice among the further parameters, where its float32 code loses digits', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('constant.npy');
    await panel.stands('No pass has run');
    await panel.choose('Convention', 'labml annotated');
    await panel.press('Train', 'Pass 1 of 1');
    expect(await channel().innerText()).not.toContain('as written');
    await panel.button('Further parameters').click();
    await panel.choose('Arithmetic', 'float32, as written');
    await expect.poll(() => channel().innerText()).toMatch(/variance\s+0\s+−9\.766e−4\s+all/);
    expect(await channel().innerText()).toMatch(/σ of y\s+0\s+NaN\s+all/);
    expect(await channel().innerText()).toContain('A variance cannot be negative');
    expect(await panel.region('Findings').innerText()).toMatch(
      /the batch variance as written in float32 is −9\.8e−4[^]*E\[x²\] − E\[x\]² in float32 makes such/,
    );
    expect(await violations(panel)).toEqual([]);
  });

  it('is undone like any other setting', async () => {
    const { workbench, panel } = vscode;
    await panel.choose('Running values in', 'float16');
    await expect.poll(() => channel().innerText()).toMatch(/running mean\s+10\.010\s+10\.016/);
    await panel.tool('Train').focus();
    await workbench.page.keyboard.press('Control+z');
    await expect.poll(() => channel().innerText()).not.toContain('10.016');
    await workbench.page.keyboard.press('Control+z');
    await expect.poll(() => channel().innerText()).not.toContain('as written');
  });

  it('cuts a batch into virtual ones, a pass each, or merges them into one', async () => {
    const { workbench, panel } = vscode;
    await workbench.contextMenu(workbench.file('ghost.bn.json'), /Debug Tensor/);
    await panel.stands('No pass has run');
    await panel.tool('Run all').click();
    await panel.stands('Pass 4 of 4');
    expect(await passes()).toEqual([
      '1 train ten.npy [0:4]',
      '2 train ten.npy [4:8]',
      '3 train ten.npy [8:10]',
      '4 eval ten.npy',
    ]);
    await workbench.contextMenu(workbench.file('merged.bn.json'), /Debug Tensor/);
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 1');
    expect(await passes()).toEqual([expect.stringContaining('3 virtual batches')]);
    expect(await channel().innerText()).toContain('all 10 finite');
  });
});
