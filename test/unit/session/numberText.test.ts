import { expect, test } from 'vitest';
import {
  chosenText,
  countText,
  exactText,
  numberText,
  percentText,
  settingText,
  signedText,
} from '../../../src/session/numberText.js';

test.each([
  [8612.6, '8,613'],
  [12_003, '12,003'],
  [-0.42, '−0.42'],
  [0.3, '0.30'],
  [3.01, '3.01'],
  [9.996, '10.0'],
  [99.96, '100'],
  [0.0123, '0.0123'],
  [0.0996, '0.10'],
  [1.23e-6, '1.2e−6'],
  [-2.5e7, '−2.5e7'],
  [1e20, '1e20'],
  [999_999.9, '1e6'],
  [0, '0'],
  [-0, '0'],
  [NaN, 'NaN'],
  [Infinity, '+∞'],
  [-Infinity, '−∞'],
])('%d is written %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test('a gap has its sign', () => {
  expect([1.99, -0.37, 0, 3843.2, Infinity].map(signedText)).toEqual(['+1.99', '−0.37', '0', '+3,843', '+∞']);
});

test('counts have commas', () => {
  expect([0, 999, 1000, 12_544, 1_234_567, -1234].map(countText)).toEqual([
    '0',
    '999',
    '1,000',
    '12,544',
    '1,234,567',
    '−1,234',
  ]);
});

test('percent are whole, and never claim nothing or everything', () => {
  expect([0.2824, 0.0001, 0.999, 1, 0].map(percentText)).toEqual(['28 %', 'under 1 %', 'over 99 %', '100 %', '0 %']);
});

test('settings are written as people type them', () => {
  expect([1e-5, 0.1, 1 - 0.07, 0.999, 1e-3, 0].map(settingText)).toEqual([
    '1e-5',
    '0.1',
    '0.93',
    '0.999',
    '0.001',
    '0',
  ]);
});

test('chosen integers have no decimals', () => {
  expect([0, 1, 0.18].map(chosenText)).toEqual(['0', '1', '0.18']);
});

test.each([
  [3000.7, '3,000.7'],
  [Math.fround(3000.7), '3,000.7'],
  [-0.42, '−0.42'],
  [Math.fround(-0.42), '−0.42'],
  [1e-7, '1e−7'],
  [1.5e300, '1.5e300'],
  [1234567.25, '1,234,567.25'],
  [0.1 + 0.2, '0.30000000000000004'],
  [0, '0'],
  [NaN, 'NaN'],
])('the digits that tell %d from its neighbours', (value, text) => {
  expect(exactText(value)).toBe(text);
});
