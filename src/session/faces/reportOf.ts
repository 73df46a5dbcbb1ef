import { layoutOf, meanOf, varianceOf } from '../../engine/index.js';
import { comparisonsOf, outputOf, type Comparison, type PassRecord } from '../records/index.js';
import { findingsOf, type Consequence, type Finding } from '../findings/index.js';
import type { ComparedReport, PassReport, ReportedFinding, ReportOptions, SessionReport } from './report.js';
import { isRecorded } from '../program/index.js';
import type { Session } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';

/** Everything that was computed, as the contract of `batchnorm.run` has it. Reads batches again only for outputs. */
export async function reportOf(
  session: Session,
  access: BatchAccess,
  options: ReportOptions = {},
): Promise<SessionReport> {
  const { layer, passes, initial } = session;
  const groups = passes.find(({ moments }) => moments)?.moments?.shift.length ?? initial.runningMean?.length ?? 0;
  const shape = passes.find((pass) => pass.shape !== undefined && pass.kind === 'computed')?.shape;
  const reports: PassReport[] = [];
  for (const pass of passes) {
    const isWanted = options.outputs === true && pass.kind === 'computed' && !isRecorded(pass.plan.batch);
    const output = isWanted ? outputOf(pass, await access.tensor(pass.plan.batch)) : null;
    reports.push({
      ...passReport(pass, groups),
      ...(output && { output: { shape: output.shape, data: output.values } }),
    });
  }
  return {
    convention: layer.convention.key,
    channelAxis: layer.channelAxis,
    channels: shape ? layoutOf(shape, layer).channels : (initial.gamma?.length ?? groups),
    passes: reports,
    findings: findingsOf(session).map(reported),
  };
}

/** A finding as a report has it. */
export function reported(finding: Finding): ReportedFinding {
  const { rule, severity, pass, lastPass, known, channel, message, remedy, follows } = finding;
  return {
    rule,
    severity,
    pass,
    lastPass,
    known,
    ...(channel !== undefined && { channel }),
    ...channelsOf(finding),
    message,
    remedy,
    ...(follows && { follows: follows.map(reportedConsequence) }),
  };
}

function reportedConsequence(one: Consequence): NonNullable<ReportedFinding['follows']>[number] {
  const { rule, pass, layer } = one;
  return { rule, pass, ...channelsOf(one), ...(layer !== undefined && { layer }) };
}

function channelsOf({ channels }: Pick<Finding, 'channels'>): { readonly channels?: readonly number[] } {
  return channels ? { channels: [...channels.toSorted()] } : {};
}

function isUnreadable(pass: PassRecord): boolean {
  const own = pass.kind === 'refused' ? [pass] : [];
  return [...own, ...comparisonsOf(pass)].some(({ isUnreadable: unreadable }) => unreadable === true);
}

function resultOf({ passed, maxAbsError, problem }: Comparison): ComparedReport {
  return { passed, maxAbsError, ...(problem !== undefined && { problem }) };
}

/** @param groups of the layer, for what could not be read */
export function passReport(pass: PassRecord, groups: number): PassReport {
  const { plan, moments, after, recorded } = pass;
  const { step, numBatchesTracked: tracked } = recorded ?? {};
  const { hasExtremes = true, hasNonFinite = true } = recorded ?? {};
  // What is not known of a batch that could not be read.
  const unknown = () => new Float64Array(groups).fill(NaN);
  return {
    mode: plan.mode,
    batch: plan.batch.label,
    shape: pass.shape ?? [],
    ...(step !== undefined && { step }),
    count: moments && pass.shape ? layoutOf(pass.shape, pass.layer).count : 0,
    ...(pass.kind === 'refused' && { error: pass.error }),
    ...(pass.kind === 'computed' && pass.expect && { expect: resultOf(pass.expect) }),
    ...(pass.kind === 'computed' && pass.expectGrad && { expectGrad: resultOf(pass.expectGrad) }),
    ...(pass.stateAfter && { stateAfter: resultOf(pass.stateAfter) }),
    ...(isUnreadable(pass) && { unreadable: true }),
    mean: moments ? meanOf(moments) : unknown(),
    var: moments ? varianceOf(moments, 'biased') : unknown(),
    ...(hasExtremes && { min: moments?.min ?? unknown(), max: moments?.max ?? unknown() }),
    ...(hasNonFinite && { nonFinite: moments?.nonFinite ?? new Uint32Array(groups) }),
    runningMean: after.runningMean,
    runningVar: after.runningVar,
    ...(recorded?.after && {
      recorded: { ...recorded.after, ...(tracked !== undefined && { numBatchesTracked: tracked }) },
    }),
    numBatchesTracked: after.numBatchesTracked,
  };
}
