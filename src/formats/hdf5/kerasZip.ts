import type { TensorArchive } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import { wholeMember } from '../checkpoints/wholeMember.js';
import { memberContent, memberName, memorySource } from '../readerKit.js';
import type { ReadOptions } from '../tensorFile.js';
import type { ZipEntry } from '../zip/zipDirectory.js';
import { openHdf5 } from './hdf5Archive.js';

const advice = 'Save the model again with model.save.';
const [weightsName, configName, metadataName] = ['model.weights.h5', 'config.json', 'metadata.json'];
const [maxConfigBytes, maxMetadataBytes, maxInflatedBytes] = [2 ** 26, 2 ** 16, 2 ** 30];

/** What model.save of Keras 3 writes: its weights in HDF5, and its layers as JSON. */
export async function openKerasZip(
  source: ByteSource,
  entries: readonly ZipEntry[],
  options?: ReadOptions,
): Promise<TensorArchive> {
  const contentOf = async (wanted: string): Promise<ByteSource | undefined> => {
    const entry = entries.find(({ name }) => name === wanted);
    return entry && memberContent(source, memberName(source.name, wanted), entry, advice);
  };
  const textOf = async (wanted: string, most: number): Promise<string | undefined> => {
    const content = await contentOf(wanted);
    return content && new TextDecoder().decode(await wholeMember(content, most));
  };
  const weights = (await contentOf(weightsName)) ?? memorySource(source.name, new Uint8Array(0));
  // Keras stores it as it is; where another tool has packed it, it is held, since its parts are read in any order.
  const readable = weights.forward ? memorySource(weights.name, await wholeMember(weights, maxInflatedBytes)) : weights;
  const config = await textOf(configName, maxConfigBytes);
  const said = textsOf(await textOf(metadataName, maxMetadataBytes));
  const archive = await openHdf5({ ...readable, name: source.name }, options, {
    kind: 'Keras model',
    ...(config !== undefined && { config }),
  });
  return { ...archive, metadata: { ...archive.metadata, ...said } };
}

/** The texts of a JSON object. */
function textsOf(json: string | undefined): Record<string, string> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}
