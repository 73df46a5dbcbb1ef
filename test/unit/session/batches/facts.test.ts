import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../src/session/index.js';
import { normalBatch, tensor } from '../views/exampleSession.js';
import { MemoryFiles, npyOf, openSession } from '../memoryFiles.js';

const SHAPE = [32, 3, 4, 4];
const normal = normalBatch(SHAPE, 1).values;

/** Channel 1 is 0 but for every `rare`th value. */
const batch = (rare: number) =>
  tensor(SHAPE, (index) => {
    const isOfChannel = Math.floor(index / 16) % 3 === 1;
    return isOfChannel && index % rare !== 0 ? 0 : normal[index] + (isOfChannel ? 3 : 0);
  });

async function run(rare: number, passes = 1) {
  const { values } = batch(rare);
  const files = new MemoryFiles({ 'x.npy': npyOf(SHAPE, Float32Array.from(values)) });
  const steps = Array.from({ length: passes }, () => ({ train: 'x.npy' }));
  const owner = await openSession({ convention: 'pytorch', steps }, files);
  await owner.runAll();
  return { session: owner.session, reads: files.totalReads };
}

describe('a channel of which nearly all values are the same', () => {
  test('is read again, once for all passes of its batch, and told to be dead', async () => {
    const { session } = await run(256, 8);
    const [first, second] = session.passes.map((record) => (record.kind === 'computed' ? record.facts : undefined));
    expect([...(first?.usual.keys() ?? [])]).toContain(1);
    expect(first?.usual.get(1)).toMatchObject({ value: 0 });
    expect(second).toBe(first);
    const [finding, ...others] = findingsOf(session).filter(({ rule }) => rule === 'dead-channel');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', channel: 1, pass: 0, lastPass: 7 });
    expect(finding.message).toBe('Over 99 % of the values are 0: the few others make all of the variance.');
  });

  test('is none where one in thirty fires', async () => {
    const { session } = await run(30);
    expect(findingsOf(session).filter(({ rule }) => rule === 'dead-channel')).toEqual([]);
  });
});

describe('a unit that fires in whole samples', () => {
  /** Of one sample in `rare` all but the last row is another value each; the others are 0 throughout. */
  const findingsIn = async (rare: number, rows: number, passes = 1) => {
    const shape = [64, 3, 8, 8];
    const values = Float32Array.from({ length: 64 * 3 * 64 }, (_, index) => {
      const [sample, row] = [Math.floor(index / (3 * 64)), Math.floor(index / 8) % 8];
      return sample % rare === 0 && row < rows ? normal[index % normal.length] + 3 : 0;
    });
    const steps = Array.from({ length: passes }, () => ({ train: 'x.npy' }));
    const owner = await openSession(
      { convention: 'pytorch', steps },
      new MemoryFiles({ 'x.npy': npyOf(shape, values) }),
    );
    await owner.runAll();
    return findingsOf(owner.session).map(({ rule }) => rule);
  };

  test('is not padded where the others are blank', async () => {
    expect(await findingsIn(16, 7)).not.toContain('padding');
  });

  test('is where every sample ends in blank rows', async () => {
    expect(await findingsIn(1, 4)).toContain('padding');
  });

  test('is not dead for one batch in which few samples fire', async () => {
    expect(await findingsIn(64, 1)).not.toContain('dead-channel');
  });
});

test('what overflows the running values is told with the element that brings it', async () => {
  const shape = [8, 3, 4, 4];
  const values = Float32Array.from({ length: 8 * 3 * 16 }, (_, i) => normal[i]);
  // Element [5, 1, 2, 3]: its square alone is beyond what float16 holds.
  values[((5 * 3 + 1) * 4 + 2) * 4 + 3] = -40_000;
  const files = new MemoryFiles({ 'x.npy': npyOf(shape, values), 'y.npy': npyOf(shape, values.map(Math.tanh)) });
  const steps = [{ train: 'y.npy' }, { train: 'x.npy' }, { train: 'y.npy' }];
  const owner = await openSession({ convention: 'pytorch', emulate: { state: 'float16' }, steps }, files);
  await owner.runAll();
  const [finding, ...others] = findingsOf(owner.session).filter(({ rule }) => rule === 'non-finite-state');
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: 'error', channel: 1, pass: 1, lastPass: 2 });
  expect(finding.message).toContain('with 40,000 at [5, 1, 2, 3] their variance overflows float16');
});
