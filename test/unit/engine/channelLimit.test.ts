import { describe, expect, test } from 'vitest';
import { conventionNamed, layoutOf, TooManyChannelsError } from '../../../src/engine/index.js';

const over = (convention: string, channelAxis: number, batchAxis = 0) => ({
  convention: conventionNamed(convention),
  channelAxis,
  batchAxis,
});

describe('a batch with more channels than statistics are kept for', () => {
  test.each<[shape: readonly number[], channelAxis: number, message: string, axes: readonly number[]]>([
    [[2, 2 ** 24], 1, '16777216 channels on axis 1, expected at most 1048576; axis 0 has 2 entries', [0]],
    [[2, 2 ** 37], 1, `${2 ** 37} channels on axis 1, expected at most 1048576; axis 0 has 2 entries`, [0]],
    [[2 ** 21, 3, 4], 0, 'expected at most 1048576; axis 1 has 3 entries; axis 2 has 4 entries', [1, 2]],
    [[2 ** 21, 2 ** 21], -1, '2097152 channels on axis 1, expected at most 1048576', []],
  ])('of shape %j on axis %i is refused with what would do', (shape, channelAxis, message, axes) => {
    let error: unknown;
    try {
      layoutOf(shape, over('pytorch', channelAxis));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TooManyChannelsError);
    expect(error).toMatchObject({ axes, message: expect.stringContaining(message) as string });
  });

  test('is refused as well where every position has statistics of its own', () => {
    expect(() => layoutOf([2, 3, 2 ** 20], over('makemore', 1))).toThrow(
      'shape [2, 3, 1048576]: statistics over the batch alone, one for each of 3145728 positions, expected at most 1048576',
    );
    expect(layoutOf([2 ** 21, 3, 4], over('makemore', 1)).groups).toBe(12);
  });

  test('has as many as that, and one file as many values as it likes', () => {
    expect(layoutOf([2, 2 ** 20], over('pytorch', 1)).channels).toBe(2 ** 20);
    expect(layoutOf([2 ** 21, 65_536, 2 ** 10], over('pytorch', 1)).channels).toBe(65_536);
  });
});
