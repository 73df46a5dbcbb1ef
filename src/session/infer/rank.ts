import type { Convention } from '../../engine/index.js';
import type { Session } from '../run/index.js';
import type { Deviation, RankedRule, RuleGroup, RuleSettings } from './explanation.js';
import type { Fit } from './fit.js';
import { errorOf, misfitOf, type Misfit, type Predictor, type Targets } from './residuals.js';
import { rounded } from './rounded.js';
import { decayOf, hasMomentum, momentumOf, settled, type Parameters, type Rule } from './rule.js';
import { tellApart } from './tellApart.js';

/** A fit of a rule, and what was taken otherwise besides. */
export interface Candidate {
  readonly fit: Fit;
  readonly predictor: Predictor;
  readonly twist?: { readonly words: string; readonly apply: RuleSettings | null };
}

/** What float64 rounds off, by the scale of the values. */
const floor = 2e-17;
/** Standard errors from which on a parameter is open. */
const openEps = 0.7;
const openDecay = 0.1;
/** A number that people chose may be so many standard errors off: what float32 rounds is no chance, but leans to one side. */
const within = 16;
/** And by so much of itself, as float32 holds it. */
const held = 1e-6;

/** Standard deviation of the errors that remain, by the fit that leaves least. */
export function noiseOf(fits: readonly Fit[]): number {
  return Math.max(
    floor,
    fits.reduce((least, { spread }) => Math.min(least, spread), Infinity),
  );
}

/** Standard errors of a fit's parameters: of ln eps, and of the decay. */
export function standardErrors({ unitErrors }: Fit, noise: number): { readonly eps: number; readonly decay: number } {
  return { eps: unitErrors.eps * noise, decay: unitErrors.decay * noise };
}

interface Settled {
  readonly candidate: Candidate;
  /** The convention of the rule that it is called after. */
  readonly named: Convention;
  readonly parameters: Parameters;
  readonly isOpen: { readonly eps: boolean; readonly decay: boolean };
  readonly misfit: Misfit;
  readonly found: Float64Array;
}

/** Best first, those together that the data cannot tell apart. */
export function rankedGroups(
  session: Session,
  candidates: readonly Candidate[],
  targets: Targets,
): { readonly groups: readonly RuleGroup[]; readonly best: Candidate | null } {
  const noise = noiseOf(candidates.map(({ fit }) => fit));
  const all = candidates
    .map((candidate) => settle(session, candidate, targets, noise))
    .sort((a, b) => a.misfit.relative - b.misfit.relative || a.misfit.largest - b.misfit.largest);
  const groups: Settled[][] = [];
  for (const one of all) {
    const group = groups.find(([head]) => isLike(head, one, targets, noise));
    if (group) group.push(one);
    else groups.push([one]);
  }
  for (const group of groups) group.sort((a, b) => changesOf(session, a, a.named) - changesOf(session, b, b.named));
  return { groups: groups.map((group) => groupOf(session, group)), best: groups.at(0)?.at(0)?.candidate ?? null };
}

/** With eps and momentum as somebody would have set them, where the data leave that open. */
function settle(session: Session, candidate: Candidate, targets: Targets, noise: number): Settled {
  const { fit, predictor } = candidate;
  const { rule, parameters } = fit;
  const errors = standardErrors(fit, noise);
  const isOpen = { eps: !(errors.eps < openEps), decay: hasMomentum(rule) && !(errors.decay < openDecay) };
  const known = [...rule.members, session.layer.convention];
  const openOf = (error: number, value: number) => within * error + held * value;
  const set = {
    eps: rounded(
      parameters.eps,
      openOf(errors.eps * parameters.eps, parameters.eps),
      known.map(({ eps }) => eps),
    ),
    decay: roundedDecay(
      parameters.decay,
      openOf(errors.decay, Math.min(parameters.decay, 1 - parameters.decay)),
      known,
    ),
  };
  const chosen = { candidate, parameters: set, isOpen };
  const named = namedOf(session, chosen);
  const given = {
    eps: isOpen.eps ? named.eps : set.eps,
    decay: isOpen.decay ? decayOf(named) : set.decay,
  };
  const found = predictor.predict(settled(rule, named, given));
  const misfit = misfitOf(found, targets, fit.misfit.ofOutput.length);
  // What is rounded must not fit worse than what was fitted, but for noise.
  const isWorse = (fit.misfit.agrees && !misfit.agrees) || misfit.relative > 2 * fit.misfit.relative + 20 * noise;
  if (!isWorse) return { ...chosen, named, parameters: given, misfit, found };
  return { ...chosen, named, parameters, isOpen: { eps: false, decay: false }, misfit: fit.misfit, found: fit.found };
}

/** Of the names of a rule the one under which the least would have to be set. */
function namedOf(session: Session, chosen: Pick<Settled, 'candidate' | 'parameters' | 'isOpen'>): Convention {
  return chosen.candidate.fit.rule.members.reduce((best, member) =>
    changesOf(session, chosen, member) < changesOf(session, chosen, best) ? member : best,
  );
}

/** People choose the weight of the old value or of the batch: whichever of the two has fewer digits. */
function roundedDecay(decay: number, open: number, known: readonly Convention[]): number {
  const usual = known.filter(({ momentum }) => momentum !== null).map(decayOf);
  const ofBatch = rounded(
    1 - decay,
    open,
    usual.map((one) => 1 - one),
  );
  const ofOld = rounded(decay, open, usual);
  return String(ofBatch).length < String(ofOld).length ? 1 - ofBatch : ofOld;
}

/** Whether two rules differ nowhere beyond tolerance, nor beyond what remains unexplained of the better. */
function isLike(a: Settled, b: Settled, { expected, scale, allowed }: Targets, noise: number): boolean {
  if (a.candidate.twist?.words !== b.candidate.twist?.words) return false;
  for (let i = 0; i < expected.length; i++) {
    const error = errorOf(a.found[i], b.found[i]);
    if (error > allowed[i] && error > 4 * noise * scale[i]) return false;
  }
  return true;
}

function groupOf(session: Session, group: readonly Settled[]): RuleGroup {
  const [head] = group;
  const rules = group.map((one) => rankedRule(session, one));
  const named = settledConvention(head, head.named);
  const told = new Map<string | null, string[]>();
  for (const one of group) {
    const { rule } = one.candidate.fit;
    for (const member of rule.members) {
      if (one === head && member === head.named) continue;
      const by = tellApart(named, settledConvention(one, member), session.layer.trackRunningStats);
      told.set(by, [...(told.get(by) ?? []), nameOf(member, rule)]);
    }
  }
  // What no batch would tell comes first.
  const others = [...told].map(([toldBy, names]) => ({ names: [...new Set(names)], toldBy }));
  return { rules, others: others.sort((a, b) => Number(a.toldBy !== null) - Number(b.toldBy !== null)) };
}

function settledConvention({ candidate, parameters }: Settled, member: Convention): Convention {
  return settled(candidate.fit.rule, member, parameters);
}

/** What would have to be set beside the convention: the fewer, the likelier it is what somebody used. */
function changesOf(
  { layer }: Session,
  { candidate: { fit, twist }, parameters, isOpen }: Pick<Settled, 'candidate' | 'parameters' | 'isOpen'>,
  convention: Convention,
): number {
  const isUsual = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.abs(b);
  return (
    (twist ? 8 : 0) +
    (layer.convention.key === convention.key ? -0.5 : 0) +
    // People set momentum rather than eps.
    (isOpen.eps || isUsual(parameters.eps, convention.eps) ? 0 : 1.2) +
    (!hasMomentum(fit.rule) || isOpen.decay || isUsual(1 - parameters.decay, 1 - decayOf(convention)) ? 0 : 1)
  );
}

export function nameOf({ name, momentum }: Convention, { isCumulative }: Rule): string {
  return isCumulative && momentum === null ? `${name}, momentum none` : name;
}

function rankedRule(session: Session, one: Settled): RankedRule {
  const { candidate, named: convention, parameters, isOpen, misfit } = one;
  const { rule } = candidate.fit;
  const { key, average, updates, storedVar } = convention;
  const momentum = !hasMomentum(rule)
    ? ('none' as const)
    : isOpen.decay
      ? null
      : Number(momentumOf(convention, parameters.decay).toPrecision(12));
  const isOwn = rule.members.some((member) => member.key === session.layer.convention.key) && !candidate.twist;
  const twist = candidate.twist;
  const settings: RuleSettings = {
    ...(key !== session.layer.convention.key && { convention: key }),
    ...(!isOpen.eps && { eps: parameters.eps }),
    ...(typeof momentum === 'number' && { momentum }),
    ...(rule.isCumulative && { momentum: null }),
  };
  return {
    key,
    name: nameOf(convention, rule),
    storedVar: updates === 'never' ? 'none' : average === 'population' ? 'population' : storedVar,
    eps: isOpen.eps ? null : parameters.eps,
    momentum,
    isOwn,
    ...(twist && { twist: twist.words }),
    apply: twist ? twist.apply && { ...settings, ...twist.apply } : settings,
    ...deviationOf(misfit),
  };
}

export function deviationOf({ largest, agrees, ofOutput, ofState }: Misfit): Deviation {
  return { maxAbsError: Float64Array.of(largest), agrees, output: ofOutput, state: ofState };
}
