import type { TensorArchive } from '../archive.js';
import type { ArchiveFormat } from '../archiveFormat.js';
import type { ByteSource } from '../byteSource.js';
import { FormatError } from '../formatError.js';
import { quoted } from '../printable.js';
import { loadReaders } from '../loadReaders.js';
import { outputFor, pythonString } from '../pythonCode.js';
import type { ReadOptions } from '../tensorFile.js';
import { torchRoot } from '../torchCheckpoint.js';
import { npySuffix, openNpz } from './npzFormat.js';
import { readZipDirectory, type ZipEntry } from './zipDirectory.js';

/** Where a `.keras` archive has its weights. */
const kerasWeights = 'model.weights.h5';
/** Where Keras has none of h5py, as pickled objects. */
const kerasPickles = 'model.weights.npz';
/** Where they are more than 5 GB or so: the index, and the files that it names. */
const kerasShards = 'model.weights.json';

/** Zip archives, told apart by what is in them: `.npz`, checkpoints of PyTorch and of Keras 3. */
export const zipFormat: ArchiveFormat = {
  recognizes: (head) => head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5),
  open: openZip,
};

async function openZip(source: ByteSource, _head: Uint8Array, options?: ReadOptions): Promise<TensorArchive> {
  const entries = await readZipDirectory(source);
  const root = torchRoot(entries.map(({ name }) => name));
  if (root !== undefined) return (await loadReaders()).openTorchZip(source, entries, root, options);
  if (entries.some(({ name }) => name === kerasWeights)) {
    return (await loadReaders()).openKerasZip(source, entries, options);
  }
  for (const [weights, how] of [
    [kerasPickles, 'which are pickled objects'],
    [kerasShards, 'which says what is in several other files'],
  ] as const) {
    if (entries.some(({ name }) => name === weights)) throw otherKeras(source, weights, how);
  }
  if (entries.length > 0 && !entries.some(({ name }) => name.endsWith(npySuffix))) throw foreignZip(source, entries);
  return openNpz(source, entries);
}

function otherKeras({ name: file }: ByteSource, weights: string, how: string): FormatError {
  return new FormatError({
    file,
    place: weights,
    problem: `this Keras model has its weights in ${weights}, ${how}`,
    expected: kerasWeights,
    advice: 'Keras reads it. Write its weights into one HDF5 file, which opens as a list of its layers:',
    code: `import keras\nkeras.saving.load_model(${pythonString(file)}).save_weights(${outputFor(file, '.weights.h5')})`,
  });
}

function foreignZip({ name: file }: ByteSource, entries: readonly ZipEntry[]): FormatError {
  const first = entries.slice(0, 3).map(({ name }) => quoted(name));
  return new FormatError({
    file,
    place: 'byte 0',
    problem: 'this is a zip archive without arrays',
    expected: 'an .npz archive, whose files end in .npy, or a checkpoint of PyTorch or Keras',
    found: `${entries.length} files, such as ${first.join(', ')}`,
    advice: 'Unpack it, and open the tensor files in it.',
  });
}
