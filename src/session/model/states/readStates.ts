import type { ReadOptions } from '../../../formats/index.js';
import { fileOf, nameOf, resolvePath } from '../../program/index.js';
import type { RunOptions, Target } from '../../run/index.js';
import { readCheckpoint, stateFindings, type CheckpointLayer } from '../checkpoint.js';
import type { ModelSources } from '../modelSources.js';
import { modelTargetOf } from '../modelTarget.js';
import type { CheckpointSettings } from '../sharedRules.js';
import { statesOfModel } from '../statesOf.js';
import { RecordingSoFar } from './recordingSoFar.js';

/** The states of several layers. */
export interface States {
  readonly title: string;
  readonly layers: readonly CheckpointLayer[];
  /** Whether programs say the rules. */
  readonly isModel: boolean;
  /** Those that were chosen instead. */
  readonly settings: CheckpointSettings;
}

/**
 * The states that a checkpoint holds, or that a recording ends with; null where no layers are recognized.
 * @param settings rules instead of those that the file says, or its names suggest
 * @param soFar of the same recording
 * @throws FormatError where the file is refused; the signal's reason
 */
export async function readStates(
  target: Target,
  sources: ModelSources,
  settings: CheckpointSettings = {},
  options?: ReadOptions & RunOptions,
  soFar = new RecordingSoFar(),
): Promise<States | null> {
  const { files, thresholds } = sources;
  if (target.kind === 'files') {
    if (target.uris.length !== 1) return null;
    const uri = resolvePath('', fileOf(target.uris[0]));
    const { layers } = await readCheckpoint(uri, files, thresholds, options, settings);
    return layers.length > 0 ? { title: nameOf(uri), layers, isModel: false, settings } : null;
  }
  const found = await modelTargetOf(target, sources, options);
  if (found?.kind !== 'model') return null;
  const scanned = await soFar.scan(found, { ...sources, settings }, options);
  const ends = statesOfModel(scanned);
  const layers = scanned.model.layers.flatMap((layer, place): CheckpointLayer[] => {
    const end = ends.get(layer.name);
    if (layer.kind === 'refused' || !end) return [];
    const { session, channels, name } = layer;
    const hasCounter = end.hasCounter || session.program.state?.numBatchesTracked !== undefined;
    return [{ ...end, name, channels, place, hasCounter, findings: stateFindings(end.layer, end.state, thresholds) }];
  });
  return layers.length > 0 ? { title: found.title, layers, isModel: true, settings } : null;
}
