import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../src/session/index.js';
import { FAULTS } from '../../faults/faulty/index.js';
import { Random } from '../../faults/random.js';

const SEEDS = [1, 2, 3];

describe.each(FAULTS)('$rule: $name', (fault) => {
  const { rule } = fault;
  test.each(SEEDS)('is told first of all, with its place, seed %d', (seed) => {
    const { session, pass, channels } = fault.faulty(new Random(seed));
    const [first] = findingsOf(session);
    expect(first).toMatchObject({ rule, ...(pass !== null && { pass }) });
    const named = first.channels ? [...first.channels] : first.channel === undefined ? null : [first.channel];
    if (channels) expect(named).toEqual(channels);
  });

  test.each(SEEDS)('is not told where it only seems to be, seed %d', (seed) => {
    const { session } = fault.near(new Random(seed));
    expect(findingsOf(session).filter((finding) => finding.rule === rule)).toEqual([]);
  });
});
