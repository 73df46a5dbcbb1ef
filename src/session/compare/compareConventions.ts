import { conventionNamed, type Convention, type Moments } from '../../engine/index.js';
import { plural } from '../numberText.js';
import type { Session } from '../run/index.js';
import type { ComparisonRequest, ConventionComparison, SideBySide } from './comparison.js';
import type { FiniteRanges } from './finiteRange.js';
import { gapsOf, QUANTITIES, type PassGaps, type Quantity } from './gaps.js';
import { partedQuantities, partingRule, type Parting } from './partingOf.js';
import { obstacleTo, runUnder, type PassUnder } from './runUnder.js';

/**
 * The session's program, as far as it is computed, under each convention with its own eps, momentum and start. The
 * session's own convention stays as the program sets it.
 * @param finite of the batches that hold infinities
 * @throws RangeError where no pass has run, fewer than one convention is named, or the pass is not there; EngineError
 * for an unknown convention
 */
export function compareConventions(
  of: Session,
  request: ComparisonRequest,
  finite: FiniteRanges = new Map(),
): SideBySide {
  const session = { ...of, finite };
  const { passes } = session;
  if (passes.length === 0) throw new RangeError('No pass has run yet: there is nothing to compare');
  const pass = request.pass ?? passes.length - 1;
  if (!(pass in passes)) throw new RangeError(`pass ${pass + 1}: ${plural(passes.length, 'pass', 'passes')} ran`);
  const [baseline, ...others] = request.conventions.map((key) => conventionOf(session, key));
  if (!(baseline as Convention | undefined)) throw new RangeError('There is no convention to compare with');
  return {
    baseline: { key: baseline.key, name: baseline.name },
    pass,
    others: others.map((other) => comparison(session, baseline, other, pass)),
  };
}

type Compared = Session & { readonly finite: FiniteRanges };

function conventionOf({ layer }: Session, key: string): Convention {
  return key === layer.convention.key ? layer.convention : conventionNamed(key);
}

function comparison(session: Compared, baseline: Convention, other: Convention, shown: number): ConventionComparison {
  const { passes } = session;
  const perPass = () => new Float64Array(passes.length).fill(NaN);
  const largest: Record<Quantity, Float64Array> = {
    output: perPass(),
    runningMean: perPass(),
    runningVar: perPass(),
    evalOutput: perPass(),
  };
  const worstChannel = new Uint32Array(passes.length);
  const groups = passes[shown].moments?.shift.length ?? session.initial.runningMean?.length ?? 0;
  const absent = () => new Float64Array(groups).fill(NaN);
  const named = { key: other.key, name: other.name, ...noteOn(session, baseline, other) };
  const error = obstacleTo(session, baseline) ?? obstacleTo(session, other);
  if (error) {
    const channels = { runningMean: absent(), runningVar: absent(), evalOutput: absent() };
    return { ...named, ...largest, worstChannel, channels, parting: null, error };
  }
  let parting: Parting | null = null;
  let shownGaps: PassGaps | null = null;
  for (const { pass, a, b, gaps } of sideBySide(session, baseline, other)) {
    for (const quantity of QUANTITIES) largest[quantity][pass] = gaps[quantity]?.largest ?? NaN;
    worstChannel[pass] = (gaps.evalOutput ?? gaps.output)?.channel ?? 0;
    if (pass === shown) shownGaps = gaps;
    const parted: readonly string[] = parting ? [] : partedQuantities(a, b, gaps);
    if (parted.length > 0) {
      const [ours, theirs] = [baseline, other].map((convention) => asSetAt(session, convention, pass));
      parting = { pass, quantity: parted.join(', '), rule: partingRule(session, ours, theirs, pass) };
    }
  }
  const channels = {
    runningMean: shownGaps?.runningMean?.values ?? absent(),
    runningVar: shownGaps?.runningVar?.values ?? absent(),
    evalOutput: shownGaps?.evalOutput?.values ?? absent(),
  };
  return { ...named, ...largest, worstChannel, channels, parting };
}

/** The session's own convention with the eps and momentum that are set at a pass; others are what they are. */
function asSetAt({ layer, passes }: Session, convention: Convention, pass: number): Convention {
  return convention === layer.convention ? passes[pass].layer.convention : convention;
}

/** Both runs, pass by pass; passes whose batch could not be read are left out. */
function* sideBySide(
  session: Compared,
  baseline: Convention,
  other: Convention,
): Generator<{ readonly pass: number; readonly a: PassUnder; readonly b: PassUnder; readonly gaps: PassGaps }> {
  const others = runUnder(session, other);
  let pass = 0;
  for (const a of runUnder(session, baseline)) {
    const b = others.next().value as PassUnder;
    const moments: Moments | undefined = session.passes[pass].moments;
    if (moments) yield { pass, a, b, gaps: gapsOf(a, b, moments, session.finite.get(moments)) };
    pass++;
  }
}

function noteOn({ program }: Session, ...conventions: readonly Convention[]): { readonly note?: string } {
  const linear = conventions.find(({ affine }) => affine === 'linear');
  if (!linear) return {};
  const { weight, bias } = program.state ?? {};
  return weight === undefined && bias === undefined
    ? { note: `The Linear of ${linear.name} counts as γ and β here: W = diag(γ), b = β` }
    : { note: `Outputs are compared before the Linear of ${linear.name}` };
}
