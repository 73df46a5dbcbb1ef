import { describe, expect, test } from 'vitest';
import { forward, initialState, conventionNamed, type Layer, type Mode } from '../../../../../src/engine/index.js';
import { findingsOf } from '../../../../../src/session/index.js';
import { normalBatch } from '../../views/exampleSession.js';
import { MemoryFiles, npyOf, openSession } from '../../memoryFiles.js';

const SHAPE = [16, 3, 4];
const x = normalBatch(SHAPE, 1, (c) => 1 + c);
const layer: Layer = { convention: conventionNamed('pytorch'), channelAxis: 1, affine: true, trackRunningStats: true };

/** Findings of one pass whose expected output is that of `recorded`, give or take float32's rounding. */
async function found(mode: Mode, recorded: Mode, error = 0) {
  const { output } = forward(x, initialState(layer, 3), layer, recorded);
  const wanted = Float64Array.from(output.values, (value) => Math.fround(value) + error);
  const files = new MemoryFiles({
    'x.npy': npyOf(SHAPE, Float64Array.from(x.values)),
    'y.npy': npyOf(SHAPE, wanted),
  });
  const owner = await openSession(
    { convention: 'pytorch', channelAxis: 1, steps: [{ [mode]: 'x.npy', expect: 'y.npy' } as never] },
    files,
  );
  await owner.runAll();
  return findingsOf(owner.session).filter(({ rule }) => rule === 'wrong-mode');
}

describe('an expected output of the other mode', () => {
  test('is told in eval, with both errors', async () => {
    const [finding] = await found('eval', 'train', 1e-6);
    expect(finding).toMatchObject({ severity: 'error', pass: 0, lastPass: 0, known: 0 });
    expect(finding.message).toMatch(
      /^The expected eval output is what the batch's own statistics give: largest error 1(\.\d)?e−6 with them, \d\.\d\d with the running values\.$/,
    );
  });

  test('is told in train', async () => {
    const [finding] = await found('train', 'eval');
    expect(finding.message).toMatch(/^The expected train output is what the running values give/);
  });

  test('is not suspected where the mode is right, or neither fits', async () => {
    expect(await found('eval', 'eval')).toEqual([]);
    expect(await found('eval', 'eval', 0.5)).toEqual([]);
    expect(await found('eval', 'train', 0.5)).toEqual([]);
  });
});
