import { expect, test } from 'vitest';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const small = told('small-batch');
const trained = (shape: readonly number[], count: number, mean: (pass: number, channel: number) => number = () => 0) =>
  small(
    exampleSession(
      Array.from({ length: count }, (_, i): Example => ['train', normalBatch(shape, i + 1, (c) => mean(i, c))]),
    ).session,
  );

test('of one pass, 2/√S says how far off their means may be', () => {
  const [finding, ...others] = trained([8, 4], 1);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: 'warning', pass: 0, known: 0, label: 'small batch' });
  expect(finding.message).toBe(
    '8 samples a batch: their means lie up to 2/√8 = 0.71 σ off, which is in every x̂ of training, and in no eval.',
  );
});

test('of several, what they were measured to scatter by', () => {
  const [{ message }] = trained([8, 4], 20);
  expect(message).toMatch(/^8 samples a batch: their means scatter by 0\.[34]\d σ, /);
});

// Each channel of a sample is alike, so that positions say nothing of its mean.
const sampleMeans = (pass: number, channel: number) => 0.5 * Math.sin(11 * pass + 3 * channel);

test('many channels show soon how far the means of few samples scatter', () => {
  expect(trained([8, 32, 4, 4], 4, sampleMeans)).toMatchObject([{ known: 2 }]);
});

test('not where the means hardly scatter, nor where they do by more than few samples explain', () => {
  expect(trained([8, 8, 6, 6], 20)).toEqual([]);
  expect(trained([8, 8, 6, 6], 20, (pass, channel) => 6 * sampleMeans(pass, channel))).toEqual([]);
});
