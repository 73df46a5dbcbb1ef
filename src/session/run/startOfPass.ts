import { changedLayer, changedState, type Layer, type LayerState, type SetValues } from '../../engine/index.js';
import type { ReadOptions } from '../../formats/index.js';
import type { BatchStore } from '../batches/index.js';
import { batchOf, openValues, type OpenParameter, type PlannedPass } from '../program/index.js';
import type { Session } from './session.js';

/** What a pass begins with. */
export interface PassStart {
  readonly layer: Layer;
  readonly before: LayerState;
  /** What was set, where something was. */
  readonly set?: SetValues;
}

/** What the pass before leaves, which the next one begins with unless something is set. */
export function startAfter({ layer, initial, passes }: Pick<Session, 'layer' | 'initial' | 'passes'>): PassStart {
  const last = passes.at(-1);
  return { layer: last?.layer ?? layer, before: last?.after ?? initial };
}

/**
 * The same with what is set before a pass.
 * @param shape of a batch, whose channels the values are for
 * @throws FormatError where a file is refused; EngineError where its values do not fit the layer
 */
export async function withSets(
  { layer, before }: PassStart,
  sets: NonNullable<PlannedPass['sets']>,
  shape: readonly number[],
  open: OpenParameter,
): Promise<PassStart> {
  let start: PassStart = { layer, before };
  for (const given of sets) {
    const { eps, momentum } = given;
    const values = await (await openValues(given, start.layer, shape, '', open, 'set')).load();
    const set = { ...values, ...(eps !== undefined && { eps }), ...(momentum !== undefined && { momentum }) };
    const next = changedLayer(start.layer, set);
    start = { layer: next, before: changedState(next, start.before, set), set: { ...start.set, ...set } };
  }
  return start;
}

/** How a program's values are read from the files of a session. */
export function openFrom(store: BatchStore, options?: ReadOptions): OpenParameter {
  return async (uri) => ({
    shape: (await store.header(batchOf(uri), options)).shape,
    values: async () => (await store.tensor(batchOf(uri), options)).values,
  });
}
