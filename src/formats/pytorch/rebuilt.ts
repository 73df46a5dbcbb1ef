import { PersistentId, PickledName, PickledObject, type PickleValue } from './pickleValue.js';

/** Bytes that lie beside the pickle, under a key of their own. */
export interface TorchStorage {
  readonly key: string;
  /** As PyTorch names it, without `torch.`; undefined where the storage is one of bytes. */
  readonly dtype: string | undefined;
  /** Elements; of untyped storages, bytes. */
  readonly count: number;
  /** Where a storage that is part of another one begins, in elements. */
  readonly begin: number;
}

/** A tensor as a checkpoint describes it; nothing of it is checked but that its parts are there. */
export type Rebuilt =
  | {
      readonly kind: 'strided';
      readonly storage: TorchStorage;
      readonly dtype: string;
      /** In elements. */
      readonly offset: number;
      readonly shape: readonly number[];
      readonly strides: readonly number[];
      /** What has to be done to the stored numbers first: conjugate, negate. */
      readonly pending?: string;
    }
  | {
      readonly kind: 'array';
      /** NumPy's, such as `<f4`. */
      readonly descr: string;
      readonly shape: readonly number[];
      readonly isFortran: boolean;
      readonly data: Uint8Array;
    }
  /** Tensors that together are one, such as a sparse one's indices and values. */
  | { readonly kind: 'parts'; readonly parts: readonly (readonly [name: string, value: PickleValue])[] }
  /** Parameters and subclasses are tensors under another name. */
  | { readonly kind: 'same'; readonly as: PickleValue }
  | { readonly kind: 'unreadable'; readonly problem: string; readonly shape?: readonly number[] };

const storages: ReadonlyMap<string, string> = new Map([
  ...(Object.entries({
    Double: 'float64',
    Float: 'float32',
    Half: 'float16',
    BFloat16: 'bfloat16',
    Long: 'int64',
    Int: 'int32',
    Short: 'int16',
    Char: 'int8',
    Byte: 'uint8',
    Bool: 'bool',
    ComplexDouble: 'complex128',
    ComplexFloat: 'complex64',
    QInt8: 'qint8',
    QUInt8: 'quint8',
    QInt32: 'qint32',
  }) as readonly [string, string][]),
]);

/** Python's names for what is called the same in every version. */
const plain = (name: string): string => name.replace(/^numpy\._core\./, 'numpy.core.');

/** What a call would have made, where that is a tensor or holds some; undefined for all else. */
export function rebuiltBy(value: PickleValue): Rebuilt | undefined {
  if (value instanceof PersistentId) {
    const storage = storageOf(value);
    if (storage?.dtype === undefined) return undefined;
    return { kind: 'strided', storage, dtype: storage.dtype, offset: 0, shape: [storage.count], strides: [1] };
  }
  if (!(value instanceof PickledObject)) return undefined;
  const { args } = value;
  const argument = (at: number): PickleValue => args.at(at) ?? null;
  switch (plain(value.name)) {
    case 'torch._utils._rebuild_tensor':
      return strided(args, undefined, null);
    case 'torch._utils._rebuild_tensor_v2':
      return strided(args, undefined, argument(6));
    case 'torch._utils._rebuild_tensor_v3':
      return strided(args, dtypeOf(argument(6)), argument(7));
    case 'torch._utils._rebuild_qtensor':
      // Whole numbers; their scale stands beside them.
      return { kind: 'parts', parts: [['int_repr', new PickledObject(quantized, args)]] };
    case quantized.name:
      return strided(args, undefined, null);
    case 'torch._utils._rebuild_parameter':
    case 'torch._utils._rebuild_parameter_with_state':
    case 'torch._utils._rebuild_device_tensor_from_numpy':
    case 'torch.nn.parameter.Parameter':
    case 'torch.nn.parameter.Buffer':
      return { kind: 'same', as: argument(0) };
    case 'torch._tensor._rebuild_from_type_v2':
    case 'torch._tensor._rebuild_from_type': {
      const inner = argument(2);
      return { kind: 'same', as: new PickledObject(argument(0), Array.isArray(inner) ? inner : []) };
    }
    case 'torch._utils._rebuild_sparse_tensor':
      return parts(argument(1), ['indices', 'values']);
    case 'torch._utils._rebuild_sparse_csr_tensor':
      return parts(argument(1), ['crow_indices', 'col_indices', 'values']);
    case 'torch._utils._rebuild_meta_tensor_no_storage': {
      const shape = sizesOf(argument(1));
      return { kind: 'unreadable', problem: 'it is a meta tensor, which has no data', ...(shape && { shape }) };
    }
    case 'torch._utils._rebuild_nested_tensor':
    case 'torch._utils._rebuild_wrapper_subclass':
      return { kind: 'unreadable', problem: `tensors of ${value.name} are not read` };
    case 'numpy.core.multiarray._reconstruct':
      return arrayOf(value.state);
    case 'numpy.core.multiarray.scalar':
      return array(argument(0), [], false, argument(1));
    case 'numpy.core.numeric._frombuffer':
      return array(argument(1), argument(2), argument(3) === 'F', argument(0));
    default:
      return undefined;
  }
}

/** Not a name of PyTorch: the whole numbers of a quantized tensor. */
const quantized = new PickledName('int_repr of a quantized tensor');

function parts(values: PickleValue, names: readonly string[]): Rebuilt {
  const given = Array.isArray(values) ? values : [];
  return { kind: 'parts', parts: names.map((name, i) => [name, given.at(i) ?? null] as const) };
}

function strided(
  [storageId, offset, size, stride]: readonly (PickleValue | undefined)[],
  dtype: string | undefined,
  metadata: PickleValue,
): Rebuilt {
  const storage = storageOf(storageId ?? null);
  const [shape, strides] = [sizesOf(size ?? null), sizesOf(stride ?? null)];
  const type = dtype ?? storage?.dtype;
  if (!storage || type === undefined || typeof offset !== 'number' || !shape || !strides) {
    return {
      kind: 'unreadable',
      problem: 'what it is made of is not there: a storage, an offset, a size and a stride',
    };
  }
  const pending = metadata instanceof Map ? ['conj', 'neg'].filter((bit) => metadata.get(bit) === true).join() : '';
  return { kind: 'strided', storage, dtype: type, offset, shape, strides, ...(pending !== '' && { pending }) };
}

/** `('storage', class, key, location, count)`, and of old files a part `(key, begin, count)` of it. */
export function storageOf(value: PickleValue): TorchStorage | undefined {
  if (!(value instanceof PersistentId) || !Array.isArray(value.id) || value.id[0] !== 'storage') return undefined;
  const [, type, key, , count, part] = value.id as readonly (PickleValue | undefined)[];
  if (!(type instanceof PickledName) || typeof count !== 'number') return undefined;
  if (typeof key !== 'string' && typeof key !== 'number') return undefined;
  const [, className = ''] = /\.(\w+?)(?:Storage)?$/.exec(type.name) ?? [];
  const begin = Array.isArray(part) ? part[1] : 0;
  if (typeof begin !== 'number') return undefined;
  return { key: String(key), dtype: storages.get(className), count, begin };
}

function dtypeOf(value: PickleValue): string | undefined {
  return value instanceof PickledName ? value.name.replace(/^torch\./, '') : undefined;
}

/** Numbers of a tuple, or of a torch.Size. */
function sizesOf(value: PickleValue): readonly number[] | undefined {
  const items = value instanceof PickledObject ? value.args.at(0) : value;
  if (typeof items === 'number') return [items];
  if (!Array.isArray(items)) return undefined;
  const sizes = items.filter((item): item is number => typeof item === 'number');
  return sizes.length === items.length ? sizes : undefined;
}

/** The state of an ndarray: (version, shape, dtype, is in Fortran order, bytes). */
function arrayOf(state: PickleValue): Rebuilt | undefined {
  if (!Array.isArray(state) || state.length < 5) return undefined;
  return array(state[2], state[1], state[3] === true, state[4]);
}

function array(dtype: PickleValue, size: PickleValue, isFortran: boolean, bytes: PickleValue): Rebuilt {
  const descr = descrOf(dtype);
  const shape = sizesOf(size);
  const data = bytesOf(bytes);
  if (descr === undefined || !shape || !data)
    return { kind: 'unreadable', problem: 'arrays of its dtype are not read' };
  return { kind: 'array', descr, shape, isFortran, data };
}

/** Of `dtype('f4', …)` with the state (version, byte order, …). */
function descrOf(dtype: PickleValue): string | undefined {
  if (!(dtype instanceof PickledObject) || dtype.name !== 'numpy.dtype') return undefined;
  const [code] = dtype.args;
  const order = Array.isArray(dtype.state) ? dtype.state[1] : '|';
  return typeof code === 'string' && typeof order === 'string' ? order + code : undefined;
}

/** Bytes, or what Python 2 and protocol 2 make of them: text whose characters are bytes. */
function bytesOf(value: PickleValue): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (value instanceof PickledObject && value.name === '_codecs.encode') return bytesOf(value.args.at(0) ?? null);
  if (value instanceof PickledObject && /^(?:__builtin__|builtins)\.(?:bytes|bytearray)$/.test(value.name)) {
    return bytesOf(value.args.at(0) ?? '');
  }
  return typeof value === 'string' ? Uint8Array.from(value, (character) => character.charCodeAt(0)) : undefined;
}
