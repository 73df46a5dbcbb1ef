import type { Convention } from '../../engine/index.js';
import type { Session } from '../run/index.js';
import { AGREEMENT } from './agreement.js';
import type { FiniteRanges } from './finiteRange.js';
import { gapsOf, QUANTITIES, type PassGaps, type Quantity } from './gaps.js';
import { isDifferent, rules, withRule } from './rules.js';
import { runUnder, type PassUnder } from './runUnder.js';

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
 */
export function partingRule(
  session: Pick<Session, 'program' | 'layer' | 'initial' | 'passes'> & { readonly finite: FiniteRanges },
  baseline: Convention,
  other: Convention,
  pass: number,
): string {
  const until = { ...session, passes: session.passes.slice(0, pass + 1) };
  const differing = rules.filter((rule) => isDifferent(rule, other, baseline));
  const effects = differing.map((rule) => ({
    words: rule.words(other, baseline),
    there: effect(until, baseline, withRule(rule, other, baseline)),
    back: effect(until, other, withRule(rule, baseline, other)),
  }));
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
function effect(session: Parameters<typeof partingRule>[0], a: Convention, b: Convention): number {
  const moments = session.passes.at(-1)?.moments;
  const [lastA, lastB] = [lastPass(session, a), lastPass(session, b)];
  if (!moments || !lastA || !lastB) return 0;
  const gaps = gapsOf(lastA, lastB, moments, session.finite.get(moments));
  if (partedQuantities(lastA, lastB, gaps).length === 0) return 0;
  const sizes = QUANTITIES.map((quantity) => gaps[quantity]?.relative ?? 0);
  // A quantity that only one of them has is no number, yet the greatest difference.
  return Math.max(...sizes) || Infinity;
}

function lastPass(session: Parameters<typeof partingRule>[0], convention: Convention): PassUnder | null {
  let last: PassUnder | null = null;
  for (const pass of runUnder(session, convention)) last = pass;
  return last;
}
