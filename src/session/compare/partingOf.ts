import type { Convention } from '../../engine/index.js';
import type { Session, Turns } from '../run/index.js';
import { AGREEMENT } from './agreement.js';
import type { FiniteRanges } from './finiteRange.js';
import { gapsOf, QUANTITIES, type PassGaps, type Quantity } from './gaps.js';
import { isDifferent, rules, withRule } from './rules.js';
import { RunUnder, workOfPass, type PassUnder } from './runUnder.js';

/** A session that is compared, with what its batches that hold infinities have else. */
export type ComparedSession = Pick<Session, 'program' | 'layer' | 'initial' | 'given' | 'passes'> & {
  readonly finite: FiniteRanges;
};

/** Where two conventions begin to give different numbers, and by which of their rules. */
export interface Parting {
  readonly pass: number;
  /** `output, running mean` */
  readonly quantity: string;
  /** The rules that do it, the strongest first: `eps is 0.001, not 1e-5; …`. */
  readonly rule: string;
}

const NAMES: Record<Quantity, string> = {
  output: 'output',
  runningMean: 'running mean',
  runningVar: 'running variance',
  evalOutput: 'eval output',
};

/** The quantities that differ by more than rounding; that a pass is refused by one of them only counts as one, too. */
export function partedQuantities(baseline: PassUnder, other: PassUnder, gaps: PassGaps): readonly string[] {
  if ((baseline.statistics === null) !== (other.statistics === null)) return ['refusal'];
  if (baseline.statistics === null) return [];
  const has = (pass: PassUnder, quantity: Quantity) =>
    quantity === 'evalOutput' ? pass.evaluated !== null : quantity === 'output' || pass.state[quantity] !== null;
  return QUANTITIES.filter((quantity) => {
    if (has(baseline, quantity) !== has(other, quantity)) return true;
    return (gaps[quantity]?.relative ?? 0) > AGREEMENT;
  }).map((quantity) => NAMES[quantity]);
}

/**
 * The rules that part two conventions at a pass: those that make a difference there both when the baseline takes just
 * this rule from the other, and when the other takes it from the baseline.
 * @throws what `turns` throws
 */
export async function partingRule(
  session: ComparedSession,
  baseline: Convention,
  other: Convention,
  pass: number,
  turns: Turns,
): Promise<string> {
  const until = { ...session, passes: session.passes.slice(0, pass + 1) };
  const [endOfBaseline, endOfOther] = [await endOf(until, baseline, turns), await endOf(until, other, turns)];
  const effects: { readonly words: string; readonly there: number; readonly back: number }[] = [];
  for (const rule of rules.filter((one) => isDifferent(one, other, baseline))) {
    effects.push({
      words: rule.words(other, baseline),
      there: effect(until, endOfBaseline, await endOf(until, withRule(rule, other, baseline), turns)),
      back: effect(until, endOfOther, await endOf(until, withRule(rule, baseline, other), turns)),
    });
  }
  const acting = effects.filter(({ there, back }) => Math.min(there, back) > AGREEMENT);
  // Rules that act only together, such as two that cancel, leave none that acts alone.
  const either = effects.filter(({ there, back }) => Math.max(there, back) > AGREEMENT);
  const named = [acting, either, effects].find((list) => list.length > 0) ?? [];
  return named
    .toSorted((a, b) => Math.min(b.there, b.back) - Math.min(a.there, a.back))
    .map(({ words }) => words)
    .join('; ');
}

/** How far two conventions are apart after the last pass, relative to the size of what differs most. */
function effect({ passes, finite }: ComparedSession, a: PassUnder | null, b: PassUnder | null): number {
  const moments = passes.at(-1)?.moments;
  if (!moments || !a || !b) return 0;
  const gaps = gapsOf(a, b, moments, finite.get(moments));
  if (partedQuantities(a, b, gaps).length === 0) return 0;
  const sizes = QUANTITIES.map((quantity) => gaps[quantity]?.relative ?? 0);
  // A quantity that only one of them has is no number, yet the greatest difference.
  return Math.max(...sizes) || Infinity;
}

/** The last pass under a convention. @throws what `turns` throws */
async function endOf(session: ComparedSession, convention: Convention, turns: Turns): Promise<PassUnder | null> {
  const run = new RunUnder(session, convention);
  let last: PassUnder | null = null;
  for (const record of session.passes) {
    last = run.next(record);
    if (turns.isDue(workOfPass(record.moments?.shift.length ?? 0))) await turns.give();
  }
  return last;
}
