import { describe, expect, it } from 'vitest';
import { expressionOf, placeOf } from '../../../../src/vscode/debug/valuePlace.js';

describe('the place of a value in the panel', () => {
  it.each([
    ['eps', { page: 'debug' }],
    ['running_mean', { page: 'debug' }],
    ['running_mean[3]', { page: 'debug', channel: 3 }],
    ['(running_var - var)[ 12 ]', { page: 'debug', channel: 12 }],
    ['x', { page: 'debug' }],
    ['x[:, 3]', { page: 'debug', channel: 3 }],
    ['y[0, 3]', { page: 'debug', channel: 3, index: [0, 3] }],
    ['xhat[2, 3, 4, 5]', { page: 'debug', channel: 3, index: [2, 3, 4, 5] }],
    ['(y - x)[0, :, 2]', { page: 'debug' }],
    ['dx[:, 1]', { page: 'gradients', channel: 1 }],
    ['dgamma[1]', { page: 'gradients', channel: 1 }],
    ['recorded_var[2]', { page: 'check', channel: 2 }],
    ['running_mean[3] + 1', { page: 'debug' }],
  ])('%s', (expression, place) => {
    expect(placeOf(expression, 1)).toEqual(place);
  });

  it('knows a batch whose first axis is not the channels, by the first of its indices', () => {
    expect(placeOf('x[3]', 1)).toEqual({ page: 'debug' });
    expect(placeOf('x[3]', 0)).toEqual({ page: 'debug', channel: 3, index: [3] });
  });
});

it('a value is known by its row of Variables, by its watch, and by its text', () => {
  expect(expressionOf({ variable: { name: '[3]', evaluateName: 'mean[3]' } })).toBe('mean[3]');
  expect(expressionOf({ name: 'mean[3]' })).toBe('mean[3]');
  expect(expressionOf('mean[3]')).toBe('mean[3]');
  expect(expressionOf(undefined)).toBeUndefined();
});
