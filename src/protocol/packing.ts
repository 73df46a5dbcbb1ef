/** Arrays of numbers that cross. */
const kinds = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const;
type Kind = keyof typeof kinds;
type Numbers = InstanceType<(typeof kinds)[Kind]>;

/**
 * A message whose arrays of numbers lie in one buffer. VS Code's protocol between its processes says in one byte how many
 * buffers a message has, and loses those that are too many (src/vs/workbench/services/extensions/common/rpcProtocol.ts,
 * `writeMixedArray`): the layers of a model have some hundreds.
 */
export interface Packed<T> {
  readonly kind: 'packed';
  /** With null where an array is. */
  readonly content: T;
  readonly arrays: readonly PackedArray[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface PackedArray {
  /** Where it is in the content. */
  readonly path: Path;
  readonly kind: Kind;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

type Path = readonly (string | number)[];

/** @throws TypeError where an array is of a kind that does not cross */
export function packed<T>(message: T): Packed<T> {
  const found: Found[] = [];
  const content = without(message, [], found) as T;
  let size = 0;
  const arrays = found.map(([path, array]): PackedArray => {
    const offset = size;
    size = aligned(offset + array.byteLength);
    return { path, kind: kindOf(array), offset, length: array.length };
  });
  const bytes = new Uint8Array(size);
  found.forEach(([, { buffer, byteOffset, byteLength }], at) =>
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), arrays[at].offset),
  );
  return { kind: 'packed', content, arrays, bytes };
}

/** The message; its arrays are views of the one buffer. */
export function unpacked<T>({ content, arrays, bytes }: Packed<T>): T {
  for (const { path, kind, offset, length } of arrays) {
    const [name] = path.slice(-1);
    const holder = path.slice(0, -1).reduce<unknown>((value, key) => (value as Fields)[key], content);
    (holder as Fields)[name] = new kinds[kind](bytes.buffer, bytes.byteOffset + offset, length);
  }
  return content;
}

type Fields = Record<string | number, unknown>;

type Found = readonly [path: Path, array: Numbers];

/** The value with null for each array of numbers; itself where there is none in it. @param path where it is, for its parts to go on */
function without(value: unknown, path: (string | number)[], found: Found[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    found.push([[...path], value as Numbers]);
    return null;
  }
  const part = (key: string | number, of: unknown): unknown => {
    path.push(key);
    const rest = without(of, path, found);
    path.pop();
    return rest;
  };
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, at) => part(at, item));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const entries = Object.entries(value).map(([name, field]) => [name, part(name, field)] as const);
  return entries.some(([name, field]) => field !== (value as Fields)[name]) ? Object.fromEntries(entries) : value;
}

function kindOf(array: Numbers): Kind {
  const { name } = array.constructor;
  if (!Object.hasOwn(kinds, name)) throw new TypeError(`${name} does not cross into a panel`);
  return name as Kind;
}

/** Every kind may begin there. */
function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
