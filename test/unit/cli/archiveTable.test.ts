import { expect, test } from 'vitest';
import { archiveTable } from '../../../src/cli/report/archiveTable.js';

test('a layer that cannot be run says why, beside those that can', () => {
  const layer = { channels: 64, writer: 'somebody', runningMean: 'm' };
  const text = archiveTable({
    name: 'net.npz',
    kind: '.npz archive',
    members: [],
    metadata: {},
    warnings: [],
    layers: [
      { ...layer, name: 'bn1', label: 'bn1', problem: 'inv_std is no variance' },
      { ...layer, name: 'bn2', label: 'bn2', runningVar: 'v', swapped: 'the variance is negative (−1.00)' },
    ],
  });
  expect(text).toMatch(/^bn1 +64 +inv_std is no variance$/m);
  expect(text).toMatch(/^bn2 +64 +mean and variance look swapped: the variance is negative \(−1\.00\)$/m);
});
