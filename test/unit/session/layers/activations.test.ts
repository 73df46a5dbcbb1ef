import { describe, expect, test } from 'vitest';
import { activationsIn } from '../../../../src/session/layers/activations.js';
import { layersIn, type NamedTensor } from '../../../../src/session/layers/layersIn.js';

const running = (name: string, channels: number, separator = '.'): NamedTensor[] =>
  ['running_mean', 'running_var', 'weight', 'bias'].map((part) => ({
    name: `${name}${separator}${part}`,
    shape: [channels],
  }));

function runsOf(tensors: readonly NamedTensor[]) {
  return activationsIn(layersIn(tensors), tensors).map(({ parts, ...run }) => ({ name: parts.name, ...run }));
}

describe('what belongs together in an archive', () => {
  test('numbers beside the parts of a layer are its passes, in natural order', () => {
    const acts = ['conv1/10', 'conv1/2', 'conv1/0'].map((name) => ({ name, shape: [4, 3, 5, 5] }));
    expect(
      runsOf([...acts, ...running('conv1', 3), { name: 'conv2/0', shape: [4, 8] }, ...running('conv2', 8)]),
    ).toEqual([
      { name: 'conv1', train: ['conv1/0', 'conv1/2', 'conv1/10'], eval: [] },
      { name: 'conv2', train: ['conv2/0'], eval: [] },
    ]);
  });

  test.each([
    ['bn1/val_0', 'eval'],
    ['bn1.test.3', 'eval'],
    ['val/bn1/0', 'eval'],
    ['bn1/eval', 'eval'],
    ['bn1/x', 'train'],
    ['bn1/train/batch_000', 'train'],
    ['acts.bn1.epoch1.step2', 'train'],
  ])('%s is a pass in %s', (name, mode) => {
    const [run] = runsOf([{ name, shape: [4, 3] }, ...running('bn1', 3)]);
    expect(run).toEqual({ name: 'bn1', train: [], eval: [], [mode]: [name] });
  });

  test.each([
    ['a parameter of a module in it', 'bn1.conv.weight', [3, 3]],
    ['its output', 'bn1/out_0', [4, 3]],
    ['its gradient', 'bn1/grad_0', [4, 3]],
    ['one axis', 'bn1/0', [3]],
    ['no value', 'bn1/0', [0, 3]],
    ['other channels', 'bn1/0', [4, 5]],
    ['another layer’s name', 'bn10/0', [4, 3]],
  ])('%s is none', (_, name, shape) => {
    expect(runsOf([{ name, shape }, ...running('bn1', 3)])).toEqual([]);
  });

  test('the longest name of a layer counts, however the steps of a name are joined', () => {
    const tensors = [...running('block', 3), ...running('block/1', 3, '/'), { name: 'block.1.0', shape: [4, 3] }];
    expect(runsOf(tensors)).toEqual([{ name: 'block/1', train: ['block.1.0'], eval: [] }]);
  });

  test('the channels are where the convention has them, or on the only axis that fits', () => {
    const keras = ['moving_mean', 'moving_variance', 'gamma'].map((part) => ({ name: `bn/${part}`, shape: [3] }));
    expect(runsOf([...keras, { name: 'bn/0', shape: [4, 5, 5, 3] }])).toEqual([
      { name: 'bn', train: ['bn/0'], eval: [] },
    ]);
    expect(runsOf([...keras, { name: 'bn/0', shape: [4, 3, 5, 5] }])).toEqual([
      { name: 'bn', train: ['bn/0'], eval: [], channelAxis: 1 },
    ]);
  });
});
