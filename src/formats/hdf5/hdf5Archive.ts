import type { TensorArchive, TensorMember } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import { complexTensor } from '../checkpoints/complexTensor.js';
import {
  blockSource,
  elementCount,
  elementTypes,
  FormatError,
  greatestRatio,
  memberName,
  memorySource,
  noSuchMember,
  partOf,
  printable,
  storedTensor,
} from '../readerKit.js';
import type { OpenOptions, ReadOptions, TensorFile } from '../tensorFile.js';
import { textAttributes } from './attributes.js';
import { chunkedSource, filledWith } from './chunkedSource.js';
import { readDataset, type Dataset } from './dataset.js';
import type { Datatype } from './datatype.js';
import { readLinks } from './groups.js';
import { Hdf5File } from './hdf5Bytes.js';
import { kerasNames } from './kerasNames.js';
import { readObjectHeader } from './objectHeader.js';
import { unknownFilter } from './unfiltered.js';

/** What was never written costs nothing in the file; so much is no burden. */
const smallBytes = 2 ** 16;
const maxObjects = 2 ** 20;
const wantedAttributes = ['name', 'dtype', 'keras_version', 'backend'];

/** A data set, or why it is not read. */
type Found = Dataset | FormatError;

/**
 * An HDF5 file such as h5py and Keras write: headers of groups and data sets are read, and no data.
 * @param config the model's own description where that lies beside it, as in a `.keras` archive
 * @throws FormatError where it is damaged, or of a form that is not read
 */
export async function openHdf5(
  source: ByteSource,
  options?: ReadOptions,
  { kind = 'HDF5 file', config }: { readonly kind?: string; readonly config?: string } = {},
): Promise<TensorArchive> {
  const { file, root } = await readSuperblock(blockSource(source));
  const found = new Map<string, Found>();
  const groupNames = new Map<string, string>();
  const metadata: Record<string, string> = {};
  const seen = new Set<number>();
  const objects: { path: string; address: number }[] = [{ path: '', address: root }];
  let left = 0;
  for (let object = objects.pop(); object; object = objects.pop()) {
    options?.signal?.throwIfAborted();
    const { path, address } = object;
    try {
      const messages = await readObjectHeader(file, address);
      const attributes = await textAttributes(file, messages, wantedAttributes);
      const links = seen.has(address) ? [] : await readLinks(file, messages);
      if (links) {
        seen.add(address);
        if (path === '') for (const [name, text] of attributes) metadata[name] = text;
        else if (attributes.has('name')) groupNames.set(path, attributes.get('name') ?? '');
        for (const link of links.toReversed()) {
          const name = path === '' ? link.name : `${path}/${link.name}`;
          if (link.address === undefined) left++;
          else if (objects.length + found.size < maxObjects) objects.push({ path: name, address: link.address });
        }
      } else {
        const dataset = readDataset(messages);
        if (dataset) found.set(path, withNamedType(dataset, attributes.get('dtype')));
      }
    } catch (error) {
      // One that is not read does not keep the others from being so; without any group there are none.
      if (!(error instanceof FormatError) || path === '') throw error;
      found.set(path, error);
    }
  }
  const warnings =
    left > 0 ? [`${printable(source.name, 200)}: ${left} links in it lead to other places, and are not followed`] : [];
  const aliases = kerasNames([...found.keys()], groupNames, config);
  return {
    name: source.name,
    kind,
    members: Array.from(found, ([name, dataset]) => memberOf(name, dataset, aliases.get(name), source.size)),
    metadata,
    warnings,
    open: async (name, openOptions) => {
      const own = name.replace(/^\//, '');
      const dataset = found.get(own);
      if (!dataset) throw noSuchMember(source.name, name, [...found.keys()]);
      if (dataset instanceof FormatError) throw dataset;
      return openDataset(new Hdf5File(source, file.base), memberName(source.name, own), dataset, openOptions);
    },
  };
}

async function readSuperblock(source: ByteSource): Promise<{ readonly file: Hdf5File; readonly root: number }> {
  const whole = new Hdf5File(source);
  const head = await whole.read(0, Math.min(96, source.size));
  const version = head.skip(8).uint8();
  const isOld = version < 2;
  if (version > 3) throw head.refuse('the version of the file is not known', '0 to 3', `${version}`);
  const [offsetSize, lengthSize] = isOld ? [head.skip(4).uint8(), head.uint8()] : [head.uint8(), head.uint8()];
  if (offsetSize !== 8 || lengthSize !== 8) {
    throw head.refuse('its offsets and lengths are not read', '8 and 8 bytes', `${offsetSize} and ${lengthSize}`);
  }
  head.at = isOld ? 24 + (version === 1 ? 4 : 0) : 12;
  const base = head.address();
  // Addresses of free space, of the end and of a driver; the root's name.
  const root = head.skip(isOld ? 32 : 16).address();
  if (base === undefined || root === undefined) throw head.refuse('it has no root group');
  return { file: new Hdf5File(source, base), root };
}

/** Keras writes bfloat16 as bytes, and its name beside them. */
function withNamedType(dataset: Dataset, dtype: string | undefined): Dataset {
  const { type } = dataset;
  const named = type.kind === 'opaque' && dtype !== undefined && Object.hasOwn(elementTypes, dtype);
  if (!named) return dataset;
  const element = elementTypes[dtype as keyof typeof elementTypes];
  if (element.size !== type.size) return dataset;
  return { ...dataset, type: { kind: 'number', size: type.size, dtype: element.dtype, isBigEndian: false } };
}

function memberOf(name: string, dataset: Found, alias: string | undefined, fileSize: number): TensorMember {
  if (dataset instanceof FormatError) return { name, bytes: 0 };
  const { type, shape } = dataset;
  const bytes = Math.min(fileSize, type.size * elementCount(shape));
  return { name, shape, dtype: typeText(type), bytes, ...(alias !== undefined && { alias }) };
}

function typeText(type: Datatype): string {
  switch (type.kind) {
    case 'number':
      return type.dtype;
    case 'complex':
      return type.dtype === 'float32' ? 'complex64' : 'complex128';
    case 'text':
      return 'text';
    case 'opaque':
      return `${type.size} bytes`;
    case 'other':
      return type.what;
  }
}

async function openDataset(file: Hdf5File, name: string, dataset: Dataset, options?: OpenOptions): Promise<TensorFile> {
  const { type, shape, layout, filters, fill } = dataset;
  const refuse = (problem: string, expected?: string, found?: string): FormatError =>
    file.refuse(NaN, problem, expected, found, name);
  if (type.kind !== 'number' && type.kind !== 'complex') {
    throw refuse(`its items are ${typeText(type)}, no numbers`, 'integers or floats');
  }
  const unknown = unknownFilter(filters);
  if (unknown !== undefined) {
    throw refuse(`its filter ${printable(unknown)} is not read`, 'deflate (gzip), shuffle or fletcher32');
  }
  const size = type.size * elementCount(shape);
  const most = Math.max(smallBytes, greatestRatio * file.source.size);
  const chunkBytes = layout.kind === 'chunked' ? type.size * elementCount(layout.chunk) : 0;
  if (size > most || chunkBytes > most)
    throw refuse('it is larger than the file can be', `at most ${most} bytes`, `${size} bytes`);
  const source = ((): ByteSource => {
    switch (layout.kind) {
      case 'compact':
        return memorySource(name, layout.data);
      case 'chunked':
        return chunkedSource(file, name, dataset, layout);
      case 'contiguous':
        if (layout.address === undefined) return memorySource(name, filledWith(fill, size));
        return partOf(file.source, name, file.base + layout.address, Math.min(layout.size, size));
    }
  })();
  const end = layout.kind === 'contiguous' && layout.address !== undefined ? file.base + layout.address + size : 0;
  if (source.size < size || end > file.source.size) {
    throw refuse('its data is cut off', `${size} bytes`, `${Math.min(source.size, file.source.size)} bytes`);
  }
  const { dtype, isBigEndian } = type;
  const stored = { source, offset: 0, shape, element: elementTypes[dtype], isBigEndian, order: 'C' as const };
  const tensor = type.kind === 'complex' ? complexTensor(stored, options?.part) : storedTensor(stored, []);
  await Promise.resolve();
  return tensor;
}
