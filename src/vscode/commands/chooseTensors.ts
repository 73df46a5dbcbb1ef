import type { QuickPickOptions, Uri } from 'vscode';
import type { ArchiveView, MemberView } from '../../protocol/index.js';
import type { TensorPath } from '../../session/index.js';
import { isArchive } from '../../session/program/paths/index.js';
import type { ChosenTensor } from '../host/chosenFiles.js';
import { pickOne, pickSeveral } from '../dialogs.js';
import { chooseFiles, type ChooseOptions } from './chooseFiles.js';

/** What an archive holds. @throws UserError where the file is none */
export type Browse = (archive: Uri) => Promise<ArchiveView>;

const holdsSeveral = (file: Uri): boolean => isArchive(file.toString());

/** Files, and of archives the tensors in them, that the user picks; none where they cancel. */
export async function chooseTensors(options: ChooseOptions, browse: Browse): Promise<readonly TensorPath[]> {
  const tensors = await tensorsOf(await chooseFiles(options), options, browse);
  return tensors.map(pathOf);
}

/** A tensor's path with its file as a URI. */
export function pathOf({ file, ...within }: ChosenTensor): TensorPath {
  return Object.keys(within).length === 0 ? file.toString() : { file: file.toString(), ...within };
}

/** The tensors of these files. What is picked of the first archive is taken of the others, too. */
export async function tensorsOf(
  files: readonly Uri[],
  options: Pick<ChooseOptions, 'title' | 'canSelectMany'>,
  browse: Browse,
): Promise<readonly ChosenTensor[]> {
  const first = files.find(holdsSeveral);
  if (!first) return files.map((file) => ({ file }));
  const picked = await pickMembers(await browse(first), options);
  return files.flatMap((file) => (holdsSeveral(file) ? picked.map((within) => ({ file, ...within })) : [{ file }]));
}

type Within = Omit<ChosenTensor, 'file'>;

/** One of one needs no name, and no question. */
async function pickMembers(
  { name, members }: ArchiveView,
  { title, canSelectMany = false }: Pick<ChooseOptions, 'title' | 'canSelectMany'>,
): Promise<readonly Within[]> {
  if (members.length === 1) return [{}];
  const items = members.filter(({ problem }) => problem === undefined).map(itemOf);
  if (items.length === 0) throw new Error(`${name} holds no tensor that can be read.`);
  const question = { title, placeHolder: `Which tensor of ${name}?`, matchOnDescription: true };
  const picked = canSelectMany ? await pickSeveral(items, question) : [await pickOne(items, question)];
  const tensors: Within[] = [];
  for (const item of picked) {
    if (!item) continue;
    const { name: member, label, parts } = item.member;
    const part = parts && (await pickPart(parts, { title, placeHolder: `What of ${label} is read?` }));
    if (!parts || part !== undefined) tensors.push({ member, ...(part !== undefined && { part }) });
  }
  return tensors;
}

async function pickPart(parts: readonly string[], question: QuickPickOptions): Promise<string | undefined> {
  return (
    await pickOne(
      parts.map((label) => ({ label })),
      question,
    )
  )?.label;
}

function itemOf(member: MemberView): { label: string; description: string; member: MemberView } {
  const { label, dtype, shape } = member;
  return { label, description: [dtype, shape && `[${shape.join(', ')}]`].filter(Boolean).join(' '), member };
}
