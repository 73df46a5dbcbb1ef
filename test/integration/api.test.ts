import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, Uri, window } from 'vscode';
import type { SessionReport } from '../../src/session/index.js';
import type { Run } from '../../src/vscode/commands/run.js';
import { activated, type RunLayer } from './support/extension.js';
import { Folder } from './support/folder.js';
import { batch, npy } from './support/npy.js';

describe('batchnorm.run', () => {
  let folder: Folder;
  let run: RunLayer;
  before(async () => {
    folder = await Folder.make();
    ({ run } = await activated());
    await folder.writeBatch('b0.npy', [4, 3, 2]);
    await folder.writeBatch('b1.npy', [4, 3, 2], 1);
    await folder.writeBatch('single.npy', [1, 3]);
    await folder.writeBatch('wide.npy', [4, 5, 2]);
  });
  after(() => folder.remove());

  const inline = (steps: Parameters<Run>[0] extends infer P ? (P extends { steps: infer S } ? S : never) : never) => ({
    base: folder.uri,
    steps,
  });

  it('reports a tensor file: statistics of the batch, and the running ones after it', async () => {
    const report = await run(folder.file('b0.npy'));
    assert.deepEqual([report.convention, report.channelAxis, report.channels], ['pytorch', 1, 3]);
    const [pass] = report.passes;
    assert.deepEqual([pass.mode, pass.count, [...pass.shape]], ['train', 8, [4, 3, 2]]);
    const { mean, variance } = channelStatistics(batch([4, 3, 2]), 1, 3, 2);
    near(pass.mean[1], mean);
    near(pass.var[1], variance);
    near(pass.runningMean?.[1], 0.1 * mean);
    near(pass.runningVar?.[1], 0.9 + (0.1 * variance * 8) / 7);
    assert.equal(pass.numBatchesTracked, 1);
    assert.equal(pass.output, undefined);
  });

  it('takes a Uri, its string, a program file and an inline program alike', async () => {
    const program = { steps: [{ train: 'b0.npy' }] };
    const file = await folder.write('same.bn.json', JSON.stringify(program));
    const reports = [
      await run(folder.file('b0.npy')),
      await run(folder.file('b0.npy').toString()),
      await run(file),
      await run({ ...program, base: folder.uri }),
      await run({ ...program, base: folder.uri.toString() }),
      await commands.executeCommand<SessionReport>('batchnorm.run', { ...program, base: folder.uri }),
    ];
    for (const report of reports) assert.deepEqual(report, reports[0]);
  });

  it('returns outputs when asked', async () => {
    const { passes } = await run(inline([{ train: 'b0.npy' }]), { outputs: true });
    const output = passes[0].output ?? assert.fail('no output');
    assert.deepEqual([...output.shape], [4, 3, 2]);
    assert.ok(output.data instanceof Float32Array);
    const { mean, variance } = channelStatistics(batch([4, 3, 2]), 0, 3, 2);
    near(output.data[0], (batch([4, 3, 2])[0] - mean) / Math.sqrt(variance + 1e-5), 1e-6);
  });

  it('goes on after a pass of one value per channel and after one of another width', async () => {
    const { passes } = await run(
      inline([{ train: 'b0.npy' }, { train: 'single.npy' }, { train: 'wide.npy' }, { train: 'b1.npy' }]),
    );
    assert.equal(passes[0].error, undefined);
    assert.match(passes[1].error ?? '', /more than 1 value per channel/);
    assert.match(passes[2].error ?? '', /5[^]*3|3[^]*5/);
    assert.deepEqual(passes[2].runningMean, passes[0].runningMean);
    assert.equal(passes[3].error, undefined);
    // PyTorch counts a batch before it refuses it.
    assert.equal(passes[3].numBatchesTracked, 4);
  });

  it('shows nothing', async () => {
    const { editors } = (await activated()).internalForTests;
    await run(folder.file('b0.npy'));
    assert.deepEqual([editors.all.length, window.visibleTextEditors.length], [0, 0]);
  });

  it('reads nothing outside the folder and the workspace unless it is told to', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'batchnorm-outside-'));
    try {
      const file = Uri.file(join(outside, 'b9.npy'));
      await writeFile(file.fsPath, npy([4, 3, 2], batch([4, 3, 2])));
      const program = inline([{ train: file.toString() }]);
      await assert.rejects(run(program), /b9\.npy: steps\[0\]\.train: it is not below the folder of the program/);
      await assert.rejects(run(inline([{ train: 'file://server/share/x.npy' }])), /not below the folder/);
      assert.equal((await run(program, { allow: [file] })).passes.length, 1);
      assert.equal((await run(program, { allow: [outside] })).passes.length, 1);
      // A file that is named by the caller is read wherever it is.
      assert.equal((await run(file)).passes.length, 1);
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('says what is wrong with its argument', async () => {
    await assert.rejects(run(5 as never), /batchnorm\.run: expected a Uri, its string, or a program object/);
    await assert.rejects(run({ steps: [] } as never), /base: expected the Uri/);
    await assert.rejects(run(folder.file('absent.npy')), /absent\.npy/);
    await assert.rejects(run(inline([{ train: 5 }] as never)), /steps/);
  });
});

/** Biased, of `values` in shape [n, channels, inner]. */
function channelStatistics(values: ArrayLike<number>, channel: number, channels: number, inner: number) {
  const own = Array.from(values).filter((_, i) => Math.floor(i / inner) % channels === channel);
  const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
  return { mean, variance: own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / own.length };
}

function near(actual: number | undefined, expected: number, tolerance = 1e-12): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `expected ${expected}, found ${actual}`,
  );
}
