import type { Finding } from '../findings/index.js';
import { tensorPlace, type PlannedPass } from '../program/index.js';
import { comparisonsOf, typicalGap, type PassRecord } from '../records/index.js';
import { nameText } from '../views/index.js';
import type { Session } from '../run/index.js';
import { bySeverity, type Severity } from '../severity.js';
import type { PassSummary, SessionSnapshot } from './snapshot.js';

type PassList = Pick<SessionSnapshot, 'passes' | 'typicalGap'>;

interface Listed extends PassList {
  readonly records: readonly PassRecord[];
  readonly worst: ReadonlyMap<number, Severity>;
}

/** What was listed last of a plan: its records only ever grow, unless they are computed anew. */
const listed = new WeakMap<readonly PlannedPass[], Listed>();

/** Every pass in a line, [passes]; a summary is another object only where it says something else. */
export function passListOf({ plan, passes: records }: Session, findings: readonly Finding[]): PassList {
  const worst = worstOfPasses(findings);
  const before = listed.get(plan);
  const goesOn = before !== undefined && isBeginning(before.records, records);
  const summaries = goesOn ? [...before.passes] : new Array<PassSummary>(plan.length);
  const gaps = goesOn ? before.typicalGap.slice() : new Float64Array(plan.length).fill(NaN);
  const news = goesOn ? otherKeys(before.worst, worst) : new Set<number>();
  for (let pass = goesOn ? before.records.length : 0; pass < (goesOn ? records.length : plan.length); pass++)
    news.add(pass);
  for (const pass of news) {
    summaries[pass] = knownSummary(plan[pass], records.at(pass), worst.get(pass));
    if (pass < records.length) gaps[pass] = typicalGap(records[pass]);
  }
  const isSame = goesOn && news.size === 0;
  const list = {
    passes: isSame ? before.passes : summaries,
    typicalGap: isSame ? before.typicalGap : gaps,
    records,
    worst,
  };
  listed.set(plan, list);
  return list;
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

/** Of one plan: no record is computed twice but together with those before it. */
function isBeginning(some: readonly PassRecord[], all: readonly PassRecord[]): boolean {
  return some.length === 0 || (some.length <= all.length && some.at(-1) === all[some.length - 1]);
}

function otherKeys(before: ReadonlyMap<number, Severity>, after: ReadonlyMap<number, Severity>): Set<number> {
  const keys = [...before.keys(), ...after.keys()];
  return new Set(keys.filter((pass) => before.get(pass) !== after.get(pass)));
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
