/** No file system has longer names. A member of an archive may, and is named as it stands. */
export const longestPattern = 1024;

/** Text of which each character is looked at by its code. */
export type Name = Pick<string, 'length' | 'charCodeAt'>;

/** Whether there is a `*` or a `?` in a name, which make it stand for several. */
export function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

/**
 * A matcher for whole names by a pattern in which `*` is any characters, or none, and `?` is one.
 *
 * All ways through the pattern are followed at once, a bit each (Baeza-Yates and Gonnet 1992, with a loop where a star
 * stands): a name costs a look at each of its characters, whatever the pattern is.
 * @param pattern of at most `longestPattern` characters
 */
export function globOf(pattern: string): (name: Name) => boolean {
  const { accepting, any, loops, end } = statesOf(pattern);
  const reached = new Uint32Array(any.length);
  return (name) => {
    reached.fill(0);
    reached[0] = 1;
    for (let i = 0; i < name.length; i++) {
      const accepts = accepting.get(name.charCodeAt(i)) ?? any;
      let carry = 0;
      let isAlive = 0;
      for (let word = 0; word < reached.length; word++) {
        const moving = reached[word] & accepts[word];
        const next = (moving << 1) | carry | (reached[word] & loops[word]);
        carry = moving >>> 31;
        reached[word] = next;
        isAlive |= next;
      }
      if (isAlive === 0) return false;
    }
    return hasBit(reached, end);
  };
}

/** Bit i stands for a name of which the first i characters of the pattern, stars left out, have been matched. */
interface States {
  /** States that a character leads on from; of those that the pattern does not name, `any`. */
  readonly accepting: ReadonlyMap<number, Uint32Array>;
  readonly any: Uint32Array;
  /** States that every character leads back to. */
  readonly loops: Uint32Array;
  readonly end: number;
}

function statesOf(pattern: string): States {
  const words = (pattern.length >>> 5) + 1;
  const any = new Uint32Array(words);
  const loops = new Uint32Array(words);
  const named = new Map<number, number[]>();
  let state = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '*') {
      setBit(loops, state);
      continue;
    }
    if (pattern[i] === '?') setBit(any, state);
    else named.set(pattern.charCodeAt(i), [...(named.get(pattern.charCodeAt(i)) ?? []), state]);
    state += 1;
  }
  const accepting = new Map<number, Uint32Array>();
  for (const [code, states] of named) {
    const own = any.slice();
    for (const one of states) setBit(own, one);
    accepting.set(code, own);
  }
  return { accepting, any, loops, end: state };
}

function setBit(bits: Uint32Array, at: number): void {
  bits[at >>> 5] |= 1 << (at & 31);
}

function hasBit(bits: Uint32Array, at: number): boolean {
  return ((bits[at >>> 5] >>> (at & 31)) & 1) === 1;
}
