import type { OpenRequest, Target } from '../protocol/index.js';
import {
  folderOf,
  implicitProgram,
  nameOf,
  naturalOrder,
  parseProgram,
  SessionOwner,
  validProgram,
  type Program,
  type RunOptions,
  type SessionFiles,
} from '../session/index.js';
import { titleOf } from './snapshotOf.js';

export interface Opened {
  readonly owner: SessionOwner;
  readonly title: string;
}

/** A session on what the user opened. @throws FormatError, EngineError, or the signal's reason */
export async function openTarget(
  { target, defaults, restore }: OpenRequest,
  files: SessionFiles,
  options: RunOptions,
): Promise<Opened> {
  const { program, base, title } = await programOf(target, files, defaults);
  const owner = await SessionOwner.open(restore?.program ?? program, base, files, options);
  if (restore) await owner.restore(restore.cursor, options);
  return { owner, title };
}

async function programOf(
  target: Target,
  files: SessionFiles,
  defaults: OpenRequest['defaults'] = {},
): Promise<{ readonly program: Program; readonly base: string; readonly title: string }> {
  switch (target.kind) {
    case 'files': {
      const uris = [...target.uris].sort((a, b) => naturalOrder(nameOf(a), nameOf(b)));
      const base = folderOf(uris[0]);
      return { program: implicitProgram(uris, base, defaults), base, title: titleOf(uris) };
    }
    case 'program': {
      const title = nameOf(target.uri);
      const program = parseProgram(await files.text(target.uri), title);
      return { program, base: folderOf(target.uri), title };
    }
    case 'inline':
      return { program: validProgram(target.program, 'program'), base: target.base, title: 'program' };
  }
}

/** Files beside a lone tensor that have its shape: more batches, perhaps. */
const MAX_OFFERS = 500;

/** Reads headers only; where that would read whole files, nothing is offered. */
export async function filesOfSameShape(
  { target }: OpenRequest,
  { session, store }: SessionOwner,
  files: SessionFiles,
): Promise<readonly string[]> {
  if (target.kind !== 'files' || target.uris.length !== 1 || session.plan.length !== 1) return [];
  const [own] = target.uris;
  const suffix = /\.npy$/i;
  if (!suffix.test(own) || !files.readsRanges(own)) return [];
  const { shape } = await store.header({ uri: own, label: '' });
  const folder = folderOf(own);
  const names = (await files.list(folder)).filter((name) => suffix.test(name) && name !== nameOf(own));
  const found: string[] = [];
  for (const name of names.sort(naturalOrder).slice(0, MAX_OFFERS)) {
    const uri = `${folder}/${encodeURIComponent(name)}`;
    try {
      const other = await files.withTensor(uri, (file) => Promise.resolve(file.shape));
      if (other.length === shape.length && other.every((size, axis) => size === shape[axis])) found.push(uri);
    } catch {
      // Whatever is wrong with a file that nobody asked for is no concern of this one.
    }
  }
  return found;
}
