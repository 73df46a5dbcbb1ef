import { npzFile } from '../../unit/formats/npzFile.js';
import { batch, npy, npyWithHeader } from './npy.js';

/** An `.npz` with activations, the BatchNorm layer that they run through, complex numbers and pickled objects. */
export function exampleNpz({ hasLayer = true } = {}): Uint8Array {
  return npzFile(
    {
      'conv1/x': npy([4, 3, 2], batch([4, 3, 2])),
      ...(hasLayer && {
        'bn.gamma': npy([3], Float32Array.of(1, 2, 3)),
        'bn.moving_mean': npy([3], Float32Array.of(0.5, 1, 2)),
        'bn.moving_variance': npy([3], Float32Array.of(1, 4, 9)),
      }),
      z: described("'<c8'", '(4, 3)', batch([4, 6])),
      names: described("'|O'", '(1,)', Float32Array.of(0, 0)),
    },
    { isDeflated: true },
  );
}

function described(descr: string, shape: string, values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return npyWithHeader(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`, bytes);
}

/** A safetensors checkpoint of float32 tensors. */
export function safetensors(
  tensors: Readonly<Record<string, readonly [shape: readonly number[], values: Float32Array]>>,
): Uint8Array {
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, [shape, { byteLength }]]) => {
      const entry = { dtype: 'F32', shape, data_offsets: [at, (at += byteLength)] };
      return [name, entry];
    }),
  );
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let offset = 8 + text.length;
  for (const [, values] of Object.values(tensors)) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return file;
}
