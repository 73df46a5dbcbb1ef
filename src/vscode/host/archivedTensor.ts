import type { Uri } from 'vscode';
import type { LayerTarget, LayerView, SessionSnapshot, Target, TargetLayer } from '../../protocol/index.js';
import type { TensorPath } from '../../session/index.js';
import { fileOf, isSameFile } from '../../session/program/paths/index.js';

/** What is read of the files of a document, where that is not all. */
export interface Chosen {
  readonly member?: string;
  readonly part?: string;
  readonly layer?: TargetLayer;
  /** Where the channels are, whatever the settings say. */
  readonly channelAxis?: number;
  /** The list of its tensors, where the document by itself is shown as a model. */
  readonly isListed?: true;
}

/** The target of a document, of which this is read; programs say themselves what is. */
export function chosenTarget(target: Target | LayerTarget, { layer, member, part }: Chosen): Target | LayerTarget {
  if (target.kind !== 'files') return target;
  const within = { ...(member !== undefined && { member }), ...(part !== undefined && { part }) };
  const uris = target.uris.map((tensor): TensorPath =>
    Object.keys(within).length === 0 ? tensor : { file: fileOf(tensor), ...within },
  );
  return { kind: 'files', uris, ...((layer ?? target.layer) && { layer: layer ?? target.layer }) };
}

/** A layer's tensors as the start of a session on any files. */
export function targetLayerOf(archive: Uri, layer: LayerView): TargetLayer {
  const file = archive.toString();
  const { channels, gamma, beta, runningMean, runningVar, numBatchesTracked, convention } = layer;
  const named = Object.entries({ gamma, beta, runningMean, runningVar, numBatchesTracked });
  const state = Object.fromEntries(
    named.flatMap(([key, member]) => (member === undefined ? [] : [[key, { file, member }]])),
  );
  return { channels, state, ...(convention !== undefined && { convention }) };
}

/** The first tensor of a document's own file that its passes run; undefined where they run none. */
export function memberIn(document: Uri, { passes }: SessionSnapshot): string | undefined {
  const own = document.toString();
  return passes.find(({ uri, member }) => member !== undefined && isSameFile(uri, own))?.member;
}
