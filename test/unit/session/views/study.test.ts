import { describe, expect, test } from 'vitest';
import { conventions } from '../../../../src/engine/index.js';
import { viewOf, type BatchAccess, type Session } from '../../../../src/session/index.js';
import { exampleSession, normalBatch, tensor } from './exampleSession.js';

const small = exampleSession([['train', tensor([4, 1], [1, 2, 4, 5])]]);

describe('the cards of the conventions', () => {
  test('have the whole rule as formulas, with the convention’s own numbers', async () => {
    const cards = await viewOf(small.session, 'conventions', {}, small.access);
    const card = (key: string) => cards.find((one) => one.key === key);
    expect(cards).toHaveLength(conventions.length);
    expect(card('pytorch')?.formulas).toEqual([
      'σ² = Σ(x − μ)² / N',
      's² = Σ(x − μ)² / (N − 1)',
      'x̂ = (x − μ) / √(σ² + 1e-5)',
      'y = γ·x̂ + β',
      'running mean: (1 − 0.1)·old + 0.1·μ',
      'running variance: (1 − 0.1)·old + 0.1·s²',
      'start: mean 0, variance 1',
    ]);
    expect(card('keras-2.3')?.formulas[1]).toBe('s² = Σ(x − μ)² / (N − 1.001)');
    expect(card('linear-projection')?.formulas.slice(2)).toEqual([
      'y = W·x̂ + b',
      'running mean: 0.95·old + (1 − 0.95)·μ',
      'running variance: 0.95·old + (1 − 0.95)·σ²',
      'start: mean 0, variance 0',
    ]);
    expect(card('caffe')?.formulas[4]).toBe('running mean: h = 0.999·h + μ, f = 0.999·f + 1, h / f');
    expect(card('haiku')?.formulas.at(-1)).toBe('start: none');
    expect(card('frozen')?.formulas).toEqual([
      'x̂ = (x − μᵣ) / √(σᵣ² + 1e-5)',
      'y = γ·x̂ + β',
      'running mean, running variance: as given',
      'start: mean 0, variance 1',
    ]);
  });

  test('say where each differs from the session’s convention, as the program sets it', async () => {
    const { session, access } = exampleSession([['train', tensor([4, 1], [1, 2, 4, 5])]], { changes: { eps: 1e-3 } });
    const cards = await viewOf(session, 'conventions', {}, access);
    const differences = (key: string) => cards.find((one) => one.key === key)?.differences;
    expect(differences('pytorch')).toEqual(['eps is 1e-5, not 0.001']);
    expect(differences('tf-fused')).toEqual([
      'means the last axis by the channels, not axis 1',
      'momentum 0.99 multiplies the old value, not the batch: the batch counts 0.01, not 0.1',
      'stores a variance of 0 with one value per channel, where the other refuses to train',
    ]);
    expect(differences('frozen')).toContain('never looks at the batch, and never moves the running values');
    for (const { differences: list, key } of cards) if (key !== 'pytorch-sync') expect(list).not.toHaveLength(0);
  });
});

describe('gradients', () => {
  const gamma = Float64Array.of(1.5, -0.5);
  const beta = Float64Array.of(0.25, 3);
  const batch = normalBatch(
    [6, 2, 5],
    9,
    (c) => c * 4,
    (c) => 1 + c,
  );
  const dyValues = normalBatch([6, 2, 5], 10).values;
  const { session, access } = exampleSession(
    [
      ['train', batch],
      ['eval', batch],
      ['train', tensor([1, 2], [1, 2])],
      ['train', batch],
    ],
    { state: { gamma, beta }, run: 3 },
  );
  const withFile: Session = {
    ...session,
    passes: session.passes.map((record) => ({
      ...record,
      plan: { ...record.plan, gradOutput: { uri: 'file:///dy.npy' } },
    })),
  };
  const fileAccess: BatchAccess = {
    ...access,
    tensor: (of) =>
      of.uri === 'file:///dy.npy'
        ? Promise.resolve({ shape: [6, 2, 5], dtype: 'float32', values: dyValues })
        : access.tensor(of),
  };
  const indices = (channel: number) =>
    [...batch.values.keys()].filter((index) => Math.floor(index / 5) % 2 === channel);

  test.each([0, 1])('of a file are those of the formulas, channel %i', async (channel) => {
    const view = await viewOf(withFile, 'gradients', { pass: 0, channel, upstream: 'file' }, fileAccess);
    const xs = indices(channel).map((i) => batch.values[i]);
    const gs = indices(channel).map((i) => dyValues[i]);
    const n = xs.length;
    const mean = xs.reduce((a, b) => a + b) / n;
    const std = Math.sqrt(xs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n + 1e-5);
    const hats = xs.map((value) => (value - mean) / std);
    const dBeta = gs.reduce((a, b) => a + b);
    const dGamma = gs.reduce((sum, g, i) => sum + g * hats[i], 0);
    const dx = gs.map((g, i) => (gamma[channel] * (g - dBeta / n - (hats[i] * dGamma) / n)) / std);
    const detached = gs.map((g) => (gamma[channel] * g) / std);
    const sigma = (values: number[]) => {
      const center = values.reduce((a, b) => a + b) / n;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / n);
    };
    expect(view.mode).toBe('train');
    expect(view.dBeta?.[channel]).toBeCloseTo(dBeta, 10);
    expect(view.dGamma?.[channel]).toBeCloseTo(dGamma, 10);
    // Σdx = 0, but for the rounding of dx to float32.
    expect(view.dxMean[channel]).toBeCloseTo(0, 7);
    expect(view.dxSigma[channel]).toBeCloseTo(sigma(dx), 6);
    expect(view.detachedMean[channel]).toBeCloseTo((gamma[channel] * dBeta) / n / std, 6);
    expect(view.detachedSigma[channel]).toBeCloseTo(sigma(detached), 6);
    for (const [shares, values] of [
      [view.dx, dx],
      [view.detached, detached],
    ] as const) {
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      const below = values.filter((value) => value < view.edges[20]).length / n;
      expect(shares.slice(0, 20).reduce((a, b) => a + b)).toBeCloseTo(below, 12);
    }
  });

  test('let waiting messages in between their parts', async () => {
    let breaths = 0;
    const breathe = () => {
      breaths += 1;
      return Promise.resolve();
    };
    await viewOf(session, 'gradients', { pass: 0, channel: 0, upstream: 'ones' }, { ...access, breathe });
    // Before the gradient, before its statistics, and before those of dy.
    expect(breaths).toBe(3);
  });

  test('of noise are the same each time, and those of ones vanish in training', async () => {
    const request = { pass: 0, channel: 0, upstream: 'noise' } as const;
    const [once, again] = [
      await viewOf(session, 'gradients', request, access),
      await viewOf(session, 'gradients', request, access),
    ];
    expect(again).toEqual(once);
    expect(once.dxSigma[0]).toBeGreaterThan(0.1);
    const ones = await viewOf(session, 'gradients', { ...request, upstream: 'ones' }, access);
    expect(ones.dBeta).toEqual(Float64Array.of(30, 30));
    expect(Math.abs(ones.dxSigma[0])).toBeLessThan(1e-12);
    expect(ones.detachedMean[0] * 30).toBeCloseTo(52.4, 1);
    expect(ones.sentence).toBe('Σdx = 0; with constant statistics 52.4.');
  });

  test('in eval flow through no statistics', async () => {
    const view = await viewOf(session, 'gradients', { pass: 1, channel: 1, upstream: 'ones' }, access);
    const runningVar = session.passes[0].after.runningVar?.[1] ?? NaN;
    expect(view.dxMean[1]).toBeCloseTo(-0.5 / Math.sqrt(runningVar + 1e-5), 6);
    expect(view.detachedMean).toEqual(view.dxMean);
    expect(view.sentence).toMatch(/running values are constants/);
  });

  test('of a Linear are those of its weight and bias', async () => {
    const { session: linear, access: batches } = exampleSession([['train', tensor([4, 2], [1, 2, 4, 5, 3, 9, 0, 1])]], {
      convention: 'linear-projection',
    });
    const view = await viewOf(linear, 'gradients', { pass: 0, channel: 0, upstream: 'ones' }, batches);
    expect(view.dGamma).toBeNull();
    expect(view.dLinear?.bias).toEqual(Float64Array.of(4, 4));
    expect(view.dLinear?.weight).toHaveLength(4);
    const [a, b, c, d] = view.dLinear?.weight ?? [];
    expect(view.dLinear?.columnNorms).toEqual(Float64Array.of(Math.sqrt(a * a + c * c), Math.sqrt(b * b + d * d)));
  });

  test.each([
    [2, 'ones', /Pass 3 was refused and has no gradients: Expected more than 1 value/],
    [3, 'ones', /Pass 4 has not run yet/],
    [0, 'file', /Pass 1 has no upstream gradient: name its file as "gradOutput"/],
  ] as const)('of pass %i with %s are refused in words', async (pass, upstream, message) => {
    await expect(viewOf(session, 'gradients', { pass, channel: 0, upstream }, access)).rejects.toThrow(message);
  });

  test('of a file of another shape are refused, naming it', async () => {
    const wrong: BatchAccess = {
      ...fileAccess,
      tensor: (of) => (of.uri === 'file:///dy.npy' ? Promise.resolve(tensor([2, 2], [1, 2, 3, 4])) : access.tensor(of)),
    };
    await expect(viewOf(withFile, 'gradients', { pass: 0, channel: 0, upstream: 'file' }, wrong)).rejects.toThrow(
      'dy.npy: expected shape [6, 2, 5] as the output of batch_0.npy, found [2, 2]',
    );
  });
});

describe('experiments', () => {
  const { session, access } = exampleSession([['train', normalBatch([64, 3, 4], 5, () => 10)]]);

  test('are listed, and each runs on built-in numbers and on a batch of the session', async () => {
    const cards = await viewOf(session, 'experiments', {}, access);
    expect(cards.map(({ id }) => id)).toContain('bias-cancels');
    for (const { id, sliders } of cards) {
      const values = Object.fromEntries(sliders.map(({ name, initial }) => [name, initial]));
      const request = { id, values, pass: 0, channel: 1 };
      const builtIn = await viewOf(session, 'experiment', { ...request, source: 'built-in' }, access);
      expect(builtIn.source).toBe('built-in normal numbers');
      const own = await viewOf(session, 'experiment', { ...request, source: 'batch' }, access);
      expect(own.source).toBe('batch_0.npy, 256 of 256 values per channel');
      expect(own.plots.length).toBeGreaterThan(0);
      for (const { value } of own.numbers) expect(value).not.toBeNaN();
    }
  });

  test('keep their sliders within their ends', async () => {
    const run = (scale: number) =>
      viewOf(
        session,
        'experiment',
        { id: 'weight-scale', values: { scale }, source: 'built-in', pass: null, channel: 0 },
        access,
      );
    expect(await run(1e9)).toEqual(await run(1e3));
    expect(await run(NaN)).toEqual(await run(1e-3));
  });

  test('are refused where there is none of the name, or nothing to work on', async () => {
    const request = { id: 'weight-scale', values: {}, source: 'batch', pass: 0, channel: 0 } as const;
    await expect(viewOf(session, 'experiment', { ...request, id: 'x' }, access)).rejects.toThrow(
      /expected one of bias-/,
    );
    await expect(viewOf(session, 'experiment', { ...request, channel: 3 }, access)).rejects.toThrow(/channels 0 to 2/);
    const empty = exampleSession([['train', tensor([3, 1], [NaN, 1, Infinity])]]);
    await expect(viewOf(empty.session, 'experiment', request, empty.access)).rejects.toThrow(/too few samples/);
  });
});
