import { describe, expect, test } from 'vitest';
import { findingsOf, viewOf, type Program } from '../../../../src/session/index.js';
import { MemoryFiles, npyOf, openSession } from '../memoryFiles.js';

/** 512 samples of one channel, spread evenly about `mean`; σ is 0.5774 · half. */
const around = (mean: number, half: number) =>
  Float32Array.from({ length: 512 }, (_, i) => mean + (half * (((i * 201) % 512) - 255.5)) / 256);

async function run(program: Omit<Program, 'steps'>, values: Float32Array<ArrayBuffer>, channels = 1) {
  const files = new MemoryFiles({ 'x.npy': npyOf([values.length / channels, channels], values) });
  const owner = await openSession({ ...program, steps: [{ train: 'x.npy' }, { eval: 'x.npy' }] }, files);
  await owner.runAll();
  const { session, store } = owner;
  const numbers = async (pass: number) => {
    const { emulated = [] } = await viewOf(session, 'numbers', { pass, channel: 0 }, store.accessFor(session.layer));
    return Object.fromEntries(emulated.map(({ quantity, values: [...rest] }) => [quantity, rest]));
  };
  return { owner, numbers, findings: findingsOf(session) };
}

const arithmetic = { emulate: { arithmetic: 'float32' } } as const;

describe('numbers as a framework writes them', () => {
  test('stand beside the exact ones, with the output that follows from them', async () => {
    const { numbers, findings } = await run({ convention: 'labml', ...arithmetic }, around(1e4, Math.sqrt(3)));
    const first = await numbers(0);
    const [exact, written] = first['batch-variance'];
    expect(exact).toBeCloseTo(1, 2);
    // Squares of 1e4 are 8 apart in float32, so their mean's difference is a multiple of 8.
    expect(written % 8).toBe(0);
    expect(first['output-sigma'][0]).toBeCloseTo(1, 3);
    if (written > 0) expect(first['output-sigma'][1]).toBeCloseTo(1 / Math.sqrt(written), 2);
    expect(first['running-variance'][0]).toBeCloseTo(0.9 + 0.1 * exact, 12);
    expect(first['running-variance'][1]).toBeCloseTo(0.9 + 0.1 * written, 6);
    const [finding] = findings.filter(({ rule }) => rule === 'cancellation');
    expect(finding.message).toMatch(
      /^E\[x²\] − E\[x\]² in float32 gives a variance of .* where it is 1\.00: every output/,
    );
  });

  test('are NaN where the variance comes out negative, and that is an error that names the cause', async () => {
    const constant = new Float32Array(12).fill(100.1);
    const { numbers, findings } = await run({ convention: 'labml', ...arithmetic }, constant, 2);
    const { 'batch-variance': variance, 'output-sigma': sigma } = await numbers(0);
    expect([variance[0], variance[1], sigma[0], sigma[1]]).toEqual([0, -(2 ** -10), 0, NaN]);
    const negative = findings.filter(({ rule }) => rule === 'negative-variance');
    expect(negative).toMatchObject([
      { severity: 'error', channels: Uint32Array.of(0, 1), follows: [{ rule: 'cancellation' }] },
    ]);
    expect(negative[0].message).toMatch(/batch variance as written in float32 is −9\.8e−4, below −eps \(1e-5\)/);
    // Keras' larger eps saves it from the same variance.
    const keras = await run({ convention: 'keras-torch', ...arithmetic }, constant, 2);
    expect((await keras.numbers(0))['batch-variance'][1]).toBe(-(2 ** -10));
    const [above] = keras.findings.filter(({ rule }) => rule === 'negative-variance');
    expect(above.message).toContain('above −eps (0.001), so that its root is still a number');
  });

  test('collapse to 0 under the clamped formula, and only eps is left', async () => {
    const { numbers, findings } = await run({ convention: 'flax', ...arithmetic }, around(1e4, 0.01 * Math.sqrt(3)));
    const { 'batch-variance': variance, 'output-sigma': sigma } = await numbers(0);
    expect(variance[0]).toBeCloseTo(1e-4, 6);
    expect(variance[1]).toBe(0);
    expect(sigma[0]).toBeCloseTo(0.953, 2);
    expect(sigma[1]).toBeCloseTo(0.01 / Math.sqrt(1e-5), 2);
    expect(findings.find(({ rule }) => rule === 'cancellation')?.message).toContain('a variance of 0 where');
  });

  test('say what a float16 state makes of eval, against the run that keeps float64', async () => {
    const { numbers } = await run({ emulate: { state: 'float16' } }, around(0, 2000));
    const evaluated = await numbers(1);
    expect(evaluated['running-variance'][0]).toBeCloseTo(0.9 + (0.1 * 2000 ** 2) / 3, -3);
    expect(evaluated['running-variance'][1]).toBe(Infinity);
    expect(evaluated['output-sigma'][0]).toBeCloseTo(Math.sqrt(10), 1);
    expect(evaluated['output-sigma'][1]).toBe(0);
    expect(evaluated).not.toHaveProperty('batch-variance');
  });

  test('of PyTorch have no x − μ in them: the mean is folded into the offset, and its rounding stays', async () => {
    const { owner } = await run(arithmetic, new Float32Array(512).fill(3000.7));
    const request = { pass: 0, channel: 0, index: null };
    const { stages, values } = await viewOf(
      owner.session,
      'arithmetic',
      request,
      owner.store.accessFor(owner.session.layer),
    );
    const { formula, terms, result } = stages[3];
    expect(formula).toBe('y = α·x + (β − α·μ), α = γ / σ');
    const [alpha, x, offset] = terms.flatMap((term) => (typeof term === 'string' ? [] : [values[term.value]]));
    const y = values[result ?? -1];
    expect(y).toBe(Math.fround(alpha * x + offset));
    expect(y).not.toBe(0);
  });

  test('of the same formula are not shared between conventions whose code differs', async () => {
    const { owner } = await run({ convention: 'keras', ...arithmetic }, new Float32Array(512).fill(3000.7));
    const meanOf = () => {
      const [pass] = owner.session.passes;
      return pass.kind === 'computed' ? pass.moments.asWritten?.mean[0] : undefined;
    };
    const keras = meanOf();
    await owner.configure({ convention: 'pytorch' });
    await owner.runAll();
    // PyTorch adds row after row; the emulation of others adds in the order of torch.mean.
    expect(meanOf()).not.toBe(keras);
  });

  test('are in the arithmetic of the pass: what cancels is shown in full', async () => {
    const { owner } = await run({ convention: 'labml', ...arithmetic }, new Float32Array(512).fill(100.1));
    const { session, store } = owner;
    const request = { pass: 0, channel: 0, index: null };
    const { stages, values } = await viewOf(session, 'arithmetic', request, store.accessFor(session.layer));
    const variance = stages[1];
    expect(variance.formula).toBe('σ² = E[x²] − μ²');
    const [a, minus, b] = variance.terms;
    if (typeof a === 'string' || typeof b === 'string') throw new Error('expected numbers');
    expect(minus).toBe(' − ');
    expect(values[a.value] - values[b.value]).toBe(values[variance.result ?? -1]);
  });
});

describe('changing what is emulated', () => {
  test('is a setting: computed again, undone, and gone from the program where it is exact again', async () => {
    const { owner } = await run({ convention: 'labml' }, new Float32Array(12).fill(100.1));
    const exact = owner.session.passes[0].after;
    await owner.configure({ emulate: { arithmetic: 'float32' } });
    await owner.configure({ emulate: { state: 'float16' } });
    expect(owner.session.program.emulate).toEqual({ arithmetic: 'float32', state: 'float16' });
    expect(owner.session.passes[0].after).not.toEqual(exact);
    await owner.undo();
    expect(owner.session.layer.emulation).toEqual({ arithmetic: 'float32', state: 'float64' });
    await owner.configure({ emulate: { arithmetic: 'exact' } });
    expect(owner.session.program).not.toHaveProperty('emulate');
    expect(owner.session.passes[0].after).toEqual(exact);
  });
});
