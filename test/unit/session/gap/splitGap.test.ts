import { describe, expect, it } from 'vitest';
import { GAP_PARTS, splitGap, type GapPart, type GapSplit } from '../../../../src/session/gap/index.js';
import { exampleProgram, repeated, type ExampleBatch } from './gapExamples.js';

type Split = Extract<GapSplit, { kind: 'split' }>;

async function splitOf(
  program: ReturnType<typeof exampleProgram>,
  input: 'pass' | 'eval' | 'train' = 'pass',
  pass = program.passes.length - 1,
): Promise<Split> {
  const split = await splitGap(program, { pass, input });
  if (split.kind === 'refused') throw new Error(split.why);
  return split;
}

const shareOf = ({ causes }: Split, part: GapPart): number => causes.find((cause) => cause.part === part)?.share ?? NaN;

/** Batches like each other that scatter as evenly as can be, a little, in mean and variance. */
const alike = (index: number): ExampleBatch => ({
  mean: 2 + (index % 2 === 0 ? 1e-4 : -1e-4),
  variance: 1 + (index % 2 === 0 ? -1e-4 : 1e-4),
});
const evaluated: ExampleBatch = { mode: 'eval', mean: 2, variance: 1 };

describe('a cause that is alone', () => {
  it('the start: after 10 passes 35 % of the initial 0 and 1 is left', async () => {
    const split = await splitOf(exampleProgram([...repeated(10, alike), { ...evaluated, mean: 2 }]));
    expect(shareOf(split, 'start')).toBeGreaterThan(0.99);
    expect(split.causes[0]).toMatchObject({ part: 'start', largestIn: 1 });
    expect(split.evidence.start).toMatchObject({ trained: 10, mean: 0, variance: 1, settles: 34 });
    expect(split.evidence.start.weight).toBeCloseTo(0.9 ** 10, 12);
    expect(split.gap[0]).toBeCloseTo((2 * 0.9 ** 10) / Math.sqrt(1), 3);
  });

  it('a drift of the mean, which the average follows 9 passes behind', async () => {
    const drifting = repeated(120, (index) => ({ ...alike(index), mean: 0.1 * index }));
    const split = await splitOf(exampleProgram([...drifting, { mode: 'eval', mean: 11.9, variance: 1 }]));
    expect(shareOf(split, 'lag')).toBeGreaterThan(0.99);
    expect(split.evidence.behind).toBeCloseTo(9, 12);
    expect(split.gap[0]).toBeCloseTo(0.9, 2);
  });

  it('a drift of the variance', async () => {
    const drifting = repeated(120, (index) => ({ mean: 0, variance: 1 + 0.1 * index }));
    const split = await splitOf(exampleProgram([...drifting, { mode: 'eval', mean: 0, variance: 12.9 }]));
    expect(shareOf(split, 'lag')).toBeGreaterThan(0.99);
  });

  it.each([
    ['in its mean', { mean: 12, variance: 1 }],
    ['in its variance', { mean: 2, variance: 80 }],
  ])('a batch unlike the others %s', async (_, outlier) => {
    const batches = repeated(100, (index) => (index === 96 ? outlier : alike(index)));
    const split = await splitOf(exampleProgram([...batches, evaluated]));
    expect(shareOf(split, 'outlier')).toBeGreaterThan(0.99);
    expect(split.evidence.outlier).toMatchObject({ pass: 96, batches: 1 });
    expect(split.evidence.outlier?.weight).toBeCloseTo(0.1 * 0.9 ** 3, 12);
  });

  it('the variance that is stored over N − 1', async () => {
    const batches = repeated(200, (index) => ({ ...alike(index), count: 2 }));
    const split = await splitOf(exampleProgram([...batches, evaluated], { convention: 'pytorch' }));
    expect(shareOf(split, 'stored')).toBeGreaterThan(0.99);
    expect(split.spread[0]).toBeCloseTo(Math.SQRT1_2, 3);
  });

  it('batches that are not alike: the variance between them is never seen', async () => {
    const batches = repeated(1200, (index) => ({ mean: index % 2 === 0 ? 1 : -1, variance: 1 }));
    const split = await splitOf(exampleProgram(batches, { changes: { momentum: 0.01 } }), 'train');
    expect(shareOf(split, 'between')).toBeGreaterThan(0.99);
    expect(split.spread[0]).toBeCloseTo(Math.SQRT2, 3);
  });

  it('an input that lies elsewhere', async () => {
    const split = await splitOf(exampleProgram([...repeated(200, alike), { mode: 'eval', mean: 3, variance: 2 }]));
    expect(shareOf(split, 'input')).toBeGreaterThan(0.99);
    expect(split.evidence).toMatchObject({ batch: '200.npy', batches: 1, isTrain: false });
  });

  it('running values that something else has moved', async () => {
    const program = exampleProgram([...repeated(200, alike), evaluated]);
    const last = program.passes[200];
    const moved = { ...last.after, runningMean: Float64Array.of(0.5), runningVar: Float64Array.of(1.4) };
    const passes = [...program.passes.slice(0, 200), { ...last, after: moved }];
    expect(shareOf(await splitOf({ ...program, passes }), 'other')).toBeGreaterThan(0.99);
  });

  it('where eps outweighs the variance it takes from the others', async () => {
    const state = { runningMean: Float64Array.of(0), runningVar: Float64Array.of(1e-6) };
    const batches = [
      ...repeated(200, () => ({ mean: 0, variance: 1e-6 })),
      { mode: 'eval', mean: 0, variance: 4e-6 } as const,
    ];
    const split = await splitOf(exampleProgram(batches, { state, changes: { eps: 1e-3 } }));
    expect(split.spread[0]).toBeCloseTo(Math.sqrt(1.004 / 1.001), 9);
    expect(shareOf(split, 'eps')).toBeLessThan(-100);
  });
});

describe('what is split', () => {
  const program = exampleProgram([
    ...repeated(60, alike),
    { mode: 'eval', mean: 2.5, variance: 1 },
    { mode: 'eval', mean: 1.5, variance: 1 },
  ]);

  it('is the pass that is asked for, with the running values after it', async () => {
    expect((await splitOf(program, 'pass', 60)).gap[0]).toBeCloseTo(0.5, 2);
    expect((await splitOf(program, 'pass', 61)).gap[0]).toBeCloseTo(-0.5, 2);
  });

  it('is all eval passes as one: what is between them spreads them', async () => {
    const split = await splitOf(program, 'eval');
    expect(split.gap[0]).toBeCloseTo(0, 2);
    expect(split.spread[0]).toBeCloseTo(Math.sqrt(1.25), 2);
    expect(split.counts).toEqual({ train: 60, eval: 2 });
  });

  it('is all train batches as one', async () => {
    const split = await splitOf(program, 'train');
    expect(split.distance[0]).toBeLessThan(0.01);
    expect(split.evidence).toMatchObject({ batches: 60, isTrain: true });
  });

  it.each([
    ['no-train-pass', exampleProgram([evaluated]), 'pass'],
    ['no-eval-pass', exampleProgram(repeated(3, alike)), 'eval'],
    [
      'no-running-values',
      exampleProgram(repeated(3, alike), { convention: 'pytorch', layer: { trackRunningStats: false } }),
      'pass',
    ],
  ] as const)('is nothing: %s', async (why, { initial, passes }, input) => {
    expect(await splitGap({ initial, passes }, { pass: passes.length - 1, input })).toMatchObject({
      kind: 'refused',
      why,
    });
  });

  it('is nothing before the first pass', async () => {
    expect(await splitGap(program, { pass: null, input: 'train' })).toMatchObject({ why: 'no-train-pass' });
  });

  it('is no channel whose running variance is not above 0, which matters all the same', async () => {
    const state = { runningVar: Float64Array.of(0) };
    const passes = [
      { mean: 1, variance: 0 },
      { ...evaluated, variance: 0 },
    ];
    const split = await splitOf(exampleProgram(passes, { state }));
    expect(split.parts.every(Number.isNaN)).toBe(true);
    expect([...split.matters]).toEqual([1]);
    expect(split.causes.every(({ share }) => share === 0)).toBe(true);
  });
});

describe('values that are set on the way', () => {
  it('are the start from there on', async () => {
    const set = { runningMean: Float64Array.of(5), runningVar: Float64Array.of(1) };
    const batches = [...repeated(50, alike), { ...alike(0), set }, alike(1), evaluated];
    const split = await splitOf(exampleProgram(batches));
    expect(shareOf(split, 'start')).toBeGreaterThan(0.99);
    expect(split.evidence.start).toMatchObject({ trained: 2, mean: 5 });
    expect(split.evidence.start.weight).toBeCloseTo(0.81, 12);
  });

  it('may be of the mean alone: the variance keeps its own start', async () => {
    const set = { runningMean: Float64Array.of(5) };
    const batches = [...repeated(3, alike), { ...alike(0), set }, evaluated];
    const program = exampleProgram(batches, { state: { runningVar: Float64Array.of(9) } });
    const split = await splitOf(program);
    expect(Math.abs(shareOf(split, 'other'))).toBeLessThan(1e-12);
    expect(split.evidence.start).toMatchObject({ mean: 5, variance: 9 });
  });

  it('go on with the weight of the batches before in a cumulative average', async () => {
    const set = { runningMean: Float64Array.of(5), runningVar: Float64Array.of(1) };
    const batches = [...repeated(4, alike), { ...alike(0), set }, evaluated];
    for (const convention of ['paper', 'precise-bn', 'caffe', 'haiku']) {
      const split = await splitOf(exampleProgram(batches, { convention }));
      expect(Math.abs(shareOf(split, 'other'))).toBeLessThan(1e-12);
      expect(split.evidence.start.weight).toBeGreaterThan(0.7);
    }
  });

  it('forget a NaN that was there before', async () => {
    const set = { runningMean: Float64Array.of(2), runningVar: Float64Array.of(1) };
    const batches = [
      ...repeated(9, alike),
      { mean: NaN, variance: NaN },
      ...repeated(6, alike),
      { ...alike(0), set },
      evaluated,
    ];
    const split = await splitOf(exampleProgram(batches));
    expect(split.distance[0]).toBeLessThan(0.01);
    expect(split.parts.every(Number.isFinite)).toBe(true);
  });
});

describe('passes that move nothing', () => {
  it('weigh nothing: ranks but the first, and frozen layers', async () => {
    const kept = repeated(8, (index) => ({ ...alike(index), ...(index > 0 && { keepsState: true as const }) }));
    const ranks = await splitOf(exampleProgram([...kept, evaluated]));
    expect(ranks.evidence.start).toMatchObject({ trained: 1 });
    expect(ranks.evidence.start.weight).toBeCloseTo(0.9, 12);
    const frozen = await splitOf(exampleProgram([...repeated(8, alike), evaluated], { convention: 'frozen' }));
    expect(shareOf(frozen, 'start')).toBeGreaterThan(0.99);
    expect(frozen.evidence.start.weight).toBe(1);
  });
});

describe('a long program', () => {
  it('adds up over 10,000 passes of a cumulative average', async () => {
    const batches = repeated(10_000, (index) => ({ ...alike(index), mean: Math.sin(index) }));
    const split = await splitOf(
      exampleProgram([...batches, evaluated], { convention: 'pytorch', changes: { momentum: null } }),
    );
    const total = GAP_PARTS.reduce((sum, _, part) => sum + split.parts[part], 0);
    expect(total).toBeCloseTo(split.distance[0], 12);
    expect(shareOf(split, 'input')).toBeGreaterThan(0.9);
  });
});
