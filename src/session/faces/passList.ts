import type { Finding } from '../findings/index.js';
import { tensorPlace, type PlannedPass } from '../program/index.js';
import { comparisonsOf, typicalGap, type PassRecord } from '../records/index.js';
import { nameText } from '../views/index.js';
import type { Session } from '../run/index.js';
import { bySeverity, type Severity } from '../severity.js';
import type { PassSummary, SessionSnapshot } from './snapshot.js';

type PassList = Pick<SessionSnapshot, 'passes' | 'typicalGap'>;

interface Listed extends PassList {
  readonly plan: readonly PlannedPass[];
  readonly records: readonly PassRecord[];
  readonly worst: ReadonlyMap<number, Severity>;
}

/** What was listed last of a program, by its first pass: most of what follows is the same objects then. */
const listed = new WeakMap<PlannedPass, Listed>();

/** Every pass in a line, [passes]; a summary is another object only where it says something else. */
export function passListOf({ plan, passes: records }: Session, findings: readonly Finding[]): PassList {
  const worst = worstOfPasses(findings);
  const before = plan.length > 0 ? listed.get(plan[0]) : undefined;
  const list: Listed = { ...listOf(plan, records, worst, before), plan, records, worst };
  if (plan.length > 0) listed.set(plan[0], list);
  return list;
}

function listOf(
  plan: readonly PlannedPass[],
  records: readonly PassRecord[],
  worst: ReadonlyMap<number, Severity>,
  before: Listed | undefined,
): PassList {
  const judged = before ? differences(before.worst, worst) : null;
  const news: number[] = [];
  for (let pass = 0; pass < plan.length; pass++) {
    if (before?.plan[pass] !== plan[pass] || before.records[pass] !== records[pass] || judged?.has(pass) === true)
      news.push(pass);
  }
  if (before && news.length === 0 && before.plan.length === plan.length) return before;
  const passes = before ? before.passes.slice(0, plan.length) : [];
  const typicalGaps = new Float64Array(plan.length);
  typicalGaps.set(before ? before.typicalGap.subarray(0, plan.length) : []);
  for (const pass of news) {
    passes[pass] = knownSummary(plan[pass], records.at(pass), worst.get(pass));
    typicalGaps[pass] = pass < records.length ? typicalGap(records[pass]) : NaN;
  }
  return { passes, typicalGap: typicalGaps };
}

/** Of two maps the keys whose values differ: few, among thousands of passes. */
function differences<V>(one: ReadonlyMap<number, V>, other: ReadonlyMap<number, V>): ReadonlySet<number> | null {
  const keys = [...one.keys(), ...other.keys()].filter((key) => one.get(key) !== other.get(key));
  return keys.length === 0 ? null : new Set(keys);
}

interface Known {
  readonly record: PassRecord | undefined;
  readonly worst: Severity | undefined;
  readonly summary: PassSummary;
}

/** An edit makes another plan of passes that are the same for the most part. */
const knownSummaries = new WeakMap<PlannedPass, Known>();

function knownSummary(pass: PlannedPass, record: PassRecord | undefined, worst: Severity | undefined): PassSummary {
  const before = knownSummaries.get(pass);
  if (before && before.record === record && before.worst === worst) return before.summary;
  const summary = passSummary(before?.summary ?? namesOf(pass), record, worst);
  knownSummaries.set(pass, { record, worst, summary });
  return summary;
}

/** Worst severity of the findings that begin in each pass where some do. */
function worstOfPasses(findings: readonly Finding[]): ReadonlyMap<number, Severity> {
  const worst = new Map<number, Severity>();
  for (const { pass, severity } of findings) {
    // In the state before the first pass.
    if (pass < 0) continue;
    const known = worst.get(pass);
    if (!known || bySeverity(severity, known) < 0) worst.set(pass, severity);
  }
  return worst;
}

/** What a summary says of the plan alone. */
type PassNames = Pick<PassSummary, 'mode' | 'batch' | 'uri' | 'member' | 'hasUpstream'>;

function namesOf({ mode, batch, gradOutput }: PlannedPass): PassNames {
  const { file, member } = tensorPlace(batch.uri);
  return {
    mode,
    batch: nameText(batch.label),
    uri: file,
    ...(member !== undefined && { member }),
    ...(gradOutput && { hasUpstream: true }),
  };
}

function passSummary(
  { mode, batch, uri, member, hasUpstream }: PassNames,
  record: PassRecord | undefined,
  worstFinding: Severity | undefined,
): PassSummary {
  const compared = record ? comparisonsOf(record) : [];
  const error =
    record?.kind === 'refused' ? record.error : compared.find(({ problem }) => problem !== undefined)?.problem;
  const worst = error !== undefined ? 'error' : worstFinding;
  const expect = compared.find(({ passed }) => !passed) ?? compared.at(0);
  return {
    mode,
    batch,
    uri,
    ...(member !== undefined && { member }),
    ...(hasUpstream && { hasUpstream }),
    status: record?.kind ?? 'planned',
    ...(error !== undefined && { error }),
    worst: worst ?? null,
    ...(expect && { expect: { of: expect.of, passed: expect.passed, maxAbsError: String(expect.maxAbsError) } }),
  };
}
