import { FormatError, memberContent, memberName, quoted } from '../readerKit.js';
import type { TensorArchive } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import type { ReadOptions } from '../tensorFile.js';
import { wholeMember } from '../checkpoints/wholeMember.js';
import type { ZipEntry } from '../zip/zipDirectory.js';
import type { PickleValue } from './pickleValue.js';
import { readPickle } from './readPickle.js';
import type { TorchStorage } from './rebuilt.js';
import { tensorsIn, type NamedTensor, type PickleContent } from './tensorsIn.js';
import { readingPickle, torchArchive } from './torchArchive.js';

/** Descriptions of tensors; their numbers lie beside them. */
const maxPickleBytes = 2 ** 28;
const advice = 'Save the checkpoint again with torch.save.';
const constantsFolder = 'constants/';

/**
 * What torch.save and torch.jit.save write since PyTorch 1.6. Its objects are read, and no storage.
 * @param root the folder that all of it is in, with its slash
 */
export async function openTorchZip(
  source: ByteSource,
  entries: readonly ZipEntry[],
  root: string,
  options?: ReadOptions,
): Promise<TensorArchive> {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const textOf = async (name: string): Promise<string | undefined> => {
    const entry = byName.get(root + name);
    if (!entry) return undefined;
    const content = await memberContent(source, memberName(source.name, entry.name), entry, advice);
    return new TextDecoder().decode(await wholeMember(content, 100));
  };
  const objectsOf = async (name: string): Promise<{ value: PickleValue; size: number } | undefined> => {
    const entry = byName.get(`${root}${name}.pkl`);
    if (!entry) return undefined;
    options?.signal?.throwIfAborted();
    const file = memberName(source.name, entry.name);
    const bytes = await wholeMember(await memberContent(source, file, entry, advice), maxPickleBytes);
    return readingPickle(file, () => ({ value: readPickle(bytes).value, size: bytes.length }));
  };

  const isBigEndian = (await textOf('byteorder')) === 'big';
  const main = await objectsOf('data');
  const content = tensorsIn(main?.value ?? null, main?.size ?? 0);
  const isScript = entries.some(({ name }) => name.startsWith(`${root}code/`));
  const constants = isScript ? await objectsOf('constants') : undefined;
  const all = constants ? withConstants(content, tensorsIn(constants.value, constants.size)) : content;
  const read = async ({ key }: TorchStorage, file: string): Promise<ByteSource> => {
    const name = root + (key.startsWith(constantsFolder) ? key : `data/${key}`);
    const entry = byName.get(name);
    if (entry) return memberContent(source, file, entry, advice);
    throw new FormatError({
      file,
      place: 'storage',
      problem: 'its storage is missing',
      expected: quoted(name),
      advice,
    });
  };
  return torchArchive(source, all, { read, isBigEndian }, isScript ? 'TorchScript archive' : 'PyTorch checkpoint');
}

/** What TorchScript keeps of tensors that belong to code, with storages in a folder of their own. */
function withConstants(content: PickleContent, constants: PickleContent): PickleContent {
  const taken = new Set(content.tensors.map(({ name }) => name));
  const more = constants.tensors.flatMap(({ name, tensor }): NamedTensor[] => {
    const own = `constants.${name}`;
    if (tensor.kind !== 'strided' || taken.has(own)) return [];
    const storage = { ...tensor.storage, key: constantsFolder + tensor.storage.key };
    return [{ name: own, tensor: { ...tensor, storage } }];
  });
  return { ...content, tensors: [...content.tensors, ...more] };
}
