import { conventionNamed, type Convention } from '../../engine/index.js';
import { plural } from '../numberText.js';
import { type Session, Turns } from '../run/index.js';
import { ComparedRun, nothingCompared } from './comparedRun.js';
import type { ComparisonRequest, ConventionComparison, SideBySide } from './comparison.js';
import type { FiniteRanges } from './finiteRange.js';
import { obstacleTo, RunUnder, shapesOf, workOfPass } from './runUnder.js';

/**
 * The session's program, as far as it is computed, under each convention with its own eps, momentum and start. The
 * session's own convention stays as the program sets it.
 * @param finite of the batches that hold infinities
 * @param breathe lets others have a turn
 * @throws RangeError where no pass has run, fewer than one convention is named, or the pass is not there; EngineError
 * for an unknown convention; what `breathe` throws
 */
export async function compareConventions(
  of: Session,
  request: ComparisonRequest,
  finite: FiniteRanges = new Map(),
  breathe?: () => Promise<void>,
): Promise<SideBySide> {
  const session = { ...of, finite };
  const { passes } = session;
  if (passes.length === 0) throw new RangeError('No pass has run yet: there is nothing to compare');
  const pass = request.pass ?? passes.length - 1;
  if (!(pass in passes)) throw new RangeError(`pass ${pass + 1}: ${plural(passes.length, 'pass', 'passes')} ran`);
  const [baseline, ...others] = request.conventions.map((key) => conventionOf(session, key));
  if (!(baseline as Convention | undefined)) throw new RangeError('There is no convention to compare with');

  const turns = new Turns(breathe);
  const shapes = shapesOf(session);
  if (turns.isDue(64 * passes.length)) await turns.give();
  const compared = others.map((other) => {
    const named = { key: other.key, name: other.name, ...noteOn(session, baseline, other) };
    const error = obstacleTo(session, baseline, shapes) ?? obstacleTo(session, other, shapes);
    return error === null
      ? new ComparedRun(session, baseline, other, named, pass)
      : { ...named, ...nothingCompared(session, pass), parting: null, error };
  });
  const runs = compared.filter((one) => one instanceof ComparedRun);
  const first = new RunUnder(session, baseline);
  for (const [index, record] of passes.entries()) {
    if (runs.length === 0) break;
    const a = first.next(record);
    for (const run of runs) run.add(index, record, a, finite);
    if (turns.isDue((1 + runs.length) * workOfPass(record.moments?.shift.length ?? 0))) await turns.give();
  }
  const comparisons: ConventionComparison[] = [];
  for (const one of compared) comparisons.push(one instanceof ComparedRun ? await one.finish(turns) : one);
  return { baseline: { key: baseline.key, name: baseline.name }, pass, others: comparisons };
}

function conventionOf({ layer }: Session, key: string): Convention {
  return key === layer.convention.key ? layer.convention : conventionNamed(key);
}

function noteOn({ program }: Session, ...conventions: readonly Convention[]): { readonly note?: string } {
  const linear = conventions.find(({ affine }) => affine === 'linear');
  if (!linear) return {};
  const { weight, bias } = program.state ?? {};
  return weight === undefined && bias === undefined
    ? { note: `The Linear of ${linear.name} counts as γ and β here: W = diag(γ), b = β` }
    : { note: `Outputs are compared before the Linear of ${linear.name}` };
}
