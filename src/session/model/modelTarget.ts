import type { ReadOptions } from '../../formats/index.js';
import {
  fileOf,
  folderOf,
  isArchive,
  isProgram,
  type ModelProgram,
  nameOf,
  parseFile,
  resolvePath,
  tensorPath,
  validFile,
} from '../program/index.js';
import type { Target } from '../run/index.js';
import { readCheckpoint, type Checkpoint } from './checkpoint.js';
import type { ModelSources } from './modelSources.js';

/** Several layers that were opened together. */
export type ModelTarget =
  | { readonly kind: 'model'; readonly model: ModelProgram; readonly base: string; readonly title: string }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint };

/**
 * What a target is, where it is several layers: a program file with `layers`, or an archive in which layers are recognized and
 * no member is named. Null for anything else.
 * @throws FormatError where the file is refused; the signal's reason
 */
export async function modelTargetOf(
  target: Target,
  { files, thresholds }: Pick<ModelSources, 'files' | 'thresholds'>,
  options?: ReadOptions,
): Promise<ModelTarget | null> {
  switch (target.kind) {
    case 'program': {
      const title = nameOf(target.uri);
      const parsed = parseFile(await files.text(target.uri), title);
      return 'model' in parsed ? { kind: 'model', ...parsed, base: folderOf(target.uri), title } : null;
    }
    case 'layer':
      return null;
    case 'inline': {
      const valid = validFile(target.program, 'program');
      return 'model' in valid ? { kind: 'model', ...valid, base: target.base, title: 'program' } : null;
    }
    case 'files': {
      const [path] = target.uris;
      if (target.uris.length !== 1 || target.layer || !isWholeFile(path)) return null;
      const uri = resolvePath('', fileOf(path));
      if (!isArchive(uri)) return null;
      const checkpoint = await readCheckpoint(uri, files, thresholds, options);
      return checkpoint.layers.length > 0 ? { kind: 'checkpoint', checkpoint } : null;
    }
  }
}

/** Another recording or checkpoint, by its URI. */
export function targetOf(uri: string): Target {
  return isProgram(uri) ? { kind: 'program', uri } : { kind: 'files', uris: [tensorPath('', uri)] };
}

function isWholeFile(path: Extract<Target, { readonly kind: 'files' }>['uris'][number]): boolean {
  return typeof path === 'string' || Object.keys(path).length === 1;
}
