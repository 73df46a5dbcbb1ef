import { describe, expect, it } from 'vitest';
import { browseArchive } from '../../../../src/session/index.js';
import { recordedCheckpoints } from '../../formats/checkpointFiles.js';
import { BASE, MemoryFiles } from '../memoryFiles.js';

const files = new MemoryFiles(
  Object.fromEntries([...recordedCheckpoints('checkpoints').files, ...recordedCheckpoints('hdf5').files]),
);

/** Name, writer, and the parts of each layer that is found in a recorded file. */
async function layersOf(file: string) {
  const { layers } = await browseArchive(`${BASE}/${file}`, files, () => 0);
  return layers.map(({ name, writer, gamma, beta, runningMean, runningVar, batches }) => ({
    name,
    writer,
    gamma,
    beta,
    runningMean,
    runningVar,
    batches,
  }));
}

const torch = (name: string, batches?: number, isAffine = true) => ({
  name,
  writer: 'PyTorch',
  gamma: isAffine ? `${name}.weight` : undefined,
  beta: isAffine ? `${name}.bias` : undefined,
  runningMean: `${name}.running_mean`,
  runningVar: `${name}.running_var`,
  batches,
});

describe('BatchNorm layers are found', () => {
  it('in a checkpoint that has a state dict among others, and a layer under two names', async () => {
    expect(await layersOf('checkpoint-zip2.pt')).toEqual([
      torch('state_dict.again', 4),
      torch('state_dict.bn1', 4),
      torch('state_dict.head.1', 4, false),
    ]);
  });

  it('in a whole model that was pickled, and in a script', async () => {
    const layers = [torch('again', 4), torch('bn1', 4), torch('head.1', 4, false)];
    expect(await layersOf('model-legacy2.pth')).toEqual(layers);
    expect((await layersOf('scripted.pt')).map(({ name }) => name)).toEqual(['again', 'bn1', 'head.1']);
  });

  it('in the files of Keras 2, by the names of the weights', async () => {
    const found = await layersOf('keras2.h5');
    expect(found.map(({ name, writer }) => [name, writer])).toEqual([
      ['bn', 'Keras'],
      ['bn_1', 'Keras'],
    ]);
    expect(found[0]).toMatchObject({
      gamma: 'model_weights/bn/bn/gamma:0',
      runningVar: 'model_weights/bn/bn/moving_variance:0',
    });
    expect((await layersOf('weights2.h5')).map(({ name }) => name)).toEqual(['bn']);
    expect((await layersOf('legacy3.h5')).map(({ name }) => name)).toEqual(['batch_normalization']);
  });

  it('in a .weights.h5, by the user’s names; three variables tell not which is which', async () => {
    const found = await layersOf('named.weights.h5');
    expect(found.map(({ name }) => name)).toEqual(['inner', 'plain', 'stem_bn']);
    expect(found[1]).toEqual({
      name: 'plain',
      writer: 'Keras',
      gamma: undefined,
      beta: undefined,
      runningMean: 'layers/batch_normalization_2/vars/0',
      runningVar: 'layers/batch_normalization_2/vars/1',
      batches: undefined,
    });
    expect((await layersOf('numbered.weights.h5')).map(({ name }) => name)).toEqual([
      'layers/batch_normalization',
      'layers/batch_normalization_2',
      'layers/functional/layers/batch_normalization',
    ]);
  });

  it.each(['model.keras', 'packed.keras'])(
    'in %s, where the model’s description tells what its variables are',
    async (file) => {
      const found = await layersOf(file);
      expect(found.map(({ name }) => name)).toEqual(['head_bn', 'inner', 'plain', 'stem_bn']);
      expect(found[0]).toMatchObject({
        gamma: undefined,
        beta: 'layers/batch_normalization_1/vars/0',
        runningMean: 'layers/batch_normalization_1/vars/1',
        runningVar: 'layers/batch_normalization_1/vars/2',
      });
    },
  );
});
