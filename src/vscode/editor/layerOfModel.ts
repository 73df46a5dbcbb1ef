import { Uri } from 'vscode';
import { isEqual, type WithinModel } from '../../protocol/index.js';
import type { LayerCells, LayerSummary } from '../../session/index.js';
import { layerUri } from '../host/layerUri.js';
import type { Lease, SessionHub } from '../host/sessionHub.js';
import type { LiveSession } from '../host/liveSession.js';
import type { LedLayer } from '../host/statesMemory.js';

/** A layer of a model that is shown in the model's tab. */
export interface OpenedLayer {
  readonly lease: Lease;
  readonly within: WithinModel;
}

/**
 * A layer's own session, where a column of the model's axis ends.
 * @throws Error where the model has no such layer, or it could not be opened
 */
export function openLayer(hub: SessionHub, whole: LiveSession, at: number, column: number | null): OpenedLayer {
  const { model, uri } = whole;
  const layer = model?.layers.at(at);
  if (!model || !layer) throw new Error(`There is no layer ${at} in the model.`);
  if (!canOpen(layer)) throw new Error(`${layer.name}: ${layer.problem ?? ''}`);
  const { name, program, rules } = layer;
  const lease = hub.lease(program === undefined ? layerUri({ of: uri, layer: name }) : Uri.parse(program, true));
  const pass = layer.cells && column !== null ? passAt(layer.cells, column) : null;
  void lead(lease.session, pass, {
    rules: whole.isRuled ? rules : undefined,
    led: whole.ledLayer(name),
    note: (led) => whole.noteLed(name, led),
  });
  return { lease, within: { model: model.title, layer: name } };
}

interface Leading {
  /** Those that were chosen for all layers. */
  readonly rules: LayerSummary['rules'] | undefined;
  readonly led: LedLayer | null;
  readonly note: (led: LedLayer | null) => Promise<void>;
}

/** To a pass, and to the rules that the model shows it by. What fails is in the layer's state. */
async function lead(session: LiveSession, pass: number | null, { rules, led, note }: Leading): Promise<void> {
  if (!rules && led) {
    await note(null);
    await leadBack(session, led);
  }
  if (pass === null && !rules) return;
  const opened = await session.act(pass === null ? { kind: 'allow' } : { kind: 'goTo', pass });
  if (!opened.ok || !rules) return;
  const { conventionKey: convention, eps, momentum, channelAxis } = opened.value.settings;
  if (isEqual({ convention, eps, momentum }, rules)) return;
  const isGoingOn = led && isEqual(opened.value.program, led.program);
  const followed = await session.act({ kind: 'configure', settings: { ...rules, channelAxis } });
  if (followed.ok) await note({ program: followed.value.program, edits: isGoingOn ? led.edits + 1 : 1 });
}

/** What the user has changed since is not taken back. */
async function leadBack(session: LiveSession, { program, edits }: LedLayer): Promise<void> {
  await session.act({ kind: 'allow' });
  if (!isEqual(session.snapshot?.program, program)) return;
  for (let edit = 0; edit < edits; edit++) {
    // Of a window that was reloaded since, nothing is undone.
    if (session.can('undo')) await session.act({ kind: 'undo' });
    else await session.revert({ keepsPlace: true });
  }
}

/** The place of the layer before or after this one; null where there is none. */
export function neighbourLayer({ model }: LiveSession, name: string, by: -1 | 1): number | null {
  const layers = model?.layers ?? [];
  const from = layers.findIndex((layer) => layer.name === name);
  for (let at = from + by; from >= 0 && at >= 0 && at < layers.length; at += by) {
    if (canOpen(layers[at])) return at;
  }
  return null;
}

/** The layer's last pass up to a column; null where it had none by then. */
function passAt({ pass }: LayerCells, column: number): number | null {
  for (let at = Math.min(column, pass.length - 1); at >= 0; at--) if (pass[at] >= 0) return pass[at];
  return null;
}

/** What is wrong with a program of its own, its own page says. */
function canOpen({ program, problem }: LayerSummary): boolean {
  return program !== undefined || problem === undefined;
}
