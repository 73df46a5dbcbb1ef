import { describe, expect, test } from 'vitest';
import { budgetText } from '../../bench/budgetText.js';
import { result } from '../../bench/result.js';
import { textTable } from '../../bench/textTable.js';

describe('a figure of the benchmarks', () => {
  test('has a ratio above 1 where we are better: more throughput, or less time', () => {
    expect(result({ name: 'moments', unit: 'Gelem/s', us: 3, peers: { pytorch: 2 } }).ratio).toEqual({ pytorch: 1.5 });
    const open = result({ name: 'open', unit: 's', us: 2, peers: { numpy: 3 }, isHigherBetter: false });
    expect(open.ratio).toEqual({ numpy: 1.5 });
  });

  test('meets a budget on itself, or on its ratio to a peer', () => {
    const step = { name: 'step', unit: 'ms', isHigherBetter: false, budget: { atMost: 100 } };
    expect([result({ ...step, us: 99 }).met, result({ ...step, us: 101 }).met]).toEqual([true, false]);
    const train = { name: 'train', unit: 'Gelem/s', us: 1, budget: { peer: 'pytorch', atLeast: 1.4 } };
    expect(result({ ...train, peers: { pytorch: 0.7 } }).met).toBe(true);
    expect(result({ ...train, peers: { pytorch: 0.8 } }).met).toBe(false);
  });

  test('says nothing of a budget against a peer that is absent', () => {
    const train = result({ name: 'train', unit: 'Gelem/s', us: 1, budget: { peer: 'pytorch', atLeast: 1.4 } });
    expect(train).not.toHaveProperty('met');
    expect(budgetText(train)).toBe('≥ 1.4 × pytorch, not measured');
  });

  test('may have an aim, which is no promise', () => {
    const budget = { peer: 'pytorch', atLeast: 1, isAim: true };
    const forward = result({ name: 'eval', unit: 'Gelem/s', us: 1, peers: { pytorch: 2 }, budget });
    expect(budgetText(forward)).toBe('aim ≥ 1 × pytorch, missed');
  });

  test('is a line of a table', () => {
    const lines = textTable('Engine', [
      result({ name: 'moments', unit: 'Gelem/s', us: 3, peers: { pytorch: 2 } }),
      result({ name: 'step', unit: 'ms', us: 120.04, isHigherBetter: false, budget: { atMost: 100 } }),
    ]).split('\n');
    expect(lines.slice(1)).toEqual([
      'Engine',
      'moments  3 Gelem/s  pytorch 2 (× 1.5)',
      'step        120 ms                     ≤ 100 ms, missed',
    ]);
  });
});
