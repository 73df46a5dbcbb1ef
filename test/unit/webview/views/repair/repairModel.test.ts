import { describe, expect, it } from 'vitest';
import {
  axesText,
  checkText,
  foldChoice,
  listed,
  nameOf,
  outliersText,
  rangeOf,
  rangeText,
  repairedChannels,
  repairOrder,
} from '../../../../../webview/views/repair/repairModel.js';

const passes = { first: 0, last: 23 };

describe('the range of train passes', () => {
  it.each([
    ['17-24', [16, 24]],
    ['17–24', [16, 24]],
    ['17-', [16, 24]],
    ['-3', [0, 3]],
    ['5', [4, 5]],
    ['20-99', [19, 24]],
    ['all', null],
    ['', null],
    ['1-24', null],
    ['25', undefined],
    ['9-3', undefined],
    ['-', undefined],
    ['a-b', undefined],
  ] as const)('%s is %j', (text, range) => {
    expect(rangeOf(text, passes)).toEqual(range);
  });

  it('is shown counted from 1', () => {
    expect(rangeText(null, passes)).toBe('1–24');
    expect(rangeText([16, 24], passes)).toBe('17–24');
    expect(rangeText([4, 5], passes)).toBe('5');
  });
});

describe('the order of channels', () => {
  it('has NaN first, then the largest distance before, then after', () => {
    const repair = {
      channels: 5,
      before: Float64Array.of(0.1, NaN, 3, NaN, 0.1),
      after: Float64Array.of(0.1, 0.2, 0, 0.3, 0.4),
    };
    expect([...repairOrder(repair)]).toEqual([3, 1, 2, 4, 0]);
  });

  it('lists what no longer matters in the same order', () => {
    const repair = {
      channels: 3,
      before: Float64Array.of(0.5, 2, 0.9),
      after: Float64Array.of(0, 0, 0.8),
      mattersBefore: Uint8Array.of(1, 1, 1),
      mattersAfter: Uint8Array.of(0, 0, 1),
    };
    expect(repairedChannels(repair as unknown as Parameters<typeof repairedChannels>[0])).toEqual([1, 0]);
  });
});

describe('sentences', () => {
  it('name few and count many', () => {
    expect(listed([2, 27, 37])).toBe('2, 27 and 37');
    expect(listed([1, 2, 3, 4, 5, 6])).toBe('1, 2, 3, 4 and 2 more');
    expect(outliersText([])).toBe('none among them');
    expect(outliersText([{ pass: 19, channels: [2, 27, 37], isPoisoned: false }])).toBe(
      'pass 20, in channels 2, 27 and 37',
    );
    expect(
      outliersText([
        { pass: 3, channels: [1], isPoisoned: true },
        { pass: 6, channels: [2], isPoisoned: false },
      ]),
    ).toBe('passes 4 and 7, 1 with NaN or ∞');
  });

  it('tell the largest error of folding, and what was not compared', () => {
    const check = {
      error: 4.8e-6,
      channel: 29,
      largest: 5.23,
      unscaledBias: 15.3,
      compared: 10,
      places: 40,
      isOff: false,
    };
    expect(checkText(check, true)).toEqual([
      'Folded and not folded differ by at most 4.8e−6, channel 29; outputs reach 5.23.',
      ' Were the bias not scaled, by 15.3. 10 of 40 places compared.',
    ]);
    expect(checkText({ ...check, compared: 40, error: 0 }, false)).toEqual(['Folded and not folded are equal.', '']);
  });

  it('spell the axes of a weight', () => {
    expect(axesText('pytorch', 4)).toBe('out, in, h, w');
    expect(axesText('keras', 4)).toBe('h, w, in, out');
    expect(axesText('pytorch', 3)).toBe('out, in, w');
    expect(axesText('keras', 2)).toBe('in, out');
  });
});

describe('the files that are folded', () => {
  const files = {
    weights: [{ path: 'conv.weight.npy', shape: [48, 32, 3, 3], layout: 'pytorch' as const }],
    biases: [
      { path: 'beta.npy', shape: [48] },
      { path: 'conv.bias.npy', shape: [48] },
      { path: 'other.bias.npy', shape: [48] },
    ],
    inputs: [
      { path: 'conv.weight.npy', shape: [48, 32, 3, 3] },
      { path: 'conv_in.npy', shape: [64, 32, 14, 14] },
      { path: 'labels.npy', shape: [64, 10] },
    ],
  };

  it('suggest themselves by shape and name', () => {
    expect(foldChoice({ layout: null }, files)).toEqual({
      weight: 'conv.weight.npy',
      bias: 'conv.bias.npy',
      input: 'conv_in.npy',
      layout: null,
    });
  });

  it('are the user’s where they have chosen, none included', () => {
    const member = { file: 'file:///a/ckpt.npz', member: 'conv1.weight' };
    expect(foldChoice({ weight: member, bias: null, layout: 'keras' }, files)).toMatchObject({
      weight: member,
      bias: null,
      layout: 'keras',
    });
    expect(nameOf(member)).toBe('ckpt.npz: conv1.weight');
    expect(foldChoice({ weight: null, layout: null }, files)).toEqual({
      weight: null,
      bias: null,
      input: null,
      layout: null,
    });
  });

  it('are none while nothing is known', () => {
    expect(foldChoice({ layout: null }, undefined)).toEqual({ weight: null, bias: null, input: null, layout: null });
  });
});
