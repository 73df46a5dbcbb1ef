import { Session, type Profiler } from 'node:inspector';

const session = new Session();
let scanned = 0;

/**
 * Begins to count what this thread does: how often each block of code runs, and what the functions of the language scan
 * or copy. Unlike time it is the same on every machine. Code that has run before is not counted block by block.
 */
export function startCounting(): void {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  for (const [prototype, names] of scanning) for (const name of names) countCalls(prototype, name);
  countMatches();
}

/** Steps of `run`: blocks that ran, and characters, elements and bytes that were scanned. */
export async function countWork(run: () => Promise<unknown>): Promise<number> {
  blocks();
  scanned = 0;
  await run();
  return blocks() + scanned;
}

/** How many blocks have run since this was last asked. */
function blocks(): number {
  let sum = 0;
  session.post('Profiler.takePreciseCoverage', (error, taken: Profiler.TakePreciseCoverageReturnType) => {
    if (error) throw error;
    for (const { functions } of taken.result) {
      for (const { ranges } of functions) for (const { count } of ranges) sum += count;
    }
  });
  return sum;
}

type Methods = Record<PropertyKey, unknown>;

/** Functions that look at all of what they are called on, or copy it. Slices of strings are views. */
const scanning: readonly (readonly [prototype: object, names: readonly PropertyKey[]])[] = [
  [
    Array.prototype,
    [...words('includes indexOf lastIndexOf slice concat splice shift unshift join sort'), Symbol.iterator],
  ],
  [
    String.prototype,
    [...words('includes indexOf lastIndexOf split replaceAll trim normalize toUpperCase'), Symbol.iterator],
  ],
  [Object.getPrototypeOf(Uint8Array.prototype) as object, words('includes indexOf slice set fill copyWithin')],
];

function words(text: string): readonly string[] {
  return text.split(' ');
}

function countCalls(prototype: object, name: PropertyKey): void {
  const original = (prototype as Methods)[name] as (this: unknown, ...given: unknown[]) => unknown;
  const isSearch = /index/i.test(String(name));
  (prototype as Methods)[name] = function (this: { readonly length: number }, ...given: unknown[]): unknown {
    const { length } = this;
    const result = original.apply(this, given);
    // A search ends where it finds something.
    const from = isSearch && typeof given[1] === 'number' ? given[1] : 0;
    const end = isSearch && typeof result === 'number' && result >= 0 ? result : length;
    scanned += Math.max(1, end - from);
    return result;
  };
}

/** A match looks at what lies before it, too, but for a sticky one. */
function countMatches(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with `call` below
  const { exec } = RegExp.prototype;
  RegExp.prototype.exec = function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, text);
    const end = match ? match.index + match[0].length : this.sticky ? from : text.length;
    scanned += Math.max(1, end - from);
    return match;
  };
}
