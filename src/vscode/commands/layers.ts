import { Uri } from 'vscode';
import type { Action, LayerView, SessionSnapshot } from '../../protocol/index.js';
import { layerFor, layerNamed } from '../host/archivedLayer.js';
import { targetLayerOf, type Chosen } from '../host/archivedTensor.js';
import { chosenFilesUri } from '../host/chosenFiles.js';
import type { LiveSession } from '../host/liveSession.js';
import { baseOf } from '../host/sessionDocument.js';
import { pickOne, showInformation } from '../dialogs.js';
import { archiveEndings, chooseFiles } from './chooseFiles.js';
import { tensorsOf } from './chooseTensors.js';
import { openInEditor } from './tensorFiles.js';

/** Opens a tensor of the session's archive in the same editor, run through one of its layers where one is named. */
export async function openMember(
  session: LiveSession,
  within: Pick<Chosen, 'part' | 'channelAxis'> & { readonly member: string },
  layer?: string,
): Promise<void> {
  const { archive, uri } = session;
  const chosen = layer === undefined || !archive ? {} : { layer: targetLayerOf(uri, layerNamed(archive, layer)) };
  await session.choose({ ...within, ...chosen });
}

/** Asks for activations, and opens them as a program that runs them through a layer of the session's archive. */
export async function runLayer({ archive, uri, browse }: LiveSession, name: string): Promise<void> {
  if (!archive) throw new Error('The archive is not open any more.');
  const layer = targetLayerOf(uri, layerNamed(archive, name));
  const title = `Run through ${name || 'the layer'}`;
  const files = await chooseFiles({ title, canSelectMany: true, folder: baseOf(uri) });
  const tensors = await tensorsOf(files, { title, canSelectMany: true }, browse);
  if (tensors.length > 0) await openInEditor(chosenFilesUri(tensors, layer));
}

/** Opens tensors of the session's archive as a program, a train pass each, run through one of its layers where one is named. */
export async function runMembers(
  { archive, uri }: LiveSession,
  members: readonly string[],
  layer?: string,
): Promise<void> {
  if (!archive) throw new Error('The archive is not open any more.');
  const through = layer === undefined ? undefined : targetLayerOf(uri, layerNamed(archive, layer));
  await openInEditor(
    chosenFilesUri(
      members.map((member) => ({ file: uri, member })),
      through,
    ),
  );
}

/** γ, β and the running values of a layer in a checkpoint as those that the program starts with. */
export async function loadLayer(
  snapshot: SessionSnapshot,
  given: unknown,
  session: LiveSession,
): Promise<Action | undefined> {
  const file =
    given instanceof Uri ? given : (await chooseFiles({ title, folder: baseOf(session.uri), filters })).at(0);
  if (!file) return undefined;
  const archive = await session.browse(file);
  const layer = await layerFor(archive, snapshot.input.channels, (choices) =>
    pickOne(choices, { title, placeHolder: 'Which BatchNorm layer?' }),
  );
  if (!layer) return undefined;
  const { state } = targetLayerOf(file, layer);
  const none = { gamma: null, beta: null, runningMean: null, runningVar: null, numBatchesTracked: null };
  void offerConvention(session, snapshot, layer);
  return { kind: 'configure', settings: { affine: true, trackRunningStats: true, state: { ...none, ...state } } };
}

const title = 'Load Layer';
const filters = { 'Archives and checkpoints': archiveEndings, 'All Files': ['*'] };

/** Names tell whose layer it is; the user decides whose rules are followed. */
async function offerConvention(
  session: LiveSession,
  { settings: { conventionKey, conventionName, conventions } }: SessionSnapshot,
  { label, writer, convention }: LayerView,
): Promise<void> {
  if (convention === undefined || convention === conventionKey) return;
  const follow = `Follow ${conventions.find(({ key }) => key === convention)?.name ?? convention}`;
  const message = `${label} is named as ${writer} names layers; the program follows ${conventionName}.`;
  if ((await showInformation(message, follow)) === follow) {
    await session.act({ kind: 'configure', settings: { convention } });
  }
}
