import { describe, expect, test } from 'vitest';
import {
  conventionNamed,
  conventions,
  forward,
  type Layer,
  type LayerState,
  type Tensor,
} from '../../../../src/engine/index.js';
import { compareConventions, finiteRanges } from '../../../../src/session/compare/index.js';
import { layerUnder } from '../../../../src/session/compare/runUnder.js';
import type { ConventionComparison, Program } from '../../../../src/session/index.js';
import { openSession, trains } from '../memoryFiles.js';
import { exampleSession, normalBatch, tensor, withValues } from '../views/exampleSession.js';

const x = tensor([4, 1], [1, 2, 4, 5]);

/** One training pass on [1, 2, 4, 5] under both; what each has after it is in batchnorm.md's table. */
async function onTable(baseline: string, other: string): Promise<ConventionComparison> {
  const { session } = exampleSession([['train', x]]);
  return (await compareConventions(session, { conventions: [baseline, other], pass: null })).others[0];
}

describe('what only rounds differently', () => {
  // 12 batches whose channels lie at 0, 0.3 and 1,000: what is 1e-16 of them is no difference.
  const batches = Array.from({ length: 12 }, (_, seed) =>
    normalBatch([64, 3], seed + 1, (channel) => [0, 0.3, 1000][channel]),
  );
  const momentumOnOld = { ...conventionNamed('pytorch'), momentum: 0.9, momentumWeighs: 'old' } as const;

  test('is no difference: neither in the charts nor in the table', async () => {
    const { session } = exampleSession(
      batches.map((batch) => ['train', batch]),
      { changes: momentumOnOld },
    );
    // The session's own convention has PyTorch's key, so PyTorch's own rules come by another name.
    const own = { ...session, layer: { ...session.layer, convention: { ...session.layer.convention, key: 'own' } } };
    const [other] = (await compareConventions(own, { conventions: ['own', 'pytorch'], pass: null })).others;
    const zeros = (length: number) => new Float64Array(length);
    expect(other.parting).toBeNull();
    for (const quantity of ['output', 'runningMean', 'runningVar', 'evalOutput'] as const) {
      expect(other[quantity]).toEqual(zeros(12));
    }
    expect(other.channels).toEqual({ runningMean: zeros(3), runningVar: zeros(3), evalOutput: zeros(3) });
  });

  test('hides no difference of a rule, however small: an eps of 1e-5 in float32', async () => {
    const { session } = exampleSession(batches.map((batch) => ['train', batch]));
    const [other] = (await compareConventions(session, { conventions: ['textbook', 'onnx'], pass: null })).others;
    expect(Math.min(...other.channels.runningMean.map(Math.abs))).toBeGreaterThan(0);
    expect(other.parting?.rule).toMatch(/float32/);
  });
});

describe('one training pass on [1, 2, 4, 5] under two conventions', () => {
  const stored = 'stores the biased variance, not the unbiased one';
  const tenth = 'momentum 0.99 multiplies the old value, not the batch: the batch counts 0.01, not 0.1';
  const eps = 'eps is 0.001, not 1e-5';

  /** Running mean, running var, eval y[0] of both rows of the table, and the rules that part them. */
  test.each<[string, string, number, number, number, string | null]>([
    ['pytorch', 'textbook', 0, 1.15 - 1.233333, 0.652751 - 0.630313, stored],
    ['pytorch', 'labml', 0, 1.15 - 1.233333, 0.652751 - 0.630313, stored],
    ['labml', 'textbook', 0, 0, 0, null],
    ['pytorch', 'pytorch-sync', 0, 0, 0, null],
    ['pytorch', 'makemore', 0, 0, 0, 'normalizes with the unbiased variance, not the biased'],
    [
      'pytorch',
      'paper',
      2.7,
      2.1,
      -1.095443 - 0.630313,
      'keeps the plain mean of all batches, not an exponential average (momentum 0.1)',
    ],
    [
      'pytorch',
      'caffe',
      2.7,
      2.1,
      -1.095443 - 0.630313,
      'keeps decaying sums over their weights (momentum 0.999), not an exponential average (momentum 0.1)',
    ],
    ['pytorch', 'cudnn', 2.7, 2.1, -1.095443 - 0.630313, 'all batches count alike, not the newest 0.1'],
    ['cudnn', 'paper', 0, 0, 0, null],
    ['pytorch', 'flax', -0.27, 1.015 - 1.233333, 0.962801 - 0.630313, `${tenth}; ${stored}`],
    ['pytorch', 'keras', -0.27, 1.015 - 1.233333, 0.962332 - 0.630313, `${tenth}; ${stored}; ${eps}`],
    ['pytorch', 'tf-fused', -0.27, 1.023333 - 1.233333, 0.958409 - 0.630313, `${tenth}; ${eps}`],
    ['tf-fused', 'tf-nonfused', 0, 1.015 - 1.023333, 0.962332 - 0.958409, stored],
    ['keras', 'tfjs', 0, 0, 0, null],
    ['flax', 'keras', 0, 0, 0.962332 - 0.962801, eps],
    ['pytorch', 'mxnet', 0, 1.15 - 1.233333, 0.65247 - 0.630313, `${stored}; ${eps}`],
    ['textbook', 'mxnet', 0, 0, 0.65247 - 0.652751, eps],
    ['textbook', 'onnx', 0, 0, 0, 'holds eps and momentum in float32, not in float64'],
    [
      'textbook',
      'haiku',
      2.7,
      2.5 - 1.15,
      -1.264909 - 0.652751,
      'keeps a zero-debiased average (momentum 0.9), not an exponential average (momentum 0.1)',
    ],
    [
      'makemore',
      'linear-projection',
      0.15 - 0.3,
      0.166667 - 1.233333,
      2.075848 - 0.630313,
      'starts with mean 0 and variance 0, not mean 0 and variance 1; momentum 0.95 multiplies the old value, not the batch: the batch counts 0.05, not 0.1; eps is 0.001, not 1e-5',
    ],
  ])('%s and %s', async (baseline, other, mean, variance, evalY0, rule) => {
    const compared = await onTable(baseline, other);
    expect(compared.channels.runningMean[0]).toBeCloseTo(mean, 5);
    expect(compared.channels.runningVar[0]).toBeCloseTo(variance, 5);
    expect(compared.runningMean[0]).toBeCloseTo(Math.abs(mean), 5);
    expect(compared.runningVar[0]).toBeCloseTo(Math.abs(variance), 5);
    // y[0] is one end of the batch, so the largest difference is not smaller.
    expect(compared.evalOutput[0]).toBeGreaterThanOrEqual(Math.abs(evalY0) - 2e-6);
    expect(compared.parting?.rule ?? null).toBe(rule);
    if (rule) expect(compared.parting?.pass).toBe(0);
  });

  test('name the quantities that part', async () => {
    expect((await onTable('pytorch', 'makemore')).parting?.quantity).toBe('output');
    expect((await onTable('pytorch', 'textbook')).parting?.quantity).toBe('running variance, eval output');
    expect((await onTable('pytorch', 'keras')).parting?.quantity).toBe(
      'output, running mean, running variance, eval output',
    );
  });

  test('a start that is forgotten at once is not to blame', async () => {
    expect((await onTable('cudnn', 'caffe')).parting).toBeNull();
  });
});

/** Largest |difference| over all values, from whole outputs. */
function farthest(a: Tensor, b: Tensor): number {
  return Math.max(...Array.from(a.values, (value, i) => Math.abs(value - b.values[i])));
}

describe('differences without touching the tensor', () => {
  const batches = [1, 2, 3].map((seed) => {
    const { shape, values } = normalBatch(
      [6, 3, 5],
      seed,
      (c) => 2 * c + seed,
      (c) => 0.01 + c,
    );
    return { shape, dtype: 'float64' as const, values: Float64Array.from(values) };
  });
  const { session } = exampleSession(
    batches.map((batch, i) => [i === 1 ? 'eval' : 'train', batch]),
    { state: { gamma: Float64Array.of(1.5, -2, 0.1), beta: Float64Array.of(0, 1, -3) } },
  );
  const keys = conventions
    .filter(({ statisticsAxes, inputRanks }) => statisticsAxes !== 'batch' && inputRanks?.includes(3) !== false)
    .map(({ key }) => key);

  test.each(keys.filter((key) => key !== 'pytorch'))('of %s are those of whole outputs', async (key) => {
    const [compared] = (await compareConventions(session, { conventions: ['pytorch', key], pass: null })).others;
    const layers = ['pytorch', key].map((name): Layer => layerUnder(session, conventionNamed(name)));
    let states = layers.map(({ convention }): LayerState => ({
      ...session.initial,
      runningMean: convention.initialMean === null ? null : new Float64Array(3).fill(convention.initialMean),
      runningVar: convention.initialVar === null ? null : new Float64Array(3).fill(convention.initialVar),
    }));
    batches.forEach((batch, pass) => {
      const mode = pass === 1 ? 'eval' : 'train';
      const results = layers.map((layer, i) => forward(batch, states[i], layer, mode));
      expect(compared.output[pass]).toBeCloseTo(farthest(results[0].output, results[1].output), 10);
      states = results.map(({ statistics }, i) => ({ ...states[i], ...statistics.after }));
      const evaluated = layers.map((layer, i) => forward(batch, states[i], layer, 'eval').output);
      expect(compared.evalOutput[pass]).toBeCloseTo(farthest(evaluated[0], evaluated[1]), 10);
      const worst = compared.worstChannel[pass];
      const ofWorst = evaluated.map((tensor) => ({
        ...tensor,
        values: tensor.values.filter((_, i) => Math.floor(i / 5) % 3 === worst),
      }));
      expect(farthest(ofWorst[0], ofWorst[1])).toBeCloseTo(compared.evalOutput[pass], 10);
    });
  });
});

describe('a comparison', () => {
  test('keeps what the program gives, and takes the rest from each convention', async () => {
    const { session } = exampleSession([['eval', x]], { state: { runningVar: Float64Array.of(4) } });
    const given = { ...session, program: { ...session.program, state: { runningVar: 4 } } };
    const [compared] = (await compareConventions(given, { conventions: ['makemore', 'linear-projection'], pass: 0 }))
      .others;
    expect(compared.channels.runningVar[0]).toBe(0);
    expect(compared.parting?.rule).toBe('eps is 0.001, not 1e-5');
  });

  test('leaves the session’s own convention as the program sets it', async () => {
    const { session } = exampleSession([['train', x]], { changes: { momentum: 0.5 } });
    const [compared] = (await compareConventions(session, { conventions: ['pytorch', 'pytorch-sync'], pass: 0 }))
      .others;
    expect(compared.parting?.rule).toBe('momentum is 0.1, not 0.5');
    expect(compared.channels.runningMean[0]).toBeCloseTo(0.3 - 1.5, 12);
  });

  test('finds the pass at which two conventions part later', async () => {
    // A cumulative average and a momentum of 1 agree on the first batch only.
    const later = tensor([4, 1], [2, 3, 5, 6]);
    const { session } = exampleSession(
      [
        ['train', x],
        ['train', x],
        ['train', later],
      ],
      { changes: { momentum: 1 } },
    );
    const [compared] = (await compareConventions(session, { conventions: ['pytorch', 'cudnn'], pass: null })).others;
    expect(compared.parting).toEqual({
      pass: 2,
      quantity: 'running mean, eval output',
      rule: 'all batches count alike, not the newest 1',
    });
    expect(compared.channels.runningMean[0]).toBeCloseTo(3 + 1 / 3 - 4, 12);
  });

  test('says where only one of them takes batches of so many axes', async () => {
    const { session } = exampleSession([['train', normalBatch([4, 3, 2], 1)]]);
    const request = { conventions: ['labml', 'textbook'], pass: 0 };
    const [compared] = (await compareConventions(session, request)).others;
    expect(compared.parting?.quantity).toBe('refusal');
    expect(compared.parting?.rule).toBe('takes batches of 2 or 4 axes, not of any number of axes');
  });

  test('says where only one of them takes a batch of one', async () => {
    const { session } = exampleSession([['train', tensor([1, 2], [3, 4])]]);
    const [compared] = (await compareConventions(session, { conventions: ['pytorch', 'textbook'], pass: 0 })).others;
    expect([...compared.output, ...compared.runningMean]).toEqual([NaN, NaN]);
    expect(compared.parting).toEqual({
      pass: 0,
      quantity: 'refusal',
      rule: 'stores a variance of 0 with one value per channel, where the other refuses to train',
    });
  });

  test('agrees where both are NaN, and is infinite where only one is', async () => {
    const spoilt = withValues(x, { 1: NaN });
    const { session } = exampleSession([['train', spoilt]]);
    const others = (await compareConventions(session, { conventions: ['pytorch', 'textbook', 'frozen'], pass: 0 }))
      .others;
    expect([others[0].runningMean[0], others[0].runningVar[0], others[0].parting]).toEqual([0, 0, null]);
    expect(others[1].runningMean[0]).toBe(Infinity);
    expect(others[1].parting?.rule).toMatch(/^never looks at the batch/);
  });

  test('looks at the finite values of a batch that holds infinities', async () => {
    const spoilt = withValues(x, { 0: -Infinity, 3: Infinity });
    const examples = [
      ['train', x],
      ['eval', spoilt],
    ] as const;
    const { session, access } = exampleSession(examples);
    const request = { conventions: ['pytorch', 'textbook'], pass: 1 };
    const [compared] = (await compareConventions(session, request, await finiteRanges(session, access))).others;
    // y of ±∞ is ±∞ under both; the rest are 2 and 4, of which 4 is farther from the running mean.
    const y = (variance: number) => (4 - 0.3) / Math.sqrt(variance + 1e-5);
    expect(compared.output[1]).toBeCloseTo(Math.abs(y(1.15) - y(0.9 + 1 / 3)), 12);
    expect(compared.channels.evalOutput[0]).toBeCloseTo(y(1.15) - y(0.9 + 1 / 3), 12);
  });

  test('is NaN in the one channel where an infinity is one convention’s NaN and the other’s infinity', async () => {
    const spoilt = tensor([4, 2], [1, 1, 2, 2, 4, Infinity, 5, 5]);
    const { session, access } = exampleSession([['train', spoilt]]);
    const request = { conventions: ['pytorch', 'frozen'], pass: 0 };
    const [compared] = (await compareConventions(session, request, await finiteRanges(session, access))).others;
    expect([...compared.channels.evalOutput].map(Number.isNaN)).toEqual([false, true]);
    expect(compared.evalOutput[0]).toBe(Infinity);
    expect(compared.worstChannel[0]).toBe(1);
  });

  test('says that statistics over other axes cannot be compared one by one', async () => {
    const { session } = exampleSession([['train', normalBatch([4, 3, 2], 1)]]);
    const [makemore, keras] = (
      await compareConventions(session, {
        conventions: ['pytorch', 'makemore', 'keras'],
        pass: 0,
      })
    ).others;
    expect(makemore.error).toMatch(/makemore takes statistics over axis 0 only.*\[4, 3, 2\]/);
    expect(makemore.channels.runningMean).toEqual(new Float64Array(3).fill(NaN));
    expect(keras.error).toBeUndefined();
  });

  test('says that a Linear counts as γ and β', async () => {
    expect((await onTable('pytorch', 'linear-projection')).note).toMatch(/W = diag\(γ\)/);
    expect((await onTable('pytorch', 'keras')).note).toBeUndefined();
  });

  test('names a gamma that is fixed', async () => {
    const { session } = exampleSession([['train', x]], { state: { gamma: Float64Array.of(3) } });
    const [compared] = (await compareConventions(session, { conventions: ['textbook', 'mxnet'], pass: 0 })).others;
    expect(compared.parting?.rule).toBe('keeps γ at 1; eps is 0.001, not 1e-5');
  });

  test('is refused where nothing has run, or where the pass or the convention is not there', async () => {
    const { session } = exampleSession([['train', x]], { run: 0 });
    const { session: one } = exampleSession([['train', x]]);
    const comparing = (of: typeof session, conventions: readonly string[], pass: number | null) =>
      compareConventions(of, { conventions, pass });
    await expect(comparing(session, ['pytorch', 'keras'], null)).rejects.toThrow(/No pass has run/);
    await expect(comparing(one, ['pytorch'], 3)).rejects.toThrow(/pass 4: 1 pass ran/);
    await expect(comparing(one, ['pytorch', 'theano'], 0)).rejects.toThrow(/expected one of pytorch/);
    await expect(comparing(one, [], 0)).rejects.toThrow(/no convention/);
  });
});

describe('what a program sets on its way', () => {
  const ran = async (program: Program) => {
    const owner = await openSession(program);
    await owner.runAll();
    return owner;
  };
  const compared = async (...set: Program['steps']) => {
    const [first, second, third] = trains(3);
    const { session } = await ran({ steps: [first, second, ...set, third] });
    return (await compareConventions(session, { conventions: ['pytorch', 'pytorch-sync'], pass: null })).others[0];
  };

  test('of eps and momentum is the session’s own, and parts it from others where it is set', async () => {
    expect((await compared()).parting).toBeNull();
    expect((await compared({ set: { eps: 0.5 } })).parting).toMatchObject({ pass: 2, rule: 'eps is 1e-5, not 0.5' });
    expect((await compared({ set: { momentum: 0.5 } })).parting).toMatchObject({
      pass: 2,
      rule: 'momentum is 0.1, not 0.5',
    });
  });

  test('of values is set in every convention', async () => {
    expect((await compared({ set: { runningMean: 5, runningVar: 2, gamma: 3 } })).parting).toBeNull();
  });
});
