import type { TensorArchive } from './archive.js';
import type { ByteSource } from './byteSource.js';
import { FormatError } from './formatError.js';
import { jsonFormat } from './json/jsonFormat.js';
import { loadReaders } from './loadReaders.js';
import { listed } from './noSuchMember.js';
import { npyFormat } from './npy/npyFormat.js';
import { npyMagic } from './npy/readNpyHead.js';
import { archiveFormatOf } from './openArchive.js';
import { quoted } from './printable.js';
import { refuseBytes } from './refuseBytes.js';
import { slicedTensor } from './slicedTensor.js';
import type { OpenOptions, TensorFile } from './tensorFile.js';
import type { TensorFormat } from './tensorFormat.js';

const headBytes = 512;

/**
 * Opens a tensor file, whatever its format: content and name decide. Of `.npy` and of archives only headers are read;
 * JSON has to be read whole, so that progress is told and the signal is heard here already.
 * @param known the archive that the source is, where it has been opened already
 * @throws FormatError where the file is refused; the signal's reason where it is aborted.
 */
export async function openTensor(
  source: ByteSource,
  options?: OpenOptions,
  known?: TensorArchive,
): Promise<TensorFile> {
  const file = await openWhole(source, options, known);
  return options?.slice === undefined ? file : slicedTensor(file, options.slice);
}

async function openWhole(source: ByteSource, options?: OpenOptions, known?: TensorArchive): Promise<TensorFile> {
  options?.signal?.throwIfAborted();
  const head = await source.read(0, headBytes);
  const archive = known ?? (await archiveFormatOf(head, source)?.open(source, head, options));
  if (archive) return archive.open(options?.member ?? onlyMember(archive), options);
  if (options?.member !== undefined) {
    const problem = `there is no ${quoted(options.member)} in it, nor anything else: it is one tensor, or none`;
    throw new FormatError({ file: source.name, place: 'members', problem });
  }
  const format = await formatOf(head, source);
  if (format) return format.open(source, head, options);
  const isEmpty = source.size === 0;
  throw refuseBytes({ file: source.name, bytes: head }, 0, Math.min(8, head.length), {
    place: 'byte 0',
    problem: isEmpty ? 'the file is empty' : 'this is no tensor file',
    expected: 'a .npy file, an .npz archive, a checkpoint of PyTorch, Keras or safetensors, or JSON',
    found: isEmpty ? '0 bytes' : 'none of them',
    advice: 'np.save of NumPy writes a file that can be read.',
  });
}

/** What a file is counts before what its name says. */
async function formatOf(head: Uint8Array, { name, size }: ByteSource): Promise<TensorFormat | undefined> {
  if (npyMagic.every((byte, at) => head[at] === byte)) return npyFormat;
  const { foreignFormats } = await loadReaders();
  return [...foreignFormats, npyFormat, jsonFormat].find(({ recognizes }) => recognizes(head, name, size));
}

function onlyMember({ name: file, kind, members }: TensorArchive): string {
  if (members.length === 1) return members[0].name;
  const names = members.map(({ name }) => name);
  const article = kind.startsWith('.') ? 'an' : 'a';
  throw new FormatError({
    file,
    place: 'members',
    problem: `this is ${article} ${kind} of ${members.length} tensors`,
    expected: 'the name of one of them',
    found: listed(names),
    choices: names,
    choose: 'member',
    advice: 'Choose one of its tensors, or save the one you want by itself.',
  });
}
