import { describe, expect, it } from 'vitest';
import * as format from '../../../../webview/kit/format.js';

const each = <Value extends unknown[]>(
  write: (...value: Value) => string,
  cases: readonly [...Value, string][],
): void => {
  for (const line of cases) {
    const expected = line.at(-1) as string;
    const value = line.slice(0, -1) as Value;
    it(`writes ${value.join(' and ')} as ${expected}`, () => {
      expect(write(...value)).toBe(expected.replace(/ (?=%|σ|MB|kB|bytes)|(?<=×) /g, '\u00a0'));
    });
  }
};

describe('significant digits', () => {
  each(format.significant, [
    [2.37982, 5, '2.3798'],
    [0.591709, 5, '0.5917'],
    [-0.92611, 5, '−0.9261'],
    [29851.94, 6, '29,851.9'],
    [12003.2, 5, '12,003'],
    [0.0123456, 5, '0.01235'],
    [0.94218, 4, '0.942'],
    [1.27702, 4, '1.277'],
    [9.99996, 5, '10.000'],
    [0.99996, 4, '1.000'],
    [999999.7, 5, '1.000e6'],
    [0.9, 5, '0.9'],
    [1, 5, '1'],
    [0, 5, '0'],
    [-0, 5, '0'],
    [1.234e-6, 3, '1.2e−6'],
    [-1.23456e-6, 5, '−1.235e−6'],
    [4.2e7, 3, '4.2e7'],
    [NaN, 5, 'NaN'],
    [Infinity, 5, '+∞'],
    [-Infinity, 5, '−∞'],
  ]);
});

describe('mean and standard deviation', () => {
  each(format.plusMinus, [
    [2.3798, 1.1907, '2.38 ± 1.19'],
    [-3e-17, 0.99999, '0.00 ± 1.00'],
    [0.0711, 1.03, '0.07 ± 1.03'],
    [12003, 0.959, '12,003 ± 0.96'],
    [0.0212, 0.0513, '0.021 ± 0.051'],
    [2e-6, 1e-6, '2.0e−6 ± 1.0e−6'],
    [NaN, NaN, 'NaN ± NaN'],
    [-0.42, 0, '−0.42 ± 0'],
  ]);
});

describe('table cells', () => {
  each(format.tableNumber, [
    [2.37982, '2.380'],
    [8236.42, '8,236.4'],
    [12003.2, '12,003'],
    [999.9996, '1,000.0'],
    [9999.97, '10,000'],
    [0.0004999, '5.0e−4'],
    [0.0005, '0.001'],
    [-1.94e-14, '−1.9e−14'],
    [0, '0'],
    [1234567, '1.2e6'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ]);
});

describe('gaps and ratios', () => {
  each(format.gapNumber, [
    [1.6521, '+1.65'],
    [-0.374, '−0.37'],
    [-0.0001, '0.00'],
    [3843.2, '+3,843'],
    [99.996, '+100'],
    [0, '0'],
    [NaN, 'NaN'],
    [Infinity, '+∞'],
  ]);
  each(format.gap, [
    [1.6521, '+1.65 σ'],
    [NaN, 'NaN'],
  ]);
  each(format.ratio, [
    [1.2057, '× 1.21'],
    [0, '× 0'],
    [0.00123, '× 0.0012'],
    [123.4, '× 123'],
    [NaN, 'NaN'],
  ]);
});

describe('shares, counts and settings', () => {
  each(
    format.percent,
    [
      [0.2824, '28 %'],
      [1, '100 %'],
      [0, '0 %'],
      [0.9999, '> 99 %'],
      [0.001, '< 1 %'],
    ].map(([value, text]) => [value, String(text).replace(/([<>]) /, '$1\u00a0')]) as [number, string][],
  );
  each(format.count, [
    [12544, '12,544'],
    [7, '7'],
  ]);
  each(format.bytes, [
    [1_024_000_000, '1,024 MB'],
    [20_480, '20 kB'],
    [128, '128 bytes'],
  ]);
  each(format.setting, [
    [1e-5, '1e-5'],
    [0.1, '0.1'],
    [1.5e-7, '1.5e-7'],
    [0, '0'],
  ]);
  each(format.exact, [
    [-0.41999998688697815, '-0.41999998688697815'],
    [NaN, 'NaN'],
  ]);
  it('writes a shape with brackets', () => expect(format.bracketed([41, 22, 3, 9])).toBe('[41, 22, 3, 9]'));
});
