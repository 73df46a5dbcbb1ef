import { expect, test } from 'vitest';
import { findingsOf } from '../../../../../src/session/index.js';
import { exampleFiles, npyOf, openSession } from '../../memoryFiles.js';

async function found(step: object) {
  const files = exampleFiles();
  files.write('zeros.npy', npyOf([8, 3, 4], new Float32Array(96)));
  files.write('other.npy', npyOf([8, 3], new Float32Array(24)));
  const owner = await openSession({ steps: [{ train: 'batch_0.npy', ...step }] }, files);
  await owner.runAll();
  return findingsOf(owner.session).filter(({ rule }) => rule === 'expected-differs');
}

test('an output that is not the expected one is a finding, with its errors and the worst element', async () => {
  const [finding] = await found({ expect: 'zeros.npy' });
  expect(finding).toMatchObject({ severity: 'warning', pass: 0, known: 0 });
  expect(finding.message).toMatch(
    /^The output of pass 1, train, is not what was expected: 96 of 96 values are off, by up to [\d.]+, by [\d.]+ on average; the worst is −?[\d.]+ and not 0\.$/,
  );
});

test('running values are one, too', async () => {
  const [finding] = await found({ stateAfter: { numBatchesTracked: 3 } });
  expect(finding.message).toBe(
    'The running values of pass 1, train, are not what was expected: 1 of 1 value is off, by up to 2.00, by 2.00 on average; the worst is 1.00 and not 3.00.',
  );
});

test('what holds, or cannot be compared, is none', async () => {
  expect(await found({ stateAfter: { numBatchesTracked: 1 } })).toEqual([]);
  expect(await found({ expect: 'other.npy' })).toEqual([]);
});
