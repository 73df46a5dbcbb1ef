import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patience } from '../../patience.mjs';
import { pythonWith } from '../pythons.js';

const python = pythonWith('numpy', 'torch.utils.checkpoint');

/** What check_recorder.py prints. */
interface Recorded {
  readonly isSameToTheBit: boolean;
  readonly layers: readonly string[];
  readonly stateError: number;
  readonly passes: Readonly<Record<string, number>>;
  readonly sharedSteps: readonly number[];
  readonly tensors: readonly string[];
  readonly modes: readonly number[];
  readonly meanError: number;
  readonly varError: number;
  readonly minMax: boolean;
  readonly program: unknown;
  readonly bad: readonly string[];
  readonly nonFinite: readonly number[];
  readonly badMax: readonly number[];
  readonly isBadMin: boolean;
  readonly lazy: readonly number[];
  readonly lazyBefore: number;
  readonly again: string;
  readonly offsetError: number;
  readonly replica: number;
  readonly told: readonly string[];
  readonly error: string;
  readonly crashed: number;
}

/** Python writes Infinity as JavaScript does. */
function parsed(text: string): Recorded {
  return JSON.parse(
    text
      .replace(/\bInfinity\b/g, '1e999')
      .trim()
      .split('\n')
      .at(-1) ?? '',
  ) as Recorded;
}

describe.skipIf(python === undefined)(
  'the recorder, in a real training run (left out where there is no PyTorch)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchnorm-recorder-'));
    let run: Recorded;
    beforeAll(() => {
      const script = join(import.meta.dirname, '../../python/check_recorder.py');
      const { stdout, stderr, status } = spawnSync(python ?? '', [script, folder], {
        encoding: 'utf8',
        timeout: patience(120),
      });
      expect(status, stderr).toBe(0);
      run = parsed(stdout);
    }, patience(150));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('leaves every weight, every running value and the random numbers as they are without it, to the bit', () => {
      expect(run.isSameToTheBit).toBe(true);
    });

    it('reproduces the running values of every layer and pass to 1e-6 of σ: AMP, checkpoint, shared and cumulative layers', () => {
      expect(run.layers).toHaveLength(17);
      expect(run.layers[0]).toBe('bn');
      expect(run.layers.slice(-2)).toEqual(['shared', 'untracked']);
      expect(run.stateError).toBeLessThan(1e-6);
      expect(run.meanError).toBeLessThan(1e-6);
      expect(run.varError).toBeLessThan(1e-6);
      expect(run.offsetError).toBeLessThan(1e-6);
      expect(run.minMax).toBe(true);
    });

    it('has a pass for every forward: checkpointed blocks run twice in training, a shared layer twice in a step', () => {
      expect(run.modes).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0]);
      expect(run.passes).toMatchObject({ bn: 15, 'blocks.1.bn1': 27, shared: 30, untracked: 15 });
      expect(run.sharedSteps).toEqual([0, 0, 1, 1, 2, 2]);
      expect(run.replica).toBe(1);
    });

    it('keeps the inputs of the last passes, and the one in which a value was first not finite', () => {
      expect(run.tensors.filter((name) => name.startsWith('x_'))).toEqual(['x_000012.3.npy', 'x_000012.4.npy']);
      expect(run.bad.filter((name) => name.startsWith('x_'))).toEqual(['x_000002.npy', 'x_000005.npy']);
      expect(run.nonFinite).toEqual([0, 0, 2, 0, 0, 0]);
      expect(run.badMax[1]).toBe(Infinity);
      expect(run.isBadMin).toBe(true);
    });

    it('writes a program of the layer as it was', () => {
      expect(run.program).toEqual({
        convention: { base: 'pytorch', eps: 1e-5, momentum: 0.1 },
        channelAxis: 1,
        affine: true,
        trackRunningStats: true,
        state: {
          gamma: 'bn/gamma.npy',
          beta: 'bn/beta.npy',
          runningMean: 'bn/running_mean.npy',
          runningVar: 'bn/running_var.npy',
          numBatchesTracked: 0,
        },
        steps: [{ recorded: 'bn/stats_*.npz', tensors: 'bn/x_*.npy' }],
      });
    });

    it('takes every n-th step, the user’s step numbers, lazy layers, and a folder of its own where one is taken', () => {
      expect(run.lazy).toEqual([100, 102, 104, 106, 108]);
      expect(run.lazyBefore).toBe(1);
      expect(run.again).toBe('lazy-2');
    });

    it('says what it cannot see, and survives the exception of a pass', () => {
      expect(run.told).toEqual(['batchnorm_recorder: cannot see inside scripted or fused layers: 0']);
      expect(run.error).toContain('Expected more than 1 value per channel');
      expect(run.crashed).toBe(1);
    });
  },
);
