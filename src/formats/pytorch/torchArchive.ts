import { FormatError, memberName, noSuchMember, printable } from '../readerKit.js';
import type { TensorArchive } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import { torchCode } from './torchCode.js';
import { PickleError } from './readPickle.js';
import type { PickleContent } from './tensorsIn.js';
import { openTorchTensor, torchMember, type StorageReader } from './torchTensor.js';

const shownClasses = 6;

/** A checkpoint whose objects have been read. */
export function torchArchive(
  { name: file, ...source }: ByteSource,
  { tensors, scalars, placeholders, isCut }: PickleContent,
  storages: { readonly read: StorageReader; readonly isBigEndian: boolean },
  kind: string,
): TensorArchive {
  const byName = new Map(tensors.map((named) => [named.name, named.tensor]));
  if (byName.size === 0) {
    throw new FormatError({
      file,
      place: 'objects',
      problem: `there is no tensor in this ${kind}`,
      ...(placeholders.size > 0 && { found: classesText(placeholders) }),
      advice: 'Save the state_dict() of the model.',
    });
  }
  const other = (name: string): string | undefined => {
    const plain = plainName(name);
    return [...byName.keys()].find((known) => plainName(known) === plain);
  };
  const warnings = [
    placeholders.size > 0 &&
      `${printable(file, 200)}: nothing of the classes in it is run or looked up; of their objects only tensors are read: ${classesText(placeholders)}`,
    isCut &&
      `${printable(file, 200)}: its objects are nested too deep, or hold one another too often: some tensors are not listed`,
  ];
  return {
    name: file,
    kind,
    members: tensors.map((named) => torchMember(named, source.size)),
    metadata: Object.fromEntries(scalars),
    warnings: warnings.filter((warning) => warning !== false),
    open: async (asked, options) => {
      const name = byName.has(asked) ? asked : other(asked);
      const tensor = name === undefined ? undefined : byName.get(name);
      if (name === undefined || !tensor) throw noSuchMember(file, asked, [...byName.keys()]);
      const opened = await openTorchTensor(
        tensor,
        { file: memberName(file, name), checkpoint: file },
        storages,
        options,
      );
      return source.version === undefined ? opened : { ...opened, version: source.version };
    },
  };
}

/** As the keys lead to a tensor, and as a state dict names it: both are taken. */
function plainName(name: string): string {
  return name
    .replaceAll('/', '.')
    .replace(/(?:^|\.)(?:_modules|_parameters|_buffers)(?=\.)/g, '')
    .replace(/^\./, '');
}

function classesText(placeholders: ReadonlyMap<string, number>): string {
  const all = Array.from(placeholders, ([name, count]) => printable(name, 60) + (count > 1 ? ` (${count})` : ''));
  const more = all.length - shownClasses;
  return all.slice(0, shownClasses).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Reads objects, with errors that name the file. */
export function readingPickle<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    const { at, problem, expected, found } = error;
    throw new FormatError(
      {
        file,
        place: `byte ${at}`,
        problem,
        ...(expected !== undefined && { expected }),
        ...(found !== undefined && { found }),
        advice:
          'The checkpoint is damaged. Copy or save it again. If PyTorch reads it, save its tensors as an archive:',
        code: torchCode(file.split('/')[0]),
      },
      { cause: error },
    );
  }
}
