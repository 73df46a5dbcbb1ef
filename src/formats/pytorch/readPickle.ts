import { PersistentId, PickledName, PickledObject, type PickleValue } from './pickleValue.js';

/** What is wrong with a pickle, and at which byte. */
export class PickleError extends Error {
  constructor(
    readonly at: number,
    readonly problem: string,
    readonly expected?: string,
    readonly found?: string,
    /** Whether more bytes may mend it. */
    readonly isCutOff = false,
  ) {
    super(problem);
  }
}

/** Python's own integers have any size; those of checkpoints have eight bytes, and the magic number ten. */
const maxIntegerBytes = 256;

export interface Pickled {
  readonly value: PickleValue;
  /** All references to what lies beside it. */
  readonly ids: readonly PersistentId[];
  /** Where the next one would begin. */
  readonly end: number;
}

const mark = Symbol('mark');
type Item = PickleValue | typeof mark;

/**
 * Reads one pickle of protocol 0 to 5 without running anything of it: https://docs.python.org/3/library/pickletools.html
 * Time and memory grow with the bytes, whatever they say.
 * @param from where it begins
 * @throws PickleError
 */
export function readPickle(bytes: Uint8Array, from = 0): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: Item[] = [];
  const ids: PersistentId[] = [];
  const memo = new Map<number, PickleValue>();
  let at = from;
  let opcodeAt = from;

  const refuse = (problem: string, expected?: string, found?: string): PickleError =>
    new PickleError(opcodeAt, problem, expected, found);
  const cutOff = (): PickleError => new PickleError(opcodeAt, 'the pickle is cut off', undefined, undefined, true);
  const take = (size: number): number => {
    if (size > bytes.length - at) throw cutOff();
    at += size;
    return at - size;
  };
  const uint8 = (): number => view.getUint8(take(1));
  const uint16 = (): number => view.getUint16(take(2), true);
  const uint32 = (): number => view.getUint32(take(4), true);
  // Beyond 2^53 inexact, and beyond every file there.
  const uint64 = (): number => Number(view.getBigUint64(take(8), true));
  const content = (size: number): Uint8Array => {
    const begin = take(size);
    return bytes.slice(begin, begin + size);
  };
  const text = (size: number): string => {
    const begin = take(size);
    return new TextDecoder().decode(bytes.subarray(begin, begin + size));
  };
  const latin1 = (size: number): string => latin1Of(content(size));
  const line = (): string => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) throw cutOff();
    const read = text(end - at);
    at = end + 1;
    return read;
  };
  const integer = (size: number): number | bigint => {
    if (size > maxIntegerBytes) throw refuse('an integer is too long', `at most ${maxIntegerBytes} bytes`, `${size}`);
    return integerOf(content(size));
  };

  const push = (value: PickleValue): void => void stack.push(value);
  const pop = (): PickleValue => {
    const value = stack.pop();
    if (value === undefined || value === mark) throw refuse('the pickle takes what is not there');
    return value;
  };
  const top = (): PickleValue => {
    const value = stack.at(-1);
    if (value === undefined || value === mark) throw refuse('the pickle takes what is not there');
    return value;
  };
  const popToMark = (): PickleValue[] => {
    const place = stack.lastIndexOf(mark);
    if (place < 0) throw refuse('the pickle takes what is not there', 'a mark');
    const items = stack.splice(place + 1);
    stack.pop();
    return items.filter((item): item is PickleValue => item !== mark);
  };
  const remember = (index: number): void => void memo.set(index, top());
  const recall = (index: number): void => {
    const value = memo.get(index);
    if (value === undefined) throw refuse('the pickle refers to what is not there', 'an earlier object', `${index}`);
    push(value);
  };
  const append = (items: readonly PickleValue[]): void => {
    const target = top();
    const list = Array.isArray(target) ? target : target instanceof PickledObject ? target.items : undefined;
    if (!list) throw refuse('the pickle appends to what is no list');
    for (const item of items) list.push(item);
  };
  const set = (items: readonly PickleValue[]): void => {
    const target = top();
    const entries = target instanceof Map ? target : target instanceof PickledObject ? target.entries : undefined;
    if (!entries || items.length % 2 > 0) throw refuse('the pickle sets entries of what is no dict');
    for (let i = 0; i < items.length; i += 2) entries.set(items[i], items[i + 1]);
  };
  const call = (callee: PickleValue, args: PickleValue): void => {
    push(new PickledObject(callee, Array.isArray(args) ? args : [args]));
  };
  const refer = (id: PickleValue): void => {
    const persistent = new PersistentId(id);
    ids.push(persistent);
    push(persistent);
  };
  const build = (): void => {
    const state = pop();
    const target = top();
    if (target instanceof PickledObject) target.state = state;
  };
  const last = (count: number): PickleValue[] => Array.from({ length: count }, pop).reverse();

  for (;;) {
    opcodeAt = at;
    const opcode = uint8();
    switch (String.fromCharCode(opcode)) {
      case '.':
        return { value: pop(), ids, end: at };
      case '(':
        stack.push(mark);
        break;
      case '0':
        if (stack.pop() === undefined) throw refuse('the pickle takes what is not there');
        break;
      case '1':
        popToMark();
        break;
      case '2':
        push(top());
        break;
      case 'F':
        push(Number(line()));
        break;
      case 'G':
        push(view.getFloat64(take(8)));
        break;
      case 'I': {
        const written = line();
        push(written === '01' ? true : written === '00' ? false : Number(written));
        break;
      }
      case 'L': {
        const written = line().replace(/L$/, '');
        if (!/^-?\d{1,600}$/.test(written)) throw refuse('an integer is none');
        push(narrowed(BigInt(written)));
        break;
      }
      case 'J':
        push(view.getInt32(take(4), true));
        break;
      case 'K':
        push(uint8());
        break;
      case 'M':
        push(uint16());
        break;
      case '\x8a':
        push(integer(uint8()));
        break;
      case '\x8b':
        push(integer(uint32()));
        break;
      case 'N':
        push(null);
        break;
      case '\x88':
        push(true);
        break;
      case '\x89':
        push(false);
        break;
      case 'S':
        push(line().replace(/^(['"])(.*)\1$/, '$2'));
        break;
      case 'V':
        push(line());
        break;
      case 'T':
        push(latin1(uint32()));
        break;
      case 'U':
        push(latin1(uint8()));
        break;
      case 'B':
        push(content(uint32()));
        break;
      case 'C':
        push(content(uint8()));
        break;
      case '\x8e':
      case '\x96':
        push(content(uint64()));
        break;
      case 'X':
        push(text(uint32()));
        break;
      case '\x8c':
        push(text(uint8()));
        break;
      case '\x8d':
        push(text(uint64()));
        break;
      case ')':
      case ']':
      case '\x8f':
        push([]);
        break;
      case 't':
      case 'l':
      case '\x91':
        push(popToMark());
        break;
      case '\x85':
        push(last(1));
        break;
      case '\x86':
        push(last(2));
        break;
      case '\x87':
        push(last(3));
        break;
      case '}':
        push(new Map());
        break;
      case 'd': {
        const items = popToMark();
        push(new Map());
        set(items);
        break;
      }
      case 'a':
        append([pop()]);
        break;
      case 'e':
      case '\x90':
        append(popToMark());
        break;
      case 's': {
        const [key, value] = last(2);
        set([key, value]);
        break;
      }
      case 'u':
        set(popToMark());
        break;
      case 'p':
        remember(Number(line()));
        break;
      case 'q':
        remember(uint8());
        break;
      case 'r':
        remember(uint32());
        break;
      case '\x94':
        remember(memo.size);
        break;
      case 'g':
        recall(Number(line()));
        break;
      case 'h':
        recall(uint8());
        break;
      case 'j':
        recall(uint32());
        break;
      case 'c':
        push(new PickledName(`${line()}.${line()}`));
        break;
      case '\x93': {
        const [module, name] = last(2);
        push(new PickledName(`${nameText(module)}.${nameText(name)}`));
        break;
      }
      // Codes of a registry that is Python's own.
      case '\x82':
        push(new PickledName(`extension ${uint8()}`));
        break;
      case '\x83':
        push(new PickledName(`extension ${uint16()}`));
        break;
      case '\x84':
        push(new PickledName(`extension ${uint32()}`));
        break;
      case 'R':
      case '\x81': {
        const [callee, args] = last(2);
        call(callee, args);
        break;
      }
      case '\x92': {
        const [callee, args, named] = last(3);
        call(callee, [args, named]);
        break;
      }
      case 'i': {
        const name = new PickledName(`${line()}.${line()}`);
        call(name, popToMark());
        break;
      }
      case 'o': {
        const [callee, ...args] = popToMark() as [PickleValue | undefined, ...PickleValue[]];
        if (callee === undefined) throw refuse('the pickle takes what is not there', 'a class');
        call(callee, args);
        break;
      }
      case 'b':
        build();
        break;
      case 'P':
        refer(line());
        break;
      case 'Q':
        refer(pop());
        break;
      case '\x80': {
        const protocol = uint8();
        if (protocol > 5) throw refuse('the protocol of the pickle is not known', 'at most 5', `${protocol}`);
        break;
      }
      case '\x95':
        // The length of what follows; it is read as it comes.
        take(8);
        break;
      case '\x97':
        push(null);
        break;
      case '\x98':
        break;
      default:
        throw refuse('this is no pickle', 'an opcode', `0x${opcode.toString(16).padStart(2, '0')}`);
    }
  }
}

/** Two's complement, the lowest byte first. */
function integerOf(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).reverse();
  return narrowed(BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex.join('')}`)));
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Each byte as the character of that code. */
export function latin1Of(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 4096) {
    text += String.fromCharCode(...bytes.subarray(from, from + 4096));
  }
  return text;
}

function nameText(value: PickleValue): string {
  return typeof value === 'string' ? value : '?';
}
