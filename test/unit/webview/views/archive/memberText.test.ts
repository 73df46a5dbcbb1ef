import { describe, expect, test } from 'vitest';
import { layerText, layerWarning, partsText } from '../../../../../webview/views/archive/memberText.js';

const layer = { name: 'bn', label: 'bn', channels: 2, writer: 'Lasagne', runningMean: 'bn.mean' };
const broken = { ...layer, beta: 'bn.beta', problem: 'inv_std is no variance' };
const swapped = { ...layer, runningVar: 'bn.var', swapped: 'the variance is negative (−1.00)' };

describe('a layer of an archive', () => {
  test('that cannot be run says why, and has no variance among its parts', () => {
    expect(layerWarning(broken)).toBe('inv_std is no variance.');
    expect(partsText(broken)).toBe('β running mean');
    expect(layerText(broken)).toBe(
      'BatchNorm layer bn: 2 channels; β running mean; named as Lasagne names them; bn.beta, bn.mean. inv_std is no variance.',
    );
  });

  test('says where mean and variance look swapped', () => {
    const sentence = 'Mean and variance look swapped: the variance is negative (−1.00).';
    expect(layerWarning(swapped)).toBe(sentence);
    expect(layerText(swapped)).toMatch(new RegExp(`bn\\.mean, bn\\.var\\. ${sentence.replace(/[().]/g, '\\$&')}$`));
  });

  test('with nothing wrong has no warning', () => {
    const sound = { ...layer, runningVar: 'bn.var' };
    expect(layerWarning(sound)).toBeNull();
    expect(layerText(sound)).toMatch(/running mean, variance; .*bn\.mean, bn\.var$/);
  });
});
