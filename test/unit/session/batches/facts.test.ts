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
