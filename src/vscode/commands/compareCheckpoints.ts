import { Uri } from 'vscode';
import type { ArchiveView } from '../../protocol/index.js';
import { isProgram } from '../../session/program/paths/index.js';
import type { LiveSession } from '../host/liveSession.js';
import { baseOf } from '../host/sessionDocument.js';
import type { SessionFaces } from '../host/sessionFace.js';
import type { SessionHub } from '../host/sessionHub.js';
import { archiveEndings, chooseFiles } from './chooseFiles.js';
import type { Browse } from './chooseTensors.js';
import { openInEditor } from './tensorFiles.js';

const title = 'Compare Checkpoints';
const filters = { Checkpoints: [...archiveEndings, 'bn.json'], 'All Files': ['*'] };

/**
 * One checkpoint's layers beside another's: of the explorer's two selected files, of the active editor and one that is asked
 * for, or of two that are. The one that counted more batches is shown; where they do not say, the first.
 * @param other shows `given` against it, whichever is the later; the explorer gives its selection here
 */
export async function compareCheckpoints(
  hub: SessionHub,
  faces: SessionFaces,
  browse: Browse,
  given?: unknown,
  other?: unknown,
): Promise<void> {
  if (given instanceof Uri && other instanceof Uri) return show(hub, given, other);
  const selected = Array.isArray(other) ? other.filter((uri) => uri instanceof Uri) : [];
  const active = faces.recent?.session;
  const own = given instanceof Uri ? given : active && hasStates(active) ? active.uri : undefined;
  if (selected.length !== 2 && own) {
    const against = await chooseOther(own);
    return against && show(hub, own, against);
  }
  const files = selected.length === 2 ? selected : await chooseFiles({ title, canSelectMany: true, filters });
  if (files.length === 0) return undefined;
  if (files.length !== 2) throw new Error(`${title}: expected two files, found ${files.length}.`);
  const [first, second] = files;
  const [one, two] = [await countedIn(first, browse), await countedIn(second, browse)];
  return one !== null && two !== null && two > one ? show(hub, second, first) : show(hub, first, second);
}

/** Asks for the file that the states of this one are held against. */
export async function chooseOther(own: Uri): Promise<Uri | undefined> {
  return (await chooseFiles({ title: 'Compare With', folder: baseOf(own), filters })).at(0);
}

function hasStates({ state }: LiveSession): boolean {
  return state.kind === 'model' || (state.kind === 'archive' && state.states !== undefined);
}

async function show(hub: SessionHub, shown: Uri, other: Uri): Promise<void> {
  const lease = hub.lease(shown);
  try {
    await openInEditor(shown);
    await lease.session.compareStates(other);
  } finally {
    lease.dispose();
  }
}

/** Most batches that a layer of it counted; null where none is counted. */
async function countedIn(file: Uri, browse: Browse): Promise<number | null> {
  if (isProgram(file.toString())) return null;
  const { layers }: ArchiveView = await browse(file);
  const counts = layers.flatMap(({ batches }) => batches ?? []);
  return counts.length > 0 ? Math.max(...counts) : null;
}
