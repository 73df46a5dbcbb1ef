import { describe, expect, test } from 'vitest';
import {
  builtInInput,
  experiments,
  type ExperimentResult,
  type SliderValues,
} from '../../../../src/session/experiments/index.js';

/** Runs an experiment on the built-in input, sliders where they start unless told. */
function run(id: string, values: SliderValues = {}, samples?: number): ExperimentResult {
  const experiment = experiments.find((one) => one.id === id);
  if (!experiment) throw new Error(`no experiment ${id}`);
  const initial = Object.fromEntries(experiment.sliders.map(({ name, initial: at }) => [name, at]));
  return experiment.run(builtInInput(samples), { ...initial, ...values });
}

function numberOf(result: ExperimentResult, label: string): number {
  const found = result.numbers.find((number) => number.label === label);
  if (!found) throw new Error(`no number ${label} among ${result.numbers.map((number) => number.label).join(', ')}`);
  return found.value;
}

/** The numbers that were measured for the claims of the paper, on normal data. */
describe('a bias before BatchNorm', () => {
  test('has no gradient in training and does not move y', () => {
    const result = run('bias-cancels', { bias: 1 });
    expect(numberOf(result, '|dL/db|, training')).toBeLessThan(1e-16);
    expect(numberOf(result, 'y moves, training, exact')).toBeLessThan(1e-14);
  });
  test('moves y in float32 once it rounds the values, by about 0.16 at 1e6', () => {
    const moved = numberOf(run('bias-cancels', { bias: 1e6 }), 'y moves, training, float32');
    expect(moved).toBeGreaterThan(0.02);
    expect(moved).toBeLessThan(0.3);
  });
  test('does not cancel in eval', () => {
    expect(numberOf(run('bias-cancels', { bias: 1 }), 'y moves, eval')).toBeCloseTo(1, 1);
  });
});

describe('scaling the weights', () => {
  test('leaves y and the gradient times the scale where eps is 0', () => {
    const result = run('weight-scale', { scale: 0.001, eps: 1e-12 });
    expect(numberOf(result, 'y moves with eps = 0')).toBeLessThan(1e-12);
    expect(numberOf(result, '|dL/dW|·a') / numberOf(result, '|dL/dW| at a = 1')).toBeCloseTo(1, 4);
  });
  test('moves y once the variance no longer dwarfs eps: to 0.30 of itself at a = 0.001', () => {
    const result = run('weight-scale', { scale: 0.001, eps: 1e-5 });
    expect(numberOf(result, 'σ of y')).toBeCloseTo(0.3015, 4);
    expect(numberOf(result, 'y moves')).toBeGreaterThan(1.6);
  });
  test.each([
    [0.1, 1e-5, 0.9995],
    [0.01, 1e-5, 0.95],
    [0.001, 1e-5, 0.3],
    [0.1, 1e-3, 0.954],
    [0.01, 1e-3, 0.3],
    [0.001, 1e-3, 0.032],
  ])('at σ %d and eps %d gives σ %d of y', (scale, eps, sigma) => {
    expect(numberOf(run('weight-scale', { scale, eps }), 'σ of y')).toBeCloseTo(sigma, sigma > 0.99 ? 4 : 2);
  });
});

describe('statistics outside the gradient', () => {
  test('let a bias grow to 20 in 100 steps of 0.1, at a loss of 1.744145 throughout', () => {
    const result = run('detached-statistics', { rate: 0.1, steps: 100 });
    expect(numberOf(result, 'b, mean outside')).toBeCloseTo(20, 9);
    expect(numberOf(result, 'b, mean inside')).toBeCloseTo(0, 9);
    expect(numberOf(result, 'loss at the start')).toBeCloseTo(1.744145, 6);
    expect(numberOf(result, 'loss at the end')).toBeCloseTo(1.744145, 6);
  });
  test('let a scale run away where it is the variance', () => {
    const result = run('detached-statistics', { rate: 0.1, steps: 100 });
    expect(numberOf(result, 'scale, variance inside')).toBeCloseTo(1, 9);
    expect(numberOf(result, 'scale, variance outside')).toBeGreaterThan(5);
  });
});

describe('a sigmoid behind BatchNorm', () => {
  test.each([
    [1, 0.984, 0.004],
    [2, 0.93, 0.15],
    [8, 0.75, 0.72],
  ])('at γ = %d is linear to R² %d, and %d of it is flat', (gamma, r2, flat) => {
    const result = run('sigmoid-linearity', { gamma }, 32768);
    expect(numberOf(result, 'R² of the linear fit')).toBeCloseTo(r2, 2);
    expect(numberOf(result, 'share with slope < 0.05')).toBeCloseTo(flat, 2);
  });
});

describe('whitening', () => {
  test('takes the correlation away that BatchNorm leaves as it was', () => {
    const result = run('whitening', { channels: 8, mixing: 0.5 });
    const before = numberOf(result, 'largest |correlation|, before');
    expect(before).toBeGreaterThan(0.5);
    expect(numberOf(result, 'after BatchNorm')).toBeCloseTo(before, 12);
    expect(numberOf(result, 'after whitening')).toBeLessThan(1e-9);
  });
});

describe('a sample among random batch-mates', () => {
  test('comes out as ±1 in pairs, whatever it is', () => {
    const { numbers } = run('batch-mates', { size: 2, value: 3 });
    expect(Math.abs(numbers[0].value)).toBeLessThan(1);
    expect(numbers[1].value).toBeLessThan(1);
  });
  test('jitters less in larger batches', () => {
    const jitter = (size: number) => numberOf(run('batch-mates', { size }), 'jitter (σ of y)');
    expect(jitter(128)).toBeLessThan(jitter(8) / 2);
  });
});

describe('running statistics', () => {
  test.each([
    [2, 1.43],
    [8, 0.54],
    [32, 0.25],
  ])('of batches of %d see a variance that is off by %d of itself', (size, spread) => {
    const measured = numberOf(run('running-noise', { size }, 32768), 'relative spread of the batch variance');
    expect(Math.abs(measured / spread - 1)).toBeLessThan(0.06);
  });
  test.each([
    [44, 0.1],
    [90, 0.05],
  ])('keep under 1 %% of the initial values after %d batches at m = %d', (batches, momentum) => {
    const weight = (count: number) =>
      numberOf(run('running-noise', { batches: count, momentum }), 'weight of the initial values');
    expect(weight(batches)).toBeLessThan(0.01);
    expect(weight(batches - 1)).toBeGreaterThan(0.0099);
  });
  test('lag behind a shift of the data: a mean of 3 is 0.3 short after 22 batches at m = 0.1', () => {
    const result = run('running-noise', { size: 256, batches: 22, momentum: 0.1, shift: 3 });
    expect(numberOf(result, 'running mean')).toBeCloseTo(3 * (1 - 0.9 ** 22), 1);
  });
});
