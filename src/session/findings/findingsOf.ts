import type { PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import { cancelledVariance } from './cancelledVariance.js';
import type { Finding, Severity } from './finding.js';
import { nonFiniteInput } from './nonFiniteInput.js';
import { nonFiniteState } from './nonFiniteState.js';
import { notConverged } from './notConverged.js';
import { oneValuePerChannel } from './oneValuePerChannel.js';
import { swappedState } from './swappedState.js';
import { trainEvalGap } from './trainEvalGap.js';
import { zeroVariance } from './zeroVariance.js';

type Rule = (session: Session) => readonly Finding[];

const RULES: readonly Rule[] = [
  nonFiniteInput,
  nonFiniteState,
  swappedState,
  oneValuePerChannel,
  cancelledVariance,
  zeroVariance,
  trainEvalGap,
  notConverged,
];
const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Findings depend on the computed passes, the layer and the start; moving the cursor keeps all three. */
const known = new WeakMap<
  readonly PassRecord[],
  { readonly session: Session; readonly findings: readonly Finding[] }
>();

/** What is wrong or risky in all computed passes: errors first, then by weight, then in the order of passes and channels. */
export function findingsOf(session: Session): readonly Finding[] {
  const before = known.get(session.passes);
  if (before?.session.layer === session.layer && before.session.initial === session.initial) return before.findings;
  const findings = RULES.flatMap((rule) => rule(session)).sort(byUrgency);
  known.set(session.passes, { session, findings });
  return findings;
}

function byUrgency(a: Finding, b: Finding): number {
  return (
    ORDER[a.severity] - ORDER[b.severity] ||
    // Both may be Infinity, whose difference is NaN.
    (a.weight === b.weight ? 0 : b.weight - a.weight) ||
    a.pass - b.pass ||
    (a.channel ?? -1) - (b.channel ?? -1)
  );
}
