import { layoutOf, type Layer, type Layout, type LayerState, type Moments } from '../../engine/index.js';
import type { ComputedPass } from '../records/index.js';
import type { PlannedPass } from '../program/index.js';
import { plural } from '../numberText.js';
import { layerAt, type Session } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';

/** What a view of one pass is about. A pass that has not run, or was refused, is shown as it is: without x̂ and y. */
export interface ShownPass {
  readonly plan: PlannedPass;
  /** As it is set there. */
  readonly layer: Layer;
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly moments: Moments;
  /** The state that the view's running values come from: after the pass; before it where it has not run. */
  readonly state: LayerState;
  /** Null where the pass has not run or was refused. */
  readonly record: ComputedPass | null;
}

/**
 * The pass that a request means. `null` is the state before the first pass, with the next planned batch.
 *
 * @throws RangeError where the program has no such pass; FormatError where its batch cannot be read; EngineError where
 * its shape cannot be normalized.
 */
export async function shownPass(session: Session, pass: number | null, access: BatchAccess): Promise<ShownPass> {
  const index = pass ?? (session.cursor.pass < session.plan.length ? session.cursor.pass : 0);
  const plan = session.plan.at(index);
  if (!plan || index < 0) {
    throw new RangeError(`pass ${index + 1}: the program has ${plural(session.plan.length, 'pass', 'passes')}`);
  }
  const record = pass === null ? undefined : session.passes.at(pass);
  const known =
    record?.shape && record.moments
      ? { shape: record.shape, moments: record.moments }
      : await access.moments(plan.batch);
  const layer = pass === null ? session.layer : layerAt(session, pass);
  return {
    plan,
    layer,
    ...known,
    layout: layoutOf(known.shape, layer),
    state: pass === null ? session.initial : ((record ?? session.passes.at(-1))?.after ?? session.initial),
    record: record?.kind === 'computed' ? record : null,
  };
}

/** @throws RangeError where the batch has no such channel. */
export function assertChannel(channel: number, { layout, plan }: ShownPass): void {
  if (!Number.isInteger(channel) || channel < 0 || channel >= layout.groups) {
    throw new RangeError(`channel ${channel}: ${plan.batch.label} has channels 0 to ${layout.groups - 1}`);
  }
}
