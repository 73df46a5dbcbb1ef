import { patience } from '../../../../patience.mjs';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Program } from '../../../../../src/session/index.js';
import { npzBytes, safetensorsBytes } from '../../../../../src/formats/index.js';
import { channelCsv } from '../../../../../src/session/faces/exports/channelCsv.js';
import { code, escaped, markdownReport } from '../../../../../src/session/faces/exports/markdownReport.js';
import { pytorchScript } from '../../../../../src/session/faces/exports/pytorchScript.js';
import { BASE, batchBytes, exampleFiles, npyOf, openSession, trains } from '../../memoryFiles.js';
import { exampleSession, normalBatch, withValues } from '../../views/exampleSession.js';
import { pythonWith, runPython } from '../../../pythons.js';

const torch = pythonWith('torch', 'numpy');

describe('markdownReport', () => {
  const { session } = exampleSession([
    ['train', normalBatch([8, 3, 4], 1)],
    ['train', withValues(normalBatch([8, 3, 4], 2), { 5: NaN })],
    ['eval', normalBatch([8, 3, 4], 3, () => 4)],
  ]);

  it('tells settings, findings, passes and channels', () => {
    const report = markdownReport(session, 'case.bn.json', 2, [{ title: 'Running averages', file: 'a b.svg' }]);
    expect(report).toContain('# BatchNorm report: `case.bn.json`');
    expect(report).toContain('| PyTorch | 1e-5 | 0.1 | `[8, 3, 4]` | 3 on axis 1 | 32 | all 3 passes |');
    expect(report).toMatch(/- \*\*error\*\*, channel 1, pass 2 \(`non-finite-input`\): 1 NaN at/);
    expect(report).toContain('![Running averages](a%20b.svg)');
    expect(report).toContain('| 2 | train | `batch_1.npy` | `[8, 3, 4]` | typical gap');
    expect(report).toContain('## Channels at pass 3');
    // NaN first, as in the panel.
    expect(report).toMatch(/\| gap, σ \|\n\| ---:.*\n\| 1 \| .* \| NaN \|\n/);
  });

  it('shows what files contain as text', () => {
    expect(escaped('<img src=x> [a](b) *c* | `d`\n# e')).toBe(
      '\\<img src=x\\> \\[a\\]\\(b\\) \\*c\\* \\| \\`d\\` \\# e',
    );
    expect(code('a`b|c')).toBe('``a`b\\|c``');
    expect(code('`')).toBe('`` ` ``');
  });

  it('names the first and last passes of many', () => {
    const many = exampleSession(
      Array.from({ length: 130 }, (_, seed) => ['train', normalBatch([4, 1], seed)] as const),
    );
    const report = markdownReport(many.session, 'many', null);
    expect(report).toContain('The first and last 50 of 130 passes.');
    expect(report).toContain('| 50 | train');
    expect(report).not.toContain('| 51 | train');
    expect(report).not.toContain('## Channels');
  });
});

describe('channelCsv', () => {
  it('has all digits, and what is not finite as NumPy reads it', () => {
    const batch = withValues(normalBatch([4, 2], 1), { 1: Infinity });
    const { session } = exampleSession([['train', batch]]);
    const [heads, first, second, end] = channelCsv(session, 0).split('\r\n');
    expect(heads).toBe('channel,batch_mean,batch_var,min,max,non_finite,running_mean,running_var,gamma,beta,gap');
    const values = first.split(',').map(Number);
    expect(values[1]).toBe(session.passes[0].moments?.shift[0]);
    expect(values[7]).toBe(session.passes[0].after.runningVar?.[0]);
    expect(second.split(',')).toEqual([
      '1',
      'inf',
      'nan',
      expect.any(String),
      'inf',
      '1',
      'inf',
      'nan',
      '1',
      '0',
      'nan',
    ]);
    expect(end).toBe('');
    expect(() => channelCsv(session, null)).toThrow('run a pass first');
  });
});

describe('pytorchScript', () => {
  const gamma = Float32Array.of(0.5, 1.5, -1);

  async function scriptOf(program: Omit<Program, 'steps'>, steps: Program['steps']) {
    const files = exampleFiles();
    const written: Record<string, Uint8Array<ArrayBuffer>> = {
      'gamma.npy': npyOf([3], gamma),
      'steps.npz': npzBytes({
        acts: { shape: [2, 8, 3, 4], dtype: 'float32', values: new Float32Array(192).map((_, i) => Math.sin(i)) },
      }),
      'ckpt.safetensors': safetensorsBytes({ 'bn.running_var': { shape: [3], dtype: 'float32', values: [2, 3, 4] } }),
      'last.npy': batchBytes([4, 5, 3], 3),
    };
    for (const [name, bytes] of Object.entries(written)) files.write(name, bytes);
    for (let i = 0; i < 4; i++) written[`batch_${i}.npy`] = batchBytes([8, 3, 4], i, i / 10);
    written['val.npy'] = batchBytes([8, 3, 4], 22, 1);
    written['single.npy'] = batchBytes([1, 3], 20);
    const owner = await openSession({ ...program, steps }, files);
    await owner.runAll();
    return { session: owner.session, script: pytorchScript(owner.session, BASE, [0, 2]), written };
  }

  const usual: Program['steps'] = [
    ...trains(3),
    { train: { file: 'steps.npz', member: 'acts' }, passAxis: 0 },
    { set: { eps: 0.01, momentum: 0.3, gamma: [1, 2, 3] } },
    { train: 'batch_1.npy', batchSize: 3 },
    { train: 'single.npy' },
    { train: ['batch_0.npy', 'batch_3.npy'] },
    { eval: 'val.npy' },
  ];
  const state = { gamma: 'gamma.npy', runningVar: { file: 'ckpt.safetensors', member: 'bn.running_var' } };
  const lastAxis = Array.from({ length: 2 }, () => ({ train: 'last.npy' }));

  it.skipIf(!torch).for([
    ['PyTorch with files, mini-batches, ranks, changes and a refused pass', { state }, usual],
    ['the cumulative average', { convention: { base: 'pytorch', momentum: null } }, usual],
    ['no running values', { trackRunningStats: false }, trains(2)],
    ['Keras, channels last', { convention: 'keras' }, [...lastAxis, { eval: 'last.npy' }]],
    ['frozen', { convention: 'frozen', state }, [...trains(2), { eval: 'val.npy' }]],
  ] as const)(
    'prints the numbers of the panel: %s (left out without torch)',
    { timeout: patience(60) },
    ([, program, steps]) =>
      scriptOf(program, steps).then(({ session, script, written }) => {
        const folder = mkdtempSync(join(tmpdir(), 'script-'));
        onTestFinished(() => rmSync(folder, { recursive: true }));
        for (const [name, bytes] of Object.entries(written)) writeFileSync(join(folder, name), bytes);
        writeFileSync(join(folder, 'reproduce.py'), script);
        const printed = runPython(torch ?? '', "import runpy; runpy.run_path('reproduce.py')", [folder], folder);
        const count = session.passes.length;
        expect(printed.trimEnd().split('\n').at(-1)).toBe(`${count} passes of ${count}, all numbers as in the panel`);
        const mean = session.passes[0].moments?.shift[0] ?? NaN;
        const [line] = printed.split('\n');
        expect(line).toContain(`pass 1 train, channel 0: `);
        expect(Number(line.split(': ')[1].split(', ')[0])).toBeCloseTo(mean, 7);
      }),
  );

  it.skipIf(!torch)(
    'says which line differs where a file is another one (left out without torch)',
    { timeout: patience(60) },
    async () => {
      const { script, written } = await scriptOf({}, trains(2));
      const folder = mkdtempSync(join(tmpdir(), 'script-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      for (const [name, bytes] of Object.entries(written)) writeFileSync(join(folder, name), bytes);
      cpSync(join(folder, 'val.npy'), join(folder, 'batch_1.npy'));
      writeFileSync(join(folder, 'reproduce.py'), script);
      expect(() => runPython(torch ?? '', "import runpy; runpy.run_path('reproduce.py')", [folder], folder)).toThrow();
    },
  );

  it('says which rule it does not write down', async () => {
    await expect(scriptOf({ convention: 'precise-bn' }, trains(1))).rejects.toThrow(
      'has no PyTorch script: its running values are no exponential average',
    );
    await expect(scriptOf({ emulate: { arithmetic: 'float32' } }, trains(1))).rejects.toThrow(
      'switch the emulation off',
    );
  });
});
