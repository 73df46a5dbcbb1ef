/** No reader of a file of a few KB has a reason to ask for this much at once. */
const mostAtOnce = 2 ** 28;

/** What typed arrays and buffers have taken since it was last set to 0. */
export const allocations = { bytes: 0 };

/** Memory that no honest file needs; thrown instead of taking it. */
export class TooMuchMemory extends Error {}

type Buffers = new (...parameters: unknown[]) => { readonly byteLength: number };

const names = [
  ...['ArrayBuffer', 'SharedArrayBuffer', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array', 'Float32Array', 'Float64Array'],
] as const;

/**
 * Has every array of bytes counted that is made from now on by its global constructor; views of a buffer are free.
 * Modules that keep a constructor for themselves have to be loaded later.
 */
function countAllocations(): void {
  for (const name of names) {
    const original = globalThis[name] as unknown as Buffers;
    const width = 'BYTES_PER_ELEMENT' in original ? Number(original.BYTES_PER_ELEMENT) : 1;
    const counting = new Proxy(original, {
      construct: (target, [first, from, length]: unknown[]) => {
        if (typeof first === 'number' && first * width > mostAtOnce) {
          throw new TooMuchMemory(`${first * width} bytes for one ${name}`);
        }
        if (from !== undefined) return new target(first, from, length);
        const made = new target(first);
        const isView = first instanceof ArrayBuffer || first instanceof SharedArrayBuffer;
        if (!isView) allocations.bytes += made.byteLength;
        return made;
      },
    });
    Object.defineProperty(globalThis, name, { value: counting, writable: true, configurable: true });
  }
}

countAllocations();
