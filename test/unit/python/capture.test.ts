import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerMime, kernelCode } from '../../../src/vscode/capture/kernelCode.js';
import { patience } from '../../patience.mjs';
import { pythonWith } from '../pythons.js';

const withTorch = pythonWith('numpy', 'torch');
const withKernel = pythonWith('numpy', 'ipykernel', 'jupyter_client');
const scripts = join(import.meta.dirname, '../../python');

describe.skipIf(withTorch === undefined)('in a Python process with PyTorch (left out where there is none)', () => {
  it(
    'finds models without asking properties, takes tensors of every kind, records so many calls of a model',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'batchnorm-capture-'));
      const script = join(scripts, 'check_capture.py');
      const { stdout, stderr, status } = spawnSync(withTorch ?? '', [script, folder], {
        encoding: 'utf8',
        timeout: patience(120),
      });
      rmSync(folder, { recursive: true });
      expect(status, stderr).toBe(0);
      const got = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
      expect(got.scan).toEqual({
        models: [
          { expression: 'model', type: 'DataParallel', layers: 2 },
          { expression: 'scripted', type: 'RecursiveScriptModule', layers: 1 },
          { expression: "trainer.nets['student']", type: 'Sequential', layers: 1 },
        ],
      });
      expect(got.tensors).toEqual({
        requires_grad: ['float32', [2, 3], 15],
        bfloat16: ['float32', [2, 3], 15],
        float16: ['float16', [2, 3], 15],
        strided: ['float32', [3, 2], 15],
        scalar: ['int64', [], 5],
        sparse: ['float32', [2, 3], 15],
        quantized: ['float32', [2, 3], 15],
        conj: ['complex64', [2, 3], 15],
        array: ['float32', [2, 2], 10],
        meta: 'ValueError: a tensor on the meta device holds no data',
        objects: 'ValueError: an array of Python objects holds no numbers',
        large: 'ValueError: it has 4194304 bytes, more than the 1048576 that are taken',
        other: 'TypeError: expected a tensor or an array, found str',
      });
      expect(got).toMatchObject({ chunks: true, released: true, passes: [0, 1], lone: [0, 1], stopped: [0] });
      expect(got.record).toEqual([
        2,
        [
          ['pass', 1],
          ['pass', 2],
          ['recorded', 2],
          ['pass', 1],
          ['pass', 2],
          ['recorded', 2],
          ['pass', 1],
          ['recorded', 1],
        ],
      ]);
      const files = ['0', '1'].flatMap((layer) => [
        `${layer}.bn.json`,
        ...['beta.npy', 'gamma.npy', 'running_mean.npy', 'running_var.npy', 'stats_000000.npz'].map(
          (name) => `${layer}/${name}`,
        ),
        ...['x_000000.npy', 'x_000001.npy'].map((name) => `${layer}/${name}`),
      ]);
      const events = [
        ['pass', 1],
        ['pass', 2],
        ['recorded', 2],
      ];
      expect(got.sent).toEqual([[...files, 'model.bn.json'].sort(), events, true]);
      expect(got.sentPasses).toEqual([0, 1]);
      expect(got.unsent).toEqual({ error: expect.stringContaining('add the recorder to the program') as unknown });
    },
    patience(150),
  );
});

describe.skipIf(withKernel === undefined)('in a real IPython kernel (left out where there is none)', () => {
  const shownBy = (code: string) => {
    const { stdout, stderr, status } = spawnSync(withKernel ?? '', [join(scripts, 'run_kernel.py')], {
      encoding: 'utf8',
      input: code,
      timeout: patience(120),
    });
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      shown: unknown[];
      names: string;
    };
  };

  it(
    'shows what an expression is, and leaves no name behind',
    () => {
      const { shown, names } = shownBy(kernelCode('x[:, ::2].tolist()'));
      expect(names).toBe('[]');
      expect(shown).toEqual([{ [answerMime]: { value: '[[0.0, 2.0], [3.0, 5.0]]' } }]);
    },
    patience(150),
  );

  it(
    'says what Python says of what is none',
    () => {
      expect(shownBy(kernelCode('no_such_name')).shown).toEqual([{ error: "name 'no_such_name' is not defined" }]);
    },
    patience(150),
  );
});
