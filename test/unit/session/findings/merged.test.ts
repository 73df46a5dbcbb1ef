import { expect, test } from 'vitest';
import { merged } from '../../../../src/session/findings/merged.js';
import type { Evidence, Telling } from '../../../../src/session/findings/rule.js';

const sign = (channel: number, pass = 0, weight = 1): Evidence => ({ channel, pass, lastPass: 9, known: pass, weight });
const many = (count: number): Evidence[] => Array.from({ length: count }, (_, channel) => sign(channel + 40));
const toldOf = (message: string, evidence: readonly Evidence[], channels = 64, id = 'rule') => {
  const words = () => ({ severity: 'warning', label: '', message, remedy: '' }) as const;
  const tellings: Telling[] = [{ evidence, channels, example: 'first', words }];
  return { rule: { id, explains: [] }, tellings };
};

test('one sentence of many channels names how many, and one of them', () => {
  const [finding, ...others] = merged([toldOf('The running variance is 1e−6.', many(8))]);
  expect(others).toEqual([]);
  expect(finding.message).toBe('8 of 64 channels, channel 40 first: the running variance is 1e−6.');
  expect([...(finding.channels ?? [])]).toEqual([40, 41, 42, 43, 44, 45, 46, 47]);
});

test.each([
  'γ is 9.8e−6 where the layer’s median is 1.00.',
  'E[x²] − E[x]² in float32 gives a variance of 0.',
  'Σ(x − μ)² / N in float32 gives a variance of 0.',
  'Batch_7.npy is unlike the other batches.',
  'PyTorch refuses to train on it.',
])('formulas and names keep their letters: %s', (message) => {
  expect(merged([toldOf(message, many(8))])[0].message).toBe(`8 of 64 channels, channel 40 first: ${message}`);
});

test('channels that show it twice count once', () => {
  const twice = [0, 1, 2].flatMap((channel) => [sign(channel, 2), sign(channel, 6)]);
  const [finding, ...others] = merged([toldOf('It is so.', twice, 3)]);
  expect(others).toEqual([]);
  expect(finding.message).toBe('3 of 3 channels, channel 0 first: it is so.');
  expect(finding).toMatchObject({ pass: 2, known: 2, channels: Uint32Array.of(0, 1, 2) });
  expect(merged([toldOf('It is so.', twice)])).toHaveLength(6);
});

test('of one severity what costs NaN comes first, then the larger effect, then the earlier pass', () => {
  const all = [sign(0, 0, 2), sign(1, 5, NaN), sign(2, 3, 4), sign(3, 1, 4), sign(4, 0, Infinity)];
  expect(merged([toldOf('It is so.', all)]).map(({ channel }) => channel)).toEqual([4, 1, 3, 2, 0]);
});
