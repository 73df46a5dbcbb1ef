import { conventions, type Convention } from '../../engine/index.js';
import type { Session } from '../run/index.js';

/**
 * One way to compute, whatever it is called and however it is set: conventions that only differ in eps, momentum, which
 * value momentum weighs, or in how float32 rounds are one rule with several names.
 */
export interface Rule {
  /** Conventions that follow it, the first one named. Their eps and momentum are their own defaults. */
  readonly members: readonly Convention[];
  /** Whether all batches count alike instead of the newest at a momentum. */
  readonly isCumulative: boolean;
}

/** What a fit may change of a rule. */
export interface Parameters {
  readonly eps: number;
  /** Weight that the old value keeps in an update, 0 to 1; of no meaning where the rule has no momentum. */
  readonly decay: number;
}

/** Whether a rule has a momentum at all. */
export function hasMomentum({ members: [{ average, updates }], isCumulative }: Rule): boolean {
  return !isCumulative && updates !== 'never' && ['exponential', 'zero-debiased', 'normalized-sum'].includes(average);
}

/** Momentum in a convention's own terms. */
export function momentumOf({ momentumWeighs }: Convention, decay: number): number {
  return momentumWeighs === 'batch' ? 1 - decay : decay;
}

/** The weight of the old value that a convention sets; of the cumulative average that of the usual momentum. */
export function decayOf({ momentum, momentumWeighs }: Convention): number {
  if (momentum === null) return 0.9;
  return momentumWeighs === 'batch' ? 1 - momentum : momentum;
}

/** A convention of a rule, set as a fit says. */
export function settled(rule: Rule, convention: Convention, { eps, decay }: Parameters): Convention {
  const momentum = rule.isCumulative ? null : momentumOf(convention, decay);
  // What is fitted is what the formula has, in whatever the framework holds it.
  return { ...convention, eps, attributes: 'float64', ...(hasMomentum(rule) || rule.isCumulative ? { momentum } : {}) };
}

/**
 * Every convention, and the program's own, as rules that are each there once: those with a moving average also with all
 * batches alike. Where the program renormalizes (renorm), every rule is tried with it, too.
 * @param rank axes of the batches: a convention that refuses such is none of theirs
 */
export function rulesFor(session: Pick<Session, 'layer'>, rank: number): readonly Rule[] {
  const { convention: own } = session.layer;
  const { renorm } = own;
  const all = [own, ...conventions.filter(({ key }) => key !== own.key)].filter(
    ({ inputRanks }) => inputRanks === null || inputRanks.includes(rank),
  );
  const named = all.flatMap((one) => (renorm && one.renorm === null ? [{ ...one, renorm }, one] : [one]));
  const rules = new Map<string, { members: Convention[]; isCumulative: boolean }>();
  for (const convention of named) {
    for (const isCumulative of convention.average === 'exponential' ? [false, true] : [false]) {
      // A convention whose momentum is none by itself is the moving average only where somebody says so.
      const given = { ...convention, ...(isCumulative && { momentum: null, momentumWeighs: 'batch' as const }) };
      const key = ruleKey(given, isCumulative);
      const known = rules.get(key);
      if (known) known.members.push(given);
      else rules.set(key, { members: [given], isCumulative });
    }
  }
  return [...rules.values()].map((rule) => ({ ...rule, members: namedFirst(rule.members, rule.isCumulative) }));
}

/** Names in the order of the list, those that are set so by default before those that would have to be changed. */
function namedFirst(members: readonly Convention[], isCumulative: boolean): readonly Convention[] {
  const isUsual = ({ key }: Convention) =>
    (conventions.find((one) => one.key === key)?.momentum === null) === isCumulative;
  return [...members.filter(isUsual), ...members.filter((one) => !isUsual(one))];
}

/** What makes two conventions one rule: equal text, equal numbers whatever the batches. */
export function ruleKey(convention: Convention, isCumulative: boolean): string {
  const { normalizingVar, storedVar, average, initialMean, initialVar, statisticsAxes, affine, renorm } = convention;
  const { updates, untracked, oneValue, unbiasedOfOne } = convention;
  const isFixed = updates === 'never';
  return JSON.stringify([
    affine === 'fixed-gamma' ? affine : affine === 'none' ? affine : 'elementwise',
    isFixed,
    initialMean,
    initialVar,
    renorm,
    ...(isFixed
      ? []
      : [
          statisticsAxes,
          normalizingVar,
          average === 'population' ? null : storedVar,
          average,
          isCumulative,
          untracked,
          oneValue,
          storedVar === 'unbiased' && average !== 'population' ? unbiasedOfOne : null,
        ]),
  ]);
}
