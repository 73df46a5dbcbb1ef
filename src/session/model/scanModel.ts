import type { Finding } from '../findings/index.js';
import { findingsOfLayers } from './acrossLayers/findingsOfLayers.js';
import { rankOf } from './acrossLayers/rankOf.js';
import { layerJobOf, type LayerThreads } from './layerJob.js';
import { numbersOf, type OpenedModel } from './openModel.js';
import { MODEL_RULES } from './rules/index.js';
import type { RuledLayer } from './rules/modelRule.js';
import { LayerScanner, type LayerScan, type ScanOptions } from './scanLayer.js';
import type { ScannedModel } from './scannedModel.js';

export interface ScanModelOptions extends Omit<ScanOptions, 'onRecord'> {
  /** Told of every pass of every layer, which is not kept here. */
  readonly onRecord?: (layer: number, record: Parameters<NonNullable<ScanOptions['onRecord']>>[0]) => void;
  /** What was seen of the layers before, and is seen now, by their places; absent: they are looked at from the start. */
  readonly scanners?: Map<number, LayerScanner>;
  /** Who else looks at layers that were not seen before; absent: nobody. */
  readonly threads?: LayerThreads;
  /** Told when a layer is done. @param soFar the model with what is known by now */
  readonly onLayer?: (layer: number, soFar: () => ScannedModel) => void;
}

/** Layers that a thread looks at at once: while one waits for its file another is computed. */
const atOnce = 2;

/** Looks at all passes of all layers. @throws the signal's reason */
export async function scanModel(model: OpenedModel, options: ScanModelOptions = {}): Promise<ScannedModel> {
  const { onRecord, onLayer, threads, scanners, ...rest } = options;
  const scans = new Array<LayerScan | null>(model.layers.length).fill(null);
  const soFar = () => scannedModel(model, scans);
  const columns = model.columns.steps.length;
  const here: Scan = async (index) => {
    const layer = model.layers[index];
    if (layer.kind === 'refused') return null;
    const { session } = layer;
    const ofPasses = model.ofPasses[index];
    const known = scanners?.get(index);
    const goesOn = known && (await known.isBeginningOf(session, model.sources, rest));
    const scanner = goesOn ? known : new LayerScanner(session, ofPasses, columns);
    scanners?.set(index, scanner);
    return scanner.scan(session, ofPasses, columns, model.sources, {
      ...rest,
      ...(onRecord && { onRecord: (record) => onRecord(index, record) }),
    });
  };
  // Passes that somebody wants to be told of stay in this thread.
  const numbers = model.layers.reduce((sum, layer) => sum + numbersOf(layer), 0);
  const others = threads && !onRecord && numbers >= threads.leastNumbers ? threads : null;
  const there: Scan = async (index) => {
    const job = scanners?.has(index) ? null : layerJobOf(model, index);
    try {
      return job && others ? await others.scan(job, rest.signal) : await here(index);
    } catch {
      rest.signal?.throwIfAborted();
      return here(index);
    }
  };
  let next = 0;
  const lane = async (scan: Scan): Promise<void> => {
    while (next < model.layers.length) {
      const index = next++;
      scans[index] = await scan(index);
      if (scans[index]) onLayer?.(index, soFar);
    }
  };
  const lanes = [here, ...Array.from({ length: others?.count ?? 0 }, () => there)];
  await Promise.all(Array.from({ length: atOnce }, () => lanes.map(lane)).flat());
  return soFar();
}

type Scan = (layer: number) => Promise<LayerScan | null>;

/** The model with what is known of its layers. @param others findings besides, by the layers' names */
export function scannedModel(
  model: OpenedModel,
  scans: readonly (LayerScan | null)[],
  others: ReadonlyMap<string, Finding> = new Map(),
): ScannedModel {
  const ruled: (RuledLayer & { readonly index: number })[] = [];
  model.layers.forEach((layer, index) => {
    const facts = scans[index]?.facts;
    if (layer.kind !== 'ready' || !facts) return;
    const { name, channels, session } = layer;
    ruled.push({ index, name, channels, layer: session.layer, passes: session.plan.length, facts });
  });
  const isComplete = model.layers.every(({ kind }, index) => kind === 'refused' || Boolean(scans.at(index)));
  const more = new Map<number, Finding[]>();
  // Rules over several layers want them all.
  for (const rule of isComplete ? MODEL_RULES : []) {
    for (const { layer, finding } of rule(ruled)) {
      const { index } = ruled[layer];
      more.set(index, [...(more.get(index) ?? []), finding]);
    }
  }
  const found = model.layers.map(({ name }, index) => ({
    name,
    rank: rankOf(name).rank,
    cells: scans[index]?.cells ?? null,
    findings: [...only(others.get(name)), ...(more.get(index) ?? []), ...(scans[index]?.findings ?? [])],
    columnOf: model.ofPasses[index],
  }));
  return { model, scans: [...scans], ...findingsOfLayers(found, model.columns), isComplete };
}

function only(finding: Finding | undefined): readonly Finding[] {
  return finding ? [finding] : [];
}
