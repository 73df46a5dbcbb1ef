import { expect, test } from 'vitest';
import { Random } from '../../../../faults/random.js';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const CHANNELS = 4;
const of = (value: number) => new Float64Array(CHANNELS).fill(value);

/** Batches of σ 1, whose means scatter with a variance of .4 in channel 2; and the running variance that they begin with. */
function found(runningVar: Float64Array, momentum: number) {
  const random = new Random(5);
  const batches = Array.from({ length: 40 }, (_, i): Example => {
    const mean = Math.sqrt(0.4) * random.normal();
    return ['train', normalBatch([64, CHANNELS], i + 1, (channel) => (channel === 2 ? mean : 0))];
  });
  const { session } = exampleSession(batches, { state: { runningMean: of(0), runningVar }, changes: { momentum } });
  return told('between-batch-variance')(session);
}

test('means that scatter by more than a tenth of the running variance are told with both', () => {
  const [finding, ...others] = found(of(1), 1e-3);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: 'warning', channel: 2, pass: 0 });
  expect(finding.message).toMatch(
    /^Batch means scatter with a variance of 0\.\d\d, more than their samples explain, beside a running variance of 1\.0\d,/,
  );
});

test('a running variance that is wide enough for them has nothing to see', () => {
  expect(found(of(6), 1e-3)).toEqual([]);
});

test('one that is still smaller than a batch’s is no measure of it', () => {
  expect(found(of(0.1), 1e-3)).toMatchObject([{ channel: 2 }]);
});
