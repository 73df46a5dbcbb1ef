import { describe, expect, test } from 'vitest';
import { openTarget } from '../../../../src/session/run/openTarget.js';
import { npzFile } from '../../formats/npzFile.js';
import { BASE, batchBytes, MemoryFiles, npyOf } from '../memoryFiles.js';

const acts = npzFile({ 'conv1/x': batchBytes([4, 3, 2]), 'bn.weight': npyOf([3], Float32Array.of(1, 2, 3)) });
const files = new MemoryFiles({ 'acts.npz': acts });

describe('a tensor that is run through a layer', () => {
  const layer = (channels: number) => ({
    convention: 'keras',
    channels,
    state: { gamma: { file: `${BASE}/acts.npz`, member: 'bn.weight' } },
  });
  const open = (member: string, channels: number) =>
    openTarget(
      { target: { kind: 'files', uris: [{ file: `${BASE}/acts.npz`, member }], layer: layer(channels) } },
      files,
      {},
    );

  test('has its channels where as many are as the layer has, and not where the convention has them', async () => {
    const { owner } = await open('conv1/x', 3);
    expect(owner.session.program).toEqual({
      convention: 'keras',
      channelAxis: 1,
      state: { gamma: { file: 'acts.npz', member: 'bn.weight' } },
      steps: [{ train: { file: 'acts.npz', member: 'conv1/x' } }],
    });
    expect(owner.session.initial.gamma).toEqual(Float64Array.of(1, 2, 3));
  });

  test('is refused where no axis has so many', async () => {
    await expect(open('conv1/x', 5)).rejects.toThrow('gamma: acts.npz/bn.weight has shape [3], expected 2 values');
  });
});
