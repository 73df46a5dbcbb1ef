import { BatchStore, type KnownHead, KnownHeads, type SessionFiles } from '../batches/index.js';
import type { Program, UriPolicy } from '../program/index.js';
import { prepareSession, type FindingThresholds, type RunOptions } from '../run/index.js';
import type { OpenedModel, PreparesThreads } from './openModel.js';
import { LayerScanner, type LayerScan } from './scanLayer.js';

/** A layer that is to be looked at, in words that cross to another thread. */
export interface LayerJob {
  readonly program: Program;
  readonly base: string;
  readonly policy: UriPolicy;
  readonly thresholds?: FindingThresholds;
  /** The column of each pass, of so many. */
  readonly ofPasses: Uint32Array;
  readonly columns: number;
  /** What is known of its statistics files: those that have not changed are not asked again. */
  readonly heads?: ReadonlyMap<string, KnownHead>;
}

/** Other threads that look at layers, as long as they are needed. */
export interface LayerThreads extends PreparesThreads {
  /** How many there are, the one that asks left out. */
  readonly count: number;
  /** @throws where the thread cannot: whoever asks looks for itself; the signal's reason */
  scan(job: LayerJob, signal?: AbortSignal): Promise<LayerScan>;
}

/** Null where the layer cannot be looked at at all. */
export function layerJobOf({ layers, ofPasses, columns, sources }: OpenedModel, index: number): LayerJob | null {
  const layer = layers[index];
  if (layer.kind === 'refused') return null;
  const { policy, thresholds, heads } = sources;
  const uris = new Set(layer.session.plan.flatMap(({ recorded }) => recorded?.uri ?? []));
  return {
    program: layer.session.program,
    base: layer.base,
    policy,
    ...(thresholds && { thresholds }),
    ofPasses: ofPasses[index],
    columns: columns.steps.length,
    ...(heads && { heads: heads.of(uris) }),
  };
}

/**
 * Opens a layer again, and looks at the passes that it had when it was opened first.
 * @throws FormatError, EngineError where it cannot be opened any more; RangeError where it has fewer passes; the signal's reason
 */
export async function scanOfJob(job: LayerJob, files: SessionFiles, options?: RunOptions): Promise<LayerScan> {
  const { program, base, policy, thresholds, ofPasses, columns } = job;
  const heads = new KnownHeads(job.heads);
  await heads.renew(files);
  const sources = { base, files, policy, store: new BatchStore(files, heads), ...(thresholds && { thresholds }) };
  const session = await prepareSession(program, sources, options);
  if (session.plan.length < ofPasses.length) {
    throw new RangeError(`the layer has ${session.plan.length} passes: expected ${ofPasses.length}`);
  }
  const plan = session.plan.slice(0, ofPasses.length);
  const layer = { ...session, plan };
  return new LayerScanner(layer, ofPasses, columns).scan(layer, ofPasses, columns, { files, heads }, options);
}
