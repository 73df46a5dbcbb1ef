import type { GapPart } from '../../../src/session/index.js';
import { count, setting, significant } from '../../kit/format.js';
import { placeOf, type Steps } from './gapModel.js';
import { meanStepText, varianceStepText } from './gapText.js';

/** A piece of a line: text, or a number in the colour of what it is of. */
export type Piece = string | { readonly text: string; readonly role: 'batch' | 'running' | 'strong' };

/** How a part is computed: the formula, the same with its numbers, and what stands for what. */
export interface PartArithmetic {
  readonly formula: string;
  readonly numbers: readonly Piece[];
  readonly notes: readonly string[];
}

const five = (value: number): string => significant(value, 5);
const digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const raised = (value: number): string => Array.from(String(value), (digit) => digits[Number(digit)]).join('');
const batch = (value: number): Piece => ({ text: five(value), role: 'batch' });
const running = (value: number): Piece => ({ text: five(value), role: 'running' });
const plus = (value: number): string => (value < 0 ? `− ${five(-value)}` : `+ ${five(value)}`);

export function arithmeticOf(part: GapPart, quantity: 'mean' | 'variance', steps: Steps): PartArithmetic {
  const [, runningVar, , , , , , eps] = steps.ends;
  const size = steps[quantity][placeOf(part)];
  const isMean = quantity === 'mean';
  const { formula, numbers, notes } = isMean ? meanArithmetic(part, steps) : varianceArithmetic(part, steps);
  const divisor: Piece[] = isMean
    ? [' / √(', running(runningVar), ` + ${setting(eps)})`]
    : [' / ', running(runningVar)];
  const result: Piece = { text: isMean ? meanStepText(size) : varianceStepText(size), role: 'strong' };
  return {
    formula: `${formula} / ${isMean ? '√(running var + eps)' : 'running var'}`,
    numbers: [...numbers, ...divisor, ' = ', result],
    notes,
  };
}

type Numerator = PartArithmetic;

function meanArithmetic(part: GapPart, steps: Steps): Numerator {
  const { ends, meanTerms, mean, outliers, outlierCount, drifts } = steps;
  const [runningMean, runningVar, ownMean, , , , , eps] = ends;
  const [weight, start, level, weights, levels] = meanTerms;
  const whole = mean[placeOf(part)] * Math.sqrt(runningVar + eps);
  const line = drifts ? 'line through the train batch means' : 'mean of the train batches; they do not drift';
  switch (part) {
    case 'start':
      return {
        formula: 'w₀·(L − r₀)',
        numbers: [`${five(weight)}·(`, five(level), minus(start), ')'],
        notes: ['w₀: weight that is left of the start r₀', 'L: where the train batches lie now'],
      };
    case 'lag':
      return {
        formula: `Σ wᵢ·(L − Lᵢ)`,
        numbers: [`(${five(weights * level)}`, minus(levels), ')'],
        notes: [`Lᵢ: ${line}`, weightNote(steps)],
      };
    case 'outlier':
      return {
        formula: 'Σ wᵢ·(Lᵢ − μᵢ)',
        numbers: sumOf(
          outliers.map(({ terms }) => [terms[0], terms[1], terms[2]]),
          outlierCount,
          whole,
        ),
        notes: [outlierNote(steps), weightNote(steps)],
      };
    case 'between':
      return {
        formula: 'Σ wᵢ·(Lᵢ − μᵢ)',
        numbers: [five(whole)],
        notes: ['the train batches that are like each other', weightNote(steps)],
      };
    case 'input':
      return {
        formula: 'μ − L',
        numbers: ['(', batch(ownMean), minus(level), ')'],
        notes: ['L: where the train batches lie now'],
      };
    default:
      return {
        formula: 'computed − held',
        numbers: ['(', five(runningMean + whole), ' − ', running(runningMean), ')'],
        notes: ['what these passes leave, and what the layer holds'],
      };
  }
}

function varianceArithmetic(part: GapPart, steps: Steps): Numerator {
  const { ends, varianceTerms, variance, outliers, outlierCount } = steps;
  const [, runningVar, , ownVar, , , , eps] = ends;
  const [weight, start, level, weights, levels, scatter, seen] = varianceTerms;
  const whole = variance[placeOf(part)] * runningVar;
  switch (part) {
    case 'start':
      return {
        formula: 'w₀·(V − v₀)',
        numbers: [`${five(weight)}·(`, five(level), minus(start), ')'],
        notes: ['w₀: weight that is left of the start v₀', 'V: the variance of the train batches now'],
      };
    case 'lag':
      return {
        formula: 'Σ wᵢ·(V − Vᵢ)',
        numbers: [`(${five(weights * level)}`, minus(levels), ')'],
        notes: ['Vᵢ: line through the train batch variances, or their mean', weightNote(steps)],
      };
    case 'outlier':
      return {
        formula: 'Σ wᵢ·(Vᵢ − σᵢ²)',
        numbers: sumOf(
          outliers.map(({ terms }) => [terms[3], terms[4], terms[5]]),
          outlierCount,
          whole,
        ),
        notes: [outlierNote(steps), weightNote(steps)],
      };
    case 'between':
      return {
        formula: '(Σ wᵢ·(Vᵢ − σᵢ²) + B′)',
        numbers: [`(${five(whole - seen)} ${plus(seen)})`],
        notes: [`B′: what σ² shows of B = ${five(scatter)}`, 'B: mean square of the batch means about their level'],
      };
    case 'stored':
      return {
        formula: 'Σ wᵢ·σᵢ²·(1 − cᵢ)',
        numbers: [five(whole)],
        notes: ['cᵢ: what the stored variance is of the biased one', weightNote(steps)],
      };
    case 'input':
      return {
        formula: '(σ² − V − B′)',
        numbers: ['(', batch(ownVar), minus(level), minus(seen), ')'],
        notes: ['B′: what σ² shows of the variance between batches'],
      };
    case 'eps':
      return {
        formula: '−(σ² − running var)·eps / (running var + eps)',
        numbers: [
          '−(',
          batch(ownVar),
          ' − ',
          running(runningVar),
          `)·${setting(eps)} / (`,
          running(runningVar),
          ` + ${setting(eps)})`,
        ],
        notes: ['eps is the same in both, so they differ by less'],
      };
    case 'other':
      return {
        formula: 'computed − held',
        numbers: ['(', five(runningVar + whole), ' − ', running(runningVar), ')'],
        notes: ['what these passes leave, and what the layer holds'],
      };
  }
}

function minus(value: number): string {
  if (Number.isNaN(value)) return '';
  return value < 0 ? ` + ${five(-value)}` : ` − ${five(value)}`;
}

/** w·(L − μ) of some batches, and what the others come to. */
function sumOf(terms: readonly (readonly [number, number, number])[], all: number, whole: number): string[] {
  if (all === 0) return ['0'];
  const [[weight, level, value]] = terms;
  if (all === 1) return [`${five(weight)}·(${five(level)}${minus(value)})`];
  const rest = whole - weight * (level - value);
  return [`(${five(weight)}·(${five(level)}${minus(value)}) ${plus(rest)})`];
}

function outlierNote({ outliers, outlierCount }: Steps): string {
  if (outlierCount === 0) return 'no batch is unlike the others';
  const first = `pass ${count(outliers[0].pass + 1)}`;
  return outlierCount === 1
    ? `${first}, more than 6 σ from the others`
    : `${first}, and ${count(outlierCount - 1)} more`;
}

function weightNote({ newest, trained, meanTerms }: Steps): string {
  if (newest === null) return 'wᵢ: weight of batch i in the average';
  // An average without a start is divided by the sum of its weights.
  return `wᵢ ${meanTerms[0] === 0 ? '∝' : '='} m·(1−m)${raised(trained)}⁻ⁱ: weight of batch i`;
}
