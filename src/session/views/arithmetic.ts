import { orderOf, stagesOf, type Layer, type MemoryOrder, type Mode, type StageId } from '../../engine/index.js';
import { layerForPass } from '../records/index.js';
import { isRecorded } from '../program/index.js';
import type { Session } from '../run/index.js';
import { type BatchAccess, flatIndexOf, indexOf, valueAt } from '../batches/index.js';
import { assertChannel, shownPass, type ShownPass } from './shownPass.js';
import { stageNumbers } from './stageNumbers.js';
import { TermValues } from './terms.js';
import type { Arithmetic, ArithmeticStage } from './view.js';

/**
 * The stages of one pass for one channel, with their numbers. Normalize, and scale and shift, are for the value at
 * `index`, moved into the channel; for the channel's first value without one. A pass that has not run has formulas only.
 */
export async function arithmetic(
  session: Session,
  request: { readonly pass: number | null; readonly channel: number; readonly index: readonly number[] | null },
  access: BatchAccess,
): Promise<Arithmetic> {
  const shown = await shownPass(session, request.pass, access);
  const { channel } = request;
  assertChannel(channel, shown);
  const flat = indexInChannel(request.index ?? [], channel, shown);
  const values = new TermValues();
  const layer = layerForPass(shown.layer, shown.plan);
  const stages = stagesWithoutNumbers(layer, shown.plan.mode, orderOf(layer, shown.layout, shown.shape));
  const { record } = shown;
  if (!record) return { mode: shown.plan.mode, index: indexOf(flat, shown.shape), stages, values: values.toArray() };

  // Of statistics alone, those stages have numbers that are about statistics.
  const isWithoutValues = isRecorded(shown.plan.batch);
  const x = isWithoutValues ? NaN : await valueAt(access, shown.plan.batch, indexOf(flat, shown.shape));
  const numbers = stageNumbers(record, shown.layout, channel, x, values);
  return {
    mode: shown.plan.mode,
    index: indexOf(flat, shown.shape),
    ...(isWithoutValues && { isWithoutValues }),
    stages: stages.map((stage) =>
      isWithoutValues && stage.resultRole === 'plain' ? stage : { ...stage, ...numbers(stage.id) },
    ),
    values: values.toArray(),
  };
}

function stagesWithoutNumbers(layer: Layer, mode: Mode, order: MemoryOrder): readonly ArithmeticStage[] {
  return stagesOf(layer, mode, order).map(({ id, name, formula }) => ({
    id,
    name,
    formula,
    terms: [],
    result: null,
    resultRole: roleOf(id),
  }));
}

function roleOf(id: StageId): ArithmeticStage['resultRole'] {
  switch (id) {
    case 'batch-mean':
    case 'batch-variance':
      return 'batch';
    case 'normalize':
    case 'scale-and-shift':
      return 'plain';
    case 'update-running-mean':
    case 'update-running-variance':
      return 'running';
  }
}

/** The flat index that is asked for, its place among the groups replaced by `group`. */
function indexInChannel(index: readonly number[], group: number, { shape, layout }: ShownPass): number {
  const { groups, inner } = layout;
  const flat = flatIndexOf(index, shape);
  return (Math.floor(flat / (groups * inner)) * groups + group) * inner + (flat % inner);
}
