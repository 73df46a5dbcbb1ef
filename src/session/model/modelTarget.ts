import { EngineError } from '../../engine/index.js';
import type { ReadOptions } from '../../formats/index.js';
import {
  fileOf,
  folderOf,
  isArchive,
  isProgram,
  isRefusal,
  nameOf,
  parseFile,
  type ProgramSettings,
  resolvePath,
  tensorPath,
  validFile,
} from '../program/index.js';
import type { LayerTarget, Target } from '../run/index.js';
import { modelOfArchive } from './archiveModel.js';
import { readCheckpoint, type Checkpoint } from './checkpoint.js';
import type { ModelSources } from './modelSources.js';
import type { ModelText } from './openModel.js';

/** Several layers that were opened together. */
export type ModelTarget =
  | {
      readonly kind: 'model';
      readonly model: ModelText;
      readonly base: string;
      readonly title: string;
    }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint };

/**
 * What a target is, where it is several layers: a program file with `layers`; an archive of which no member is named, in
 * which layers are recognized: with activations beside two of them a model, otherwise a checkpoint. Null for anything else.
 * @throws FormatError where the file is refused; the signal's reason
 */
export async function modelTargetOf(
  target: Target,
  { files, thresholds, defaults }: Pick<ModelSources, 'files' | 'thresholds'> & { readonly defaults?: ProgramSettings },
  options?: ReadOptions,
): Promise<ModelTarget | null> {
  switch (target.kind) {
    case 'program': {
      const title = nameOf(target.uri);
      const parsed = parseFile(await files.text(target.uri), title);
      return 'model' in parsed ? { kind: 'model', ...parsed, base: folderOf(target.uri), title } : null;
    }
    case 'inline': {
      const valid = validFile(target.program, 'program');
      return 'model' in valid ? { kind: 'model', ...valid, base: target.base, title: 'program' } : null;
    }
    case 'files': {
      const [path] = target.uris;
      if (target.uris.length !== 1 || target.layer || !isWholeFile(path)) return null;
      const uri = resolvePath('', fileOf(path));
      const title = nameOf(uri);
      if (/\.npy$/i.test(title)) return null;
      try {
        const model = await modelOfArchive(uri, files, defaults, options);
        if (model) return { kind: 'model', model, base: folderOf(uri), title };
      } catch (error) {
        // By its name it need not be one.
        if (isArchive(uri) || !isRefusal(error)) throw error;
        return null;
      }
      const checkpoint = await readCheckpoint(uri, files, thresholds, options);
      return checkpoint.layers.length > 0 ? { kind: 'checkpoint', checkpoint } : null;
    }
  }
}

/**
 * The program of one layer of a model.
 * @throws EngineError where there is no such layer; FormatError where the model is refused; the signal's reason
 */
export async function layerOfModel(
  { of, layer: wanted }: LayerTarget,
  sources: Parameters<typeof modelTargetOf>[1],
  options?: ReadOptions,
): Promise<Target> {
  const found = await modelTargetOf(targetOf(of), sources, options);
  const layer = found?.kind === 'model' ? found.model.layers.find(({ name }) => name === wanted) : undefined;
  if (found?.kind !== 'model' || !layer) throw new EngineError(`${nameOf(of)} has no layer ${wanted} with passes`);
  const { program } = layer;
  return typeof program === 'string'
    ? { kind: 'program', uri: resolvePath(found.base, program) }
    : { kind: 'inline', program, base: found.base, title: wanted };
}

/** Another recording or checkpoint, by its URI. */
export function targetOf(uri: string): Target {
  return isProgram(uri) ? { kind: 'program', uri } : { kind: 'files', uris: [tensorPath('', uri)] };
}

function isWholeFile(path: Extract<Target, { readonly kind: 'files' }>['uris'][number]): boolean {
  return typeof path === 'string' || Object.keys(path).length === 1;
}
