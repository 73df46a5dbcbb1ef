import { describe, expect, it } from 'vitest';
import { arithmeticOf, type PartArithmetic } from '../../../../../webview/views/gap/gapArithmetic.js';
import {
  causeName,
  causeRemedy,
  causeSentence,
  channelSentence,
  columnName,
  meanStepText,
  shareText,
  stepHint,
  summarySentence,
  varianceStepText,
} from '../../../../../webview/views/gap/gapText.js';
import { parts } from '../../../../../webview/views/gap/gapModel.js';
import { exampleEvidence, exampleSplit, exampleSteps } from './gapExamples.js';

const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');
const numbersOf = ({ numbers }: PartArithmetic): string =>
  plain(numbers.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join(''));

describe('a cause', () => {
  const evidence = exampleEvidence();

  it('is told with its numbers', () => {
    expect(plain(causeSentence('start', evidence))).toBe('8 % of the initial 0 and 1 is left after 24 train passes.');
    expect(causeRemedy('start', evidence)).toBe('Train 20 passes more: 1 % is left then.');
    expect(causeSentence('lag', evidence)).toBe('The batches drift; the average follows 9 passes behind.');
    expect(plain(causeSentence('outlier', evidence))).toBe(
      'Pass 20 lies up to 9 σ from the others, and still weighs 7 %.',
    );
    expect(causeSentence('input', evidence)).toBe(
      'val.npy lies elsewhere than the train batches: no running value fits both.',
    );
    expect(causeSentence('stored', evidence)).toContain('divided by 12,543');
  });

  it('is another one of a train batch, and of several as one', () => {
    expect(causeRemedy('input', exampleEvidence({ isTrain: true }))).toContain('eval pass');
    const many = exampleEvidence({ isTrain: true, batches: 24 });
    expect(causeSentence('input', many)).toContain('24 train batches as one');
    expect(causeName('input', many)).toBe('these inputs');
  });

  it('that is the start alone says so', () => {
    const start = { weight: 1, trained: 0, mean: 0, variance: 1, settles: null };
    expect(causeSentence('start', exampleEvidence({ start }))).toContain('No train pass has moved');
    const given = { ...start, weight: 0.5, mean: null };
    expect(plain(causeSentence('start', exampleEvidence({ start: given })))).toContain(
      '50 % of the values at the start',
    );
  });

  it('of rounding has its own name', () => {
    expect(parts.map((part) => columnName(part, exampleEvidence({ isRounded: true }))).at(-1)).toBe('rounding');
    expect(causeName('other', evidence)).toBe('other updates');
  });
});

describe('the summary', () => {
  it('says in how many channels it matters', () => {
    expect(summarySentence(exampleSplit())).toBe(
      'In 3 of 4 channels it matters; in the typical one eval lies 0.08 σ from train.',
    );
    const none = { ...exampleSplit(), matters: new Uint8Array(4), typical: Float64Array.of(NaN) };
    expect(summarySentence(none)).toBe('It matters in none of 4 channels.');
  });

  it('of a channel names what takes most, and what hides it', () => {
    const { what, why } = channelSentence(exampleSteps(), exampleEvidence());
    expect(plain(what)).toBe('Eval centres x̂ at +0.62 σ and spreads it × 0.84 (√0.71).');
    expect(why).toBe('Lag behind the drift takes most of it; pass 20 hides part of it.');
  });

  it('of a channel that is NaN says that', () => {
    const steps = exampleSteps();
    expect(channelSentence({ ...steps, ends: steps.ends.map(() => NaN) }, exampleEvidence()).what).toContain('NaN');
  });
});

describe('numbers', () => {
  it.each([
    [0.1501, '+0.150 σ'],
    [-0.026, '−0.026 σ'],
    [0, '0'],
    [1e-7, '+1.0e−7 σ'],
  ])('of a step of the mean: %d', (size, text) => expect(plain(meanStepText(size))).toBe(text));

  it.each([
    [-0.042, '−4.2 %'],
    [4.8e-5, '+4.8e−5'],
    [0, '0'],
    [25, '+× 25'],
  ])('of a step of the variance: %d', (size, text) => expect(plain(varianceStepText(size))).toBe(text));

  it('of a share', () => {
    expect([0.44, 0.001, -0.001, -0.3, 0].map((share) => plain(shareText(share)))).toEqual([
      '44 %',
      '< 1 %',
      '< 1 %',
      '−30 %',
      '0 %',
    ]);
  });

  it('beside a part', () => {
    const hints = parts.map((part) => plain(stepHint(part, exampleSteps(), exampleEvidence())));
    expect(hints).toEqual(['8 % left', 'drift', 'pass 20', '', '', '', 'val.npy', '']);
  });
});

describe('the arithmetic of a part', () => {
  const steps = exampleSteps();

  it('has its formula, its numbers and what stands for what', () => {
    const lag = arithmeticOf('lag', 'mean', steps);
    expect(lag.formula).toBe('Σ wᵢ·(L − Lᵢ) / √(running var + eps)');
    expect(numbersOf(lag)).toBe('(1.5488 − 1.1445) / √(0.8068 + 1e-5) = +0.451 σ');
    expect(lag.notes).toEqual(['Lᵢ: line through the train batch means', 'wᵢ = m·(1−m)²⁴⁻ⁱ: weight of batch i']);
  });

  it('shows the batch that is unlike the others', () => {
    expect(numbersOf(arithmeticOf('outlier', 'mean', steps))).toContain('0.06560·(1.51 − 3.15)');
    const none = { ...steps, outliers: [], outlierCount: 0 };
    expect(numbersOf(arithmeticOf('outlier', 'variance', none))).toMatch(/^0 \/ /);
    const two = { ...steps, outlierCount: 2 };
    expect(numbersOf(arithmeticOf('outlier', 'variance', two))).toMatch(/^\(0\.06560·\(0\.58 − 3\.5\) − /);
  });

  it('is there for every part of both', () => {
    for (const part of parts) {
      for (const quantity of ['mean', 'variance'] as const) {
        if (quantity === 'mean' && (part === 'stored' || part === 'eps')) continue;
        const { formula, numbers, notes } = arithmeticOf(part, quantity, steps);
        expect(formula).toContain(quantity === 'mean' ? '√(running var + eps)' : '/ running var');
        expect(numbersOf({ formula, numbers, notes })).not.toContain('NaN');
        expect(notes.length).toBeGreaterThan(0);
      }
    }
  });
});
