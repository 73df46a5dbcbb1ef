import { Uri } from 'vscode';
import { programSuffix } from '../../session/program/paths/index.js';
import { programScheme } from '../ids.js';

/** A layer whose program is in no file of its own. */
export interface LayerInFile {
  /** The file of the model, or the archive. */
  readonly of: Uri;
  readonly layer: string;
}

/** The URI of such a layer's program. */
export function layerUri({ of, layer }: LayerInFile): Uri {
  return Uri.from({
    scheme: programScheme,
    path: Uri.joinPath(of, '..', `${layer.replace(/[/\\]/g, '.')}${programSuffix}`).path,
    query: JSON.stringify({ of: of.toString(), layer }),
  });
}

/** The way back; undefined of any other URI. */
export function layerOfUri({ scheme, query }: Uri): LayerInFile | undefined {
  if (scheme !== programScheme) return undefined;
  const value: unknown = JSON.parse(query);
  if (typeof value !== 'object' || value === null || !('of' in value) || !('layer' in value)) return undefined;
  const { of, layer } = value;
  if (typeof of !== 'string' || typeof layer !== 'string') return undefined;
  return { of: Uri.parse(of, true), layer };
}
