import {
  conventions,
  EngineError,
  layoutOf,
  nativeCodeOf,
  stagesOf,
  type DType,
  type Layer,
  type Layout,
  type Mode,
} from '../../engine/index.js';
import type { BatchHeader } from '../batches/index.js';
import { findingsOf } from '../findings/index.js';
import { batchOf, hintFor, otherFiles, passAxisOf, tensorPlace, type Batch } from '../program/index.js';
import { layerForPass } from '../records/index.js';
import { comingBatch, comingPass, lastSet, shownPassOf, type Session, type SessionOwner } from '../run/index.js';
import { axisViews, nameText } from '../views/index.js';
import { passListOf } from './passList.js';
import type { InputView, SessionSnapshot, SettingsView } from './snapshot.js';

/** What belongs to a session beside the session itself. */
export interface SnapshotContext {
  readonly revision: number;
  readonly numbers: number;
  readonly title: string;
  readonly sameShape: readonly string[];
  readonly notice: string | null;
}

interface PassesOfFile {
  readonly shape: readonly number[];
  readonly axis: number;
}

/** What every face knows of a session. Reads at most the header of the batch that is shown. */
export async function snapshotOf(owner: SessionOwner, context: SnapshotContext): Promise<SessionSnapshot> {
  const { session } = owner;
  const { program, layer, plan, passes, cursor } = session;
  const shown = shownPassOf(session);
  const findings = findingsOf(session);
  const list = passListOf(session, findings);
  const coming = plan.at(comingPass(session));
  const staged = cursor.stage === null ? coming : plan[cursor.pass];
  return {
    revision: context.revision,
    numbers: context.numbers,
    title: nameText(context.title),
    program,
    settings: settingsView(session),
    input: inputView(session, await shownHeader(owner), await passesOfFile(owner)),
    passes: list.passes,
    stepOfPass: session.stepOfPass,
    typicalGap: list.typicalGap,
    computed: passes.length,
    cursor,
    shown,
    next: coming ? { mode: coming.mode, batch: nameText(coming.batch.label) } : null,
    trainBatch: batchName(session, 'train'),
    evalBatch: batchName(session, 'eval'),
    stages: stagesOf(staged ? layerForPass(layer, staged) : layer, staged?.mode ?? 'train').map(({ name }) => name),
    findings,
    canUndo: owner.canUndo,
    canRedo: owner.canRedo,
    branches: {
      current: owner.branchName,
      others: owner.branches.map(({ name }) => name),
      programs: owner.branches.map(({ session: { program: own } }) => own),
    },
    offers: {
      sameShape: context.sameShape.length === 0 ? [] : otherFiles(context.sameShape, urisOf(plan)),
    },
    notice: context.notice,
  };
}

function settingsView(session: Session): SettingsView {
  const { layer, initial } = session;
  const { linear } = initial;
  const { convention, channelAxis, batchAxis = 0, affine, trackRunningStats, emulation } = layer;
  return {
    conventionKey: convention.key,
    conventionName: convention.name,
    conventions: conventions.map(({ key, name, rule }) => ({ key, name, description: rule })),
    channelAxis,
    batchAxis,
    eps: convention.eps,
    momentum: convention.momentum,
    set: { eps: lastSet(session, 'eps'), momentum: lastSet(session, 'momentum') },
    momentumWeighs: convention.momentumWeighs,
    affine,
    trackRunningStats,
    linear: linear ? { channels: linear.weight.length / linear.out, outputs: linear.out } : null,
    emulation: emulation ?? { arithmetic: 'exact', state: 'float64' },
    varianceAsWritten: convention.varianceAsWritten,
    nativeCode: nativeCodeOf(convention),
    offersArithmetic: offersArithmetic(layer),
  };
}

/** The float32 code of other conventions is as good as exact; what a program has switched on can be switched off. */
export function offersArithmetic({ convention, emulation }: Pick<Layer, 'convention' | 'emulation'>): boolean {
  const { varianceAsWritten } = convention;
  return varianceAsWritten !== 'two-pass' || nativeCodeOf(convention) !== null || emulation?.arithmetic === 'float32';
}

/** Of the shown batch; where it cannot be read, of the last one that could. */
async function shownHeader({
  session,
  store,
}: SessionOwner): Promise<{ readonly header: BatchHeader; readonly batch: Batch } | null> {
  const { plan, cursor } = session;
  if (plan.length === 0) return null;
  const shown = shownPassOf(session) ?? Math.min(cursor.pass, plan.length - 1);
  for (let index = -1; index < plan.length; index++) {
    const { batch } = plan[index < 0 ? shown : index];
    try {
      return { header: await store.header(batch), batch };
    } catch {
      // Its own pass says why; the title needs a batch that is there.
    }
  }
  return null;
}

/** What Train or Eval would take, in words of a tooltip. */
function batchName(session: Session, mode: Mode): string {
  const batch = comingBatch(session, mode);
  return batch ? nameText(batch.label) : 'a batch, of which the program has none yet';
}

/** The file of which the shown batch is one pass among others, and the axis that counts them; null where it holds no others. */
async function passesOfFile({ session, store }: SessionOwner): Promise<PassesOfFile | null> {
  if (session.plan.length === 0) return null;
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
  { layer, passes, initial, program, plan, shape: ofState }: Session,
  found: Awaited<ReturnType<typeof shownHeader>>,
  file: PassesOfFile | null,
): InputView {
  const { header, batch } = found ?? {};
  const chosen = batch && tensorPlace((batch.parts?.[0] ?? batch).uri).part;
  const shape = header?.shape ?? passes.find((pass) => pass.shape)?.shape ?? [];
  // Of a state alone, how many channels it has is all that is known.
  const layout = layoutOrNull(plan.length === 0 ? ofState : shape, layer);
  const { channelAxis, batchAxis = 0 } = layer;
  return {
    shape,
    axes: axisViews({ shape: file?.shape ?? shape, passAxis: file?.axis ?? null, channelAxis, batchAxis }),
    dtype: header?.dtype ?? 'float64',
    count: plan.length === 0 ? 0 : (layout?.count ?? 0),
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

function urisOf(plan: Session['plan']): readonly string[] {
  return plan.map(({ batch }) => batch.uri);
}
