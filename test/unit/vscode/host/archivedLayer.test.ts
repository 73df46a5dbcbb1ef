import { describe, expect, test } from 'vitest';
import type { ArchiveView, LayerView } from '../../../../src/protocol/index.js';
import { layerFor, layerNamed, type LayerChoice } from '../../../../src/vscode/host/archivedLayer.js';

const sound: LayerView = {
  name: 'bn',
  label: 'bn',
  channels: 2,
  writer: 'PyTorch',
  runningMean: 'bn.running_mean',
  runningVar: 'bn.running_var',
};
const broken: LayerView = {
  name: 'old',
  label: 'old',
  channels: 2,
  writer: 'Lasagne',
  runningMean: 'old.mean',
  problem: 'inv_std is no variance',
};
const archiveOf = (...layers: LayerView[]): ArchiveView => ({
  name: 'net.npz',
  kind: '.npz archive',
  members: [],
  layers,
  metadata: {},
  warnings: [],
});
const picks = (label: string) => (choices: readonly LayerChoice[]) =>
  Promise.resolve(choices.find((choice) => choice.label === label));
const asksNothing = () => Promise.reject(new Error('nothing to ask'));

describe('a layer of an archive', () => {
  test('is found by its name', () => {
    expect(layerNamed(archiveOf(broken, sound), 'bn')).toBe(sound);
    expect(() => layerNamed(archiveOf(sound), 'bn2')).toThrow('net.npz has no BatchNorm layer bn2.');
  });

  test('that is the only one to fit needs no question; others are asked for, those that fit first', async () => {
    expect(await layerFor(archiveOf(sound), 2, asksNothing)).toBe(sound);
    const swapped = { ...sound, name: 'wide', label: 'wide', channels: 3, swapped: 'the variance is negative' };
    const shown: (readonly LayerChoice[])[] = [];
    const cancels = (choices: readonly LayerChoice[]) => {
      shown.push(choices);
      return Promise.resolve(undefined);
    };
    expect(await layerFor(archiveOf(swapped, sound), 2, cancels)).toBeUndefined();
    expect(shown).toEqual([
      [
        { label: 'bn', description: '2 channels', layer: sound },
        {
          label: 'wide',
          description: '3 channels, the input has 2',
          detail: 'Mean and variance look swapped: the variance is negative',
          warns: true,
          layer: swapped,
        },
      ],
    ]);
    await expect(layerFor(archiveOf(), 2, asksNothing)).rejects.toThrow('net.npz has no BatchNorm layer whose parts');
  });

  test('that no batch can run through is listed with the reason, and refused with it', async () => {
    const reason = 'old: inv_std is no variance.';
    expect(() => layerNamed(archiveOf(broken, sound), 'old')).toThrow(reason);
    await expect(layerFor(archiveOf(broken), 2, asksNothing)).rejects.toThrow(reason);
    await expect(layerFor(archiveOf(broken, sound), 2, picks('old'))).rejects.toThrow(reason);
    expect(await layerFor(archiveOf(broken, sound), 2, picks('bn'))).toBe(sound);
    await layerFor(archiveOf(broken, sound), 2, ([first]) => {
      expect(first).toMatchObject({ label: 'old', detail: 'inv_std is no variance', warns: true });
      return Promise.resolve(undefined);
    });
  });
});
