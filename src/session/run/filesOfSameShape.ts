import type { SessionFiles } from '../batches/index.js';
import { folderOf, nameOf, naturalOrder } from '../program/index.js';
import type { SessionOwner } from './sessionOwner.js';
import type { Target } from './target.js';

/** Looking around must not keep anybody waiting: so many files, and so long, at most. */
const MAX_FILES = 400;
const MAX_MILLISECONDS = 300;

/**
 * URIs of the files beside a lone tensor that have its shape: more batches, perhaps. Reads headers only; where that
 * would read whole files, there is nothing to offer.
 * @param now milliseconds since any fixed time
 */
export async function filesOfSameShape(
  target: Target,
  { store }: SessionOwner,
  files: SessionFiles,
  now: () => number,
): Promise<readonly string[]> {
  if (target.kind !== 'files' || target.uris.length !== 1) return [];
  const [own] = target.uris;
  // Beside a tensor of an archive there are the others of that archive, which its picker shows.
  if (typeof own !== 'string') return [];
  const isNpy = (name: string) => /\.npy$/i.test(name);
  if (!isNpy(own) || !files.readsRanges(own)) return [];
  const started = now();
  const found: string[] = [];
  try {
    const { shape } = await store.header({ uri: own, label: nameOf(own) });
    const folder = folderOf(own);
    const names = (await files.list(folder)).filter((name) => isNpy(name) && name !== nameOf(own));
    for (const name of names.sort(naturalOrder).slice(0, MAX_FILES)) {
      if (now() - started > MAX_MILLISECONDS) break;
      const uri = `${folder}/${encodeURIComponent(name)}`;
      if (await hasShape(files, uri, shape)) found.push(uri);
    }
  } catch {
    // A folder that cannot be listed has nothing to offer; whatever else is wrong has been said when the file was opened.
  }
  return found;
}

async function hasShape(files: SessionFiles, uri: string, shape: readonly number[]): Promise<boolean> {
  try {
    return await files.withTensor(uri, (file) => Promise.resolve(file.shape.join() === shape.join()));
  } catch {
    // Nobody asked for this file.
    return false;
  }
}
