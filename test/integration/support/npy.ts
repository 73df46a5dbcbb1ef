/** The bytes of a `.npy` 1.0 file, as NumPy would write them. */
export function npy(shape: readonly number[], data: Float32Array | Float64Array): Uint8Array {
  const descr = data instanceof Float32Array ? '<f4' : '<f8';
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  return npyWithHeader(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`, bytesOf(data));
}

/** A `.npy` 1.0 file with this header, whatever it says. */
export function npyWithHeader(header: string, data: Uint8Array): Uint8Array {
  const padded = header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11) + '\n';
  const file = new Uint8Array(10 + padded.length + data.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  file.set(new TextEncoder().encode(padded), 10);
  file.set(data, 10 + padded.length);
  return file;
}

/** Values that differ from channel to channel and from batch to batch: `10·channel + batch + a triangle wave`. */
export function batch(shape: readonly number[], seed = 0): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const inner = shape.slice(2).reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, (_, i) => {
    const channel = Math.floor(i / inner) % shape[1];
    return 10 * channel + seed + ((i * 7) % 11) / 11;
  });
}

function bytesOf(data: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
