import { visit, type JSONVisitor } from 'jsonc-parser';

/** One entry of the header, as written; a member that the text lacks, or has in another type, is undefined. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: string | undefined;
  readonly shape: readonly number[] | undefined;
  readonly offsets: readonly [begin: number, end: number] | undefined;
}

export interface SafetensorsHeader {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is wrong with a header, and at which character. */
export class HeaderError extends Error {
  constructor(
    readonly problem: string,
    readonly at: number,
    readonly length = 1,
  ) {
    super(problem);
  }
}

/** Deeper than entry and array a header does not go; a parser's stack would. */
const maxDepth = 4;

/**
 * Parses the header's JSON, which JSON.parse would take with names that occur twice.
 * @throws HeaderError
 */
export function parseSafetensorsHeader(text: string): SafetensorsHeader {
  const entries: HeaderEntry[] = [];
  const metadata = new Map<string, string>();
  const names = new Set<string>();
  let depth = 0;
  let entry: string | undefined;
  let property = '';
  let members = new Map<string, unknown>();
  let array: unknown[] | undefined;

  const takeValue = (value: unknown, at: number) => {
    if (array) array.push(value);
    else if (entry === undefined) throw new HeaderError('the header is not a JSON object of tensors', at);
    else if (depth === 1) throw new HeaderError('an entry of the header is not an object', at);
    else if (members.has(property)) throw new HeaderError(`an entry has ${JSON.stringify(property)} twice`, at);
    else members.set(property, value);
  };
  const open = (at: number) => {
    if (++depth > maxDepth) throw new HeaderError('the header is nested too deep', at);
  };
  const visitor: JSONVisitor = {
    onObjectBegin: (at) => {
      open(at);
      if (depth === 2 && !array) members = new Map();
      else if (depth !== 1) throw new HeaderError('an object where a header has none', at);
    },
    onObjectProperty: (name, at, length) => {
      if (depth !== 1) {
        property = name;
        return;
      }
      if (names.has(name)) throw new HeaderError('a name occurs twice', at, length);
      names.add(name);
      entry = name;
    },
    onObjectEnd: () => {
      if (depth-- !== 2 || entry === undefined) return;
      if (entry !== '__metadata__') entries.push(readEntry(entry, members));
      else for (const [key, value] of members) metadata.set(key, String(value));
      entry = undefined;
    },
    onArrayBegin: (at) => {
      open(at);
      if (array || depth !== 3) throw new HeaderError('an array where a header has none', at);
      array = [];
    },
    onArrayEnd: (at) => {
      depth--;
      const items = array;
      array = undefined;
      takeValue(items, at);
    },
    onLiteralValue: takeValue,
    onError: (_code, at, length) => {
      throw new HeaderError('the header is not JSON', at, length);
    },
  };
  visit(text, visitor, { disallowComments: true, allowTrailingComma: false });
  return { entries, metadata: Object.fromEntries(metadata) };
}

function readEntry(name: string, members: ReadonlyMap<string, unknown>): HeaderEntry {
  const dtype = members.get('dtype');
  const offsets = sizes(members.get('data_offsets'));
  return {
    name,
    dtype: typeof dtype === 'string' ? dtype : undefined,
    shape: sizes(members.get('shape')),
    offsets: offsets?.length === 2 ? [offsets[0], offsets[1]] : undefined,
  };
}

/** Integers from 0 that can be counted with; undefined where it is anything else, −0 included. */
function sizes(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.filter(
    (item): item is number => Number.isSafeInteger(item) && Number(item) >= 0 && !Object.is(item, -0),
  );
  return items.length === value.length ? items : undefined;
}
