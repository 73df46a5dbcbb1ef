import type { ArchiveView, LayerView } from '../../protocol/index.js';
import type { Choice } from '../dialogs.js';

/** An entry of the list that asks for a layer. */
export interface LayerChoice extends Choice {
  readonly layer: LayerView;
}

/** @throws Error where there is none of that name, and where no batch can run through it, with the reason */
export function layerNamed({ layers, name }: ArchiveView, wanted: string): LayerView {
  const layer = layers.find((one) => one.name === wanted);
  if (!layer) throw new Error(`${name} has no BatchNorm layer ${wanted}.`);
  return runnable(layer);
}

/**
 * A layer for an input of so many channels. The only one that fits needs no question.
 * @param ask shows the layers, those that fit first; undefined where the user cancels
 * @throws Error where there is none, and where no batch can run through the one that is chosen, with the reason
 */
export async function layerFor(
  { name, layers }: ArchiveView,
  channels: number,
  ask: (choices: readonly LayerChoice[]) => Promise<LayerChoice | undefined>,
): Promise<LayerView | undefined> {
  if (layers.length === 0) {
    throw new Error(
      `${name} has no BatchNorm layer whose parts are named as one: running_mean and running_var, or so.`,
    );
  }
  const fitting = layers.filter((layer) => layer.channels === channels);
  if (layers.length === 1 && fitting.length === 1) return runnable(fitting[0]);
  const others = layers.filter((layer) => layer.channels !== channels);
  const picked = await ask(
    [...fitting, ...others].map((layer) => ({
      label: layer.label,
      description: `${layer.channels} channels${layer.channels === channels ? '' : `, the input has ${channels}`}`,
      ...warning(layer),
      layer,
    })),
  );
  return picked && runnable(picked.layer);
}

function runnable(layer: LayerView): LayerView {
  if (layer.problem !== undefined) throw new Error(`${layer.label}: ${layer.problem}.`);
  return layer;
}

function warning({ problem, swapped }: LayerView): Pick<Choice, 'detail' | 'warns'> {
  if (problem !== undefined) return { detail: problem, warns: true };
  return swapped === undefined ? {} : { detail: `Mean and variance look swapped: ${swapped}`, warns: true };
}
