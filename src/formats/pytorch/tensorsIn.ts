import { PersistentId, PickledName, PickledObject, type PickleValue } from './pickleValue.js';
import { rebuiltBy, type Rebuilt } from './rebuilt.js';

/** A tensor, under one of the names that lead to it. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Exclude<Rebuilt, { readonly kind: 'parts' | 'same' }>;
}

/** What an object holds, as far as a debugger of tensors wants to know. */
export interface PickleContent {
  /** In the order of the file. */
  readonly tensors: readonly NamedTensor[];
  /** Numbers and text by the names that lead to them; the first ones. */
  readonly scalars: ReadonlyMap<string, string>;
  /** Objects of classes that are not read, by class. */
  readonly placeholders: ReadonlyMap<string, number>;
  /** Whether there was more than was looked into. */
  readonly isCut: boolean;
}

/** Deeper than any model; names grow with every level. */
const maxDepth = 200;
const maxName = 1000;
const maxScalars = 40;
const maxText = 200;
const maxPlaceholders = 100;

/** What is data and no object of somebody's class. */
const containers = new Set([
  ...['collections.OrderedDict', 'collections.defaultdict', 'collections.Counter', 'collections.deque'],
  ...['torch.Size', 'builtins.set', 'builtins.frozenset', 'builtins.list', 'builtins.dict', 'builtins.tuple'],
  ...['__builtin__.set', '__builtin__.frozenset', 'torch.nn.parameter.UninitializedParameter'],
]);

/** Where a module keeps what its state dict names without them. */
const withinModules = new Set(['_modules', '_parameters', '_buffers']);

interface Step {
  readonly value: PickleValue;
  readonly name: string;
  readonly depth: number;
  /** The object that is left behind here. */
  readonly leaves?: object;
}

/**
 * The tensors that an object leads to, under every name: keys, attributes and indexes with dots between them, those of
 * modules as their state dict has them. Objects that hold themselves are looked into once on each way.
 * @param budget how many places are looked at: objects that hold one object twice, again and again, have more than can be
 */
export function tensorsIn(root: PickleValue, budget: number): PickleContent {
  const tensors = new Map<string, NamedTensor>();
  const scalars = new Map<string, string>();
  const placeholders = new Map<string, number>();
  const counted = new Set<object>();
  const open = new Set<object>();
  const copies = new Map<string, number>();
  const steps: Step[] = [{ value: root, name: '', depth: 0 }];
  let left = budget;
  let isCut = false;

  const unique = (name: string): string => {
    if (!tensors.has(name)) return name;
    // An object has attributes and entries, which may be called the same.
    const copy = (copies.get(name) ?? 1) + 1;
    copies.set(name, copy);
    return unique(`${name} (${copy})`);
  };
  for (let step = steps.pop(); step && left > 0; step = steps.pop()) {
    const { value, name, depth, leaves } = step;
    if (leaves) {
      open.delete(leaves);
      continue;
    }
    if (typeof value !== 'object' || value === null || open.has(value)) continue;
    const rebuilt = rebuiltBy(value);
    if (rebuilt && rebuilt.kind !== 'parts' && rebuilt.kind !== 'same') {
      const own = unique(name === '' ? 'tensor' : name);
      tensors.set(own, { name: own, tensor: rebuilt });
      continue;
    }
    if (depth > maxDepth || name.length > maxName) {
      isCut = true;
      continue;
    }
    if (!rebuilt && value instanceof PickledObject && value.name !== '' && !containers.has(value.name)) {
      if (!counted.has(value) && (placeholders.has(value.name) || placeholders.size < maxPlaceholders)) {
        placeholders.set(value.name, (placeholders.get(value.name) ?? 0) + 1);
      }
      counted.add(value);
    }
    open.add(value);
    steps.push({ value: null, name: '', depth, leaves: value });
    const children = rebuilt ? partsOf(rebuilt) : childrenOf(value);
    left -= children.length;
    const nameOf = (key: string): string => (key === '' ? name : name === '' ? key : `${name}.${key}`);
    for (const [key, child] of children.reverse()) {
      if (typeof child === 'object') {
        if (child !== null) steps.push({ value: child, name: nameOf(key), depth: depth + 1 });
      } else if (depth < 2 && key !== '' && scalars.size < maxScalars && String(child).length <= maxText) {
        scalars.set(nameOf(key), String(child));
      }
    }
  }
  isCut ||= left <= 0;
  return { tensors: [...tensors.values()], scalars: new Map([...scalars].reverse()), placeholders, isCut };
}

type Child = [key: string, value: PickleValue];

function partsOf(rebuilt: Rebuilt): Child[] {
  if (rebuilt.kind === 'same') return [['', rebuilt.as]];
  return rebuilt.kind === 'parts' ? rebuilt.parts.map(([key, value]): Child => [key, value]) : [];
}

function childrenOf(value: object): Child[] {
  if (Array.isArray(value)) return (value as PickleValue[]).map((item, i): Child => [String(i), item]);
  if (value instanceof Map) return entriesOf(value as Map<PickleValue, PickleValue>);
  if (value instanceof PersistentId) return [];
  if (!(value instanceof PickledObject)) return [];
  const { state, args, items, entries } = value;
  // Of an object with slots: its attributes, and its slots.
  const states = Array.isArray(state) ? state : [state];
  const attributes = states.flatMap((one): Child[] =>
    one instanceof Map ? entriesOf(one, true) : Array.isArray(one) ? [['', one]] : [],
  );
  // Python 2 writes ordered dicts as lists of pairs.
  const pairs = value.name === 'collections.OrderedDict' && entries.size === 0 ? pairsOf(args.at(0)) : undefined;
  const given = (pairs ? [] : args).flatMap((argument): Child[] =>
    typeof argument === 'object' ? [['', argument]] : [],
  );
  return [
    ...given,
    ...items.map((item, i): Child => [String(i), item]),
    ...(pairs ?? entriesOf(entries)),
    // What an OrderedDict carries beside its entries are versions of modules.
    ...(value.name === 'collections.OrderedDict' ? [] : attributes),
  ];
}

function pairsOf(list: PickleValue | undefined): Child[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((pair): Child[] =>
    Array.isArray(pair) && pair.length === 2 ? [[keyText(pair[0]), pair[1]]] : [],
  );
}

function entriesOf(map: ReadonlyMap<PickleValue, PickleValue>, isState = false): Child[] {
  return Array.from(map, ([key, value]): Child => [
    isState && typeof key === 'string' && withinModules.has(key) ? '' : keyText(key),
    value,
  ]);
}

function keyText(key: PickleValue): string {
  if (typeof key !== 'object' || key === null) return String(key).slice(0, maxName);
  if (Array.isArray(key)) return `(${key.slice(0, 8).map(scalarText).join(', ')})`;
  return key instanceof PickledName ? key.name : '…';
}

function scalarText(value: PickleValue): string {
  return typeof value === 'object' ? '…' : String(value).slice(0, 20);
}
