import {
  conventions,
  EngineError,
  layoutOf,
  nativeCodeOf,
  stagesOf,
  type DType,
  type Layer,
  type Layout,
} from '../../engine/index.js';
import { printable } from '../../formats/index.js';
import type { BatchHeader } from '../batches/index.js';
import { findingsOf, type Finding } from '../findings/index.js';
import { bySeverity, type Severity } from '../severity.js';
import {
  batchOf,
  hintFor,
  otherFiles,
  passAxisOf,
  tensorPlace,
  type Batch,
  type PlannedPass,
} from '../program/index.js';
import { layerForPass, typicalGap, type PassRecord } from '../records/index.js';
import { comingBatch, comingPass, shownPassOf, type Session, type SessionOwner } from '../run/index.js';
import type { InputView, PassSummary, SessionSnapshot, SettingsView } from './snapshot.js';

/** What belongs to a session beside the session itself. */
export interface SnapshotContext {
  readonly revision: number;
  readonly title: string;
  readonly sameShape: readonly string[];
  readonly notice: string | null;
}

const MAX_NAME = 300;

/** What every face knows of a session. Reads at most the header of the batch that is shown. */
export async function snapshotOf(owner: SessionOwner, context: SnapshotContext): Promise<SessionSnapshot> {
  const { session } = owner;
  const { program, layer, plan, passes, cursor } = session;
  const shown = shownPassOf(session);
  const findings = findingsOf(session);
  const worst = worstOfPasses(findings);
  const coming = plan.at(comingPass(session));
  const staged = cursor.stage === null ? coming : plan[cursor.pass];
  return {
    revision: context.revision,
    title: nameText(context.title),
    program,
    settings: settingsView(session),
    input: { ...inputView(session, await shownHeader(owner)), passes: await passesOfFile(owner) },
    passes: plan.map((pass, index) => passSummary(pass, passes.at(index), worst.get(index))),
    typicalGap: Float64Array.from(plan, (_, index) => {
      const record = passes.at(index);
      return record ? typicalGap(record, layer) : NaN;
    }),
    computed: passes.length,
    cursor,
    shown,
    next: coming ? { mode: coming.mode, batch: nameText(coming.batch.label) } : null,
    trainBatch: nameText(comingBatch(session, 'train').label),
    evalBatch: nameText(comingBatch(session, 'eval').label),
    stages: stagesOf(staged ? layerForPass(layer, staged) : layer, staged?.mode ?? 'train').map(({ name }) => name),
    findings,
    canUndo: owner.canUndo,
    canRedo: owner.canRedo,
    offers: {
      sameShape: otherFiles(
        context.sameShape,
        plan.map(({ batch }) => batch.uri),
      ),
    },
    notice: context.notice,
  };
}

function settingsView({ layer, initial: { linear } }: Session): SettingsView {
  const { convention, channelAxis, batchAxis = 0, affine, trackRunningStats, emulation } = layer;
  return {
    conventionKey: convention.key,
    conventionName: convention.name,
    conventions: conventions.map(({ key, name, rule }) => ({ key, name, description: rule })),
    channelAxis,
    batchAxis,
    eps: convention.eps,
    momentum: convention.momentum,
    momentumWeighs: convention.momentumWeighs,
    affine,
    trackRunningStats,
    linear: linear ? { channels: linear.weight.length / linear.out, outputs: linear.out } : null,
    emulation: emulation ?? { arithmetic: 'exact', state: 'float64' },
    varianceAsWritten: convention.varianceAsWritten,
    nativeCode: nativeCodeOf(convention),
  };
}

/** Of the shown batch; where it cannot be read, of the last one that could. */
async function shownHeader({
  session,
  store,
}: SessionOwner): Promise<{ readonly header: BatchHeader; readonly batch: Batch } | null> {
  const { plan, cursor } = session;
  const shown = shownPassOf(session) ?? Math.min(cursor.pass, plan.length - 1);
  for (const { batch } of [plan[shown], ...plan]) {
    try {
      return { header: await store.header(batch), batch };
    } catch {
      // Its own pass says why; the title needs a batch that is there.
    }
  }
  return null;
}

/** The file of which the shown batch is one pass among others. */
async function passesOfFile({ session, store }: SessionOwner): Promise<SessionSnapshot['input']['passes']> {
  const { batch } = session.plan[shownPassOf(session) ?? 0];
  const along = passAxisOf(batch);
  if (!along) return null;
  try {
    return { shape: (await store.header(batchOf(along.whole))).shape, axis: along.axis };
  } catch {
    // The pass itself says why.
    return null;
  }
}

function inputView(
  { layer, passes, initial, program }: Session,
  found: Awaited<ReturnType<typeof shownHeader>>,
): Omit<InputView, 'passes'> {
  const { header, batch } = found ?? {};
  const chosen = batch && tensorPlace((batch.parts?.[0] ?? batch).uri).part;
  const shape = header?.shape ?? passes.find((pass) => pass.shape)?.shape ?? [];
  const layout = layoutOrNull(shape, layer);
  return {
    shape,
    dtype: header?.dtype ?? 'float64',
    count: layout?.count ?? 0,
    channels: layout?.channels ?? 0,
    hint: hintFor(shape, layer, initial, program),
    warnings: header ? [...header.warnings, ...integerWarning(header.dtype)] : [],
    ...(header?.parts && chosen !== undefined && { part: { chosen, choices: header.parts } }),
  };
}

/** Null for a batch that cannot be normalized: its pass says why. */
function layoutOrNull(shape: readonly number[], layer: Layer): Layout | null {
  try {
    return layoutOf(shape, layer);
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/** PyTorch raises on these; the numbers are of use all the same. */
function integerWarning(dtype: DType): string[] {
  return /^(u?int\d+|bool)$/.test(dtype) ? [`PyTorch refuses ${dtype} input; it is computed as float64 here`] : [];
}

/** Worst severity of the findings that begin in each pass where some do. */
function worstOfPasses(findings: readonly Finding[]): ReadonlyMap<number, Severity> {
  const worst = new Map<number, Severity>();
  for (const { pass, severity } of findings) {
    const known = worst.get(pass);
    if (!known || bySeverity(severity, known) < 0) worst.set(pass, severity);
  }
  return worst;
}

function passSummary(
  { mode, batch }: PlannedPass,
  record: PassRecord | undefined,
  worstFinding: Severity | undefined,
): PassSummary {
  const { file, member } = tensorPlace(batch.uri);
  const error = record?.kind === 'refused' ? record.error : record?.expect?.problem;
  const worst = error !== undefined ? 'error' : worstFinding;
  const expect = record?.kind === 'computed' ? record.expect : undefined;
  return {
    mode,
    batch: nameText(batch.label),
    uri: file,
    ...(member !== undefined && { member }),
    status: record?.kind ?? 'planned',
    ...(error !== undefined && { error }),
    worst: worst ?? null,
    ...(expect && { expect: { passed: expect.passed, maxAbsError: String(expect.maxAbsError) } }),
  };
}

/** File names are anything: markup, controls, text that turns around what stands beside it. */
function nameText(name: string): string {
  return printable(name, MAX_NAME);
}
