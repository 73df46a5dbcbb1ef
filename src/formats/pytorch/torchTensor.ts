import {
  elementCount,
  elementTypes,
  FormatError,
  greatestRatio,
  isCountable,
  maxRank,
  memorySource,
  npyFormat,
  printable,
  quoted,
  storedTensor,
} from '../readerKit.js';
import type { DType } from '../../engine/index.js';
import type { TensorMember } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import { complexTensor } from '../checkpoints/complexTensor.js';
import { orderOf, stridedSource } from '../checkpoints/stridedSource.js';
import type { OpenOptions, TensorFile } from '../tensorFile.js';
import { torchCode } from './torchCode.js';
import { wholeMember } from '../checkpoints/wholeMember.js';
import type { Rebuilt, TorchStorage } from './rebuilt.js';
import type { NamedTensor } from './tensorsIn.js';

type Strided = Extract<Rebuilt, { readonly kind: 'strided' }>;

/** An expanded tensor repeats its storage; so much is no burden, however often. */
const smallBytes = 2 ** 16;

/** Dtypes whose elements are stored as another's. */
const storedAs: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['qint8', 'int8'],
  ['quint8', 'uint8'],
  ['qint32', 'int32'],
  ['complex64', 'float32'],
  ['complex128', 'float64'],
]);

function elementOf(dtype: string): DType | undefined {
  return storedAs.get(dtype) ?? (Object.hasOwn(elementTypes, dtype) ? (dtype as DType) : undefined);
}

/** Bytes of one item of a storage; undefined where its dtype is not known. */
export function itemSizeOf(dtype: string | undefined): number | undefined {
  if (dtype === undefined) return 1;
  const element = elementOf(dtype);
  return element && elementTypes[element].size * (dtype.startsWith('complex') ? 2 : 1);
}

/** What a checkpoint's directory tells of a tensor; no more bytes than the file has. */
export function torchMember({ name, tensor }: NamedTensor, fileSize: number): TensorMember {
  switch (tensor.kind) {
    case 'strided': {
      const { shape, dtype, storage } = tensor;
      const isShape = shape.length <= maxRank && shape.every(isSize) && isCountable(shape);
      const bytes = Math.min((itemSizeOf(dtype) ?? 0) * Math.min(elementCount(shape), storage.count), fileSize);
      return { name, ...(isShape && { shape }), dtype: printable(dtype), bytes: isShape && isSize(bytes) ? bytes : 0 };
    }
    case 'array':
      return { name, bytes: Math.min(tensor.data.length, fileSize) };
    case 'unreadable':
      return { name, ...(tensor.shape && { shape: tensor.shape }), bytes: 0 };
  }
}

/** The bytes of a storage, named as `file` in errors. @throws FormatError where there are none. */
export type StorageReader = (storage: TorchStorage, file: string) => Promise<ByteSource>;

/**
 * One tensor of a checkpoint.
 * @param file what it is called in errors
 * @param checkpoint the name of the file that it is in
 * @throws FormatError where its description is none, does not fit its storage, or is of what is not read
 */
export async function openTorchTensor(
  tensor: NamedTensor['tensor'],
  { file, checkpoint }: { readonly file: string; readonly checkpoint: string },
  { read, isBigEndian }: { readonly read: StorageReader; readonly isBigEndian: boolean },
  options?: OpenOptions,
): Promise<TensorFile> {
  const refuse = (problem: string, expected?: string, found?: string): FormatError =>
    new FormatError({
      file,
      place: 'description',
      problem,
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
      advice: 'If you trust the checkpoint, save its tensors as an archive:',
      code: torchCode(checkpoint),
    });
  switch (tensor.kind) {
    case 'unreadable':
      throw refuse(tensor.problem);
    case 'array': {
      const bytes = npyOf(tensor);
      return npyFormat.open(memorySource(file, bytes), bytes.slice(0, 512), options);
    }
    case 'strided':
      checkView(tensor, refuse);
  }
  const { dtype, shape, strides, storage, offset } = tensor;
  const element = elementTypes[elementOf(dtype) ?? 'uint8'];
  const itemSize = itemSizeOf(dtype) ?? 1;
  const storageItem = itemSizeOf(storage.dtype) ?? 1;
  const whole = await read(storage, file);
  const end = storageItem * (storage.begin + storage.count);
  if (whole.size < end) throw refuse('its storage is cut off', `${end} bytes`, `${whole.size} bytes`);
  const order = orderOf({ shape, strides });
  const at = storage.begin * storageItem + offset * itemSize;
  let source = whole;
  if (order === undefined) {
    // What is inflated comes in order; a view does not.
    const inAnyOrder = whole.forward ? memorySource(file, await wholeMember(whole, 2 ** 30)) : whole;
    source = stridedSource(inAnyOrder, { offset: at, itemSize, shape, strides });
  }
  const stored = {
    source,
    offset: order === undefined ? 0 : at,
    shape,
    element,
    isBigEndian,
    order: order ?? ('C' as const),
  };
  return dtype.startsWith('complex') ? complexTensor(stored, options?.part) : storedTensor(stored, []);
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

/** @throws where a view is none, or goes beyond its storage. */
function checkView(tensor: Strided, refuse: (problem: string, expected?: string, found?: string) => FormatError): void {
  const { dtype, shape, strides, offset, storage, pending } = tensor;
  const itemSize = itemSizeOf(dtype);
  const storageItem = itemSizeOf(storage.dtype);
  if (itemSize === undefined || storageItem === undefined) {
    throw refuse(`dtype ${quoted(dtype)} is not read`, Object.keys(elementTypes).join(', '));
  }
  if (pending !== undefined) throw refuse(`its numbers are stored before ${quoted(pending)} is applied to them`);
  const numbers = [...shape, ...strides, offset, storage.count, storage.begin];
  if (!numbers.every(isSize) || shape.length > maxRank || strides.length !== shape.length || !isCountable(shape)) {
    const found = `size [${numbersText(shape)}], stride [${numbersText(strides)}], offset ${offset}`;
    throw refuse('its size, stride and offset are none', 'whole numbers from 0, as many strides as sizes', found);
  }
  const count = elementCount(shape);
  const held = storage.count * storageItem;
  const last = count === 0 ? 0 : 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], offset);
  if (last * itemSize > held) {
    throw refuse('it goes beyond its storage', `at most ${held} bytes`, `${last * itemSize} bytes`);
  }
  if (count * itemSize > Math.max(smallBytes, greatestRatio * held)) {
    throw refuse('it repeats a few numbers too often to be spread out', `a tensor that is not expanded`);
  }
}

function numbersText(numbers: readonly number[]): string {
  return numbers.slice(0, 8).join(', ');
}

/** The file that NumPy would have written. */
function npyOf({
  descr,
  shape,
  isFortran,
  data,
}: Extract<Rebuilt, { readonly kind: 'array' }>): Uint8Array<ArrayBuffer> {
  const order = isFortran ? 'True' : 'False';
  const text = `{'descr': '${descr.replace(/['\\\n]/g, '?')}', 'fortran_order': ${order}, 'shape': (${shape.map((size) => `${size},`).join('')}), }`;
  const header = new TextEncoder().encode(text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n');
  const bytes = new Uint8Array(12 + header.length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0]);
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(header, 12);
  bytes.set(data, 12 + header.length);
  return bytes;
}
