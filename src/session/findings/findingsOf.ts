import type { LayerState } from '../../engine/index.js';
import type { PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';
import { Fold, originOf } from './fold.js';
import { merged } from './merged.js';
import type { AnyRule } from './rule.js';
import { RULES } from './rules/index.js';

interface FindingsOf {
  (session: Session): readonly Finding[];
  /** Looks at the passes that are new, and tells nothing yet. */
  lookAhead(session: Session): void;
}

/** What is wrong or risky in all computed passes, by all rules. */
export const findingsOf: FindingsOf = findingsBy(RULES);

/**
 * What these rules find, causes first: errors, then by weight, then in the order of passes and channels. A session that goes
 * on from one that was asked about costs the passes that are new; one that has gone another way is looked at from its start.
 */
export function findingsBy(rules: readonly AnyRule[]): FindingsOf {
  // Moving the cursor keeps all that findings depend on.
  const known = new WeakMap<
    readonly PassRecord[],
    { readonly session: Session; readonly findings: readonly Finding[] }
  >();
  const folds = new WeakMap<LayerState, { readonly session: Session; readonly fold: Fold }>();

  function foldOf(session: Session): Fold {
    const { initial, passes } = session;
    const before = folds.get(initial);
    if (before && hasSameStart(before.session, session) && before.fold.isBeginningOf(passes)) return before.fold;
    const fold = new Fold(rules, session);
    folds.set(initial, { session, fold });
    return fold;
  }

  const findings = (session: Session): readonly Finding[] => {
    const { passes } = session;
    const before = known.get(passes);
    if (before && hasSameStart(before.session, session)) return before.findings;
    const fold = foldOf(session);
    fold.goOn(passes);
    const told = merged(fold.tell());
    known.set(passes, { session, findings: told });
    return told;
  };
  return Object.assign(findings, { lookAhead: (session: Session) => foldOf(session).goOn(session.passes) });
}

function hasSameStart(a: Session, b: Session): boolean {
  const [from, other] = [originOf(a), originOf(b)];
  return (
    a.layer === b.layer &&
    a.initial === b.initial &&
    a.thresholds === b.thresholds &&
    from.givesRunning === other.givesRunning &&
    from.passes === other.passes
  );
}
