import { allocate, FormatError, interruptionOf, partOf, startReading } from '../readerKit.js';
import type { TensorArchive } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import type { ReadOptions } from '../tensorFile.js';
import { PickleError, readPickle, type Pickled } from './readPickle.js';
import { storageOf, type TorchStorage } from './rebuilt.js';
import { tensorsIn } from './tensorsIn.js';
import { readingPickle, torchArchive } from './torchArchive.js';
import { itemSizeOf } from './torchTensor.js';

const firstBytes = 2 ** 20;
/** Descriptions of tensors; their numbers come after them. */
const maxPickleBytes = 2 ** 28;
const countBytes = 8;

/**
 * What torch.save wrote before PyTorch 1.6, and writes without `_use_new_zipfile_serialization`: five pickles (a magic
 * number, a version, the machine, the object, the keys of its storages), and then each storage, its count before it.
 */
export async function openTorchLegacy(source: ByteSource, options?: ReadOptions): Promise<TensorArchive> {
  const [, , , object, keys] = await readPickles(source, options);
  const places = await findStorages(source, object, keys);
  const read = ({ key }: TorchStorage, file: string): Promise<ByteSource> => {
    const place = places.get(key);
    if (place) return Promise.resolve(partOf(source, file, place.from, place.size));
    throw new FormatError({ file, place: 'storage', problem: 'its storage is missing' });
  };
  // Numbers are written with the lowest byte first on every machine.
  const storages = { read, isBigEndian: false };
  return torchArchive(source, tensorsIn(object.value, keys.end), storages, 'PyTorch checkpoint');
}

/** The five pickles; more of the file is read until they are whole. */
async function readPickles(source: ByteSource, options?: ReadOptions): Promise<readonly Pickled[]> {
  for (let most = firstBytes; ; most *= 8) {
    const size = Math.min(source.size, most);
    const bytes = allocate(source.name, size, () => new Uint8Array(size));
    await startReading(source, interruptionOf(options)).fill(0, bytes);
    try {
      return readingPickle(source.name, () => {
        const pickles: Pickled[] = [];
        for (let i = 0; i < 5; i++) pickles.push(readPickle(bytes, pickles.at(-1)?.end ?? 0));
        return pickles;
      });
    } catch (error) {
      const isCutOff = error instanceof FormatError && error.cause instanceof PickleError && error.cause.isCutOff;
      if (!isCutOff || size === source.size || size >= maxPickleBytes) throw error;
    }
  }
}

interface Place {
  readonly from: number;
  readonly size: number;
}

async function findStorages(source: ByteSource, object: Pickled, keys: Pickled): Promise<ReadonlyMap<string, Place>> {
  const refuse = (at: number, problem: string, expected?: string, found?: string): FormatError =>
    new FormatError({
      file: source.name,
      place: `byte ${at}`,
      problem,
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
      advice: 'The checkpoint is damaged. Copy or save it again.',
    });
  // How wide its elements are stands in the object only.
  const dtypes = new Map<string, string | undefined>();
  for (const id of object.ids) {
    const storage = storageOf(id);
    if (storage) dtypes.set(storage.key, storage.dtype);
  }
  if (!Array.isArray(keys.value)) throw refuse(object.end, 'the keys of the storages are no list');
  const places = new Map<string, Place>();
  let at = keys.end;
  for (const item of keys.value) {
    const key = typeof item === 'object' ? '' : String(item);
    const itemSize = dtypes.has(key) ? itemSizeOf(dtypes.get(key)) : undefined;
    if (typeof item === 'object' || itemSize === undefined || places.has(key)) {
      throw refuse(at, 'a storage is of no known type, or listed twice');
    }
    const head = await source.read(at, countBytes);
    if (head.length < countBytes)
      throw refuse(at, 'the checkpoint is cut off', 'another storage', 'the end of the file');
    const count = Number(new DataView(head.buffer, head.byteOffset).getBigInt64(0, true));
    const from = at + countBytes;
    const size = count * itemSize;
    if (count < 0 || size > source.size - from) {
      const found = `${source.size - from} bytes`;
      throw refuse(at, 'the checkpoint is cut off', `${size} bytes for storage ${places.size + 1}`, found);
    }
    places.set(key, { from, size });
    at = from + size;
  }
  return places;
}
