import { describe, expect, test } from 'vitest';
import { packed, unpacked } from '../../../src/protocol/index.js';

/** As it crosses VS Code: objects as text, the buffer beside them. */
function crossed<T>(message: T): T {
  const { bytes, ...rest } = packed(message);
  // The buffer need not begin where its memory does.
  const memory = new Uint8Array(bytes.length + 8);
  memory.set(bytes, 8);
  return unpacked({ ...(JSON.parse(JSON.stringify(rest)) as typeof rest), bytes: memory.subarray(8) });
}

describe('a message with arrays of numbers', () => {
  test('is the same on the other side, of every kind and of none', () => {
    const message = {
      kind: 'model',
      text: 'a',
      nothing: null,
      layers: [
        { cells: { gap: Float32Array.of(1, NaN, Infinity), passes: Uint32Array.of(7) } },
        { problem: 'none' },
        { strip: { ticks: Uint16Array.of(1, 2, 3) }, bytes: Uint8Array.of(255) },
      ],
      numbers: { large: Float64Array.of(1e300, -0), at: Int32Array.of(-1), none: new Float64Array(0) },
    };
    expect(crossed(message)).toEqual(message);
    expect(crossed({ a: [1, { b: 'c' }] })).toEqual({ a: [1, { b: 'c' }] });
  });

  test('has one buffer, however many arrays there are', () => {
    const message = { layers: Array.from({ length: 3000 }, (_, at) => ({ values: Float64Array.of(at, at / 3) })) };
    expect(packed(message).bytes.byteLength).toBe(48_000);
    expect(crossed(message)).toEqual(message);
  });

  test('is left as it was', () => {
    const message = { layers: [{ values: Float64Array.of(1) }], other: { a: 1 } };
    const { content } = packed(message);
    expect(message.layers[0].values).toEqual(Float64Array.of(1));
    expect(content.other).toBe(message.other);
  });

  test('is refused where an array would arrive as something else', () => {
    expect(() => packed({ big: BigInt64Array.of(1n) })).toThrow('BigInt64Array does not cross into a panel');
  });
});
