import { expect, test } from 'vitest';
import type { MeasuredGroup } from '../../bench/group.js';
import { machine } from '../../bench/machine.js';
import { result } from '../../bench/result.js';
import { resultsMarkdown } from '../../bench/resultsMarkdown.js';

const group = (title: string) => ({
  name: title.toLowerCase(),
  title,
  about: `About ${title}.`,
  measure: () => Promise.reject(new Error('measured already')),
});

const measured: readonly MeasuredGroup[] = [
  {
    group: group('Engine'),
    versions: ['PyTorch 1.13', 'NumPy 1.24'],
    results: [
      result({
        name: 'train',
        unit: 'Gelem/s',
        us: 3,
        peers: { pytorch: 2 },
        budget: { peer: 'pytorch', atLeast: 1.4 },
      }),
      result({
        name: 'moments',
        unit: 'Gelem/s',
        us: 3,
        peers: { numpy: 6 },
        budget: { peer: 'numpy', atLeast: 1, isAim: true },
      }),
    ],
  },
  {
    group: group('Sizes'),
    results: [result({ name: 'VSIX', unit: 'KB', us: 1300 })],
    absent: [{ name: 'samples', why: 'no such folder' }],
  },
];

test('RESULTS.md has a table for each group, with peers, ratios and budgets, and what is absent', () => {
  const lines = resultsMarkdown(measured, '2 cores', new Date('2026-01-02T23:00:00Z')).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '- Date: 2026-01-02',
      '- Machine: 2 cores',
      '- Peers: PyTorch 1.13, NumPy 1.24',
      '- Budgets: 1 of 1 met',
      '## Engine',
      'About Engine.',
      '| what | us | unit | pytorch | × | numpy | × | budget |',
      '| train | 3 | Gelem/s | 2 | 1.5 |  |  | ≥ 1.4 × pytorch, met |',
      '| moments | 3 | Gelem/s |  |  | 6 | 0.5 | aim ≥ 1 × numpy, missed |',
      '## Sizes',
      '| what | us | unit |',
      '| VSIX | 1300 | KB |',
      '- samples: not measured: no such folder',
    ]),
  );
});

test('the machine is told by what the figures depend on', () => {
  expect(machine()).toMatch(/^\d+ cores?, .+, \d+ GiB of memory, Node\.js \d+\.\d+\.\d+, \w+ \w+$/);
});
