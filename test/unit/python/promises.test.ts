import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { patience } from '../../patience.mjs';
import { pythonWith } from '../pythons.js';

const python = pythonWith('numpy', 'torch.utils.checkpoint');
const prefix = 'batchnorm_recorder: ';

describe.skipIf(python === undefined)('the recorder keeps its promises (left out where there is no PyTorch)', () => {
  let got: Readonly<Record<string, unknown>>;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'batchnorm-promises-'));
    const script = join(import.meta.dirname, '../../python/check_promises.py');
    const { stdout, stderr, status } = spawnSync(python ?? '', [script, folder], {
      encoding: 'utf8',
      timeout: patience(120),
    });
    rmSync(folder, { recursive: true });
    expect(status, stderr).toBe(0);
    got = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
  }, patience(150));

  it('of a model that is cast and moved midway', () => {
    expect(got.cast).toEqual([[0, 1, 2], expect.closeTo(0, 6)]);
    expect(got.castTensors).toEqual(['float32', 'float64', 'float32']);
  });

  it('of replicas that run in several threads at once', () => {
    expect(got.replicas).toEqual([0, 1, 2, 3]);
    expect(got.replicasError).toBeLessThan(1e-6);
  });

  it('of checkpoints: the forward of a backward is a pass', () => {
    expect([got.checkpoint1, got.checkpoint0]).toEqual([2, 2]);
  });

  it('says plainly what it cannot see: scripted, traced and compiled layers, and those of other kinds', () => {
    const unseen = `${prefix}cannot see inside scripted or fused layers: 0`;
    expect(got.unseen).toEqual([unseen, 1, unseen, 1, unseen, `${prefix}this model has no BatchNorm layer`]);
    expect(got.compiled).toEqual([
      `${prefix}compiled models may skip what records them; record the model before torch.compile`,
      `${prefix}never called (or compiled, scripted, fused): _orig_mod`,
    ]);
    expect(got.other).toEqual([unseen, `${prefix}this model has no BatchNorm layer`]);
  });

  it('says nothing of a fused layer whose BatchNorm it sees', () => {
    expect(got.fused).toEqual([[], 1]);
  });

  it('stays within max_bytes and max_memory, and says where it ends', () => {
    const [size, passes] = got.fullSize as [number, number];
    expect(size).toBeLessThan(400_000);
    expect(passes).toBeGreaterThan(50);
    expect(got.full).toEqual([expect.stringMatching(/bytes are written: the recording ends at step \d+$/)]);
    expect(got.memory).toEqual([3 * 8 * 64 * 4, 3]);
  });

  it('lets the training go on where its folder is lost, and says so once', () => {
    expect(got.lost).toEqual([expect.stringContaining('something was left out: FileNotFoundErro')]);
    expect(got.lostOutputs).toBe(5);
  });

  it('records every n-th step, and where the state went meanwhile', () => {
    expect(got.every).toEqual([
      [0, 3, 6, 9],
      [1, 4, 7, 10],
    ]);
    expect(got.everyMoved).toBe(true);
  });

  it('writes the ranks of one training as one model', () => {
    if (got.ranks === undefined) {
      console.log('left out: this PyTorch has no torch.distributed');
      return;
    }
    expect(got.ranks).toEqual([
      ['rank0/0', 'rank0/0.bn.json'],
      ['rank1/0', 'rank1/0.bn.json'],
    ]);
    expect(got.ranksPasses).toEqual([3, 3]);
  });
});
