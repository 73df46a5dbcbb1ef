import { Uri } from 'vscode';
import { isEqual, type WithinModel } from '../../protocol/index.js';
import type { LayerCells, LayerSummary } from '../../session/index.js';
import { layerUri } from '../host/layerUri.js';
import type { Lease, SessionHub } from '../host/sessionHub.js';
import type { LiveSession } from '../host/liveSession.js';

/** A layer of a model that is shown in the model's tab. */
export interface OpenedLayer {
  readonly lease: Lease;
  readonly within: WithinModel;
}

/**
 * A layer's own session, where a column of the model's axis ends.
 * @throws Error where the model has no such layer, or it could not be opened
 */
export function openLayer(
  hub: SessionHub,
  { model, uri, isRuled }: LiveSession,
  at: number,
  column: number | null,
): OpenedLayer {
  const layer = model?.layers.at(at);
  if (!model || !layer) throw new Error(`There is no layer ${at} in the model.`);
  if (!canOpen(layer)) throw new Error(`${layer.name}: ${layer.problem ?? ''}`);
  const { name, program, rules } = layer;
  const lease = hub.lease(program === undefined ? layerUri({ of: uri, layer: name }) : Uri.parse(program, true));
  const pass = layer.cells && column !== null ? passAt(layer.cells, column) : null;
  void lead(lease.session, pass, isRuled ? rules : undefined);
  return { lease, within: { model: model.title, layer: name } };
}

/** To a pass, and to the rules that the model shows it by. What fails is in the layer's state. */
async function lead(session: LiveSession, pass: number | null, rules: LayerSummary['rules']): Promise<void> {
  if (pass === null && !rules) return;
  const opened = await session.act(pass === null ? { kind: 'allow' } : { kind: 'goTo', pass });
  if (!opened.ok || !rules) return;
  const { conventionKey: convention, eps, momentum } = opened.value.settings;
  if (isEqual({ convention, eps, momentum }, rules)) return;
  await session.act({ kind: 'configure', settings: rules });
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
